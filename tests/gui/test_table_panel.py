"""The table that every page uses."""

from __future__ import annotations

import csv
import math
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.widgets import table_copy
from mlops_desktop.gui.widgets.table_column import CellLook, HeadLook, TableColumn
from mlops_desktop.gui.widgets.table_model import RecordModel
from mlops_desktop.gui.widgets.table_panel import TablePanel


@dataclass(frozen=True)
class Version:
    number: int
    method: str
    error: float | None


COLUMNS: tuple[TableColumn[Version], ...] = (
    TableColumn("Version", lambda v: f"v{v.number}", lambda v: v.number, stretch=1),
    TableColumn(
        "Method",
        lambda v: v.method,
        look=lambda v: CellLook(mark=Mark.FINE, detail=f"run {v.number}"),
    ),
    TableColumn(
        "Error",
        lambda v: "–" if v.error is None else f"{v.error:.1f}",
        lambda v: v.error,
        is_number=True,
        tooltip=lambda v: f"<{v.error}>",
        look=lambda v: CellLook(bar=0.4) if v.number == 3 else CellLook(badge=Mark.STAGING),
    ),
)
ROWS = (
    Version(10, "Ridge", 97.5),
    Version(9, "forest", 38.4),
    Version(2, "Boosting", None),
    Version(3, "a <b>bold</b> one", 41.9),
)


@pytest.fixture
def table(app: QApplication, qtbot: QtBot) -> TablePanel[Version]:
    made: TablePanel[Version] = TablePanel(COLUMNS, "versions", key=lambda v: v.number)
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    made.set_records(ROWS)
    return made


def numbers(table: TablePanel[Version]) -> list[int]:
    return [version.number for version in table.model.shown]


def test_the_model_keeps_qts_rules(app: QApplication) -> None:
    model: RecordModel[Version] = RecordModel(COLUMNS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_records(ROWS, lambda _offset: None)
    model.sort(0, Qt.SortOrder.DescendingOrder)
    model.append_records([Version(11, "late", 1.0)], is_last=False)
    model.set_filter(1, "o")
    model.sort(-1)
    model.append_records([Version(12, "also one", 1.0)], is_last=True)
    model.clear_filters()
    model.set_columns(COLUMNS[:1])
    tester.deleteLater()


def test_numbers_sort_as_numbers_and_unknown_ones_come_last(table: TablePanel[Version]) -> None:
    table.view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert numbers(table) == [2, 3, 9, 10]
    table.view.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    assert numbers(table) == [9, 3, 10, 2]
    table.view.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert numbers(table) == [10, 3, 9, 2]


def test_not_a_number_sorts_last_too(app: QApplication) -> None:
    model: RecordModel[Version] = RecordModel(COLUMNS)
    model.set_records([Version(1, "x", math.nan), Version(2, "y", 3.0)])
    model.sort(2, Qt.SortOrder.AscendingOrder)
    assert [version.number for version in model.shown] == [2, 1]


def test_text_sorts_without_regard_to_case(table: TablePanel[Version]) -> None:
    table.view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert numbers(table) == [3, 2, 9, 10]


def test_the_selection_stays_on_its_record(table: TablePanel[Version]) -> None:
    table.select(lambda v: v.number == 9)
    table.view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert table.current() == ROWS[1]
    table.set_records([replace(v, method="new") for v in ROWS])
    assert table.current() == Version(9, "new", 38.4)


def test_a_selected_record_that_is_gone_is_told(table: TablePanel[Version]) -> None:
    heard: list[object] = []
    table.select(lambda v: v.number == 9)
    table.selected.connect(heard.append)
    table.set_records(ROWS[2:])
    assert heard == [None]


@pytest.mark.parametrize(
    ("column", "text", "left"),
    [
        (1, "FOR", [9]),
        (0, "> 3", [10, 9]),
        (0, "<=3", [2, 3]),
        (2, "= 41.9", [3]),
        (1, "<b>", [3]),
        (1, "nothing like it", []),
        (2, "> 40", [10, 3]),
    ],
)
def test_the_row_below_the_heads_filters(
    table: TablePanel[Version], column: int, text: str, left: list[int]
) -> None:
    counts: list[int] = []
    table.filtered.connect(counts.append)
    table.show_filters(True)
    field = next(f for f in table.findChildren(QLineEdit) if f.property("section") == column)
    assert field.accessibleName() == f"Filter {COLUMNS[column].title}"
    field.setText(text)
    assert numbers(table) == left
    assert counts[-1] == len(left)
    table.show_filters(False)
    assert len(numbers(table)) == 4


def test_a_panel_as_high_as_its_rows_makes_room_for_the_filter_row(
    table: TablePanel[Version],
) -> None:
    table.fit_height(10)
    before = table.view.height()
    table.show_filters()
    row = table.header.findChildren(QLineEdit)[0].height()
    assert table.view.height() >= before + row
    table.show_filters(shown=False)
    assert table.view.height() == before


def test_one_filter_for_all_columns(table: TablePanel[Version]) -> None:
    table.set_filter_anywhere("v1")
    assert numbers(table) == [10]
    table.set_filter_anywhere("")
    assert len(numbers(table)) == 4


def test_copy_gives_text_and_a_table(table: TablePanel[Version]) -> None:
    table.select(lambda v: v.number == 3)
    table.view.setFocus()
    QTest.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "Version\tMethod\tError\nv3\ta <b>bold</b> one\t41.9\n"
    assert "<td>a &lt;b&gt;bold&lt;/b&gt; one</td>" in data.html()


def test_a_copied_table_outlives_python() -> None:
    """Qt keeps it until after Python is gone; what needs Python then crashes the process."""
    script = """
from PySide6.QtWidgets import QApplication
from mlops_desktop.gui.widgets import table_copy
app = QApplication([])
app.clipboard().setMimeData(table_copy.mime_data(["a"], [["1"]]))
print(app.clipboard().text())
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.split()) == (0, ["a", "1"]), done.stderr


def test_copy_without_a_selection_takes_all_rows(table: TablePanel[Version]) -> None:
    table.view.clearSelection()
    table.copy()
    assert QGuiApplication.clipboard().mimeData().text().count("\n") == 5


def test_tabs_and_line_ends_in_cells_do_not_break_the_copy() -> None:
    assert table_copy.to_tsv(["a"], [["x\ty\nz"]]) == "a\nx y z\n"


def test_csv_comes_back_as_it_was(tmp_path: Path) -> None:
    rows = [['comma, quote "', "line\nend"], ["ü €", ""]]
    path = tmp_path / "table.csv"
    table_copy.save_csv(path, ["one", "two"], rows)
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["one", "two"], *rows]


def test_a_table_is_never_saved_over_a_projects_own_files(tmp_path: Path) -> None:
    (tmp_path / "project.mlopsd").write_text("{}", encoding="utf-8")
    for name in ("registry.db", "project.mlopsd", "objects/ab/table.csv", "LOCK"):
        with pytest.raises(UserError) as caught:
            table_copy.save_bytes(tmp_path / name, b"a,b")
        assert caught.value.code == "project.own_file"
    assert not (tmp_path / "registry.db").exists()
    table_copy.save_bytes(tmp_path / "table.csv", b"a,b")
    assert (tmp_path / "table.csv").read_bytes() == b"a,b"


def test_a_file_that_cannot_be_written_is_a_users_error(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        table_copy.save_csv(tmp_path / "missing" / "table.csv", ["a"], [])
    assert refused.value.code == "environment.input_output"


def test_save_as_csv_asks_without_a_nested_loop(
    table: TablePanel[Version], tmp_path: Path, qtbot: QtBot
) -> None:
    table.save_csv()
    dialog = table.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "versions.csv"))
    dialog.close()
    assert (tmp_path / "versions.csv").read_text("utf-8").startswith("Version,Method,Error")


def test_tab_leaves_the_table(app: QApplication, qtbot: QtBot) -> None:
    from mlops_desktop.gui.widgets.layouts import column

    host = QWidget()
    qtbot.addWidget(host)
    before, after = QLineEdit(), QLineEdit()
    table: TablePanel[Version] = TablePanel(COLUMNS, "versions")
    host.setLayout(column(before, table, after))
    host.show()
    host.activateWindow()
    table.set_records(ROWS)
    before.setFocus()
    visited = []
    for _ in range(4):
        QTest.keyClick(host.focusWidget(), Qt.Key.Key_Tab)
        visited.append(host.focusWidget())
    assert table.view in visited
    assert after in visited


def test_double_click_and_return_open_a_record(table: TablePanel[Version]) -> None:
    opened: list[object] = []
    table.opened.connect(opened.append)
    table.view.activated.emit(table.model.index(1, 0))
    assert opened == [ROWS[1]]


def test_further_records_are_asked_for_at_the_end(app: QApplication) -> None:
    asked: list[int] = []
    model: RecordModel[Version] = RecordModel(COLUMNS)
    model.set_records(ROWS, asked.append)
    root = model.index(-1, -1)
    assert model.canFetchMore(root)
    model.fetchMore(root)
    assert asked == [4]
    assert not model.canFetchMore(root), "not twice for the same part"
    model.append_records([Version(11, "late", 1.0)], is_last=True)
    assert model.rowCount() == 5
    assert not model.canFetchMore(root)


def test_a_screen_reader_hears_the_column_with_the_value(table: TablePanel[Version]) -> None:
    spoken = table.model.index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Error: 97.5"
    assert table.view.accessibleName() == "versions"


def test_tooltips_never_read_markup(table: TablePanel[Version]) -> None:
    assert table.model.index(0, 2).data(Qt.ItemDataRole.ToolTipRole) == "<qt>&lt;97.5&gt;</qt>"


@pytest.mark.parametrize("percent", [80, 100, 200])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_rows_grow_with_the_font_and_everything_is_drawn(
    app: QApplication, table: TablePanel[Version], percent: int, mode: str
) -> None:
    theme.apply(app, mode, percent)
    assert table.view.rowHeight(0) == round(34 * percent / 100)
    table.view.selectionModel().setCurrentIndex(
        table.model.index(2, 1), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    assert not table.grab().isNull()


def test_wide_tables_scroll_and_stretching_columns_give_way(
    table: TablePanel[Version],
) -> None:
    table.resize(300, 200)
    QApplication.processEvents()
    narrow = table.header.sectionSize(0)
    table.resize(900, 200)
    QApplication.processEvents()
    assert table.header.sectionSize(0) > narrow
    assert table.header.length() == table.view.viewport().width()


def test_a_long_name_is_shown_whole_where_there_is_room(app: QApplication, qtbot: QtBot) -> None:
    long = "season is winter and the hour is between 17 and 19, on a working day"
    columns = (
        TableColumn("Part", str, stretch=1),
        TableColumn("Gap", lambda _name: "2", stretch=9),
    )
    panel: TablePanel[str] = TablePanel(columns, "parts")
    qtbot.addWidget(panel)
    panel.resize(900, 300)
    panel.show()
    panel.set_records([long])
    app.processEvents()
    assert panel.header.sectionSize(0) >= theme.text_width(long) > theme.px(320)


def test_tall_heads_show_type_and_distribution(app: QApplication, qtbot: QtBot) -> None:
    head = HeadLook("integer", (3, 9, 1), "0–23")
    table: TablePanel[Version] = TablePanel(
        (TableColumn("hr", lambda v: str(v.number), head=head),), "preview", is_striped=True
    )
    qtbot.addWidget(table)
    table.resize(300, 260)
    table.show()
    table.set_records(ROWS)
    assert table.header.sizeHint().height() > 80
    assert not table.grab().isNull()


def test_a_hundred_thousand_records_are_sorted_and_filtered_quickly(app: QApplication) -> None:
    model: RecordModel[Version] = RecordModel(COLUMNS)
    model.set_records([Version(n, f"m{n % 7}", float(-n)) for n in range(100_000)])
    model.sort(2, Qt.SortOrder.AscendingOrder)
    assert model.shown[0].number == 99_999
    model.set_filter(1, "m3")
    assert model.rowCount() == 14_286
