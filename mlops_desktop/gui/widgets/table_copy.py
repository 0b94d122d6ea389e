"""Taking a table out: tab-separated text and HTML for the clipboard, CSV for a file."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QIODevice, QMimeData, QSaveFile, QStringListModel

from mlops_desktop.core.errors import UserError


def mime_data(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> QMimeData:
    """Return the rows for the clipboard: spreadsheets take the text, word processors the table.

    Where no system keeps the clipboard, Qt does, until after Python is gone: what was made here
    would then ask Python whether it may go, and the process would crash. A model makes it in Qt.
    """
    model = QStringListModel([""])
    data = model.mimeData([model.index(0)])
    data.clear()
    data.setText(to_tsv(titles, rows))
    data.setHtml(to_html(titles, rows))
    return data


def to_tsv(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return lines of tab-separated cells, titles first."""
    lines = [titles, *rows]
    return "\n".join("\t".join(_flat(cell) for cell in line) for line in lines) + "\n"


def to_html(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return an HTML table."""
    head = "".join(f"<th>{html.escape(title)}</th>" for title in titles)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def save_csv(path: Path, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write UTF-8 CSV (RFC 4180) as a whole or not at all.

    Raises:
        UserError: as :func:`save_bytes`.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(titles)
    writer.writerows(rows)
    save_bytes(path, text.getvalue().encode("utf-8"))


def save_bytes(path: Path, data: bytes) -> None:
    """Write a file for the person as a whole or not at all, never over a project's own files.

    Raises:
        UserError: ``project.own_file`` or ``usage.special_file`` where nothing may be replaced,
            ``environment.input_output`` when it cannot be written.
    """
    from mlops_desktop.storage.layout import replaceable

    file = QSaveFile(str(replaceable(path)))
    if (
        not file.open(QIODevice.OpenModeFlag.WriteOnly)
        or file.write(data) != len(data)
        or not file.commit()
    ):
        raise UserError("environment.input_output", path=path, reason=file.errorString())


def _flat(cell: str) -> str:
    return cell.replace("\t", " ").replace("\r", " ").replace("\n", " ")
