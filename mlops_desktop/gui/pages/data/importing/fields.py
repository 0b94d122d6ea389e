"""One field of the form "How it is read": what was found out, or what the person chose instead."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_1
from mlops_desktop.gui.widgets.forms import Choice, FormRow
from mlops_desktop.gui.widgets.layouts import boxed, column
from mlops_desktop.gui.widgets.text import plain_tooltip

FIELD_WIDTH = 132
"""Pixels at 100 %: the fields stand below one another."""
TYPING_MS = 150
"""So long after the last key a typed value is taken."""
OTHER = "\0other"
"""Stands in a choice for: a value that is typed."""


class ReadingField(FormRow):
    """A label and a field for one reader option.

    Signals:
        chosen(): the person wants another value.
    """

    chosen = Signal()

    def __init__(
        self, label: str, field: QWidget, *, is_beside: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(label, field, is_beside=is_beside, parent=parent)
        self._is_beside = is_beside
        self._set_width()
        theme.notifier().changed.connect(self._set_width)

    @abstractmethod
    def value(self) -> Any:
        """Return what the person chose; None: it is to be found out."""

    @abstractmethod
    def set_value(self, value: Any) -> None:
        """Choose a value; None leaves it to be found out. Tells nobody."""

    @abstractmethod
    def show_found(self, value: object, said: str) -> None:
        """Show what was found out: the option's value, and in words."""

    @abstractmethod
    def words(self) -> str:
        """Return the value as the field shows it."""

    def set_reason(self, reason: str, *, is_remembered: bool = False) -> None:
        """Say why the value is what it is; a remembered one says so below the field."""
        reason = reason[:1].upper() + reason[1:]
        tip = plain_tooltip(reason)
        for widget in (self.field, self.label, *self.field.findChildren(QWidget)):
            widget.setToolTip(tip)
        self.field.setAccessibleDescription(reason)
        self.set_hint(reason if is_remembered else "")

    def _set_width(self) -> None:
        if self._is_beside:
            self.field.setFixedWidth(theme.px(FIELD_WIDTH))


class ChoiceField(ReadingField):
    """A list to choose from; with ``other``, also a value that is typed.

    Args:
        offered: values and their words.
        other: what is typed ("any character"), "" where nothing can be.
        is_decided: nothing is found out; the first value is the usual one, and the person has
            chosen only what they clicked on.
    """

    def __init__(
        self,
        label: str,
        offered: Mapping[Any, str],
        *,
        other: str = "",
        is_decided: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self.choice = Choice()
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(other)
        self.typed.setAccessibleName(f"{label}: {other}")
        self.typed.hide()
        field = self.choice
        box = boxed(column(self.choice, self.typed, spacing=SPACE_1)) if other else field
        super().__init__(label, box, parent=parent)
        if other:
            box.setFocusProxy(self.choice)
            self.choice.setAccessibleName(label)
        self._offered = dict(offered)
        self._can_type, self._is_decided = bool(other), is_decided
        self._is_chosen = False
        self._found: tuple[object, str] = (None, "")
        self._later = _typing_timer(self, self.chosen.emit)
        self.choice.activated.connect(self._on_activated)
        self.typed.textEdited.connect(self._on_typed)
        self._offer()

    def offer(self, offered: Mapping[Any, str]) -> None:
        """Offer these values instead; a chosen one stays."""
        self._offered = dict(offered)
        self._offer()

    def value(self) -> Any:
        """Return the chosen value; None while it is to be found out or nothing is typed yet."""
        if self._is_decided and not self._is_chosen:
            return None
        value = self.choice.value()
        return (self.typed.text() or None) if value == OTHER else value

    def set_value(self, value: Any) -> None:
        """Choose a value, which need not be one of those offered."""
        self._later.stop()
        self._is_chosen = value is not None
        if self._is_decided:
            self._show_decided(value)
            return
        is_known = value is None or value in self._offered
        if not is_known and self._can_type:
            self.typed.setText(str(value))
            value = OTHER
        elif not is_known:
            self._offered[value] = str(value)
        self.choice.blockSignals(True)
        # What was found stands in the first line and is offered only when it is chosen.
        self.choice.set_options([(None, ""), *self._offered.items(), (OTHER, "")])
        self.choice.set_value(value)
        self.choice.blockSignals(False)
        self._offer()

    def show_found(self, value: object, said: str) -> None:
        """Name it in the first line; it is not offered twice."""
        if self._is_decided:
            if not self._is_chosen:
                self._show_decided(value)
            return
        self._found = (value, self._offered.get(value, said).partition(" (")[0])
        self._offer()

    def _show_decided(self, value: object) -> None:
        blocked = self.choice.blockSignals(True)
        self.choice.set_value(next(iter(self._offered)) if value is None else value)
        self.choice.blockSignals(blocked)

    def words(self) -> str:
        """Return the chosen line, or what was typed."""
        return self.typed.text() if self.choice.value() == OTHER else self.choice.currentText()

    def _offer(self) -> None:
        if self._is_decided:
            self.choice.set_options(self._offered.items())
            return
        chosen = self.choice.value()
        found, title = self._found
        if chosen is None and title:
            first = title
            others = [item for item in self._offered.items() if item[0] != found]
        else:
            first, others = words.tr("find out"), list(self._offered.items())
        last = [(OTHER, words.tr("another…"))] if self._can_type else []
        self.choice.set_options([(None, first), *others, *last])
        self.typed.setVisible(chosen == OTHER)

    def _on_activated(self, _index: int) -> None:
        self._later.stop()
        self._is_chosen = True
        is_other = self.choice.value() == OTHER
        self.typed.setVisible(is_other)
        if is_other:
            self.typed.setFocus()
        if not is_other or self.typed.text():
            self.chosen.emit()

    def _on_typed(self, _text: str) -> None:
        self._later.start()


class TypedField(ReadingField):
    """A value that is typed; an empty field leaves it to be found out.

    Args:
        read: makes the option's value of the text; raises ValueError with what is wrong.
        write: the other way round.
        shows_found: what was found stands in the field itself, to be changed; else faintly.
        emptied: the value of an emptied field; None: it is to be found out.
    """

    def __init__(  # noqa: PLR0913 - options of one widget, by name
        self,
        label: str,
        read: Callable[[str], Any],
        write: Callable[[Any], str] = str,
        *,
        shows_found: bool = True,
        emptied: Any = None,
        parent: QWidget | None = None,
    ) -> None:
        self.line = QLineEdit()
        super().__init__(label, self.line, parent=parent)
        self._read, self._write, self._shows_found = read, write, shows_found
        self._value: Any = None
        self._emptied = emptied
        self._later = _typing_timer(self, self._take)
        self.line.textEdited.connect(self._on_typed)
        self.line.editingFinished.connect(self._on_finished)

    def value(self) -> Any:
        """Return the value that was typed, as far as it could be read."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show a value as if it had been typed."""
        self._later.stop()
        self._value = value
        self.line.setText("" if value is None else self._write(value))
        self.line.setModified(False)
        self.set_problem("")

    def show_found(self, value: object, said: str) -> None:
        """Show what was found, unless something is being typed."""
        if self._shows_found and self._value is None and not self.line.isModified():
            self.line.setText("" if value is None else self._write(value))
            self.line.setModified(False)
        self.line.setPlaceholderText(said)
        self.line.setCursorPosition(len(self.line.text()) if self.line.hasFocus() else 0)

    def words(self) -> str:
        """Return the text."""
        return self.line.text() or self.line.placeholderText()

    def _on_typed(self, _text: str) -> None:
        self._later.start()

    def _on_finished(self) -> None:
        if self.line.isModified():
            self._take()

    def _take(self) -> None:
        self._later.stop()
        self.line.setModified(False)
        text = self.line.text().strip()
        try:
            value = self._read(text) if text else self._emptied
        except ValueError as error:
            self.set_problem(str(error))
            return
        self.set_problem("")
        if value != self._value:
            self._value = value
            self.chosen.emit()


def _typing_timer(field: ReadingField, then: Callable[[], object]) -> QTimer:
    timer = QTimer(field)
    timer.setSingleShot(True)
    timer.setInterval(TYPING_MS)
    timer.timeout.connect(then)
    return timer
