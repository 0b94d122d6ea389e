"""Fields of steps that bring another table in: which one, its equal columns, what is added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.recipes.parameter import Parameter
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.recipes.columns import ColumnChoice
from mlops_desktop.gui.pages.data.recipes.fields import Field
from mlops_desktop.gui.pages.data.recipes.lines import Line, LinesField
from mlops_desktop.gui.pages.data.recipes.ticks import TickList
from mlops_desktop.gui.theme.scale import SPACE_1, TextRole
from mlops_desktop.gui.widgets.forms import Choice
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.text import Text


class DatasetField(Field):
    """A version of another dataset, by its label; the newest version by the dataset's name."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self._labels: tuple[str, ...] = ()
        self.choice = Choice(parent=self)
        self.choice.setAccessibleName(parameter.label)
        self.setFocusProxy(self.choice)
        self.setLayout(column(self.choice))
        self.choice.activated.connect(self._tell)
        self.set_tables(())

    def value(self) -> Any:
        """Return the label, or ""."""
        return self.choice.value() or ""

    def show_value(self, value: Any) -> None:
        """Choose a table; one that is not offered stays visible."""
        label = str(value or "")
        if label and label not in self._labels:
            self._offer((*self._labels, label))
        self.choice.set_value(label)

    def set_tables(self, labels: Sequence[str]) -> None:
        """Offer these dataset versions."""
        self._labels = tuple(labels)
        chosen = self.value()
        self._offer(labels if not chosen or chosen in labels else (*labels, chosen))

    def _offer(self, labels: Sequence[str]) -> None:
        named = [(label, table_title(label)) for label in labels]
        self.choice.set_options([("", words.tr("Choose a table")), *named])


class KeyLine(Line):
    """A column of this table and the one of the other table that equals it."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._others: tuple[str, ...] = ()
        self.first = ColumnChoice(parameter.types, words.tr("Here…"), self, is_short=True)
        self.first.setAccessibleName(words.tr("Key column of this table"))
        self.second = Choice(parent=self)
        self.second.setAccessibleName(words.tr("Key column of the other table"))
        for choice in (self.first, self.second):
            choice.setMinimumContentsLength(3)
        equals = Text("=", TextRole.SECONDARY, "muted", parent=self)
        layout = row(self.first, equals, self.second, spacing=SPACE_1)
        layout.setStretch(0, 1)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.first.activated.connect(self._on_first)
        self.second.activated.connect(self._tell)
        self._offer("")

    def value(self) -> Any:
        """Return [here, there], or None while both are empty."""
        pair = [str(self.first.value() or ""), str(self.second.value() or "")]
        return pair if any(pair) else None

    def show_value(self, value: Any) -> None:
        """Show a pair."""
        first, second = value or ("", "")
        self.first.choose(first)
        self._offer(second)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Offer columns of this table."""
        self.first.set_columns(columns)

    def set_others(self, names: Sequence[str]) -> None:
        """Offer columns of the other table."""
        if tuple(names) != self._others:
            self._others = tuple(names)
            self._offer(str(self.second.value() or ""))

    def _on_first(self) -> None:
        """Take the other table's column of the same name, where nothing was chosen yet."""
        name = str(self.first.value() or "")
        if not self.second.value() and name in self._others:
            self.second.set_value(name)
        self._tell()

    def _offer(self, chosen: str) -> None:
        first = words.tr("There…") if self._others else words.tr("No table")
        offered = [(name, name) for name in self._others]
        if chosen and chosen not in self._others:
            lost = words.tr("{0} (not there)") if self._others else "{0}"
            offered.append((chosen, lost.format(chosen)))
        self.second.set_options([("", first), *offered])
        self.second.set_value(chosen)


class KeysField(LinesField):
    """Pairs of columns whose values must be equal."""

    def problem(self) -> str:
        """Say which pair lacks its other half."""
        for here, there in self.value():
            if not here or not there:
                said = words.tr("Choose the column of the other table that equals {0}.")
                if not here:
                    said = words.tr("Choose the column of this table that equals {0}.")
                return said.format(here or there)
        return ""

    def _make(self) -> Line:
        return KeyLine(self.parameter, self)


class OtherColumnsField(Field):
    """Columns of the other table; none ticked stands for all but the keys.

    Attributes:
        ticks: the other table's columns.
    """

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self._others: tuple[str, ...] = ()
        self.ticks = TickList(parameter.label, self)
        self.setFocusProxy(self.ticks)
        self.setLayout(column(self.ticks))
        self.ticks.changed.connect(self._tell)

    def value(self) -> Any:
        """Return the names that are ticked."""
        return self.ticks.names()

    def show_value(self, value: Any) -> None:
        """Tick names."""
        self.ticks.set_names(value)
        self._offer()

    def set_others(self, names: Sequence[str]) -> None:
        """Offer these columns."""
        if tuple(names) != self._others:
            self._others = tuple(names)
            self._offer()

    def _offer(self) -> None:
        lost = words.tr("{0} (not there)") if self._others else "{0}"
        offered = [(name, name) for name in self._others]
        known = set(self._others)
        offered += [(name, lost.format(name)) for name in self.value() if name not in known]
        self.ticks.show_names(offered)


def table_title(label: str) -> str:
    """Return how a table is offered: "stations (newest version)" or "stations@2"."""
    return label if "@" in label else words.tr("{0} (newest version)").format(label)
