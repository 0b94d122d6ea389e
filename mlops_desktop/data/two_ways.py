"""Columns written in two ways that contradict: 31/01 beside 01/31, 1,234.5 beside 1.234,5."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.dataset import Finding, Severity
from mlops_desktop.core.progress import Step, Unit
from mlops_desktop.data.engine import Engine, literal
from mlops_desktop.data.forms import TEXT
from mlops_desktop.data.prepared import Prepared
from mlops_desktop.data.typing_plan import TypePlan

_LOOKED_AT = 200  # rows that must look so before all are read
_MOST_COLUMNS = 100
_SHARE = 0.9
_SHOWN = 40
_CLOCK = r"([ T]\d{1,2}:\d{2}.*)?"


@dataclass(frozen=True, slots=True)
class _Ways:
    """Two ways of writing the same kind of value.

    Attributes:
        any_of: what every such value looks like.
        first: what only the first way looks like.
        second: what only the second looks like.
        words: what they are called, and what is said of each.
        next_step: what the person can do.
    """

    any_of: str
    first: str
    second: str
    words: tuple[str, str, str]
    next_step: str


_DATES = _Ways(
    rf"\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}}{_CLOCK}",
    rf"(1[3-9]|2\d|3[01])[/.-](0?[1-9]|1[0-2])[/.-]\d{{4}}{_CLOCK}",
    rf"(0?[1-9]|1[0-2])[/.-](1[3-9]|2\d|3[01])[/.-]\d{{4}}{_CLOCK}",
    ("dates in two orders", "with the day first", "with the month first"),
    "Bring the rows into one order where they come from, or choose date:dmy or date:mdy to have"
    " the others counted as missing and listed.",
)
_NUMBERS = _Ways(
    r"[+-]?\d[\d.,]*",
    r"[+-]?(\d{1,3}(,\d{3})+\.\d+|\d+\.(\d{1,2}|\d{4,}))",
    r"[+-]?(\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,}))",
    ("numbers in two ways", "with a decimal point", "with a decimal comma"),
    "Bring the rows into one way where they come from, or choose number to have the others counted"
    " as missing and listed.",
)
_KINDS = (_DATES, _NUMBERS)


def two_way_findings(engine: Engine, prepared: Prepared, plan: TypePlan) -> tuple[Finding, ...]:
    """Return one finding for each text column whose values are written in two ways.

    The first rows tell which columns may be; these are counted over every row.
    """
    chosen = dict(prepared.options.types)
    texts = [
        index
        for index, decision in enumerate(plan.decisions)
        if decision.form is TEXT
        and not (decision.is_ambiguous or decision.is_code or decision.is_mixed_zone)
        and decision.near is None
        and index not in prepared.typed
        and prepared.names[index] not in chosen
    ][:_MOST_COLUMNS]
    likely = _likely(engine, prepared, plan, texts)
    if not likely:
        return ()
    return _counted(engine, prepared, plan, likely)


def _likely(
    engine: Engine, prepared: Prepared, plan: TypePlan, texts: list[int]
) -> dict[int, _Ways]:
    if not texts:
        return {}
    parts = []
    for index in texts:
        parts.append(f"count(*) FILTER (WHERE trim(c{index}) <> '')")
        parts += [f"count(*) FILTER (WHERE {_is(index, ways.any_of)})" for ways in _KINDS]
    row = engine.row(
        f"SELECT {', '.join(parts)} FROM (SELECT {', '.join(f'c{index}' for index in texts)}"
        f" FROM {prepared.sample.sql(plan.missing)} LIMIT {_LOOKED_AT})"
    )
    width = 1 + len(_KINDS)
    found: dict[int, _Ways] = {}
    for at, index in enumerate(texts):
        values, *alike = row[width * at : width * (at + 1)]
        for ways, count in zip(_KINDS, alike, strict=True):
            if values and count >= _SHARE * values:
                found.setdefault(index, ways)
    return found


def _counted(
    engine: Engine, prepared: Prepared, plan: TypePlan, likely: dict[int, _Ways]
) -> tuple[Finding, ...]:
    parts = []
    for index, ways in likely.items():
        for pattern in (ways.first, ways.second):
            test = f"FILTER (WHERE {_is(index, pattern)})"
            parts += [
                f"count(*) {test}",
                f"min(place) {test}",
                f"arg_min(left(trim(c{index}), {_SHOWN}), place) {test}",
            ]
    columns = ", ".join(f"c{index}" for index in likely)
    step = Step("Counting values written in two ways", 0, prepared.scan.kept, unit=Unit.ROWS)
    with engine.telling(step):
        row = engine.row(
            f"SELECT {', '.join(parts)} FROM (SELECT row_number() OVER () - 1 AS place, {columns}"
            f" FROM {prepared.text.sql(plan.missing)})"
        )
    found = []
    for at, (index, ways) in enumerate(likely.items()):
        first, place, value, second, other_place, other = row[6 * at : 6 * at + 6]
        if not (first and second):
            continue
        name = prepared.names[index]
        what, one, two = ways.words
        title = f"{name} holds {what}: {first:,} {one}, {second:,} {two}"
        detail = (
            f"{prepared.place(place)}: “{value}”, {prepared.place(other_place).lower()}: “{other}”."
            f" The column stays text. {ways.next_step}"
        )
        found.append(Finding(Severity.WARN, "two_ways", title, detail, (name,)))
    return tuple(found)


def _is(index: int, pattern: str) -> str:
    return f"regexp_full_match(trim(c{index}), {literal(pattern)})"
