"""The log and its verification in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlops_desktop.cli.text.plain import clip, local, safe, size
from mlops_desktop.cli.text.table import headings, table
from mlops_desktop.core.audit import AuditEntry, FieldChange, Verification
from mlops_desktop.core.wording import counted


def entries(found: Sequence[AuditEntry], *, with_changes: bool) -> Iterator[str]:
    """Yield the log, newest first."""
    if not found:
        yield "○ No entries match."
        return
    if not with_changes:
        yield from table(
            headings(">Entry", "When", "Who", "Action", "Subject", "Outcome", "Why"),
            [_row(entry) for entry in found],
        )
        return
    for entry in found:
        yield "  ".join(safe(part) for part in _row(entry) if part)
        yield from map(_change, entry.changes)


def verification(found: Verification) -> Iterator[str]:
    """Yield the answer in plain words, then each problem."""
    checked = (
        f"{counted(found.entries, 'log entry', 'log entries')}, {counted(found.facts, 'fact')} and "
        f"{counted(found.objects, 'stored file')} ({size(found.bytes_read)})"
    )
    if found.is_sound:
        yield f"● Sound: {checked} checked; nothing was altered and nothing is missing."
    else:
        where = checked if found.entries or found.objects else "what could be opened"
        yield f"▲ Not sound: {counted(len(found.problems), 'problem')} in {where}."
        for problem in found.problems:
            kind = str(problem.damage).replace("_", " ")
            yield f"  ▲ {safe(problem.where)} ({kind}): {safe(problem.detail)}"
    if found.head:
        yield f"  Newest log entry: {found.words} ({found.head[:16]}…)"
    if not found.is_sound:
        yield "  Leave it as it is and restore what is named from a copy of the project."
    if found.unreferenced:
        yield f"  ○ {counted(found.unreferenced, 'stored file')} that no fact points at; harmless."


def _row(entry: AuditEntry) -> tuple[str, ...]:
    outcome = "" if entry.outcome == "ok" else entry.outcome
    return (
        str(entry.seq),
        local(entry.at),
        entry.actor.name,
        entry.action,
        entry.subject.name,
        outcome,
        entry.why,
    )


def _change(change: FieldChange) -> str:
    old = "–" if change.old is None else clip(safe(change.old), 60)
    new = "–" if change.new is None else clip(safe(change.new), 60)
    return f"    {change.table} {change.key} {change.column}: {old} → {new}"
