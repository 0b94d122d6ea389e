"""Datasheets: what a reader of a dataset version should know, from its card and stored facts."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.sheet import Sheet
from mlops_desktop.services import datasheet_facts, datasheet_sheets, sheet_files, sheet_text
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session


def datasheet(session: Session, ref: Ref) -> str:
    """Return a version's datasheet as Markdown.

    Raises:
        UserError: ``data.unknown``, ``data.unknown_version``, ``usage.not_data``.
    """
    return sheet_text.markdown(_sheet(session, ref))


def write(session: Session, ref: Ref, path: Path) -> Path:
    """Write a version's datasheet as Markdown, HTML or PDF, as the file's ending says.

    Returns:
        Where it was written.

    Raises:
        UserError: as :func:`datasheet`; ``card.format`` for another ending; ``project.own_file``,
            ``usage.special_file``, ``environment.*``.
    """
    return sheet_files.write(session, lambda: _sheet(session, ref), path)


def _sheet(session: Session, ref: Ref) -> Sheet:
    return datasheet_sheets.sheet(datasheet_facts.read(session, ref))
