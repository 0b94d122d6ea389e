"""Rows of the data page filtered, sorted, searched; columns chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.selection import Selection, SortKey
from mlops_desktop.gui.pages.data.rows.filter_line import FilterLine
from mlops_desktop.gui.pages.data.rows.models import MOST_ROWS, PAGE_ROWS, RowsModel
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import ROW_HEIGHT
from mlops_desktop.gui.widgets.states import State

COLUMNS = (
    Column("price", ColumnType.NUMBER, SemanticType.NUMBER),
    Column("order date", ColumnType.DATE, SemanticType.DATE),
)


@pytest.fixture
def line(app: QApplication, qtbot: QtBot) -> FilterLine:
    made = FilterLine()
    qtbot.addWidget(made)
    made.set_columns(COLUMNS)
    made.resize(500, 200)
    made.show()
    qtbot.waitExposed(made)
    made.edit.setFocus()
    qtbot.waitUntil(made.edit.hasFocus)
    return made


def offered(line: FilterLine) -> list[str]:
    return [line.suggestions.item(n).text() for n in range(line.suggestions.count())]


def test_what_may_come_next_is_offered_and_taken(line: FilterLine, qtbot: QtBot) -> None:
    qtbot.keyClicks(line.edit, "ord")
    assert line.suggestions.isVisible()
    assert offered(line)[0].startswith("order date")
    assert line.fault.isHidden()
    qtbot.keyClick(line.edit, Qt.Key.Key_Tab)
    assert line.edit.text() == "[order date] "
    assert offered(line)[0].startswith("=")
    line.edit.clear()
    qtbot.waitUntil(lambda: not line._wait.isActive())


def test_a_mistake_is_pointed_at_after_a_pause_and_not_applied(
    line: FilterLine, qtbot: QtBot
) -> None:
    applied: list[str] = []
    line.applied.connect(applied.append)
    line.edit.setText("price > > 1")
    line.suggestions.hide()
    qtbot.waitUntil(line.fault.isVisible)
    assert "Character 9" in line.fault.text()
    before = line.edit.fontMetrics().horizontalAdvance("price > ")
    assert abs(line.caret.left - line.edit.left_of(0) - before) < 6
    qtbot.keyClick(line.edit, Qt.Key.Key_Return)
    assert applied == []
    line.edit.setText("price > 1")
    line.suggestions.hide()
    qtbot.keyClick(line.edit, Qt.Key.Key_Return)
    assert applied == ["price > 1"]
    assert line.fault.isHidden()
    assert line.caret.isHidden()


def test_rows_are_filtered_counted_and_filtered_to_nothing(open_page, template, settle) -> None:
    page = open_page(template)
    view = page.version.rows
    assert view.count.text() == "1,464 rows"
    view.filter.edit.setText("bikers > 400")
    view.filter.apply()
    settle()
    kept = page.version.grid.rows.rowCount()
    assert 0 < kept < 1_464
    assert view.count.text() == f"{kept:,} of 1,464 rows"
    place = [face.column.name for face in page.version.faces()].index("bikers")
    page.version.grid.rows.row(0)
    settle()
    row = page.version.grid.rows.row(0)
    assert row is not None
    assert row[place] > 400
    view.filter.edit.setText("bikers < 0")
    view.filter.apply()
    settle()
    assert view.states.state is State.FILTERED
    assert view.count.text() == "0 of 1,464 rows"
    view.clear()
    settle()
    assert view.states.state is State.CONTENT
    assert view.count.text() == "1,464 rows"


def shown(page, settle, section: int, row: int = 0):
    page.version.grid.rows.row(row)
    settle()
    found = page.version.grid.rows.row(row)
    assert found is not None
    return found[section]


def click_name(page, section: int, qtbot: QtBot, *, y: int = 12) -> None:
    header = page.version.grid.header
    place = QPoint(header.sectionViewportPosition(section) + 20, y)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_click_on_a_name_sorts_up_then_down_then_not(
    open_page, template, settle, qtbot: QtBot
) -> None:
    page = open_page(template)
    header = page.version.grid.header
    names = [face.column.name for face in page.version.faces()]
    hour = names.index("hr")
    stored = shown(page, settle, hour, 5)
    click_name(page, hour, qtbot)
    settle()
    assert header.sorted_by == (hour, False)
    assert [shown(page, settle, hour, row) for row in (0, 1_463)] == [0, 23]
    click_name(page, hour, qtbot)
    settle()
    assert header.sorted_by == (hour, True)
    assert shown(page, settle, hour) == 23
    click_name(page, hour, qtbot)
    settle()
    assert header.sorted_by == (-1, False)
    assert shown(page, settle, hour, 5) == stored
    click_name(page, hour, qtbot, y=60)
    assert page.version.column.isVisible()
    assert header.sorted_by == (-1, False)


def test_a_sorting_that_is_cancelled_leaves_the_rows_as_they_are(
    open_page, template, settle
) -> None:
    page = open_page(template)
    view = page.version.rows
    view.filter.set_text("bikers > 400")
    view._want(Selection("bikers > 400", (SortKey("hr"),)))
    assert view.count.text() == "Sorting…"
    page.rows._job.cancel()
    settle()
    assert view.count.text() == "1,464 rows"
    assert view.grid.header.sorted_by == (-1, False)
    assert view.filter.edit.text() == ""


def test_a_text_is_found_forwards_and_backwards_in_the_columns_shown(
    open_page, template, settle
) -> None:
    page = open_page(template)
    view, grid = page.version.rows, page.version.grid
    month = [face.column.name for face in page.version.faces()].index("mnth")
    view.find_bar.open()
    view.find_bar.edit.setText("july")
    view.find_bar.forth()
    settle()
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (720, month)
    assert view.find_bar.told.text() == "Row 721"
    view.find_bar.back()
    settle()
    assert grid.currentIndex().row() == 1_463
    view._on_columns({month})
    view.find_bar.forth()
    settle()
    assert view.find_bar.told.text() == "No match."


def test_columns_are_hidden_searched_for_and_left_out_of_copies(
    open_page, template, settle
) -> None:
    page = open_page(template)
    view, grid = page.version.rows, page.version.grid
    view.choose_columns()
    items = view.chooser.list
    view.chooser.search.setText("TEMP")
    listed = [items.item(n).text() for n in range(items.count()) if not items.item(n).isHidden()]
    assert listed == ["temp", "atemp"]
    for at in range(2, items.count()):
        items.item(at).setCheckState(Qt.CheckState.Unchecked)
    view.choose_columns()
    assert view.columns_button.text() == f"Columns (2 of {items.count()})"
    grid.copy()
    settle()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0] == "season\tmnth"
    assert len(copied) == 1_465
    view.chooser.show_all()
    assert view.hidden() == set()


def test_the_next_page_is_asked_for_in_the_direction_of_scrolling(app: QApplication) -> None:
    asked: list[int] = []
    model = RowsModel()
    model.set_table(COLUMNS, 10_000_000, (), lambda offset, _limit: asked.append(offset))

    def answer() -> None:
        model.take_page(asked[-1], [(1.0, None)] * PAGE_ROWS)

    model.row(5_000_000)
    answer()
    assert asked == [5_000_000, 5_000_200]
    answer()
    assert asked[-1] == 5_000_400
    answer()
    assert len(asked) == 3
    model.row(4_999_900)
    answer()
    assert asked[-2:] == [4_999_800, 4_999_600]
    for row in range(0, 10_000_000, 100_000):
        model.row(row)
        answer()
    assert len(model._pages) <= 60


def test_every_row_that_can_be_scrolled_to_has_a_pixel(app: QApplication) -> None:
    theme.apply(app, theme.Mode.LIGHT, 200)
    assert MOST_ROWS >= 10_000_000
    assert MOST_ROWS * theme.px(ROW_HEIGHT) < 2**31
