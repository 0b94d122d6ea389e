"""Versions side by side in words: measured on the same rows, what differs, whose answer changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from mlops_desktop.cli.text.plain import clip, interval, safe
from mlops_desktop.cli.text.plain import number as shown
from mlops_desktop.cli.text.table import headings, table
from mlops_desktop.cli.text.training import value_title
from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.certainty import Verdict, verdict_of
from mlops_desktop.core.comparison import Aspect, ChangedRows, DifferentDay
from mlops_desktop.core.model import SameRows
from mlops_desktop.core.training import Split
from mlops_desktop.core.wording import counted

if TYPE_CHECKING:
    from mlops_desktop.services.models import Comparison, VersionDetails

_LISTED = 10
_COLUMNS = 4
_LONGEST = 60


def comparison(view: Comparison, rows_to: Path | None = None) -> Iterator[str]:
    """Yield versions side by side, the paired measurements, what differs, and changed rows."""
    first = view.versions[0]
    names = [details.version.label for details in view.versions]
    keys = [m.name for m in first.facts.metrics if m.split is Split.HOLDOUT]
    elsewhere = [
        f"{v.version.label}: {safe(v.judged_on)}" for v in view.versions if v.version.is_imported
    ]
    also = f"; {'; '.join(elsewhere)}" if elsewhere else ""
    yield f"Each on its own hold-out rows{also}:"
    yield from table(
        headings("Metric", *(f">{name}" for name in names)),
        [
            (
                value_title(key, first.spec.target, first.spec.decision.unit),
                *(_holdout_value(details, key) for details in view.versions),
            )
            for key in keys
        ],
    )
    yield from _valued(view)
    for same, other in zip(view.same_rows, view.versions[1:], strict=True):
        yield ""
        yield from _same_rows(same, first, other, len(names))
    yield ""
    yield from _differences(view, names)
    if view.same_rows[0].unit == "day":
        yield from _days(view.days, names)
    if view.same_rows[0].is_enough and view.same_rows[0].unit == "row":
        yield ""
        yield from _changed(view.changed, names, rows_to)
    elif rows_to is not None:
        yield ""
        if view.same_rows[0].rows:
            yield f"● Wrote {counted(view.changed.total, 'row')} to {rows_to}."
        else:
            yield "○ No file was written: there are no rows to compare."


def _valued(view: Comparison) -> Iterator[str]:
    """Yield by whose worths the decisions of all are valued, where somebody stated any."""
    found = view.same_rows[0]
    if found.valued is None or found.shortage:
        return
    labels = {item.version.id: item.version.label for item in view.versions}
    yield ""
    yield (
        f"Decisions are valued as stated for {labels[found.valued.by]}: "
        f"{safe(found.valued.worth.words)}; each version decides at its own threshold."
    )


def _same_rows(
    same: SameRows, first: VersionDetails, other: VersionDetails, count: int
) -> Iterator[str]:
    pair = f"{other.version.label} against {first.version.label}"
    nobody = "neither" if count == 2 else "none of them"
    if same.obstacle:
        yield f"○ {pair}: cannot tell. {same.obstacle}"
        return
    if not same.is_enough and same.unit == "row":
        yield (
            f"○ {pair}: cannot tell. Only {counted(same.rows, 'row')} that {nobody} was trained "
            "on; 100 are needed."
        )
        return
    if same.shortage:
        yield f"○ {pair}: cannot tell. {same.shortage}"
        return
    yield (
        f"{pair} on the same {counted(same.rows, same.unit)}; the answer changes on "
        f"{counted(same.decisions_changed, same.unit)}:"
    )
    if same.agreement is not None:
        yield (
            f"They rank alike with ρ {same.agreement.value:.3f} (95 % range "
            f"{same.agreement.spread(3)}); which of them is right, only known answers can tell."
        )
    if same.differences:
        yield from _measured(same, first, other)
    if same.differences or same.agreement is not None:
        yield f"○ {same.drawn.words}"


def _measured(same: SameRows, first: VersionDetails, other: VersionDetails) -> Iterator[str]:
    """Yield each metric of both on the same rows."""
    titles = (first.version.label, other.version.label)
    yield from table(
        headings("Metric", *(f">{t}" for t in titles), ">Difference", "95 % interval", ""),
        [
            (
                value_title(item.metric, first.spec.target, same.unit_of_worth),
                shown(item.first),
                shown(item.second),
                shown(item.difference),
                interval(item.low, item.high),
                _judgement(item.metric, item.low, item.high),
            )
            for item in same.differences
        ],
    )


def _judgement(key: str, low: float, high: float) -> str:
    """Return "better", "worse" or "no evidence" from the interval of second minus first."""
    marks = {Verdict.BETTER: "● better", Verdict.WORSE: "▲ worse"}
    return marks.get(verdict_of(key, low, high), "○ no evidence")


def _differences(view: Comparison, names: list[str]) -> Iterator[str]:
    """Yield what differs from the first version, marked; then what does not."""
    different = [item for item in view.aspects if not item.is_same]
    if different:
        yield f"What differs from {names[0]} (≠):"
        lines = []
        for part, items in groupby(different, key=lambda item: item.part):
            for at, item in enumerate(items):
                head = part if at == 0 else ""
                lines.append((head, safe(item.name), *_marked(item)))
        yield from table(headings("", "", *names), lines)
    for change in view.data:
        yield f"Data, {change.after} against {change.before}: {safe(change.summary)}"
    same = [item.name.lower() for item in view.aspects if item.is_same]
    if same:
        yield f"The same in all: {', '.join(same)}."


def _marked(item: Aspect) -> list[str]:
    values = [_plain(item, value) for value in item.values]
    return [v if v == values[0] else f"≠ {v}" for v in values]


def _plain(item: Aspect, value: str) -> str:
    text = algorithm(value).title if item.name == "Method" else safe(value)
    return clip(text, _LONGEST)


def _changed(found: ChangedRows, names: list[str], rows_to: Path | None) -> Iterator[str]:
    """Yield the first rows that versions answer differently, and where all of them are."""
    if not found.total:
        yield f"● No version answers a row of {found.table} otherwise than {names[0]}."
        return
    rows = "row changes its answer" if found.total == 1 else "rows change their answer"
    yield f"{found.total:,} {rows}, of {found.table}:"
    columns = found.columns[:_COLUMNS]
    yield from table(
        headings(">Row", "Actual", *names, *(safe(name) for name in columns)),
        [
            (
                f"{item.row + 1:,}",
                _cell(item.actual),
                *map(_cell, item.answers),
                *map(_cell, item.cells[: len(columns)]),
            )
            for item in found.rows[:_LISTED]
        ],
    )
    if rows_to is not None:
        yield f"● Wrote {counted(found.total, 'row')} to {rows_to}."
    elif found.total > _LISTED or len(found.columns) > _COLUMNS:
        yield "All of them, with every column: add --rows FILE.csv."


def _days(found: Sequence[DifferentDay], names: list[str]) -> Iterator[str]:
    """Yield the days that forecasts see most differently, with what came."""
    if not found:
        yield "● They forecast every day alike."
        return
    yield "Days whose forecast differs most:"
    yield from table(
        headings("Day", ">Actual", *(f">{name}" for name in names), ">Apart"),
        [
            (
                item.day,
                "not yet" if item.actual is None else shown(item.actual),
                *map(shown, item.answers),
                shown(item.apart),
            )
            for item in found[:_LISTED]
        ],
    )


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return shown(value) if isinstance(value, float) else safe(str(value))


def _holdout_value(details: VersionDetails, key: str) -> str:
    for item in details.facts.metrics:
        if item.name == key and item.split is Split.HOLDOUT:
            return shown(item.value)
    return "–"
