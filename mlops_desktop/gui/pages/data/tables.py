"""The small tables of a dataset version: its columns, what was rejected, its imports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mlops_desktop.core.dataset import ColumnProfile, ImportEvent
from mlops_desktop.core.rejects import Reject, Rejects, in_file_order
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.rows.header import ColumnFace
from mlops_desktop.gui.theme.marks import Mark, mark_of
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.table_column import CellLook, SortKey, TableColumn

MOST_LISTED = 10_000
"""Rejected values in the table; the count beside it is always complete."""


def rejects_of(rejects: Rejects) -> tuple[Reject, ...]:
    """Return the first row and cell rejects, in the order of the file's lines, for a list.

    Takes half a second for 100,000 of them: not for the GUI thread.
    """
    return in_file_order(rejects)[:MOST_LISTED]


def reject_count(rejects: Rejects) -> int:
    """Return how many there are, listed or not."""
    return len(rejects.rows) + sum(count for _, count in rejects.cell_counts)


def rejects_sentence(rejects: Rejects, *, is_done: bool = True) -> str:
    """Say what happened, or will, to the rejected: "1 row left out, 3 values became missing."."""
    cells = sum(count for _, count in rejects.cell_counts)
    out, missing = words.tr("{0} left out"), words.tr("{0} became missing")
    if not is_done:
        out, missing = words.tr("{0} will be left out"), words.tr("{0} will become missing")
    parts = []
    if rejects.rows:
        parts.append(out.format(words.counted(len(rejects.rows), "row")))
    if cells:
        parts.append(missing.format(words.counted(cells, "value")))
    listed = min(MOST_LISTED, len(rejects.rows) + len(rejects.cells))
    if listed < reject_count(rejects):
        parts.append(words.tr("the first {0} are listed").format(f"{listed:,}"))
    whole = words.tr("Every row and value was taken as it stands.")
    return ", ".join(parts) + "." if parts else whole


def reject_columns() -> tuple[TableColumn[Reject], ...]:
    """Return the columns of the list of rejects."""
    return (
        TableColumn(
            words.tr("Line"),
            lambda r: f"{r.file}: {r.line:,}" if r.file else f"{r.line:,}",
            lambda r: f"{r.file} {r.line:012}",
            is_number=True,
        ),
        TableColumn(
            words.tr("Column"),
            lambda r: r.column or words.tr("whole row"),
            look=lambda r: CellLook(tone="text" if r.column else "muted"),
        ),
        TableColumn(words.tr("Value"), lambda r: r.value, tooltip=lambda r: r.value, stretch=1),
        TableColumn(words.tr("Reason"), lambda r: r.reason, tooltip=lambda r: r.reason, stretch=1),
    )


def profile_columns() -> tuple[TableColumn[ColumnFace], ...]:
    """Return the columns of the table that lists a version's columns."""

    def missing(face: ColumnFace) -> CellLook:
        return CellLook(tone="warn" if face.profile.missing else "muted")

    return (
        TableColumn(
            words.tr("Column"),
            lambda f: f.column.name,
            look=_named,
            tooltip=lambda f: f.tooltip,
            stretch=1,
        ),
        TableColumn(
            words.tr("Type"),
            lambda f: str(f.column.semantic),
            look=lambda _f: CellLook(tone="accent"),
        ),
        _number(
            words.tr("Missing"),
            lambda p: words.share_text(p.missing, words.rows_of(p)),
            lambda p: p.missing / max(1, words.rows_of(p)),
            missing,
        ),
        _number(words.tr("Values"), lambda p: f"{p.distinct:,}", lambda p: p.distinct),
        TableColumn(
            words.tr("Range"),
            lambda f: words.range_text(f.profile),
            lambda f: f.profile.low,
            is_number=True,
            tooltip=lambda f: _extent(f.profile),
        ),
    )


def _extent(profile: ColumnProfile) -> str:
    """Return a column's lowest and highest value, and its mean where it has one."""
    if profile.low is None or profile.high is None:
        return words.range_text(profile)
    said = words.tr("{0} to {1}").format(
        words.edge_text(profile.low), words.edge_text(profile.high)
    )
    if profile.mean is not None:
        said += words.tr(", mean {0}").format(words.number_text(profile.mean, 4))
    return said


def _named(face: ColumnFace) -> CellLook:
    mark = mark_of(face.finding.severity) if face.finding else None
    return CellLook(role=TextRole.STRONG, mark=mark)


def _number(
    title: str,
    text: Callable[[ColumnProfile], str],
    sort: Callable[[ColumnProfile], SortKey],
    look: Callable[[ColumnFace], CellLook] | None = None,
) -> TableColumn[ColumnFace]:
    """Return a column of numbers from the profile."""
    return TableColumn(
        title, lambda f: text(f.profile), lambda f: sort(f.profile), is_number=True, look=look
    )


def import_columns() -> tuple[TableColumn[ImportEvent], ...]:
    """Return the columns of the list of imports."""

    def result(event: ImportEvent) -> str:
        return words.tr("identical") if event.identical else words.tr("new version")

    return (
        TableColumn(
            words.tr("When"),
            lambda e: short_time(e.at),
            lambda e: e.at.timestamp(),
            tooltip=lambda e: time_text(e.at),
        ),
        TableColumn(
            words.tr("File"), lambda e: e.file_name, tooltip=lambda e: e.file_name, stretch=1
        ),
        TableColumn(
            words.tr("Rows"),
            lambda e: f"{e.rows_in_file:,}",
            lambda e: e.rows_in_file,
            is_number=True,
        ),
        TableColumn(
            words.tr("Rejected"),
            lambda e: f"{e.rows_rejected:,}",
            lambda e: e.rows_rejected,
            is_number=True,
        ),
        TableColumn(
            words.tr("Result"),
            result,
            look=lambda e: CellLook(mark=Mark.NONE if e.identical else Mark.FINE),
        ),
        TableColumn("SHA-256", lambda e: e.file_sha256, tooltip=lambda e: e.file_sha256, width=120),
    )


def time_text(moment: datetime) -> str:
    """Return a moment in local time: ``21 Nov 2026, 09:12``."""
    local = moment.astimezone()
    return f"{words.day_text(local.date())}, {local:%H:%M}"


def short_time(moment: datetime) -> str:
    """Return a moment in local time without what goes without saying: ``21 Nov, 09:12``."""
    local = moment.astimezone()
    if local.year != datetime.now(local.tzinfo).year:
        return words.day_text(local.date())
    return f"{local.day} {local:%b}, {local:%H:%M}"
