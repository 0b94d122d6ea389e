"""Rejected rows and values in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mlops_desktop.cli.text.plain import safe
from mlops_desktop.cli.text.table import Heading, headings, table
from mlops_desktop.core.wording import counted

if TYPE_CHECKING:
    from mlops_desktop.core.rejects import Reject
    from mlops_desktop.services.rejects import Rejected


def listing(found: Rejected, limit: int | None, room: int | None) -> Iterator[str]:
    """Yield what was not taken, line by line.

    Args:
        limit: how many are listed; None: all. room: columns of the terminal, if it is one.
    """
    label = found.version.label
    if found.rows_in_file is None:
        yield f"○ {label} was not imported from a file; nothing of a file was left out."
        return
    if not found.listed and not found.unlisted:
        yield f"● {label}: every row and value of the file was taken as it stood."
        return
    if found.rows:
        yield f"▲ {label}: {counted(found.rows, 'row')} of {found.rows_in_file:,} left out."
    values = sum(number for _, number in found.cell_counts)
    if values:
        each = ", ".join(f"{safe(name)} {number:,}" for name, number in found.cell_counts)
        yield f"◆ {label}: {counted(values, 'value')} not of the column's type ({each})."
    shown = found.listed[:limit]
    if shown:
        yield from _table(shown, max(40, (room or 120) - 60))
    if len(shown) < len(found.listed) and limit:
        yield f"  … and {len(found.listed) - len(shown):,} more; leave --rows out to list them."
    if found.unlisted:
        further = counted(found.unlisted, "further value")
        yield f"  100,000 values are listed; {further} only counted."


def _table(shown: Sequence[Reject], width: int) -> Iterator[str]:
    titles = (*headings(">Line", "Column"), Heading("Value", limit=width), *headings("Reason"))
    rows = [
        (f"{item.line:,}", item.column or "whole row", item.value, item.reason) for item in shown
    ]
    if any(item.file for item in shown):
        titles = (*headings("File"), *titles)
        yield from table(titles, [(item.file, *row) for item, row in zip(shown, rows, strict=True)])
        return
    yield from table(titles, rows)
