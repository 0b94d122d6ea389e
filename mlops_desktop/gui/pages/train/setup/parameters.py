"""The parameters of one method: name, what it does, range, unit, default; checked as typed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from mlops_desktop.core.algorithms import (
    Algorithm,
    Parameter,
    ParameterKind,
    algorithm,
    algorithms_for,
)
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import Task
from mlops_desktop.gui.pages.train.setup.tick_list import TickItem, TickList
from mlops_desktop.gui.pages.train.words import tr
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_4
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.forms import Choice, FormRow
from mlops_desktop.gui.widgets.layouts import column, grid, row

_JOINS = "+"


def default_words(item: Parameter) -> str:
    """Return what a parameter is when nobody sets it: "100 trees", "automatic"."""
    default = f"{item.default:g}" if isinstance(item.default, float) else str(item.default)
    return f"{default} {item.unit}" if item.unit and default not in item.words else default


def hint_words(item: Parameter) -> str:
    """Return what a parameter does, what it may be, and its default."""
    parts = [item.plain]
    if item.kind in (ParameterKind.INTEGER, ParameterKind.NUMBER):
        unit = f" {item.unit}" if item.unit else ""
        span = item.range.replace(f" to {item.high:g}", f" to {item.high:g}{unit}", 1)
        parts.append(tr("{0}.").format(span[:1].upper() + span[1:]))
    parts.append(tr("Default: {0}.").format(default_words(item)))
    return " ".join(parts)


class ParametersDialog(Dialog):
    """What can be set for one method.

    Args:
        values: what was set before, by key, as text.
        then: called with what differs from the defaults.
    """

    def __init__(
        self,
        parent: QWidget,
        item: Algorithm,
        task: Task,
        values: dict[str, str],
        then: Callable[[dict[str, str]], object],
    ) -> None:
        super().__init__(
            parent,
            self.tr("Parameters of {0}").format(item.title),
            self.tr("Use these"),
            lead=f"{item.plain} {item.use}",
        )
        self._then = then
        self.fields = {
            parameter.key: _field(parameter, item, task, values.get(parameter.key, ""), self)
            for parameter in item.parameters_for(task)
        }
        self.setMinimumWidth(theme.px(720 if len(self.fields) > 3 else 480))
        across = 2 if len(self.fields) > 3 else 1
        layout = grid(*([1] * across), spacing=SPACE_4)
        for place, field in enumerate(self.fields.values()):
            layout.addWidget(field, place // across, place % across)
            field.changed.connect(self._on_changed)
        self.body.addLayout(layout)
        self.reset = LinkButton(self.tr("All as by default"), self._on_reset, parent=self)
        self.body.addLayout(row(self.reset, None))
        self.on_accept = self._finish
        self._on_changed()

    def values(self) -> dict[str, str]:
        """Return what differs from the defaults."""
        return {key: text for key, field in self.fields.items() if (text := field.text())}

    def _on_changed(self) -> None:
        problem = next((why for field in self.fields.values() if (why := field.problem())), "")
        self.accept_button.set_enabled(not problem, problem)
        self.reset.setVisible(any(field.is_changed() for field in self.fields.values()))

    def _on_reset(self) -> None:
        for field in self.fields.values():
            field.set_text("")

    def _finish(self) -> None:
        values = self.values()
        self.accept()
        self._then(values)


class ParameterField(QWidget):
    """One parameter; ``text()`` is "" as long as it is as by default.

    Signals:
        changed(): it is different now.
    """

    changed = Signal()

    def __init__(self, item: Parameter, editor: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.item, self.editor = item, editor
        self.back = LinkButton(tr("Back to the default"), self._on_back, parent=self)
        self.row = FormRow(item.title, editor, hint_words(item), parent=self)
        self.setLayout(column(self.row, row(self.back, None), None, spacing=SPACE_2))

    @abstractmethod
    def text(self) -> str:
        """Return what it is set to; "" for its default."""

    @abstractmethod
    def set_text(self, text: str) -> None:
        """Set it; "" for its default."""

    def problem(self) -> str:
        """Return why it cannot be this; "" when it can."""
        return ""

    def is_changed(self) -> bool:
        """Whether it differs from its default."""
        return bool(self.text())

    def _told(self) -> None:
        """Mark what differs, say what is wrong, and tell."""
        self.back.setVisible(self.is_changed())
        mark = "● " if self.is_changed() else ""
        self.row.label.setText(f"{mark}{self.item.title}")
        self.row.label.set_tone("accent" if mark else "")
        self.row.set_problem(self.problem())
        self.changed.emit()

    def _on_back(self) -> None:
        self.set_text("")
        self.editor.setFocus()


class _Typed(ParameterField):
    """A number, or one of some words."""

    def __init__(self, item: Parameter, method: str, parent: QWidget) -> None:
        self._line = QLineEdit()
        self._method = method
        super().__init__(item, self._line, parent)
        self._line.setPlaceholderText(default_words(item))
        self._line.textChanged.connect(self._on_text)

    def text(self) -> str:
        typed = self._line.text().strip()
        try:
            is_default = self.item.read(typed, self._method) == self.item.default
        except UserError:
            return typed
        return "" if is_default else typed

    def set_text(self, text: str) -> None:
        self._line.setText(text)
        self._told()

    def problem(self) -> str:
        typed = self._line.text().strip()
        if not typed:
            return ""
        try:
            self.item.read(typed, self._method)
        except UserError:
            return tr("Give it {0}.").format(self.item.range)
        return ""

    def _on_text(self, _text: str) -> None:
        self._told()


class _Chosen(ParameterField):
    """One of some words."""

    def __init__(self, item: Parameter, parent: QWidget) -> None:
        self._choice = Choice([(word, word.replace("_", " ")) for word in item.choices])
        super().__init__(item, self._choice, parent)
        self._choice.currentIndexChanged.connect(self._on_index)

    def text(self) -> str:
        value = str(self._choice.value())
        return "" if value == self.item.default else value

    def set_text(self, text: str) -> None:
        self._choice.set_value(text or self.item.default)
        self._told()

    def _on_index(self, _index: int) -> None:
        self._told()


class _Members(ParameterField):
    """The methods that are joined; none ticked: automatic."""

    def __init__(self, item: Parameter, others: tuple[str, ...], parent: QWidget) -> None:
        self._list = TickList(item.title, most_lines=4)
        super().__init__(item, self._list, parent)
        self._list.set_items(TickItem(key, algorithm(key).title) for key in others)
        self._list.changed.connect(self._told)

    def text(self) -> str:
        return _JOINS.join(self._list.ticked())

    def set_text(self, text: str) -> None:
        self._list.tick([] if text in self.item.words else text.split(_JOINS))
        self._told()

    def problem(self) -> str:
        return tr("Tick at least two, or none.") if len(self._list.ticked()) == 1 else ""


def _field(
    item: Parameter, method: Algorithm, task: Task, text: str, parent: QWidget
) -> ParameterField:
    field: ParameterField
    if item.kind is ParameterKind.CHOICE:
        field = _Chosen(item, parent)
    elif item.kind is ParameterKind.METHODS:
        joining = {other.key for other in algorithms_for(task) if _joins(other)}
        others = tuple(o.key for o in algorithms_for(task) if o.key not in joining)
        field = _Members(item, others, parent)
    else:
        field = _Typed(item, method.title, parent)
    field.set_text(text)
    return field


def _joins(item: Algorithm) -> bool:
    return any(parameter.kind is ParameterKind.METHODS for parameter in item.parameters)
