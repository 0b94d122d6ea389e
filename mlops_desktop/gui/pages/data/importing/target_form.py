"""Where a file's rows go: a new dataset, the next version of one, or after its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.reference import check_name
from mlops_desktop.gui.theme.scale import SPACE_2
from mlops_desktop.gui.widgets.forms import Choice, FormRow
from mlops_desktop.gui.widgets.layouts import column


class Way(Enum):
    """What an import makes."""

    NEW = "new"
    VERSION = "version"
    APPEND = "append"


@dataclass(frozen=True, slots=True)
class Known:
    """A dataset that files can be imported into.

    Attributes:
        newest: number of its newest version.
        row_count: of that version.
    """

    name: str
    newest: int
    row_count: int


@dataclass(frozen=True, slots=True)
class Destination:
    """What the person decided."""

    way: Way
    name: str


class TargetForm(QWidget):
    """Name and way of an import, checked while typed; ``changed`` tells of every change."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: dict[str, Known] = {}
        self._taken: frozenset[str] = frozenset()
        self._ways = QButtonGroup(self)
        self._buttons: dict[Way, QRadioButton] = {}
        for way, title in (
            (Way.NEW, self.tr("A new dataset")),
            (Way.VERSION, self.tr("A dataset’s next version")),
            (Way.APPEND, self.tr("More rows for a dataset")),
        ):
            button = QRadioButton(title, self)
            self._ways.addButton(button)
            self._buttons[way] = button
        self.name = QLineEdit(self)
        self.name.setMaxLength(80)
        self.name.setAccessibleName(self.tr("Name of the dataset"))
        self.dataset = Choice(parent=self)
        self.dataset.setAccessibleName(self.tr("Dataset"))
        self._name_row = FormRow(self.tr("Name"), self.name, parent=self)
        self._dataset_row = FormRow(self.tr("Dataset"), self.dataset, parent=self)
        self.setLayout(
            column(*self._buttons.values(), self._name_row, self._dataset_row, spacing=SPACE_2)
        )
        self._buttons[Way.NEW].setChecked(True)
        self._ways.buttonToggled.connect(self._on_changed)
        self.name.textChanged.connect(self._on_changed)
        self.dataset.currentIndexChanged.connect(self._on_changed)
        self._check()

    def start(self, name: str, known: Sequence[Known], taken: Sequence[str] = ()) -> None:
        """Suggest a name; a dataset that has it already gets a next version.

        Args:
            name: what the file's name suggests.
            known: datasets that files can go into.
            taken: names that are not free, hidden ones and predictions too.
        """
        self._known = {item.name: item for item in known}
        self._taken = frozenset(taken) | frozenset(self._known)
        self.dataset.set_options((item.name, item.name) for item in known)
        self._show_ways()
        self.name.setText(name)
        if name in self._known:
            self.dataset.set_value(name)
            self._buttons[Way.VERSION].setChecked(True)
        else:
            self._buttons[Way.NEW].setChecked(True)
        self._check()

    def choose(self, way: Way, dataset: str = "") -> None:
        """Choose a way, and the dataset it is about."""
        self._buttons[way].setChecked(True)
        if dataset:
            self.dataset.set_value(dataset)

    def destination(self) -> Destination | None:
        """Return what was decided, or None while it cannot be done."""
        way = self.way()
        if way is Way.NEW:
            return None if self.problem() else Destination(way, self.name.text().strip())
        chosen = self.dataset.value()
        return Destination(way, str(chosen)) if chosen is not None else None

    def existing(self) -> str | None:
        """Return the dataset whose next version it becomes; None for a new one."""
        chosen = self.dataset.value()
        return None if self.way() is Way.NEW or chosen is None else str(chosen)

    def _show_ways(self) -> None:
        for way in (Way.VERSION, Way.APPEND):
            self._buttons[way].setVisible(bool(self._known))

    def way(self) -> Way:
        """Return the chosen way."""
        return next(way for way, button in self._buttons.items() if button.isChecked())

    def problem(self) -> str:
        """Return what is wrong with the name of a new dataset; "" for nothing."""
        if self.way() is not Way.NEW:
            return ""
        name = self.name.text().strip()
        if not name:
            return self.tr("Give the dataset a name.")
        try:
            check_name(name)
        except UserError:
            return self.tr("Only letters, digits, “_”, “-” and “.”, without spaces.")
        if name in self._known:
            return self.tr("{name} exists. Choose another name, or make its next version.").format(
                name=name
            )
        if name in self._taken:
            return self.tr("{name} is taken. Choose another name.").format(name=name)
        return ""

    def _on_changed(self, *_: object) -> None:
        self._check()
        self.changed.emit()

    def _check(self) -> None:
        way = self.way()
        self._name_row.setVisible(way is Way.NEW)
        self._dataset_row.setVisible(way is not Way.NEW)
        self._name_row.set_problem(self.problem())
        known = self._known.get(str(self.dataset.value()))
        if known is None:
            self._dataset_row.set_hint("")
        elif way is Way.VERSION:
            self._dataset_row.set_hint(
                self.tr("Becomes {name}@{number}; @{newest} stays as it is.").format(
                    name=known.name, number=known.newest + 1, newest=known.newest
                )
            )
        else:
            self._dataset_row.set_hint(
                self.tr("Becomes {name}@{number}: its {rows} rows, then these.").format(
                    name=known.name, number=known.newest + 1, rows=f"{known.row_count:,}"
                )
            )
