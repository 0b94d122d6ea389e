"""F1 in a dialog opens the manual where it speaks of it, within reach above the dialog."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop.gui import manual
from mlops_desktop.gui.main_window import MainWindow
from mlops_desktop.gui.widgets.dialog import HELP, Dialog


class RuleQuestion(Dialog):
    """Asks something about rules."""

    help_topic = "rules"

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "A new rule", "Add")
        self.field = QLineEdit(self)
        self.body.addWidget(self.field)


@pytest.fixture
def window(make_window: Callable[[], MainWindow]) -> MainWindow:
    made = make_window()
    made.desk.navigate("settings")
    return made


def ask(dialog: Dialog, where: QWidget, qtbot: QtBot) -> None:
    """Press F1 in a dialog that is open."""
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    where.setFocus()
    qtbot.keyClick(where, Qt.Key.Key_F1)


def test_f1_in_a_dialog_speaks_of_the_dialog(window: MainWindow, qtbot: QtBot) -> None:
    dialog = RuleQuestion(window)
    ask(dialog, dialog.field, qtbot)
    shown = window._manual
    assert shown is not None
    assert shown.isVisible()
    assert shown.topic() == "rules"
    assert shown.parentWidget() is dialog, "what belongs to the window behind cannot be clicked"


def test_a_dialog_without_a_topic_of_its_own_has_that_of_its_page(
    window: MainWindow, qtbot: QtBot
) -> None:
    dialog = Dialog(window, "Something", "Do it")
    ask(dialog, dialog.cancel_button, qtbot)
    assert window._manual is not None
    assert window._manual.topic() == "settings"


def test_the_manual_stays_open_when_the_dialog_is_closed(window: MainWindow, qtbot: QtBot) -> None:
    dialog = RuleQuestion(window)
    ask(dialog, dialog.field, qtbot)
    dialog.reject()
    shown = window._manual
    assert shown is not None
    assert shown.parentWidget() is window
    assert shown.isVisible()
    again = RuleQuestion(window)
    ask(again, again.field, qtbot)
    assert window._manual is shown
    assert shown.parentWidget() is again
    again.accept()
    window.show_help()
    assert (shown.topic(), shown.parentWidget()) == ("settings", window)


def every_dialog(kind: type[Dialog] = Dialog) -> list[type[Dialog]]:
    return [
        found
        for inner in kind.__subclasses__()
        if inner.__module__.startswith("mlops_desktop")
        for found in (inner, *every_dialog(inner))
    ]


def test_every_topic_of_a_dialog_is_in_the_manual(window: MainWindow) -> None:
    known = set(manual.topics())
    named = {kind.__name__: kind.help_topic for kind in every_dialog() if kind.help_topic}
    assert named
    assert not {name: topic for name, topic in named.items() if topic not in known}
    assert HELP in {action.objectName() for action in window.actions()}
