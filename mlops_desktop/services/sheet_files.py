"""Sheets as files: Markdown, one HTML file, or PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.sheet import Sheet
from mlops_desktop.resources import resource
from mlops_desktop.services import sheet_text
from mlops_desktop.services.session import Session
from mlops_desktop.storage.layout import replaceable

_MARKDOWN = (".md", ".markdown", ".txt", "")
_OTHERS = (".html", ".htm", ".pdf")


def write(session: Session, make: Callable[[], Sheet], path: Path) -> Path:
    """Write a sheet as the ending of the file says; return where.

    Args:
        make: puts the sheet together, once it is known that it can be written.

    Raises:
        UserError: what ``make`` raises; ``card.format`` for another ending; ``project.own_file``,
            ``usage.special_file``, ``environment.*``.
    """
    place, ending = replaceable(path), path.suffix.casefold()
    if ending not in (*_MARKDOWN, *_OTHERS):
        raise UserError("card.format", file=path.name)
    session.project.files.write_file(place, _data(make(), ending))
    return place


def _data(made: Sheet, ending: str) -> bytes:
    if ending == ".pdf":
        from mlops_desktop.charts import sheet_pages, style  # matplotlib takes a moment

        return sheet_pages.pdf(made, style.ChartStyle(font_file=resource("fonts", "Inter.ttf")))
    text = sheet_text.markdown(made) if ending in _MARKDOWN else sheet_text.page(made)
    return text.encode("utf-8", "backslashreplace")
