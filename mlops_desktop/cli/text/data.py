"""Datasets in words: what an import did, what a version holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlops_desktop.cli.text import rules, score
from mlops_desktop.cli.text.plain import SEVERITY_MARK, both_times, brief, clip, local, safe, size
from mlops_desktop.cli.text.table import Heading, facts, fitting, headings, table
from mlops_desktop.core.column_sentence import association_words, column_sentence
from mlops_desktop.core.dataset import (
    Cell,
    Column,
    ColumnProfile,
    ColumnType,
    DatasetVersion,
    Detection,
    Finding,
    ImportEvent,
    Preview,
    SemanticType,
)
from mlops_desktop.core.profile_parts import TableFacts
from mlops_desktop.core.rejects import Rejects
from mlops_desktop.core.wording import counted

if TYPE_CHECKING:
    from mlops_desktop.jobs.requests import Rows
    from mlops_desktop.services.datasets import DatasetDetails, DatasetRow, ImportSummary
    from mlops_desktop.services.scoring import Batch

_TOLD = 60
_STRONGEST = 5
_TELLING = 0.3
_LISTED = 10
"""Rejects listed in text; all of them are in the JSON form and in the project."""


def imported(summary: ImportSummary, before: DatasetVersion | None) -> Iterator[str]:
    """Yield what an import did: version, reading, rejects, findings; and what to do next.

    Args:
        before: the version it can be compared with.
    """
    version, event = summary.version, summary.event
    source = f"{safe(event.file_name)} ({size(event.file_size)})"
    if summary.identical:
        yield f"● {source} is identical to {version.label}; no new version was made."
    else:
        same = f", same content as {version.dataset}@{version.same_as}" if version.same_as else ""
        yield (
            f"● Imported {source} as {version.label}: {counted(version.row_count, 'row')}, "
            f"{counted(version.column_count, 'column')}{same}."
        )
    yield from _reading(summary.details.detections)
    yield from rejects(summary.details.rejects, event.rows_in_file)
    yield from findings(summary.profile.findings)
    if summary.check is not None:
        yield from rules.summary_line(summary.check)
    if before and not summary.identical and version.base_id is None:
        yield f"  Compare: mlops-desktop data diff {before.label} {version.label}"


def listing(rows: Sequence[DatasetRow]) -> Iterator[str]:
    """Yield the table of datasets."""
    if not rows:
        yield "○ No datasets yet. Import one: mlops-desktop data import FILE --name NAME"
        return
    yield from table(
        headings("Dataset", ">Versions", ">Rows", ">Columns", "Kind", "Made"),
        [
            (
                row.dataset.name + (" (archived)" if row.dataset.is_hidden else ""),
                str(row.dataset.newest),
                f"{row.newest.row_count:,}" if row.newest else "–",
                str(row.newest.column_count) if row.newest else "–",
                "predictions" if row.dataset.is_predictions else "data",
                local(row.newest.created_at if row.newest else row.dataset.created_at),
            )
            for row in rows
        ],
    )


def details(
    view: DatasetDetails, room: int | None, batch: Batch | None, making: Iterable[str] = ()
) -> Iterator[str]:
    """Yield everything about a version: facts, columns, findings, imports, versions.

    Args:
        view: the version. room: columns of the terminal, if it is one.
        batch: how it was predicted, for predictions.
        making: how a recipe made it, line by line.
    """
    version = view.version
    columns = counted(version.column_count, "column")
    yield f"{version.label}: {counted(version.row_count, 'row')}, {columns}"
    yield from facts(
        [
            ("Made", both_times(version.created_at)),
            ("Content", f"sha256 {version.content_hash}"),
            ("Same content as", f"{version.dataset}@{version.same_as}" if version.same_as else ""),
            ("State", "archived" if version.is_hidden else ""),
        ]
    )
    if batch is not None:
        yield from score.batch(batch)
    yield from making
    yield ""
    yield from profile(view.profile.columns, version.row_count, room)
    yield ""
    yield from sentences(view.profile.columns)
    yield from _associations(view.profile.facts)
    yield from findings(view.profile.findings)
    if view.imports:
        yield ""
        yield from _imports(view.imports)
    if view.details is not None:
        yield from _reading(view.details.detections)
        yield from rejects(view.details.rejects, view.imports[0].rows_in_file)
    if len(view.versions) > 1:
        yield ""
        yield from _versions(view.versions)


def _versions(versions: Iterable[DatasetVersion]) -> Iterator[str]:
    yield from table(
        headings("Version", ">Rows", ">Columns", "Made", "State"),
        [
            (
                item.label,
                f"{item.row_count:,}",
                str(item.column_count),
                local(item.created_at),
                "archived" if item.is_hidden else "",
            )
            for item in versions
        ],
    )


def profile(columns: Sequence[ColumnProfile], rows: int, room: int | None) -> Iterator[str]:
    """Yield one line per column: type, meaning, missing, distinct, numbers or top values."""
    titles = headings("Column", "Type", "Meaning", ">Missing", ">Distinct")
    summary = Heading("Values", limit=max(30, (room or 110) - 60))
    yield from table(
        (*titles, summary),
        [
            (
                column.name,
                str(column.type),
                str(column.semantic),
                _share(column.missing, rows),
                f"{column.distinct:,}",
                _values(column),
            )
            for column in columns
        ],
    )


def sentences(columns: Sequence[ColumnProfile]) -> Iterator[str]:
    """Yield what each column holds, in one plain sentence each."""
    for column in columns[:_TOLD]:
        yield f"  {safe(column_sentence(column))}"
    if len(columns) > _TOLD:
        rest = counted(len(columns) - _TOLD, "more column")
        yield f"  … and {rest}; --json tells of them all."


def _associations(known: TableFacts | None) -> Iterator[str]:
    """Yield the pairs of columns that go together most."""
    found = known.associations if known else None
    if found is None:
        return
    strongest = sorted(found.pairs, key=lambda pair: -abs(pair.value))[:_STRONGEST]
    looked = "from a sample of " if found.is_sample else "from all "
    if strongest and abs(strongest[0].value) >= _TELLING:
        yield f"  What goes together most, {looked}{counted(found.rows, 'row')}:"
    for pair in strongest:
        if abs(pair.value) >= _TELLING:
            yield f"    {safe(association_words(found, pair))}"


def file_preview(name: str, found: Preview, limit: int, room: int | None) -> Iterator[str]:
    """Yield how a file would be read: options, columns, first rows, rejects, findings."""
    rows = found.profile.row_count
    first = "its first row" if rows == 1 else f"its first {rows:,} rows"
    seen = "the whole file" if found.is_complete else first
    yield (
        f"{safe(name)} ({size(found.file_size)}): {counted(len(found.columns), 'column')}; "
        f"types from {seen}. Nothing was stored."
    )
    yield from _reading(found.detections)
    if found.sheets:
        kinds = {"sqlite": "Tables", "json": "Lists of records"}
        kind = kinds.get(found.options.format or "", "Sheets")
        yield f"  {kind}: {', '.join(map(safe, found.sheets))}"
    yield ""
    yield from rows_table(found.columns, found.profile.head[:limit], room)
    yield ""
    yield from profile(found.profile.columns, found.profile.row_count, room)
    yield from rejects(found.rejects, None)
    yield from findings(found.profile.findings)


@dataclass(frozen=True, slots=True)
class Part:
    """A page of rows, with the columns that are shown.

    Attributes:
        matching: how many rows a selection keeps; None without one.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    offset: int
    matching: int | None

    @classmethod
    def of(cls, columns: Sequence[Column], page: Rows, shown: Sequence[int], offset: int) -> Part:
        """Return the part of a page that shows these columns, by position."""
        rows = tuple(tuple(row[at] for at in shown) for row in page.rows)
        return cls(tuple(columns[at] for at in shown), rows, offset, page.total)


def page(view: DatasetDetails, part: Part, room: int | None) -> Iterator[str]:
    """Yield a page of rows of a stored version."""
    total, offset = view.version.row_count, part.offset
    of = f"{total:,}"
    if part.matching is not None and part.matching != total:
        of = f"{part.matching:,} that match, of {total:,}"
    if part.matching == 0:
        yield f"○ None of the {counted(total, 'row')} of {view.version.label} match."
        return
    if not part.rows:
        yield f"○ {view.version.label} has {of} rows; none from row {offset + 1:,} on."
        return
    yield f"{view.version.label}: rows {offset + 1:,} to {offset + len(part.rows):,} of {of}"
    yield from rows_table(part.columns, part.rows, room)


def rows_table(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], room: int | None
) -> Iterator[str]:
    """Yield rows as a table; on a terminal, the columns that do not fit are named below."""
    numeric = (ColumnType.INTEGER, ColumnType.NUMBER)
    titles = [Heading(column.name, column.type in numeric, limit=24) for column in columns]
    cells = [[_cell(value) for value in row] for row in rows]
    shown_columns = fitting(titles, cells, room)
    yield from table(titles[:shown_columns], [row[:shown_columns] for row in cells])
    if shown_columns < len(columns):
        rest = ", ".join(safe(column.name) for column in columns[shown_columns:])
        yield clip(
            f"… and {counted(len(columns) - shown_columns, 'column')} more: {rest}", room or 200
        )


def findings(found: Iterable[Finding]) -> Iterator[str]:
    """Yield findings with their marks."""
    for finding in found:
        yield f"{SEVERITY_MARK[finding.severity]} {safe(finding.title)}"
        if finding.detail:
            yield f"  {safe(finding.detail)}"


def rejects(found: Rejects, rows_in_file: int | None) -> Iterator[str]:
    """Yield what was not taken as it stood, with line and reason."""
    if found.rows:
        of = f" of {rows_in_file:,}" if rows_in_file is not None else ""
        yield f"▲ {counted(len(found.rows), 'row')}{of} left out:"
        for row in found.rows[:_LISTED]:
            place = f"{safe(row.file)} line" if row.file else "line"
            yield f"  {place} {row.line:,}: {safe(row.reason)}: {clip(safe(row.text), 60)}"
        yield from _more(len(found.rows))
    total = sum(number for _, number in found.cell_counts)
    if total:
        per_column = ", ".join(f"{safe(name)} {number:,}" for name, number in found.cell_counts)
        yield f"◆ {counted(total, 'value')} not of the column's type ({per_column}):"
        for cell in found.cells[:_LISTED]:
            value = clip(safe(cell.value), 40)
            place = f"{safe(cell.file)} line" if cell.file else "line"
            yield f"  {place} {cell.line:,}, {safe(cell.column)}: “{value}” {safe(cell.reason)}"
        yield from _more(total)


def _more(total: int) -> Iterator[str]:
    if total > _LISTED:
        yield f"  … and {total - _LISTED:,} more; data rejects lists them once they are imported."


def _reading(detections: Iterable[Detection]) -> Iterator[str]:
    yield from facts((_option(item), _detected(item)) for item in detections)


def _option(item: Detection) -> str:
    name = item.option.replace("_", " ")
    return name if item.column is None else f"{name} of {safe(item.column)}"


def _detected(item: Detection) -> str:
    value = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "pipe", " ": "space"}.get(
        item.value, item.value
    )
    told = f"{value} ({safe(item.reason)})" if item.reason else value
    return f"{told}: {' or '.join(item.choices)}?" if item.choices else told


def _imports(events: Sequence[ImportEvent]) -> Iterator[str]:
    yield from table(
        headings("Imported from", ">Size", ">Rows in file", ">Left out", "When", "SHA-256"),
        [
            (
                event.file_name,
                size(event.file_size),
                f"{event.rows_in_file:,}",
                f"{event.rows_rejected:,}",
                local(event.at),
                event.file_sha256[:16] + "…",
            )
            for event in events
        ],
    )


def _values(column: ColumnProfile) -> str:
    """Return a column's range and mean, or its most frequent values."""
    is_amount = column.semantic in (SemanticType.INTEGER, SemanticType.NUMBER)
    if column.mean is not None and (is_amount or not column.top):
        low = brief(column.low) if isinstance(column.low, float | int) else "–"
        high = brief(column.high) if isinstance(column.high, float | int) else "–"
        middle = f", median {brief(column.quantiles[2])}" if len(column.quantiles) == 5 else ""
        return f"{low} to {high}, mean {brief(column.mean)}{middle}"
    if column.low is not None and column.type in (ColumnType.DATE, ColumnType.DATETIME):
        return f"{column.low} to {column.high}"
    return ", ".join(f"{value} ({number:,})" for value, number in column.top)


def _share(missing: int, rows: int) -> str:
    if not missing or not rows:
        return "–"
    share = 100 * missing / rows
    return f"{missing:,} ({'< 0.1' if share < 0.1 else f'{share:.1f}'} %)"


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)
