"""The catalogue of steps as a person meets it: in groups, searchable; new steps and their state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from mlops_desktop.core.codec import to_json
from mlops_desktop.core.dataset import Column
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.catalogue import STEPS
from mlops_desktop.core.recipes.checking import check_step
from mlops_desktop.core.recipes.column_steps import Mask
from mlops_desktop.core.recipes.parameter import Kind, Parameter
from mlops_desktop.core.recipes.recipe import at_step, step_from_json
from mlops_desktop.core.recipes.step import Step
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.widgets.record_list import ListLine
from mlops_desktop.services.masking import mask_step

GROUPS: dict[str, tuple[str, ...]] = {
    "Columns": ("rename", "cast", "keep_columns", "drop_columns", "derive", "mask"),
    "Rows": ("filter_rows", "sort", "deduplicate", "sample", "split"),
    "Values": ("fill_missing", "map_values", "bin", "clip"),
    "Text and dates": ("clean_text", "split_text", "join_texts", "parse_dates", "date_parts"),
    "Tables": ("aggregate", "pivot", "unpivot", "join", "union"),
}
"""Kinds by what they change; a kind that is in none stands under "Other"."""

_EMPTY_LISTS = frozenset(
    {Kind.COLUMNS, Kind.NAMES, Kind.CHOICES, Kind.NUMBERS, Kind.TEXTS, Kind.MAPPING}
)


def grouped(search: str = "") -> list[tuple[str, list[type[Step]]]]:
    """Return the kinds of steps by group; with a search only those it is about."""
    known = {kind for kinds in GROUPS.values() for kind in kinds}
    others = tuple(kind for kind in STEPS if kind not in known)
    wanted = search.casefold().split()
    found = []
    for title, kinds in {**GROUPS, "Other": others}.items():
        steps = [STEPS[kind] for kind in kinds if kind in STEPS]
        fitting = [step for step in steps if _is_about(step, title, wanted)]
        if fitting:
            found.append((words.tr(title), fitting))
    return found


def _is_about(step: type[Step], group: str, wanted: Sequence[str]) -> bool:
    text = f"{step.title} {step.kind} {step.summary} {group}".casefold()
    return all(part in text for part in wanted)


def new_step(kind: type[Step]) -> Step:
    """Return a step of a kind in which only what has a default is set, and a salt where one is."""
    if kind is Mask:
        return mask_step(())
    given = {item.name: _start(item) for item in kind.parameters()}
    return step_from_json({"kind": kind.kind, **given}, 1)


def _start(parameter: Parameter) -> Any:
    if parameter.default is not None:
        return to_json(parameter.default)
    if parameter.kind is Kind.CHOICE:
        return parameter.choices[0]
    if parameter.kind in _EMPTY_LISTS or parameter.kind is Kind.AGGREGATIONS:
        return []
    return None if parameter.kind is Kind.NUMBER else ""


def with_values(step: Step, values: Mapping[str, Any]) -> Step:
    """Return the step with other parameters, given as JSON values; raises ``UserError``."""
    plain = {"kind": step.kind, **to_json(step), **values}
    return step_from_json(plain, 1)


def plain_value(step: Step, parameter: Parameter) -> Any:
    """Return a parameter's JSON value."""
    value = getattr(step, parameter.name)
    return value.value if isinstance(value, Enum) else to_json(value)


class Fit(Enum):
    """Whether a step can be done."""

    GOOD = "good"
    UNFINISHED = "unfinished"
    WRONG = "wrong"
    UNKNOWN = "unknown"
    """A step before it cannot be done, or it was not tried yet."""


@dataclass(frozen=True, slots=True)
class StepState:
    """What is known of a step.

    Attributes:
        problem: the sentence when it does not fit; hint: what to do.
        error: the whole error, for the caret of an expression.
    """

    fit: Fit = Fit.UNKNOWN
    problem: str = ""
    hint: str = ""
    error: UserError | None = None


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step in the list."""

    place: int
    step: Step
    state: StepState


def not_given(step: Step) -> str:
    """Return the label of the first parameter that must be given and is not; "" for none."""
    return next(
        (
            item.label
            for item in step.parameters()
            if item.is_required
            and item.matters(step)
            and getattr(step, item.name) in ((), "", None)
        ),
        "",
    )


def checked(step: Step, number: int, columns: Sequence[Column] | None) -> StepState:
    """Say what can be said of a step without reading rows; UNKNOWN when that is nothing.

    Args:
        columns: what it will see; None: not known.
    """
    if columns is None:
        return StepState()
    try:
        with at_step(number, step):
            check_step(step, columns)
    except UserError as error:
        return refused(step, error)
    return StepState()


def refused(step: Step, error: UserError) -> StepState:
    """Return the state of a step that was refused."""
    missing = not_given(step)
    if missing:
        said = words.tr("“{0}” is not given.").format(missing)
        return StepState(Fit.UNFINISHED, said, error=error)
    if step == new_step(type(step)):
        # Nobody has set anything yet: it waits, nothing is wrong.
        return StepState(Fit.UNFINISHED, reason_of(error), error.hint, error)
    return StepState(Fit.WRONG, reason_of(error), error.hint, error)


def reason_of(error: UserError) -> str:
    """Return the sentence of an error without “Step 3 (“…”)” before it: the list says that."""
    head, mark, rest = error.message.partition("”) ")
    if not mark or not head.startswith("Step "):
        return error.message
    for lead in ("does not fit: ", "cannot be done: ", "was stopped: "):
        rest = rest.removeprefix(lead)
    return rest[:1].upper() + rest[1:]


def step_words(step: Step) -> str:
    """Return what a step does; its title while that cannot be said."""
    return step.title if not_given(step) else step.words()


_MARKS = {Fit.UNFINISHED: Mark.WATCH, Fit.WRONG: Mark.PROBLEM, Fit.UNKNOWN: Mark.NONE}


def step_line(line: StepLine) -> ListLine:
    """Return how a step stands in the list: its words, and why it does not fit."""
    step, state = line.step, line.state
    said = step_words(step)
    mark = _MARKS.get(state.fit, Mark.FINE)
    detail = state.problem or (step.title if said != step.title else "")
    tooltip = "\n".join(part for part in (said, state.problem, state.hint) if part)
    return ListLine(f"{line.place + 1}  {said}", detail, mark=mark, tooltip=tooltip)
