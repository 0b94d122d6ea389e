"""What holds for every kind of step; kinds and choices are found in the catalogue."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from recipes.bench import Table, other_tables, sample, store
from recipes.examples import EXAMPLES, name_of

from mlops_desktop.core.codec import from_bytes, to_bytes
from mlops_desktop.core.progress import Silent
from mlops_desktop.core.recipes.catalogue import STEPS
from mlops_desktop.core.recipes.outcome import SourceColumn, Transformed
from mlops_desktop.core.recipes.parameter import Kind
from mlops_desktop.core.recipes.recipe import Recipe, digest, from_text, to_text
from mlops_desktop.core.recipes.step import Step
from mlops_desktop.data.recipes.plans import plan
from mlops_desktop.data.recipes.previewing import preview_recipe
from mlops_desktop.data.recipes.running import run_recipe

each_example = pytest.mark.parametrize("step", EXAMPLES, ids=name_of)
each_kind = pytest.mark.parametrize("kind", STEPS.values(), ids=STEPS.keys())


def _subclasses(kind: type) -> set[type]:
    return {kind, *(one for sub in kind.__subclasses__() for one in _subclasses(sub))}


def test_every_step_that_is_defined_is_in_the_catalogue() -> None:
    defined = {kind.__qualname__ for kind in _subclasses(Step) - {Step}}
    assert defined == {kind.__qualname__ for kind in STEPS.values()}


@each_kind
def test_every_kind_has_examples_and_a_plan(kind) -> None:
    assert kind in {type(step) for step in EXAMPLES}
    assert plan.dispatch(kind) is not plan.dispatch(object)


@each_kind
def test_every_choice_stands_in_an_example(kind) -> None:
    for parameter in kind.parameters():
        if parameter.kind in (Kind.CHOICE, Kind.CHOICES):
            found = [getattr(step, parameter.name) for step in EXAMPLES if type(step) is kind]
            shown = {str(item) for one in found for item in (one if type(one) is tuple else [one])}
            assert set(parameter.choices) - shown == set(), parameter.name


@each_kind
def test_every_parameter_is_described(kind) -> None:
    parameters = kind.parameters()
    assert [item.name for item in parameters] == [item.name for item in fields(kind)]
    names = {item.name for item in parameters}
    for item in parameters:
        assert item.label[0].isupper()
        assert item.help.endswith(".")
        assert bool(item.choices) == (item.kind in (Kind.CHOICE, Kind.CHOICES))
        if item.when:
            assert item.when[0] in names
            other = next(one for one in parameters if one.name == item.when[0])
            assert set(item.when[1]) <= set(other.choices)
    assert kind.title[0].isupper()
    assert kind.summary.endswith(".")


@each_example
def test_a_step_survives_json_unchanged(step) -> None:
    recipe = Recipe("daily", "what it is for", (step,))
    again = from_text(to_text(recipe))
    assert again == recipe
    assert digest(again) == digest(recipe)


@each_example
def test_a_step_says_in_words_what_it_does(step) -> None:
    words = step.words()
    assert words[0].isupper()
    assert not words.endswith(".")
    assert not re.search(r"[{}]|None", words)
    assert not re.search(r"<|object at|Kind\.|\('", words)


def _others(step: Step, folder) -> dict:
    return {name: store(other_tables()[name], folder / f"{name}.parquet") for name in step.tables()}


def _check(result: Transformed, inputs: dict) -> None:
    assert from_bytes(Transformed, to_bytes(result)) == result
    assert result.profile.row_count == result.row_count == result.steps[-1].rows_after
    existing = {
        SourceColumn(name, item.name) for name, table in inputs.items() for item in table.columns
    }
    for item in result.sources:
        assert item.sources is not None
        assert set(item.sources) <= existing
    assert set(result.row_sources) <= existing
    assert [item.column for item in result.sources] == [item.name for item in result.columns]


@each_example
def test_a_step_makes_a_table_twice_the_same_and_as_its_preview_shows(step, tmp_path) -> None:
    inputs = {"main@1": store(sample(), tmp_path / "main.parquet"), **_others(step, tmp_path)}
    recipe = Recipe("r", "", (step,))
    shown = preview_recipe(recipe, inputs, 1)
    result = run_recipe(recipe, inputs, tmp_path, Silent())
    again = tmp_path / "again"
    again.mkdir()
    assert run_recipe(recipe, inputs, again, Silent()).content_hash == result.content_hash
    _check(result, inputs)
    assert (tmp_path / result.table_file).is_file()
    assert result.steps[0].rows_before == len(shown.before.rows) == 60
    assert not shown.is_sample
    assert shown.after.rows == result.profile.head
    assert [c.name for c in shown.after.columns] == [c.name for c in result.columns]
    assert shown.outcome == result.steps[0]


@pytest.mark.parametrize("rows", [1, 0])
@each_kind
def test_a_kind_of_step_stores_a_table_made_of_one_row_or_none(kind, rows, tmp_path) -> None:
    step = next(step for step in EXAMPLES if type(step) is kind)
    inputs = {"main@1": store(sample(rows), tmp_path / "main.parquet"), **_others(step, tmp_path)}
    _check(run_recipe(Recipe("r", "", (step,)), inputs, tmp_path, Silent()), inputs)


@pytest.mark.parametrize("rows", [1, 0])
@each_example
def test_a_step_runs_on_one_row_and_on_none(step, rows, run) -> None:
    others = {name: other_tables()[name] for name in step.tables()}
    made = run(step, sample(rows), **others)
    assert made.outcomes[0].rows_before == rows


def test_the_sample_holds_every_type_with_missing_values() -> None:
    given: Table = sample()
    assert {item.type for item in given.columns} == set(type(given.columns[0].type))
    for item in given.columns:
        assert (None in given.values(item.name)) == (item.name != "id")
