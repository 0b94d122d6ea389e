"""Dialogs begin where the person begins: in the first field, as high as their content."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.forms import Choice, DecimalField, FormRow


@pytest.fixture
def shell(app: QApplication) -> Iterator[QWidget]:
    """A window for dialogs to belong to."""
    made = QWidget()
    made.resize(800, 600)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def asking(shell: QWidget) -> tuple[Dialog, Choice, QLineEdit]:
    lead = "The columns are checked first; the predictions become a version of their own. " * 2
    dialog = Dialog(shell, "Score a file", "Score", lead=lead)
    table, name = Choice([(None, "Choose a dataset")], parent=dialog), QLineEdit(dialog)
    dialog.body.addWidget(FormRow("Dataset", table, parent=dialog))
    dialog.body.addWidget(FormRow("Keep as", name, "It gets the next version.", parent=dialog))
    return dialog, table, name


def test_the_first_field_is_ready_while_nothing_can_be_done_yet(shell: QWidget) -> None:
    dialog, table, _ = asking(shell)
    dialog.accept_button.set_enabled(False, "Choose a dataset first.")
    dialog.open()
    assert dialog.focusWidget() is table


def test_a_field_that_asked_for_the_keyboard_keeps_it(shell: QWidget) -> None:
    dialog, _, name = asking(shell)
    dialog.accept_button.set_enabled(False, "Choose a dataset first.")
    name.setFocus()
    dialog.open()
    assert dialog.focusWidget() is name


def test_labels_stand_close_to_their_fields(shell: QWidget) -> None:
    dialog, table, name = asking(shell)
    dialog.open()
    dialog.layout().activate()
    gaps = []
    for field in (table, name):
        line = field.parentWidget()
        assert isinstance(line, FormRow)
        gaps.append(field.geometry().top() - line.label.geometry().bottom())
    assert max(gaps) - min(gaps) <= 1


@pytest.mark.parametrize(
    ("value", "text"), [(150.0, "150"), (0.05, "0.05"), (0.0, "0"), (100.5, "100.5")]
)
def test_numbers_carry_no_zeros_that_say_nothing(shell: QWidget, value: float, text: str) -> None:
    assert DecimalField((0.0, 1e9), value, 4, parent=shell).text() == text


def tab_order(dialog: Dialog, qtbot: QtBot, start: QWidget) -> list[QWidget | None]:
    """Return where Tab leads, from one field on, until it comes back."""
    start.setFocus()
    qtbot.waitUntil(start.hasFocus)
    seen: list[QWidget | None] = [dialog.focusWidget()]
    while len(seen) < 20:
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        if dialog.focusWidget() is start:
            break
        seen.append(dialog.focusWidget())
    return seen


def test_tab_reaches_the_content_before_the_buttons(shell: QWidget, qtbot: QtBot) -> None:
    dialog, table, name = asking(shell)
    dialog.open()
    expected = [table, name, dialog.cancel_button, dialog.accept_button]
    assert tab_order(dialog, qtbot, table) == expected


def test_a_field_that_is_added_later_comes_before_the_buttons_too(
    shell: QWidget, qtbot: QtBot
) -> None:
    dialog, table, name = asking(shell)
    dialog.open()
    late = QLineEdit(dialog)
    dialog.body.addWidget(FormRow("Reason", late, parent=dialog))
    qtbot.waitUntil(late.isVisible)
    QApplication.processEvents()  # the layout is told of it in the next turn
    expected = [table, name, late, dialog.cancel_button, dialog.accept_button]
    assert tab_order(dialog, qtbot, table) == expected
