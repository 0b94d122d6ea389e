"""What is worth knowing about a table, in a few words each."""

from __future__ import annotations

from collections.abc import Sequence

from mlops_desktop.core.dataset import (
    Column,
    ColumnProfile,
    ColumnType,
    Finding,
    SemanticType,
    Severity,
)
from mlops_desktop.core.rejects import CellReject, Rejects, RowReject
from mlops_desktop.core.wording import counted, named
from mlops_desktop.data.prepared import Prepared
from mlops_desktop.data.relations import Sum
from mlops_desktop.data.typing_plan import TypePlan

_MOSTLY = 0.5
_YEAR = frozenset({"year", "yr", "jahr"})
_DATE_PARTS = _YEAR | {
    "month",
    "mnth",
    "mon",
    "day",
    "hour",
    "hr",
    "week",
    "minute",
    "date",
    "time",
}


def reading_findings(prepared: Prepared, plan: TypePlan, rejects: Rejects) -> tuple[Finding, ...]:
    """Return what the reading itself found: rejects, ambiguous dates, codes, odd headers."""
    names = prepared.names
    findings: list[Finding] = []
    for flag, code, title, detail in (
        (
            "is_ambiguous",
            "ambiguous_dates",
            "Dates that can be read two ways: {columns}",
            "Day or month first cannot be told; kept as text until you say which (dmy or mdy).",
        ),
        (
            "is_mixed_zone",
            "mixed_zones",
            "Times with and without a zone: {columns}",
            "Kept as text, because half of them would be moved. Write all with a zone, or none.",
        ),
    ):
        columns = [
            name
            for name, decision in zip(names, plan.decisions, strict=True)
            if getattr(decision, flag)
        ]
        if columns:
            said = title.format(columns=named(columns))
            findings.append(Finding(Severity.WARN, code, said, detail, tuple(columns)))
    codes = [n for n, d in zip(names, plan.decisions, strict=True) if d.is_code]
    if codes:
        title = f"Codes kept as text: {named(codes)}"
        detail = "Leading zeros or more than 18 digits would be lost in a number."
        findings.append(Finding(Severity.NOTE, "codes", title, detail, tuple(codes)))
    if all(_is_number(name) for name in names):
        title = "Row 1 looks like data, not names"
        detail = "All names are numbers. If the file has no names, add a first row with them."
        findings.append(Finding(Severity.WARN, "header", title, detail))
    findings += [*prepared.doubts, *_endless_findings(prepared), *_comment_findings(prepared)]
    return (*findings, *_reject_findings(prepared, rejects))


def _endless_findings(prepared: Prepared) -> tuple[Finding, ...]:
    line = prepared.scan.endless
    if not line:
        return ()
    title = f"The row that begins on line {line:,} does not end in what was read"
    detail = (
        "What comes behind it is not in this preview. A quote that is never closed, or bytes that"
        " are no table, make such rows."
    )
    return (Finding(Severity.WARN, "endless_row", title, detail),)


def _comment_findings(prepared: Prepared) -> tuple[Finding, ...]:
    count, line = prepared.scan.comment_rows
    if not count:
        return ()
    title = f"{counted(count, 'comment line')} could be rows"
    detail = (
        f"As many fields as the rows have; the first is line {line}. If they are rows, choose"
        " no comment prefix."
    )
    return (Finding(Severity.WARN, "comments", title, detail),)


def _reject_findings(prepared: Prepared, rejects: Rejects) -> tuple[Finding, ...]:
    rows, rejected = prepared.scan.rows_in_file, len(rejects.rows)
    part = " read so far" if prepared.sha256 == "" else ""
    title = f"{rows:,} rows{part}, {rejected:,} rejected"
    if not rejected:
        found = Finding(Severity.OK, "rejects", title, "Every row has a home.")
    else:
        first = rejects.rows[0]
        detail = f"Left out and listed; the first is {_place(first)}: {first.reason}."
        found = Finding(Severity.WARN, "rejects", title, detail)
    if not rejects.cell_counts:
        return (found,)
    columns = tuple(name for name, _ in rejects.cell_counts)
    count = sum(number for _, number in rejects.cell_counts)
    title = f"{counted(count, 'value')} not of the column's type"
    example = rejects.cells[0]
    detail = (
        f"Counted as missing and listed; the first is {_place(example)}, {example.column}:"
        f" “{example.value[:40]}”."
    )
    return (found, Finding(Severity.WARN, "bad_cells", title, detail, columns))


def _place(found: RowReject | CellReject) -> str:
    return f"line {found.line:,} of {found.file}" if found.file else f"line {found.line:,}"


def table_findings(
    columns: Sequence[Column], profiles: Sequence[ColumnProfile], sums: Sequence[Sum]
) -> tuple[Finding, ...]:
    """Return what the values themselves show: sums, constants, identifiers, gaps, dates."""
    findings = [_sum_finding(columns, item) for item in sums]
    if not any(c.type in (ColumnType.DATE, ColumnType.DATETIME) for c in columns):
        findings.append(_no_date(columns))
    findings += _grouped_findings(profiles)
    return tuple(findings)


def sum_words(columns: Sequence[Column], item: Sum) -> str:
    """Return ``casual + registered = bikers``."""
    parts = " + ".join(columns[part].name for part in item.parts)
    return f"{parts} = {columns[item.total].name}"


def _sum_finding(columns: Sequence[Column], item: Sum) -> Finding:
    total = columns[item.total].name
    parts = tuple(columns[part].name for part in item.parts)
    many = "These two give" if len(parts) == 2 else f"These {len(parts)} give"
    detail = f"{many} the answer away when {total} is to be predicted. Leave them out."
    return Finding(Severity.BAD, "sum", sum_words(columns, item), detail, parts)


def _no_date(columns: Sequence[Column]) -> Finding:
    parts = [column.name for column in columns if column.name.lower() in _DATE_PARTS]
    detail = "Rows cannot be ordered or held out by date."
    if parts:
        missing = "" if any(name.lower() in _YEAR for name in parts) else "the year is missing; "
        detail = f"{named(parts)} tell parts of it; {missing}rows cannot be ordered by date."
    return Finding(Severity.WARN, "no_date", "No date column", detail, tuple(parts))


def _grouped_findings(profiles: Sequence[ColumnProfile]) -> list[Finding]:
    findings = []
    empty = [p.name for p in profiles if p.count == 0]
    constant = [p.name for p in profiles if p.count and p.semantic is SemanticType.CONSTANT]
    gaps = [p.name for p in profiles if p.count and p.missing > _MOSTLY * (p.count + p.missing)]
    identifiers = [p.name for p in profiles if p.semantic is SemanticType.IDENTIFIER]
    for names, severity, code, words, detail in (
        (empty, Severity.WARN, "empty", "No value at all in", "Nothing can be learnt from them."),
        (constant, Severity.NOTE, "constant", "Always the same:", "Nothing can be learnt from it."),
        (gaps, Severity.WARN, "missing", "Mostly missing:", "More than half of the rows lack it."),
        (
            identifiers,
            Severity.NOTE,
            "identifier",
            "Names rows, does not describe them:",
            "Different in every row; leave it out of training.",
        ),
    ):
        if names:
            title = f"{words} {named(names)}"
            findings.append(Finding(severity, code, title, detail, tuple(names)))
    return findings


def _is_number(name: str) -> bool:
    try:
        float(name)
    except ValueError:
        return False
    return True
