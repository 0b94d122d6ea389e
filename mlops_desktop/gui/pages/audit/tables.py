"""What the audit page's tables show."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from mlops_desktop.core.audit import AuditEntry, FieldChange, Problem
from mlops_desktop.core.stage import Stage, StageHolder
from mlops_desktop.gui.theme.marks import Mark, mark_of
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn
from mlops_desktop.services import activity

_MOST = 60


def tr(text: str) -> str:
    """Translate in the page's context."""
    return QCoreApplication.translate("AuditPage", text)


def local_time(entry: AuditEntry) -> str:
    """Return the entry's time on this machine's clock."""
    return f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}"


def _short_time(entry: AuditEntry) -> str:
    local = entry.at.astimezone()
    return f"{local.day} {local:%b %H:%M:%S}"


def outcome_look(entry: AuditEntry) -> CellLook:
    """Set a refused or failed action apart."""
    if entry.outcome == "ok":
        return CellLook(role=TextRole.MEDIUM)
    return CellLook(role=TextRole.MEDIUM, mark=Mark.WATCH)


def log_columns() -> tuple[TableColumn[AuditEntry], ...]:
    """Return the log's columns."""
    return (
        TableColumn(tr("No."), lambda e: str(e.seq), lambda e: e.seq, is_number=True, width=48),
        TableColumn(tr("When"), _short_time, lambda e: e.seq, width=124, tooltip=_utc),
        TableColumn(
            tr("What happened"), lambda e: activity.sentence(e)[0], stretch=3, look=outcome_look
        ),
        TableColumn(tr("Why"), lambda e: e.why, stretch=2, tooltip=lambda e: e.why),
        TableColumn(tr("Who"), lambda e: e.actor.name, width=72, tooltip=_who),
    )


def _utc(entry: AuditEntry) -> str:
    return f"{local_time(entry)} here, {entry.at:%Y-%m-%d %H:%M:%S.%f} UTC"


def _who(entry: AuditEntry) -> str:
    return f"{entry.actor.name} · {entry.actor.os_user} · {entry.actor.machine}"


def change_columns() -> tuple[TableColumn[FieldChange], ...]:
    """Return the columns of an entry's changes, old → new."""
    return (
        TableColumn(
            tr("What"),
            lambda c: f"{c.table}.{c.column}",
            stretch=5,
            tooltip=lambda c: f"{c.operation} · {c.table}.{c.column} · {c.key}",
        ),
        TableColumn(tr("Before"), lambda c: _cut(c.old), stretch=2, tooltip=lambda c: c.old or ""),
        TableColumn(tr("After"), lambda c: _cut(c.new), stretch=4, tooltip=lambda c: c.new or ""),
    )


def _cut(value: str | None) -> str:
    if value is None:
        return "–"
    return value if len(value) <= _MOST else f"{value[:_MOST]}…"


def problem_columns() -> tuple[TableColumn[Problem], ...]:
    """Return the columns of what does not verify."""
    return (
        TableColumn(
            tr("Where"), lambda p: p.where, stretch=2, look=lambda _p: CellLook(mark=Mark.PROBLEM)
        ),
        TableColumn(tr("What is wrong"), lambda p: p.detail, stretch=4, tooltip=lambda p: p.detail),
    )


def holder_columns() -> tuple[TableColumn[StageHolder], ...]:
    """Return the columns of what stood where."""
    order = list(Stage)
    return (
        TableColumn(
            tr("Version"),
            lambda h: f"{h.model}@{h.number}",
            lambda h: f"{h.model} {h.number:09}",
            stretch=2,
            look=lambda _h: CellLook(role=TextRole.MEDIUM),
        ),
        TableColumn(
            tr("Stage"),
            lambda h: str(h.stage),
            lambda h: order.index(h.stage),
            width=116,
            look=lambda h: CellLook(badge=mark_of(h.stage)),
        ),
        TableColumn(
            tr("Since"),
            lambda h: f"{h.since.astimezone().day} {h.since.astimezone():%b %Y}",
            lambda h: h.since.isoformat(),
            width=100,
            tooltip=lambda h: f"{h.actor}: {h.reason}",
        ),
    )


def number(value: int) -> str:
    """Return a count as this machine's language writes it."""
    return QLocale().toString(value)
