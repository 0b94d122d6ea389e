"""Datasheets: what a reader of a dataset version should know, from its card and stored facts."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.services import datasheet_facts, datasheet_text
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session
from mlops_desktop.storage.layout import replaceable


def datasheet(session: Session, ref: Ref) -> str:
    """Return a version's datasheet as Markdown.

    Raises:
        UserError: ``data.unknown``, ``data.unknown_version``, ``usage.not_data``.
    """
    return datasheet_text.markdown(datasheet_facts.read(session, ref))


def write(session: Session, ref: Ref, path: Path) -> Path:
    """Write a version's datasheet as a Markdown file; return where.

    Raises:
        UserError: as :func:`datasheet`; ``project.own_file``, ``usage.special_file``,
            ``environment.*``.
    """
    place = replaceable(path)
    text = datasheet(session, ref)
    session.project.files.write_file(place, text.encode("utf-8", "backslashreplace"))
    return place
