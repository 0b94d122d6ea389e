"""A diff in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from mlops_desktop.core.diff import SchemaChangeKind, TableDiff

_FEW = 3


def summary_of(diff: TableDiff) -> str:
    """Return "512 rows added, 3 removed, 20 changed in price; column tax added."."""
    if diff.is_identical:
        return f"{diff.after} and {diff.before} hold the same content."
    if diff.is_reordered:
        return "The same rows, in another order."
    parts = [part for part in (_rows(diff), _schema(diff)) if part]
    if not _rows(diff):
        parts.insert(0, "No row differs in the columns both have")
    return "; ".join(parts) + "."


def _rows(diff: TableDiff) -> str:
    parts: list[str] = []
    for count, word in (
        (diff.added, "added"),
        (diff.removed, "removed"),
        (diff.changed, "changed"),
    ):
        if count:
            rows = "" if parts else (" row" if count == 1 else " rows")
            parts.append(f"{count:,}{rows} {word}")
    if diff.changed:
        names = [column.name for column in diff.columns if column.changed]
        parts[-1] += f" in {_listed(names)}"
    return ", ".join(parts)


def _schema(diff: TableDiff) -> str:
    words = {
        SchemaChangeKind.ADDED: "added",
        SchemaChangeKind.REMOVED: "removed",
        SchemaChangeKind.TYPE: "of another type",
        SchemaChangeKind.ORDER: "in another place",
    }
    parts = [
        f"{change.before} renamed to {change.after}"
        for change in diff.schema
        if change.kind is SchemaChangeKind.RENAMED
    ]
    if len(parts) > _FEW:
        parts = [f"{len(parts):,} columns renamed"]
    for kind, word in words.items():
        names = [change.column for change in diff.schema if change.kind is kind]
        if names:
            columns = "" if len(names) > _FEW else ("column " if len(names) == 1 else "columns ")
            parts.append(f"{columns}{_listed(names)} {word}")
    return ", ".join(parts)


def _listed(names: Sequence[str]) -> str:
    if len(names) > _FEW:
        return f"{len(names):,} columns"
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"
