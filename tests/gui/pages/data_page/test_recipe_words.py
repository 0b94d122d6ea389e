"""The catalogue as the editor offers it, new steps, and what is said of steps that do not fit."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.catalogue import STEPS
from mlops_desktop.core.recipes.parameter import Kind
from mlops_desktop.core.recipes.recipe import Recipe, from_text, to_text
from mlops_desktop.core.recipes.row_steps import FilterRows
from mlops_desktop.core.recipes.step import Step
from mlops_desktop.core.recipes.value_steps import Clip
from mlops_desktop.gui.pages.data.recipes.form import FIELDS, StepForm
from mlops_desktop.gui.pages.data.recipes.words import (
    Fit,
    StepLine,
    StepState,
    checked,
    grouped,
    new_step,
    plain_value,
    refused,
    step_line,
    with_values,
)
from mlops_desktop.gui.theme.marks import Mark

TABLE = (
    Column("day", ColumnType.DATE, SemanticType.DATE),
    Column("city", ColumnType.TEXT, SemanticType.CATEGORY),
    Column("price", ColumnType.NUMBER, SemanticType.NUMBER),
)
every_kind = pytest.mark.parametrize("kind", STEPS.values(), ids=list(STEPS))


def test_every_step_is_offered_once_in_a_group_of_its_own_kind() -> None:
    offered = [step.kind for _, steps in grouped() for step in steps]
    assert sorted(offered) == sorted(STEPS)
    titles = [title for title, _ in grouped()]
    assert titles == ["Columns", "Rows", "Values", "Text and dates", "Tables"]


def test_a_search_looks_at_titles_and_descriptions() -> None:
    found = [step.kind for _, steps in grouped("median") for step in steps]
    assert "fill_missing" in found
    assert "rename" not in found
    assert grouped("nothing of the kind") == []


def test_every_kind_of_parameter_has_a_field() -> None:
    assert set(FIELDS) == set(Kind)


@every_kind
def test_a_new_step_can_be_written_to_json_and_is_not_called_wrong(kind: type[Step]) -> None:
    step = new_step(kind)
    assert from_text(to_text(Recipe("", steps=(step,)))).steps == (step,)
    state = checked(step, 1, TABLE)
    assert state.fit is not Fit.WRONG or kind.kind in {"clip", "sample"}, state


@every_kind
def test_a_form_shows_each_step_as_it_is(kind: type[Step], app: QApplication) -> None:
    form = StepForm()
    step = new_step(kind)
    form.show_step(step, TABLE)
    for parameter in step.parameters():
        assert form.fields[parameter.name].value() == plain_value(step, parameter), parameter
    form.deleteLater()


def test_a_parameter_is_changed_by_its_json_value() -> None:
    step = with_values(new_step(Clip), {"columns": ["price"], "how": "quantiles", "low": 0.1})
    assert step.words() == "Clip values of price outside the quantiles 0.1"


def test_the_list_says_why_a_step_does_not_fit_without_naming_it_twice() -> None:
    state = checked(FilterRows("price > 1"), 1, TABLE)
    assert state.fit is Fit.UNKNOWN
    wrong = checked(Clip(("city",), low=1), 3, TABLE)
    assert wrong.fit is Fit.WRONG
    assert wrong.problem == "Column “city” holds texts, but whole numbers or numbers are needed."
    line = step_line(StepLine(2, Clip(("city",), low=1), wrong))
    assert (line.title, line.mark) == ("3  Clip values of city below 1", Mark.PROBLEM)
    assert line.detail == wrong.problem


def test_a_step_that_is_not_filled_in_is_to_be_watched_not_a_problem() -> None:
    step = new_step(FilterRows)
    state = checked(step, 1, TABLE)
    assert (state.fit, state.problem) == (Fit.UNFINISHED, "“Condition” is not given.")
    line = step_line(StepLine(0, step, state))
    assert (line.title, line.mark) == ("1  Filter rows", Mark.WATCH)
    unknown = refused(new_step(STEPS["join"]), UserError("recipe.table_not_given", alias=""))
    assert unknown.problem == "“Table” is not given."
    assert step_line(StepLine(0, step, StepState())).mark is Mark.NONE


@every_kind
def test_a_step_in_which_nothing_is_set_yet_waits_and_is_not_wrong(kind: type[Step]) -> None:
    state = checked(new_step(kind), 1, TABLE)
    assert state.fit in (Fit.UNFINISHED, Fit.UNKNOWN), state.problem
    line = step_line(StepLine(0, new_step(kind), state))
    assert line.mark in (Mark.WATCH, Mark.NONE)


def test_a_step_that_was_set_and_does_not_fit_is_wrong() -> None:
    sample = STEPS["sample"]
    both = with_values(new_step(sample), {"rows": 5, "fraction": 0.5})
    assert checked(both, 1, TABLE).fit is Fit.WRONG
