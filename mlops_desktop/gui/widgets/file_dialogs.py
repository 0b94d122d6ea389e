"""Asking for a file or folder without a nested event loop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

Then = Callable[[Path], object]

TABLE_KINDS: dict[str, tuple[str, ...]] = {
    "Text": ("csv", "tsv", "tab", "psv", "txt", "dat"),
    "Packed": ("gz", "zip", "bz2", "xz", "zst"),
    "Workbooks": ("xlsx", "xlsm", "xls", "xlsb", "ods"),
    "Parquet": ("parquet", "pq"),
    "Arrow": ("feather", "arrow", "arrows", "ipc"),
    "JSON": ("json", "jsonl", "ndjson", "geojson"),
    "SQLite": ("sqlite", "sqlite3", "db", "db3", "gpkg"),
}
"""What files of rows are usually called, by kind; what they hold decides how they are read."""
TABLE_WORDS = "CSV and text, Excel and ODS, Parquet, Arrow, JSON, SQLite"


def table_filters() -> str:
    """Return the filters of a dialog that asks for a file of rows: all kinds, then each."""

    def line(title: str, suffixes: tuple[str, ...]) -> str:
        return f"{title} ({' '.join(f'*.{suffix}' for suffix in suffixes)})"

    every = tuple(suffix for suffixes in TABLE_KINDS.values() for suffix in suffixes)
    lines = [line("Tables", every), *(line(*kind) for kind in TABLE_KINDS.items())]
    return ";;".join([*lines, "All files (*)"])


def choose_open_file(
    parent: QWidget, title: str, filters: str, then: Then, *, folder: Path | None = None
) -> QFileDialog:
    """Ask for an existing file; call ``then`` with it. ``filters``: "Tables (*.csv *.xlsx)"."""
    dialog = _dialog(parent, title, then, folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(filters)
    dialog.open()
    return dialog


def choose_folder(
    parent: QWidget, title: str, then: Then, *, folder: Path | None = None
) -> QFileDialog:
    """Ask for a folder; call ``then`` with it."""
    dialog = _dialog(parent, title, then, folder)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.open()
    return dialog


SHEET_FILES = "HTML (*.html);;PDF (*.pdf);;Markdown (*.md)"
"""What cards and datasheets are written as."""


def choose_save_file(
    parent: QWidget, title: str, suggestion: str, filters: str, then: Then
) -> QFileDialog:
    """Ask for a file to write; call ``then`` with it. An existing one is asked about."""
    dialog = _dialog(parent, title, then, None)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(filters)
    dialog.setDefaultSuffix(Path(suggestion).suffix.lstrip("."))
    dialog.selectFile(suggestion)
    dialog.open()
    return dialog


class _FileDialog(QFileDialog):
    """Hands the chosen path on as a Path."""

    def __init__(self, parent: QWidget, title: str, then: Then) -> None:
        super().__init__(parent, title)
        self._then = then
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fileSelected.connect(self._on_chosen)

    def _on_chosen(self, text: str) -> None:
        if text:
            self._then(Path(text))


def _dialog(parent: QWidget, title: str, then: Then, folder: Path | None) -> QFileDialog:
    dialog = _FileDialog(parent.window(), title, then)
    if folder is not None:
        dialog.setDirectory(str(folder))
    return dialog
