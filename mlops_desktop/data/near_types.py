"""Columns that stay text although most of their values are numbers, dates or the like."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.dataset import ColumnType, Finding, Severity
from mlops_desktop.core.progress import Step, Unit
from mlops_desktop.data.column_types import NEAR_SHARE
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.forms import Form
from mlops_desktop.data.prepared import Prepared
from mlops_desktop.data.two_ways import two_way_findings
from mlops_desktop.data.typing_plan import TypePlan

_MOST_TOLD = 20
_SHOWN = 40
_MANY = {
    ColumnType.INTEGER: "whole numbers",
    ColumnType.NUMBER: "numbers",
    ColumnType.DATE: "dates",
    ColumnType.DATETIME: "times",
}


@dataclass(frozen=True, slots=True)
class _Told:
    """What all rows say of one column: (values, of the form, place and text of the first other)."""

    values: int
    parsed: int
    place: int
    other: str


def near_findings(engine: Engine, prepared: Prepared, plan: TypePlan) -> tuple[Finding, ...]:
    """Return one finding for each column that is text for the sake of a few values, or of two ways.

    What a sample made likely is counted over every row; one scan counts all such columns.
    """
    near = {
        index: decision.near
        for index, decision in enumerate(plan.decisions)
        if decision.near is not None
    }
    near = dict(list(near.items())[:_MOST_TOLD])
    found = list(two_way_findings(engine, prepared, plan))
    if not near:
        return tuple(found)
    for index, told in _told(engine, prepared, plan, near).items():
        if NEAR_SHARE * told.values <= told.parsed < told.values:
            found.append(_finding(prepared, index, near[index], told))
    return tuple(found)


def _told(
    engine: Engine, prepared: Prepared, plan: TypePlan, near: dict[int, Form]
) -> dict[int, _Told]:
    parts = []
    for index, form in near.items():
        text = f"c{index}"
        other = f"FILTER (WHERE trim({text}) <> '' AND ({form.parse(text)}) IS NULL)"
        parts += [
            f"count(*) FILTER (WHERE trim({text}) <> '')",
            f"count({form.parse(text)})",
            f"min(place) {other}",
            f"arg_min(left({text}, {_SHOWN}), place) {other}",
        ]
    columns = ", ".join(f"c{index}" for index in near)
    step = Step("Counting the values that do not fit", 0, prepared.scan.kept, unit=Unit.ROWS)
    with engine.telling(step):
        row = engine.row(
            f"SELECT {', '.join(parts)} FROM (SELECT row_number() OVER () - 1 AS place, {columns}"
            f" FROM {prepared.text.sql(plan.missing)})"
        )
    return {
        index: _Told(*row[4 * at : 4 * at + 4])
        for at, index in enumerate(near)
        if row[4 * at + 2] is not None
    }


def _finding(prepared: Prepared, index: int, form: Form, told: _Told) -> Finding:
    name = prepared.names[index]
    many = _MANY.get(form.type, f"“{form.words}”")
    title = f"{name} is text: {told.parsed:,} of {told.values:,} values are {many}"
    detail = (
        f"{prepared.place(told.place)}, “{told.other}”, is not. Choose the type {form.type.value}"
        " to have such values counted as missing and listed."
    )
    return Finding(Severity.WARN, "near_type", title, detail, (name,))
