"""What is hidden while the theme is switched looks, once it is shown, as if it had been seen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.resting import Resting
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.theme.theme import Mode
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.forms import Choice
from mlops_desktop.gui.widgets.tabs import TabbedArea
from mlops_desktop.gui.widgets.text import Text


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    """Each test begins and ends light."""
    theme.apply(qapp, Mode.LIGHT, 100)
    yield
    theme.apply(qapp, Mode.LIGHT, 100)


class Stack(QStackedWidget):
    """Two pages; the second one was seen and rests."""

    def __init__(self) -> None:
        super().__init__()
        self.front = QWidget(self)
        self.back = Card("Rows", parent=self)
        self.words = Text("1,234 rows", TextRole.STRONG, "muted", parent=self.back)
        self.never_shown = Text("nothing", parent=self.back)
        field, button = QLineEdit("name"), Button("Import")
        for widget in (field, button):
            # What has the keyboard has a thicker frame, whatever the theme.
            widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.back.add(self.words, self.never_shown, field, button)
        self.never_shown.hide()
        self.resting = Resting(self.back)
        self.addWidget(self.front)
        self.addWidget(self.back)
        self.resize(400, 300)

    def look(self) -> QImage:
        """Show the second page and take its picture."""
        self.resting.wake()
        self.setCurrentWidget(self.back)
        QApplication.processEvents()
        return self.back.grab().toImage()

    def leave(self) -> None:
        """Let the second page rest."""
        self.setCurrentWidget(self.front)
        self.resting.rest()


@pytest.fixture
def stack(qtbot: QtBot) -> Stack:
    """The two pages, the second one left."""
    made = Stack()
    qtbot.addWidget(made)
    made.show()
    made.look()
    made.leave()
    return made


def test_a_hidden_page_is_dressed_when_it_is_shown_again(qapp: QApplication, stack: Stack) -> None:
    light = stack.look()
    theme.apply(qapp, Mode.DARK, 150)
    dark = stack.look()
    stack.leave()
    theme.apply(qapp, Mode.LIGHT, 100)
    assert stack.look() == light
    stack.leave()
    theme.apply(qapp, Mode.DARK, 120)
    theme.apply(qapp, Mode.DARK, 150)
    assert stack.look() == dark
    assert dark != light


def test_a_switch_passes_hidden_pages_by(qapp: QApplication, stack: Stack) -> None:
    before = stack.words.font().pixelSize()
    theme.apply(qapp, Mode.LIGHT, 200)
    assert stack.words.font().pixelSize() == before
    stack.look()
    assert stack.words.font().pixelSize() == 2 * before
    assert stack.never_shown.font() == theme.font()


def test_it_wakes_by_itself_when_it_is_shown(qapp: QApplication, stack: Stack) -> None:
    before = stack.words.font().pixelSize()
    stack.look()
    stack.setCurrentWidget(stack.front)
    theme.apply(qapp, Mode.LIGHT, 200)
    assert stack.words.font().pixelSize() == before
    stack.setCurrentWidget(stack.back)
    assert stack.words.font().pixelSize() == 2 * before


def test_a_page_that_is_shown_while_the_theme_is_switched_follows_every_later_switch(
    qapp: QApplication, qtbot: QtBot
) -> None:
    class Eager(QObject):
        """Shows the second page as soon as it hears of a switch."""

        def __init__(self, parent: QObject) -> None:
            super().__init__(parent)
            self.stack: Stack | None = None
            theme.notifier().changed.connect(self.show_page)

        def show_page(self) -> None:
            if self.stack is not None:
                self.stack.setCurrentWidget(self.stack.back)

    eager = Eager(qapp)  # It hears of the switch before the page does.
    stack = Stack()
    qtbot.addWidget(stack)
    stack.show()
    light = stack.look()
    stack.setCurrentWidget(stack.front)
    eager.stack = stack
    theme.apply(qapp, Mode.DARK, 100)
    assert stack.look() != light
    marked = Qt.WidgetAttribute.WA_SetStyle
    inside = (stack.back, *stack.back.findChildren(QWidget))
    assert not [item for item in inside if item.testAttribute(marked)], "Qt would pass it by"
    theme.apply(qapp, Mode.LIGHT, 200)
    assert stack.words.font().pixelSize() == theme.font(TextRole.STRONG).pixelSize()
    theme.apply(qapp, Mode.LIGHT, 100)
    assert stack.look() == light
    eager.deleteLater()


@pytest.mark.parametrize("is_inner_first", [True, False])
def test_a_part_that_rests_within_a_page_is_dressed_with_it(
    qapp: QApplication, qtbot: QtBot, is_inner_first: bool
) -> None:
    stack = QStackedWidget()
    qtbot.addWidget(stack)
    front, page = QWidget(stack), QWidget(stack)
    part = QWidget(page)
    words = Text("5f8e17ec2bbc", parent=part)
    made = [Resting(widget) for widget in ((part, page) if is_inner_first else (page, part))]
    stack.addWidget(page)
    stack.addWidget(front)
    stack.show()
    stack.setCurrentWidget(front)
    theme.apply(qapp, Mode.DARK, 100)
    made[1 if is_inner_first else 0].wake()
    stack.setCurrentWidget(page)
    assert words.palette().color(words.foregroundRole()) == theme.colour("text")


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_a_choice_of_a_hidden_page_is_passed_by_and_opens_in_the_present_colours(
    qapp: QApplication, qtbot: QtBot, stack: Stack
) -> None:
    choice = Choice([(1, "one"), (2, "two")], parent=stack.back)
    stack.look()
    choice.showPopup()
    choice.hidePopup()
    stack.leave()
    listed = choice.view()
    before = listed.palette().color(QPalette.ColorRole.Highlight)
    theme.apply(qapp, Mode.DARK, 100)
    assert listed.palette().color(QPalette.ColorRole.Highlight) == before
    stack.look()
    choice.showPopup()
    assert listed.palette().color(QPalette.ColorRole.Highlight) == theme.colour("accent_tint")
    choice.hidePopup()


def test_a_tab_behind_another_is_dressed_when_it_is_opened(
    qapp: QApplication, qtbot: QtBot
) -> None:
    area = TabbedArea("Facts")
    qtbot.addWidget(area)
    shown: list[Text] = []
    for title in ("At a glance", "Use"):
        area.add_tab(title, partial(_told, shown, title))
    area.show()
    area.tabs.setCurrentIndex(1)
    area.tabs.setCurrentIndex(0)
    theme.apply(qapp, Mode.DARK, 150)
    assert shown[1].font().pixelSize() < shown[0].font().pixelSize(), "it is passed by"
    area.tabs.setCurrentIndex(1)
    assert shown[1].font() == shown[0].font()
    assert shown[1].palette().color(shown[1].foregroundRole()) == theme.colour("text")


def _told(shown: list[Text], words: str) -> QWidget:
    card = Card(words)
    shown.append(Text(words, parent=card))
    card.add(shown[-1])
    return card


def test_a_dialog_of_a_hidden_page_is_dressed_at_once(
    qapp: QApplication, qtbot: QtBot, stack: Stack
) -> None:
    dialog = QDialog(stack.back)
    words = Text("Are you there", parent=dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    theme.apply(qapp, Mode.LIGHT, 200)
    assert words.font() == theme.font()
    dialog.close()


def test_what_went_while_it_rested_is_not_looked_for(qapp: QApplication, stack: Stack) -> None:
    theme.apply(qapp, Mode.DARK, 100)
    button = stack.back.findChild(Button)
    assert button is not None
    button.setParent(None)
    button.deleteLater()
    del button
    qapp.sendPostedEvents(None, 0)
    theme.apply(qapp, Mode.LIGHT, 100)
    assert not stack.look().isNull()
