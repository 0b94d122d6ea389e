"""The list of what may come next stands where it can be seen, and its keys do what they say."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.gui.widgets.expression_edit import (
    Completion,
    ExpressionEdit,
    ExpressionLine,
    Suggestions,
)

COLUMNS = tuple(
    Column(name, ColumnType.NUMBER, SemanticType.NUMBER)
    for name in ("price", "prior", "private", "prize")
)
KINDS = (ExpressionLine, ExpressionEdit)


@pytest.fixture
def make(app: QApplication, qtbot: QtBot) -> Callable[..., ExpressionLine | ExpressionEdit]:
    def run(kind: type[ExpressionLine | ExpressionEdit], top: int, height: int = 400):
        window = QWidget()
        qtbot.addWidget(window)
        window.resize(420, height)
        edit = kind(window)
        edit.move(300, top)
        edit.resize(110, edit.height())
        edit.completion.columns = COLUMNS
        window.show()
        qtbot.waitExposed(window)
        edit.setFocus()
        qtbot.waitUntil(edit.hasFocus)
        qtbot.keyClicks(edit, "pri")
        edit.completion.suggest()
        return edit

    return run


def area(edit: ExpressionLine | ExpressionEdit) -> tuple[QRect, QRect, QRect]:
    """Return where the list, the cursor and the window's inside are."""
    return edit.suggestions.geometry(), edit.cursor_area(), edit.window().rect()


@pytest.mark.parametrize("kind", KINDS)
def test_the_list_stands_below_where_there_is_room(make, kind) -> None:
    box, cursor, window = area(make(kind, 20))
    assert box.top() > cursor.bottom()
    assert window.contains(box)


@pytest.mark.parametrize("kind", KINDS)
def test_the_list_stands_above_at_the_lower_edge_of_the_window(make, kind) -> None:
    box, cursor, window = area(make(kind, 320))
    assert box.bottom() < cursor.top()
    assert window.contains(box)
    assert box.height() > 60


@pytest.mark.parametrize("kind", KINDS)
def test_in_a_low_window_the_list_is_cut_to_it(make, kind) -> None:
    box, cursor, window = area(make(kind, 60, 170))
    assert window.contains(box)
    assert not box.intersects(cursor)


def test_arrows_and_return_take_from_the_list_in_several_lines(make, qtbot: QtBot) -> None:
    edit = make(ExpressionEdit, 20)
    offered = edit.suggestions.texts()
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.toPlainText() == f"{offered[1]} "
    assert not edit.completion.is_open


def test_return_in_a_line_is_the_lines_until_something_is_chosen(make, qtbot: QtBot) -> None:
    edit = make(ExpressionLine, 20)
    with qtbot.waitSignal(edit.returnPressed):
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    offered = edit.suggestions.texts()
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == f"{offered[-1]} ", "up goes to the last"
    assert edit.completion.is_open, "what comes next is offered at once"


@pytest.mark.parametrize("kind", KINDS)
def test_tab_takes_and_escape_puts_the_list_away(make, kind, qtbot: QtBot) -> None:
    edit = make(kind, 20)
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert not edit.completion.is_open
    qtbot.keyClick(edit, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert edit.completion.is_open
    first = edit.suggestions.texts()[0]
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.written()[0] == f"{first} "
    assert edit.hasFocus()


def test_the_list_goes_with_its_field(make, app: QApplication, qtbot: QtBot) -> None:
    edit = make(ExpressionLine, 20)
    window = edit.window()
    assert len(window.findChildren(Suggestions)) == len(edit.findChildren(Completion)) == 1
    edit.deleteLater()
    qtbot.waitUntil(lambda: not window.findChildren(Suggestions))
