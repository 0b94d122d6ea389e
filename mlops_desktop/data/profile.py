"""The profile of a table: every column, the first rows, what is worth knowing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mlops_desktop.core.dataset import (
    PROFILE_METHOD,
    Cell,
    Column,
    ColumnProfile,
    ColumnType,
    Finding,
    Profile,
    Severity,
)
from mlops_desktop.core.profile_parts import TableFacts
from mlops_desktop.core.progress import Reporter
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.examination import Examined, Known, examine, examine_new
from mlops_desktop.data.findings import table_findings
from mlops_desktop.data.limits import HEAD_CELLS, HEAD_ROWS, MAX_HEAD_TEXT
from mlops_desktop.data.personal import masked, personal_finding, seen_texts, without_values
from mlops_desktop.data.profile_findings import column_findings, fact_findings
from mlops_desktop.data.profiling.absence import missing_together
from mlops_desktop.data.profiling.association import associate
from mlops_desktop.data.profiling.keys import duplicate_rows, pair_keys, single_keys
from mlops_desktop.data.profiling.sampling import choose_rows
from mlops_desktop.data.relations import find_sums
from mlops_desktop.data.storing import View

_HEAD_CHARACTERS = 20_000_000


def describe(
    engine: Engine,
    view: View,
    reporter: Reporter,
    findings: Sequence[Finding] = (),
    known: Known | None = None,
) -> Profile:
    """Return the profile of a table that is only looked at; the columns' meaning is found anew.

    What the columns tell together is left out.

    Args:
        findings: what is already known, such as rejects.
        known: columns that were looked at before; the others are added.
    """
    if known is None:
        examined = examine(engine, view, reporter, with_digests=False)
    else:
        examined = examine_new(engine, view, reporter, known)
    return _profile(engine, view, _Told(examined, None, findings, is_stored=False))


def summarise(
    engine: Engine,
    view: View,
    examined: Sequence[Examined],
    findings: Sequence[Finding] = (),
) -> Profile:
    """Return the profile of a stored table whose columns have been looked at.

    Nothing of a column that seems personal is kept, neither its values nor the first rows.
    """
    facts = table_facts(engine, view, examined)
    return _profile(engine, view, _Told(examined, facts, findings, is_stored=True))


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of a table."""

    examined: Sequence[Examined]
    facts: TableFacts | None
    findings: Sequence[Finding]
    is_stored: bool


def _profile(engine: Engine, view: View, told: _Told) -> Profile:
    plain = [item.profile for item in told.examined]
    seen = seen_texts(engine, view, plain) if told.is_stored else {}
    profiles = [masked(item, seen.get(item.name)) for item in plain]
    found = [
        *table_findings(view.columns, profiles, find_sums(engine, view)),
        *(without_values(item, profiles) for item in told.findings),
        *column_findings(profiles),
        *(fact_findings(told.facts) if told.facts else ()),
        personal_finding(profiles),
    ]
    order = list(Severity)
    found.sort(key=lambda finding: order.index(finding.severity))
    head: tuple[tuple[Cell, ...], ...] = ()
    if not (told.is_stored and any(item.personal for item in profiles)):
        head = _head(engine, view, profiles)
    return Profile(PROFILE_METHOD, view.rows, tuple(profiles), tuple(found), head, told.facts)


def _head(
    engine: Engine, view: View, profiles: Sequence[ColumnProfile]
) -> tuple[tuple[Cell, ...], ...]:
    """Return the first rows with long texts cut, read few at a time where a text may be huge."""
    limit = max(1, min(HEAD_ROWS, HEAD_CELLS // len(view.columns)))
    # DuckDB collects the rows of a LIMIT with their whole texts before it cuts them.
    longest = sum(item.lengths.high for item in profiles if item.lengths)
    step = max(1, min(limit, _HEAD_CHARACTERS // max(1, longest)))
    return tuple(
        row
        for start in range(0, min(limit, view.rows), step)
        for row in read_cells(
            engine, view, min(step, limit - start), start, text_limit=MAX_HEAD_TEXT
        )
    )


def table_facts(engine: Engine, view: View, examined: Sequence[Examined]) -> TableFacts:
    """Return what the columns of a stored table tell together."""
    profiles = [item.profile for item in examined]
    keys, is_cut = single_keys(view.rows, profiles), False
    duplicates = duplicate_rows(engine, view, profiles)
    if not keys and duplicates == 0:
        keys, is_cut = pair_keys(engine, view, profiles)
    kept = {item.profile.name: item.kept for item in examined if item.kept is not None}
    gaps = {item.profile.name: item.missing for item in examined if item.missing is not None}
    rows = choose_rows(view.rows, len(view.columns))
    return TableFacts(duplicates, keys, is_cut, missing_together(gaps), associate(kept, rows))


def read_cells(
    engine: Engine, view: View, limit: int, offset: int = 0, text_limit: int | None = None
) -> tuple[tuple[Cell, ...], ...]:
    """Return some rows as cells; dates and times as ISO 8601 text.

    Args:
        text_limit: longer texts are cut and end in an ellipsis.
    """
    names = ", ".join(
        cell_sql(f"c{index}", column, text_limit) for index, column in enumerate(view.columns)
    )
    rows = engine.rows(f"SELECT {names} FROM {view.sql} LIMIT ? OFFSET ?", [limit, offset])
    return tuple(tuple(row) for row in rows)


def cell_sql(name: str, column: Column, text_limit: int | None) -> str:
    """Return the SQL of a value as it crosses a process boundary."""
    if column.type is ColumnType.DATE:
        return f"CAST({name} AS VARCHAR)"
    if column.type is ColumnType.DATETIME:
        zone = "|| 'Z'" if column.zone == "UTC" else ""
        return f"replace(CAST({name} AS VARCHAR), ' ', 'T') {zone}"
    if column.type is ColumnType.TEXT and text_limit is not None:
        cut = f"left({name}, {text_limit}) || '…'"
        return f"CASE WHEN length({name}) > {text_limit} THEN {cut} ELSE {name} END"
    return name
