"""Asks which rows a version shall be checked against: a dataset, or a file that is imported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.file_dialogs import choose_open_file, table_filters
from mlops_desktop.gui.widgets.forms import Choice, FormRow

Source = Path | str


class CheckDialog(Dialog):
    """Chooses the current rows.

    Args:
        parent: a widget of the window.
        version: what is checked.
        tables: the newest dataset versions to choose from.
        then: called with a ``Path`` or a reference as text.
    """

    def __init__(
        self,
        parent: QWidget,
        version: ModelVersion,
        tables: Sequence[DatasetVersion],
        then: Callable[[Source], object],
    ) -> None:
        lead = self.tr(
            "Later rows are compared with those {0} was trained on. Where they hold the true "
            "values, its errors are measured too."
        ).format(version.label)
        super().__init__(parent, self.tr("Check new data"), self.tr("Check"), lead=lead)
        self._then = then
        self._file: Path | None = None
        trained_on = version.dataset_version_id
        others = [table for table in tables if table.id != trained_on]
        self.table = Choice([(f"data:{t.label}", t.label) for t in others], parent=self)
        self.file = Button(self.tr("Choose a file…"), self._choose, icon="upload", parent=self)
        self.body.addWidget(FormRow(self.tr("Dataset"), self.table, parent=self))
        self.body.addWidget(FormRow(self.tr("Or a file"), self.file, parent=self))
        self.table.currentIndexChanged.connect(self._on_table)
        self.accept_button.setEnabled(bool(others))
        self.on_accept = self._finish

    def _choose(self) -> None:
        choose_open_file(self, self.tr("Check a file"), table_filters(), self._on_file)

    def _on_file(self, path: Path) -> None:
        self._file = path
        self.file.setText(path.name)
        self.accept_button.setEnabled(True)

    def _on_table(self, _index: int) -> None:
        self._file = None
        self.file.setText(self.tr("Choose a file…"))

    def _finish(self) -> None:
        source: Source = self._file if self._file is not None else str(self.table.value())
        self.accept()
        self._then(source)
