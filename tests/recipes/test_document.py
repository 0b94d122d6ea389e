"""A recipe's JSON is strict and canonical, and a recipe that does not fit says where and why."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recipes.bench import column
from recipes.examples import EXAMPLES

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.checking import check_step
from mlops_desktop.core.recipes.column_steps import DropColumns, KeepColumns, Rename
from mlops_desktop.core.recipes.recipe import (
    MAX_STEPS,
    Recipe,
    at_step,
    digest,
    from_text,
    to_text,
)
from mlops_desktop.core.recipes.row_steps import Sample, Sort
from mlops_desktop.core.recipes.step import StepProblem
from mlops_desktop.core.recipes.table_steps import FanOut, Join, Union
from mlops_desktop.core.recipes.text_steps import CleanText, DateOrder, ParseDates, SplitText
from mlops_desktop.core.recipes.value_steps import Bin, Binning, Clip, Derive


def _text(*steps: object, **more: object) -> str:
    return json.dumps({"format": 1, "name": "r", "description": "", "steps": steps, **more})


def test_the_json_is_the_same_however_it_was_written() -> None:
    step = {"columns": ["a"], "kind": "clip", "low": 1.0, "high": None}
    one = from_text(_text(step))
    other = from_text(_text({"kind": "clip", "low": 1, "columns": ["a"]}))
    assert to_text(one) == to_text(other)
    assert digest(one) == digest(other)
    assert digest(one) != digest(Recipe("r", "", ()))


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"kind": "renam"}, "the kind “renam”, which is unknown. Did you mean “rename”?"),
        ({"kind": "sort", "colums": ["a"]}, "Step 2 (Sort rows) has “colums”"),
        ({"kind": "sort", "colums": ["a"]}, "Did you mean “columns”?"),
        ({"kind": "sort"}, "Step 2 cannot be read: “columns” is not given"),
        ({"kind": "sort", "columns": 5}, "Step 2 cannot be read: “columns” cannot be 5"),
        (
            {"kind": "bin", "column": "a", "output": "b", "how": "wide"},
            "“how” cannot be \"wide\"; it is one of equal width, ",
        ),
        (
            {"kind": "clean_text", "columns": ["a"], "clean": ["accents"]},
            "it is a list of some of trim, collapse spaces, remove accents",
        ),
        ({"kind": "sort", "columns": "a"}, "Step 2 cannot be read"),
        (
            {"kind": "rename", "names": {"a": "b"}},
            "“names” cannot be {\"a\": \"b\"}; it is a list of pairs, such as [[\"old\", \"new\"]]",
        ),
        (
            {"kind": "sort", "columns": 5},
            "it is a list of columns’ names, such as [\"a\", \"b\"]",
        ),
        ({"kind": "split", "column": "a", "fraction": "half"}, "it is a number"),
        ({"kind": "sort", "columns": [1]}, "Step 2 cannot be read"),
        ({"kind": "cast", "columns": ["a"], "type": "blob"}, "Step 2 cannot be read"),
        ({"kind": "clip", "columns": ["a"], "low": 10**400}, "Step 2 cannot be read"),
        ({"columns": ["a"]}, "it has no kind"),
        ("sort", "it has no kind"),
        (
            {"kind": "aggregate", "results": [{"function": "sum", "colum": "a"}]},
            "has “colum”",
        ),
    ],
)  # fmt: skip
def test_what_is_not_known_is_refused_and_the_step_is_named(step, words) -> None:
    first = {"kind": "drop_columns", "columns": ["x"]}
    with pytest.raises(UserError) as refused:
        from_text(_text(first, step))
    assert words in str(refused.value)
    assert refused.value.code.startswith("recipe.")


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "nonsense", '{"steps": 3}', _text(version=2), _text(name=3), "[" * 100_000,
     '{"format": 1, "name": "r", "steps": [{"kind": "clip", "columns": ["a"], "low": NaN}]}'],
)  # fmt: skip
def test_what_is_no_recipe_is_refused(text) -> None:
    with pytest.raises(UserError) as refused:
        from_text(text)
    assert refused.value.code in {"recipe.unreadable", "recipe.format"}


def test_a_recipe_that_does_not_say_its_format_is_told_which_to_write() -> None:
    with pytest.raises(UserError) as refused:
        from_text('{"steps": []}')
    assert "it does not say its format (1)" in refused.value.message


def test_a_recipe_of_too_many_steps_is_refused_before_any_work() -> None:
    steps = [{"kind": "drop_columns", "columns": ["a"]}] * (MAX_STEPS + 1)
    with pytest.raises(UserError, match=f"has {MAX_STEPS + 1} steps; the limit is {MAX_STEPS}"):
        from_text(_text(*steps))


def test_a_number_of_thousands_of_digits_is_refused_in_words() -> None:
    with pytest.raises(UserError, match="a number in it has more digits than can be read"):
        from_text('{"format": ' + "9" * 5_000 + ', "name": "x", "steps": []}')


def test_a_very_long_expression_is_not_repeated_whole_in_a_refusal() -> None:
    with pytest.raises(UserError) as caught, at_step(3, Derive("x", "(" * 50_000)):
        raise StepProblem("recipe.no_columns")
    assert caught.value.message.startswith("Step 3 (“Compute x as (((")
    assert len(caught.value.message) < 300


def test_a_recipe_of_a_later_format_is_refused() -> None:
    with pytest.raises(UserError, match="format 2; this version reads format 1"):
        from_text(_text(format=2))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_STEPS = [json.loads(to_text(Recipe("", "", (step,))))["steps"][0] for step in EXAMPLES]


@given(st.sampled_from(_STEPS), st.data())
def test_any_json_in_the_place_of_a_value_is_read_or_refused_in_words(step, data) -> None:
    key = data.draw(st.sampled_from(sorted(step)))
    changed = {**step, key: data.draw(_JSON)}
    try:
        recipe = from_text(_text(changed))
    except UserError:
        return
    assert from_text(to_text(recipe)) == recipe


def test_the_other_tables_of_a_recipe_are_named_once_each() -> None:
    join = Join("b@1", (("k", "k"),))
    assert Recipe("r", "", (join, Union("a@2"), join)).tables() == ("b@1", "a@2")


COLUMNS = (column("wind", "number"), column("Group", "text"), column("day", "date"))


@pytest.mark.parametrize(
    ("step", "code", "fact"),
    [
        (DropColumns(("wnd",)), "recipe.unknown_column", "Did you mean “wind”?"),
        (DropColumns(("group",)), "recipe.unknown_column", "Did you mean “Group”?"),
        (DropColumns(("xyz",)), "recipe.unknown_column", "wind, Group, day"),
        (DropColumns(()), "recipe.parameter", "“Columns” is not given"),
        (KeepColumns(("wind", "wind")), "recipe.parameter", "“wind” is named twice"),
        (Rename((("wimd", "w"),)), "recipe.unknown_column", "Did you mean “wind”?"),
        (CleanText(("wind",)), "recipe.wrong_type", "texts"),
        (SplitText("Group", "", ("a",)), "recipe.parameter", "“Separator” is not given"),
        (Sort(("wind",), ("day",)), "recipe.parameter", "not among the columns to sort by"),
        (Sample(), "recipe.parameter", "either a number of rows or a share"),
        (Sample(rows=2, fraction=0.1), "recipe.parameter", "either a number of rows or a share"),
        (Sample(fraction=1.5), "recipe.parameter", "from 0 to 1"),
        (Bin("wind", "b", Binning.EDGES, edges=(2, 1)), "recipe.parameter", "ascending"),
        (Bin("wind", "b", count=3, labels=("a",)), "recipe.parameter", "1 labels for 3 bins"),
        (Clip(("wind",)), "recipe.parameter", "a lower or an upper limit"),
        (Clip(("wind",), low=2, high=1), "recipe.parameter", "above the upper"),
        (Clip(("wind",), low=math.inf), "recipe.parameter", "must be a number"),
        (Bin("wind", "b", count=0), "recipe.parameter", "from 1 to 1000"),
        (Rename((("wind", "a\0b"),)), "recipe.parameter", "no text"),
        (ParseDates(("Group",), DateOrder.PATTERN, "%-Y"), "recipe.parameter", "“%-Y”"),
        (ParseDates(("Group",), DateOrder.PATTERN, "%d %"), "recipe.parameter", "“%”"),
        (ParseDates(("Group",), DateOrder.PATTERN, "day"), "recipe.parameter", "names no part"),
    ],
)
def test_a_step_that_does_not_fit_the_columns_says_why(step, code, fact) -> None:
    with pytest.raises(StepProblem) as problem:
        check_step(step, COLUMNS)
    assert problem.value.code == code
    assert fact in " ".join(str(value) for value in problem.value.facts.values())


def test_a_recipe_with_half_a_character_is_refused() -> None:
    with pytest.raises(UserError, match="not a recipe"):
        from_text('{"format": 1, "name": "\\ud800", "steps": []}')


def test_parameters_that_do_not_matter_are_not_checked() -> None:
    edges = Bin("wind", "b", Binning.WIDTH, 2, edges=(3, 1))
    check_step(edges, COLUMNS)


def test_what_a_join_may_make_is_written_only_where_it_is_said() -> None:
    before = Join("t", (("k", "k"),), fan_out=FanOut.ALLOW)
    assert "most_rows" not in to_text(Recipe("r", "", (before,)))
    said = Recipe("r", "", (replace(before, most_rows=500),))
    assert from_text(to_text(said)) == said
