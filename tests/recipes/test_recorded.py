"""A recipe uses what an earlier run computed instead of computing it from other rows."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from recipes.bench import Result, Table, other_tables, sample, table
from recipes.examples import EXAMPLES

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes import table_steps as t
from mlops_desktop.core.recipes import value_steps as v
from mlops_desktop.core.recipes.step import Step

LEARNING = [
    step
    for step in EXAMPLES
    if (isinstance(step, v.FillMissing) and step.how in ("mean", "median", "mode"))
    or (isinstance(step, v.Bin) and step.how is not v.Binning.EDGES)
    or (isinstance(step, v.Clip) and step.how is not v.Clipping.GIVEN)
    or (isinstance(step, t.Pivot) and not step.only)
]


def _run(bench, step: Step, given: Table, first: Result | None = None) -> Result:
    recorded = [outcome.fitted for outcome in first.outcomes] if first else None
    return bench.run([step], {"main": given, **other_tables()}, recorded)


def _plain(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    is_nan = [[isinstance(x, float) and math.isnan(x) for x in row] for row in rows]
    assert not any(map(any, is_nan))
    return rows


@pytest.mark.parametrize("step", EXAMPLES, ids=lambda step: step.words()[:50])
def test_with_its_own_recorded_values_a_run_gives_the_same_table(bench, step) -> None:
    first = _run(bench, step, sample())
    again = _run(bench, step, sample(), first)
    assert again.names == first.names
    assert _plain(again.rows) == _plain(first.rows)
    assert again.outcomes == first.outcomes


@pytest.mark.parametrize("step", LEARNING, ids=lambda step: step.words()[:50])
def test_other_rows_are_given_the_recorded_values_not_their_own(bench, step) -> None:
    first = _run(bench, step, sample())
    other = sample(200, seed=5)
    if isinstance(step, v.Bin | v.Clip | v.FillMissing) and "wind" in str(step):
        winds = [None if wind is None else wind * 10 for wind in other.values("wind")]
        other = other.with_values({"wind": winds})
    again = _run(bench, step, other, first)
    assert again.outcomes[0].fitted == first.outcomes[0].fitted
    assert again.outcomes[0].fitted_count == first.outcomes[0].fitted_count > 0


def test_every_kind_of_step_that_tells_a_fitted_value_is_tried_here(bench) -> None:
    telling = [step for step in EXAMPLES if _run(bench, step, sample()).outcomes[0].fitted]
    given = [step for step in telling if getattr(step, "how", "") == v.Binning.EDGES]
    assert [step for step in telling if step not in (*LEARNING, *given)] == []
    assert len(LEARNING) >= 10


def test_a_mean_of_the_first_rows_fills_the_later_ones(bench) -> None:
    step = v.FillMissing(("x",), v.Filling.MEAN, by=("g",))
    first = _run(bench, step, table("g:text, x:number", ("a", 1.0), ("a", 3.0), ("b", 10.0)))
    later = table("g:text, x:number", ("a", 100.0), ("a", None), ("b", None), ("new", None))
    assert _run(bench, step, later, first).values("x") == [100.0, 2.0, 10.0, None]
    assert _run(bench, step, later).values("x") == [100.0, 100.0, None, None]


def test_limits_and_edges_of_the_first_rows_hold_for_the_later_ones(bench) -> None:
    few = table("x:integer", *((at,) for at in range(0, 101)))
    many = table("x:integer", (-50,), (50,), (1000,), (None,))
    clip = v.Clip(("x",), v.Clipping.QUANTILE, 0.1, 0.9)
    assert _run(bench, clip, many, _run(bench, clip, few)).values("x") == [10, 50, 90, None]
    bins = v.Bin("x", "bin", v.Binning.WIDTH, 2)
    made = _run(bench, bins, many, _run(bench, bins, few))
    assert made.values("bin") == [None, "[50, 100]", None, None]
    assert made.outcomes[0].lost == (("bin", 2),)


def test_a_pivot_makes_the_columns_it_made_before(bench) -> None:
    step = t.Pivot(("g",), "k", "x")
    first = _run(bench, step, table("g:integer, k:text, x:integer", (1, "a", 1), (1, None, 2)))
    later = table("g:integer, k:text, x:integer", (1, "b", 5), (2, "a", 7))
    made = _run(bench, step, later, first)
    assert made.names == first.names == ["g", "a", "missing"]
    assert made.rows == [(1, None, None), (2, 7, None)]


def test_values_of_a_column_that_holds_something_else_now_are_refused_in_words(bench) -> None:
    step = v.FillMissing(("x",), v.Filling.MODE)
    first = _run(bench, step, table("x:text", ("a",), (None,)))
    with pytest.raises(UserError) as refused:
        _run(bench, step, table("x:integer", (1,), (None,)), first)
    assert refused.value.code == "recipe.recorded_misfit"
    assert "“x”, which holds whole numbers" in refused.value.message
    grouped = replace(step, by=("g",))
    first = _run(bench, grouped, table("g:text, x:text", ("a", "b")))
    with pytest.raises(UserError, match="“g”, which holds whole numbers"):
        _run(bench, grouped, table("g:integer, x:text", (1, None)), first)
