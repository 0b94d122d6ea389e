"""An analyst's first hour in the whole window, by mouse and keyboard: files in, rows looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from data_room.sheets import cell, ods, ods_cell, relations, xlsx
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.gui.main_window import MainWindow
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.data.actions import ExportDialog
from mlops_desktop.gui.pages.data.importing.fields import ChoiceField, TypedField
from mlops_desktop.jobs.runner import Runner
from mlops_desktop.services import datasets
from mlops_desktop.services.session import Session

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Person:
    """Somebody in front of the window."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    @property
    def page(self) -> DataPage:
        """The data page."""
        page = self.window.stack.current_page()
        assert isinstance(page, DataPage)
        return page

    def wait(self) -> None:
        """Wait until every answer has come and every job has ended."""
        gateway = self.window.gateway

        def is_quiet() -> bool:
            is_asked = bool(gateway._pending or gateway._running)
            return not is_asked and not any(t.isActive() for t in self.page.findChildren(QTimer))

        self.qtbot.waitUntil(is_quiet, timeout=60_000)
        self.qtbot.wait(0)

    def drop(self, path: Path) -> None:
        """Drop a file on the window and wait for its preview."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        event = QDropEvent(
            QPointF(500, 300), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier
        )
        self.window.dropEvent(event)
        self.qtbot.waitUntil(lambda: self.page.is_importing, timeout=20_000)
        self.wait()

    def press(self, text: str, inside: QWidget | None = None) -> None:
        """Click the visible button of these words."""
        every = (inside or self.page).findChildren(QAbstractButton)
        found = [item for item in every if item.text() == text and item.isVisible()]
        assert len(found) == 1, [item.text() for item in every if item.isVisible()]
        assert found[0].isEnabled()
        self.qtbot.mouseClick(found[0], LEFT)

    def pick(self, name: str, title: str) -> None:
        """Choose how the file is read from a list."""
        field = self.page.importing.reading.fields[name]
        assert isinstance(field, ChoiceField)
        assert field.isVisible()
        place = field.choice.findText(title)
        assert place >= 0, [field.choice.itemText(n) for n in range(field.choice.count())]
        field.choice.setCurrentIndex(place)
        field.choice.activated.emit(place)
        self.wait()

    def type(self, name: str, text: str) -> None:
        """Type how the file is read."""
        field = self.page.importing.reading.fields[name]
        assert isinstance(field, TypedField)
        field.line.selectAll()
        QTest.keyClicks(field.line, text)
        QTest.keyClick(field.line, Qt.Key.Key_Return)
        self.wait()

    def names(self) -> list[str]:
        """Return the columns of the preview."""
        preview = self.page.importing.preview
        assert preview is not None, self.page.bar.texts()
        return [column.name for column in preview.columns]

    def dialog(self, kind: type[QDialog]) -> QDialog:
        """Return the dialog that is open."""
        found = [item for item in self.window.findChildren(kind) if item.isVisible()]
        assert len(found) == 1
        return found[0]


@pytest.fixture
def person(own: Session, make_window: Callable[[], MainWindow], qtbot: QtBot) -> Person:
    own.runner = Runner()  # the window ends it with the project
    window = make_window()
    window.desk.set_session(own)
    window.desk.navigate("data")
    found = Person(window, qtbot)
    found.wait()
    return found


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Three sheets: notes, sales under a title with years over quarters, and a list of shops."""

    def sheet(rows: list[list[object]], merges: tuple[str, ...] = ()) -> str:
        body = "".join(
            f'<row r="{row}">'
            + "".join(cell(f"{chr(65 + at)}{row}", v) for at, v in enumerate(line) if v != "")
            + "</row>"
            for row, line in enumerate(rows, 1)
        )
        joined = "".join(f'<mergeCell ref="{item}"/>' for item in merges)
        joined = f'<mergeCells count="{len(merges)}">{joined}</mergeCells>' if merges else ""
        return f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData>{joined}</worksheet>'

    names = ("Notes", "Sales", "Shops")
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>' for at, name in enumerate(names, 1)
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sales = [
        ["Sales in million"],
        ["Region", 2023, "", 2024, ""],
        ["", "Q1", "Q2", "Q1", "Q2"],
        ["North", 1.5, 2, 3, 4],
        ["South", 5, 6, 7, 8],
        [],
        ["Source: the books"],
    ]
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in (1, 2, 3)]
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{office}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(*targets, ("styles", "styles.xml")),
        "xl/worksheets/sheet1.xml": sheet([["What", "Who"], ["checked", "Ann"]]),
        "xl/worksheets/sheet2.xml": sheet(sales, ("A1:E1", "A2:A3", "B2:C2", "D2:E2")),
        "xl/worksheets/sheet3.xml": sheet([["id", "city"], *([n, "Rome"] for n in range(9))]),
    }
    return xlsx(tmp_path / "books.xlsx", {}, parts=parts)


def test_a_sheet_with_merged_names_is_chosen_cut_out_and_imported(
    person: Person, own: Session, book: Path
) -> None:
    person.drop(book)
    assert person.page.header.title() == "Import books.xlsx"
    person.pick("sheet", "Shops")
    assert person.names() == ["id", "city"]
    person.pick("sheet", "Sales")
    person.type("range", "A2:E5")
    assert person.names() == ["Region", "2023 Q1", "2023 Q2", "2024 Q1", "2024 Q2"]
    person.press("Import")
    person.wait()
    assert person.page.header.title() == "books@1"
    assert datasets.rows(own, "books").rows == (
        ("North", 1.5, 2, 3, 4),
        ("South", 5.0, 6, 7, 8),
    )


def test_an_opendocument_sheet_is_dropped_and_imported(
    person: Person, own: Session, tmp_path: Path
) -> None:
    lines = [["n", "x", "day"], *([n, n / 4, f"2024-01-{n:02}"] for n in range(1, 9))]
    rows = "".join(
        f"<table:table-row>{''.join(map(ods_cell, line))}</table:table-row>" for line in lines
    )
    person.drop(ods(tmp_path / "days.ods", rows))
    assert person.names() == ["n", "x", "day"]
    person.press("Import")
    person.wait()
    made = datasets.show(own, "days")
    assert (made.version.row_count, made.version.column_count) == (8, 3)


def test_a_pasted_table_with_quotes_breaks_and_decimal_commas_is_read_as_it_was_copied(
    person: Person, own: Session
) -> None:
    text = 'name\tprice\tnote\n"Ann ""A"""\t1,5\t"two\nlines"\nBob\t22,25\tone\nCid\t3,75\t\n'
    QGuiApplication.clipboard().setText(text)
    person.window.commands.run("file.import_pasted")
    person.qtbot.waitUntil(lambda: person.page.is_importing, timeout=20_000)
    person.wait()
    assert person.names() == ["name", "price", "note"]
    person.press("Import")
    person.wait()
    assert datasets.rows(own, "clipboard").rows == (
        ('Ann "A"', 1.5, "two\nlines"),
        ("Bob", 22.25, "one"),
        ("Cid", 3.75, None),
    )
    price = datasets.show(own, "clipboard").columns[1]
    assert price.type is ColumnType.NUMBER


def test_what_was_exported_as_parquet_comes_in_again_and_is_said_to_be_the_same(
    person: Person, own: Session, july: Path, tmp_path: Path
) -> None:
    person.drop(july)
    person.press("Import")
    person.wait()
    (name,) = [row.dataset.name for row in datasets.list_datasets(own)]
    person.page.actions_.export_csv()
    asked = person.dialog(ExportDialog)
    assert isinstance(asked, ExportDialog)
    asked.format.set_value("parquet")
    assert not asked.safe.isEnabled(), "there is nothing to disarm"
    person.press("Choose a file…", asked)
    (chooser,) = person.window.findChildren(QFileDialog)
    file = tmp_path / f"{name}.parquet"
    with person.qtbot.waitSignal(person.window.desk.said, timeout=20_000) as said:
        chooser.fileSelected.emit(str(file))
    chooser.close()
    assert said.args[0].text == f"744 rows written to {file}."
    person.drop(file)
    assert not {"delimiter", "encoding", "decimal"} & set(person.page.importing.reading.shown())
    person.press("Import")
    person.wait()
    again = datasets.show(own, name)
    assert again.version.number == 1
    assert len(again.imports) == 2, "it is recorded as an import, not as a version"


def test_rows_are_filtered_sorted_found_and_copied_by_keyboard_and_mouse(
    person: Person, own: Session, july: Path
) -> None:
    qtbot = person.qtbot
    person.drop(july)
    person.press("Import")
    person.wait()
    rows, grid = person.page.version.rows, person.page.version.grid
    names = [face.column.name for face in person.page.version.faces()]
    edit = rows.filter.edit
    edit.setFocus()
    qtbot.keyClicks(edit, "hr >> 20")
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    person.wait()
    assert rows.filter.fault.isVisible()
    assert "Character 5" in rows.filter.fault.text()
    assert rows.count.text() == "744 rows", "what cannot be understood changes nothing"
    edit.selectAll()
    qtbot.keyClicks(edit, "hr > 20 and temp > 0.8")
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    person.wait()
    assert not rows.filter.fault.isVisible()
    left = grid.rows.rowCount()
    assert 0 < left < 93
    place = grid.header.sectionViewportPosition(names.index("hr")) + 20
    for _ in range(2):
        qtbot.mouseClick(grid.header.viewport(), LEFT, pos=QPoint(place, 12))
        person.wait()
    hours = [grid.rows.row(n)[names.index("hr")] for n in range(left)]
    assert (hours[0], hours[-1]) == (22, 21), "the latest hour first"
    assert hours == sorted(hours, reverse=True)
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_F, CONTROL)
    assert rows.find_bar.isVisible()
    qtbot.keyClicks(rows.find_bar.edit, "22")
    qtbot.keyClick(rows.find_bar.edit, Qt.Key.Key_Return)
    person.wait()
    found = grid.currentIndex()
    assert "22" in str(grid.rows.row(found.row())[found.column()])
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_C, CONTROL)
    person.wait()
    assert QGuiApplication.clipboard().text() == "22", "a single cell is wanted as a value"
    qtbot.keyClick(grid, Qt.Key.Key_Home, CONTROL)
    qtbot.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(grid, Qt.Key.Key_C, CONTROL)
    person.wait()
    head, *lines = QGuiApplication.clipboard().text().splitlines()
    assert head.split("\t") == names[:2]
    assert len(lines) == 2


def test_a_column_is_hidden_by_a_click_in_the_list_of_columns(person: Person, july: Path) -> None:
    person.drop(july)
    person.press("Import")
    person.wait()
    rows = person.page.version.rows
    person.qtbot.mouseClick(rows.columns_button, LEFT)
    items = rows.chooser.list
    assert items.isVisible()
    person.qtbot.keyClick(items, Qt.Key.Key_Home)
    person.qtbot.keyClick(items, Qt.Key.Key_Space)
    assert rows.hidden() == {0}
    assert person.page.version.grid.isColumnHidden(0)
    rows.chooser.close()
