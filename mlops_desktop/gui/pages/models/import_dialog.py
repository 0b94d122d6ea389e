"""Asks for a model that was made elsewhere: its file, the rows that judge it, where it is from."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from mlops_desktop.core.dataset import Column, DatasetVersion
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import ALL_ROWS, SplitMethod, SplitPlan
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_4, TextRole
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.file_dialogs import choose_open_file
from mlops_desktop.gui.widgets.forms import Choice, FormRow
from mlops_desktop.gui.widgets.layouts import boxed, grid
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services.foreign import ForeignModel

_WIDTH = 720

Then = Callable[[str, ForeignModel, "ImportModelDialog"], object]
"""Takes the reference of the rows, what is wanted, and the dialog, which stays open."""


class ImportModelDialog(Dialog):
    """Its verb can be used once file, rows, column and name are there; refusals stay in it.

    Args:
        tables: the dataset versions whose rows may judge it.
        columns_wanted: called with ``bikes@3`` when the columns of that are to be shown.
        then: called with what was chosen; whoever imports closes the dialog.
        name: of the model whose next version it becomes, to begin with.

    Attributes:
        file, table, target, task, name, rows, value, author, source, columns: the fields.
    """

    help_topic = "models"

    def __init__(
        self,
        parent: QWidget,
        tables: Sequence[DatasetVersion],
        columns_wanted: Callable[[str], object],
        then: Then,
        name: str = "",
    ) -> None:
        lead = parent.tr(
            "A .skops file of a scikit-learn model. It is checked before anything of it is loaded, "
            "and judged on rows of this project. What it learned from is not known."
        )
        title = parent.tr("Import a model")
        super().__init__(parent, title, parent.tr("Import"), lead=lead)
        self._columns_wanted, self._then = columns_wanted, then
        self._path: Path | None = None
        self._shown, self._names = "", frozenset[str]()
        self.file = Button(self.tr("Choose a file…"), self._choose, icon="upload", parent=self)
        self.table = Choice([(item.label, item.label) for item in tables], parent=self)
        self.target = Choice([], parent=self)
        self.task = Choice(_TASKS, parent=self)
        self.name = QLineEdit(name, self)
        self.rows = Choice([], parent=self)
        self.value = QLineEdit(self)
        self.author, self.source = QLineEdit(self), QLineEdit(self)
        self.columns = QLineEdit(self, placeholderText=self.tr("as the file says"))
        self.setMinimumWidth(theme.px(_WIDTH))
        self._lay_out()
        self.table.currentIndexChanged.connect(self._on_table)
        self.target.currentIndexChanged.connect(self._show_ready)
        self.rows.currentIndexChanged.connect(self._on_rows)
        for field in (self.name, self.value, self.columns):
            field.textChanged.connect(self._show_ready)
        self.on_accept = self._finish
        self._on_rows()
        self._on_table()

    def _lay_out(self) -> None:
        value = FormRow(self.tr("Rows where it is"), self.value, parent=self)
        self._value_row = value
        fields: tuple[QWidget, ...] = (
            FormRow(self.tr("Model file"), self.file, parent=self),
            FormRow(
                self.tr("Name of the model"),
                self.name,
                self.tr("Its next version; a new name begins a model."),
                parent=self,
            ),
            FormRow(self.tr("Judge it on"), self.table, parent=self),
            FormRow(self.tr("Column it predicts"), self.target, parent=self),
            FormRow(self.tr("Predicts"), self.task, parent=self),
            FormRow(self.tr("Which rows judge it"), self.rows, parent=self),
            FormRow(self.tr("Made by"), self.author, self.tr("As far as known."), parent=self),
            FormRow(self.tr("Comes from"), self.source, self.tr("As far as known."), parent=self),
        )
        layout = grid(1, 1, spacing=SPACE_4)
        top = Qt.AlignmentFlag.AlignTop
        # The value stands below the column that it is one of.
        for place, field in enumerate((*fields[:6], value, *fields[6:])):
            at = place + (place >= 6)
            layout.addWidget(field, at // 2, at % 2, top)
        self.body.addWidget(boxed(layout, self))
        hint = self.tr(
            "Only for a model that does not know their names: all that it takes, in the order in "
            "which it learned them, with commas between them."
        )
        title = self.tr("Its columns, in order")
        self.body.addWidget(FormRow(title, self.columns, hint, parent=self))
        self.step = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.step.hide()
        self.body.addWidget(self.step)

    # What is shown ------------------------------------------------------------------------

    def choose_file(self, path: Path) -> None:
        """Take a file."""
        self._path = path
        self.file.setText(path.name)
        if not self.name.text():
            self.name.setText(path.stem)
        self._show_ready()

    def show_columns(self, label: str, columns: Sequence[Column]) -> None:
        """Offer the columns of a dataset version, unless another one was chosen since."""
        if label != self.table.value():
            return
        self._shown, self._names = label, frozenset(item.name for item in columns)
        names = [(item.name, item.name) for item in columns]
        self.target.set_options([(None, self.tr("Choose a column")), *names])
        self.rows.set_options(
            [(None, self.tr("All that have an answer"))]
            + [(name, self.tr("Those that {0} names").format(name)) for name, _ in names]
        )
        self._on_rows()

    def show_step(self, words: str) -> None:
        """Say what the import is at."""
        self.step.setText(f"{words}…")
        self.step.setVisible(bool(words))

    # What was chosen ----------------------------------------------------------------------

    def obstacle(self) -> str:
        """Return what is missing; "" when nothing is."""
        if self._path is None:
            return self.tr("Choose a model file first.")
        if self.table.value() is None:
            return self.tr("Import rows that can judge it first.")
        if self.target.value() is None:
            return self.tr("Choose the column it predicts.")
        if not self.name.text().strip():
            return self.tr("Name the model.")
        if self.rows.value() is not None and not self.value.text().strip():
            return self.tr("Write the value of the rows that judge it.")
        return self._unknown_column()

    def _unknown_column(self) -> str:
        missing = [name for name in _names_in(self.columns.text()) if name not in self._names]
        if missing and self._shown:
            return self.tr("“{0}” is no column of {1}.").format(missing[0], self._shown)
        return ""

    def wanted(self) -> ForeignModel | None:
        """Return what is to be imported; None while something is missing."""
        if self._path is None or self.obstacle():
            return None
        task, column = self.task.value(), self.rows.value()
        rows = ALL_ROWS
        if column is not None:
            held_out = (self.value.text().strip(),)
            rows = SplitPlan(SplitMethod.COLUMN, folds=0, column=str(column), held_out=held_out)
        return ForeignModel(
            self._path,
            self.name.text().strip(),
            str(self.target.value()),
            Task(str(task)) if task is not None else None,
            rows=rows,
            author=self.author.text(),
            source=self.source.text(),
            columns=_names_in(self.columns.text()),
        )

    # Clicks -------------------------------------------------------------------------------

    def _choose(self) -> None:
        title = self.tr("Import a model")
        choose_open_file(self, title, self.tr("Models (*.skops)"), self.choose_file)

    def _on_table(self, _index: int = 0) -> None:
        label = self.table.value()
        self._shown = ""
        self.target.set_options([])
        self.rows.set_options([(None, self.tr("All that have an answer"))])
        if label is not None:
            self._columns_wanted(str(label))
        self._on_rows()

    def _on_rows(self, _index: int = 0) -> None:
        self._value_row.setVisible(self.rows.value() is not None)
        self._show_ready()

    def _show_ready(self, _changed: object = None) -> None:
        why = self.obstacle()
        self.accept_button.set_enabled(not why, why)

    def _finish(self) -> None:
        wanted = self.wanted()
        if wanted is None:
            return
        self.bar.clear()
        self.accept_button.set_enabled(False, self.tr("It is being checked and judged."))
        self.show_step(self.tr("Checking {0}").format(wanted.file.name))
        self._then(f"data:{self.table.value()}", wanted, self)


def _names_in(text: str) -> tuple[str, ...]:
    """Return the names between commas; one with a comma of its own stands in quotes."""
    found = next(csv.reader([text], skipinitialspace=True), [])
    return tuple(name.strip() for name in found if name.strip())


_TASKS: tuple[tuple[object, str], ...] = (
    (None, "As the file says"),
    (Task.CLASSIFICATION, "A class"),
    (Task.REGRESSION, "A number"),
    (Task.COUNT, "A count or amount"),
)
