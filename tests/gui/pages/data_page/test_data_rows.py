"""Rows that are fetched as they are scrolled to, and copied exactly as they are stored."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mlops_desktop.core.dataset import Column, ColumnProfile, ColumnType, SemanticType
from mlops_desktop.gui.pages.data.rows.grid import MOST_COPIED, RowsGrid
from mlops_desktop.gui.pages.data.rows.header import faces
from mlops_desktop.gui.pages.data.rows.models import LOADING, MISSING, PAGE_ROWS, RowsModel

COLUMNS = (
    Column("n", ColumnType.INTEGER, SemanticType.INTEGER),
    Column("share", ColumnType.NUMBER, SemanticType.NUMBER),
)


def rows(first: int, count: int) -> tuple[tuple[int, float | None], ...]:
    return tuple((n, None if n == 3 else n / 3) for n in range(first, first + count))


class Source:
    """Remembers what was asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(self, offset: int, limit: int) -> None:
        assert limit == PAGE_ROWS
        self.asked.append(offset)


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def model(app: QApplication, source: Source) -> RowsModel:
    made = RowsModel()
    made.set_table(COLUMNS, 10_000, rows(0, 50), source)
    return made


def text(model: RowsModel, row: int, column: int = 0) -> str:
    return str(model.data(model.index(row, column)))


def test_the_first_rows_need_no_question(model: RowsModel, source: Source) -> None:
    assert text(model, 0) == "0"
    assert text(model, 49) == "49"
    assert source.asked == []


def test_a_page_is_asked_for_when_it_is_looked_at(
    model: RowsModel, source: Source, qtbot: QtBot
) -> None:
    assert text(model, 450) == LOADING
    assert source.asked == [400]
    with qtbot.waitSignal(model.dataChanged):
        model.take_page(400, rows(400, PAGE_ROWS))
    assert text(model, 450) == "450"


def test_a_long_scroll_fetches_only_where_it_ends(model: RowsModel, source: Source) -> None:
    for row in range(400, 10_000, PAGE_ROWS):
        text(model, row)
    assert source.asked == [400]
    model.take_page(400, rows(400, PAGE_ROWS))
    assert source.asked == [400, 9_800]


def test_a_failed_question_may_be_asked_again(model: RowsModel, source: Source) -> None:
    text(model, 450)
    model.end_request()
    text(model, 450)
    assert source.asked == [400, 400]


def test_missing_is_not_the_same_as_loading(model: RowsModel) -> None:
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert text(model, 3, 1) == MISSING
    assert model.data(model.index(3, 1), spoken) == "share: missing"
    assert model.data(model.index(450, 1), spoken) == "share: loading"


def test_another_table_forgets_the_pages_of_the_last_one(model: RowsModel, source: Source) -> None:
    text(model, 450)
    model.take_page(400, rows(400, PAGE_ROWS))
    model.set_table(COLUMNS, 1_000, rows(0, 10), source)
    assert text(model, 450) == LOADING


@pytest.fixture
def grid(app: QApplication, source: Source, qtbot: QtBot) -> RowsGrid:
    made = RowsGrid("Rows")
    qtbot.addWidget(made)
    made.resize(400, 300)
    profiles = [ColumnProfile(c.name, c.type, c.semantic, 10_000, 0, 9) for c in COLUMNS]
    made.show_table(faces(COLUMNS, profiles), 10_000, rows(0, 50), source)
    return made


def choose(grid: RowsGrid, first: int, last: int) -> None:
    flag = QItemSelectionModel.SelectionFlag
    grid.selectionModel().select(grid.rows.index(first, 0), flag.ClearAndSelect)
    grid.setCurrentIndex(grid.rows.index(first, 0))
    from PySide6.QtCore import QItemSelection

    area = QItemSelection(grid.rows.index(first, 0), grid.rows.index(last, 1))
    grid.selectionModel().select(area, flag.ClearAndSelect)


def test_copied_rows_are_tab_separated_with_their_names_and_all_digits(grid: RowsGrid) -> None:
    choose(grid, 1, 3)
    grid.copy()
    assert QGuiApplication.clipboard().text() == (f"n\tshare\n1\t{1 / 3!r}\n2\t{2 / 3!r}\n3\t\n")


def test_rows_that_are_not_here_are_asked_for_before_they_are_copied(
    grid: RowsGrid, qtbot: QtBot
) -> None:
    choose(grid, 500, 510)
    with qtbot.waitSignal(grid.copy_wanted) as wanted:
        grid.copy()
    assert wanted.args == [500, 11]
    grid.copy_rows(rows(500, 11))
    assert QGuiApplication.clipboard().text().splitlines()[1].startswith("500\t")


def test_more_than_the_clipboard_should_hold_is_refused(grid: RowsGrid, qtbot: QtBot) -> None:
    grid.rows.set_table(COLUMNS, MOST_COPIED + 1, (), None)
    grid.selectionModel().clear()
    with qtbot.waitSignal(grid.too_much_to_copy) as refused:
        grid.copy()
    assert refused.args == [MOST_COPIED + 1]


def test_return_in_a_cell_opens_its_column(grid: RowsGrid, qtbot: QtBot) -> None:
    grid.show()
    grid.setCurrentIndex(grid.rows.index(0, 1))
    with qtbot.waitSignal(grid.column_activated) as opened:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert opened.args == [1]
    grid.close()
