"""Every kind of source in the preview: its own fields, what is asked, what is remembered."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mlops_desktop.core.dataset import BadCells, ColumnType, Preview, ReaderOptions
from mlops_desktop.data.readers.registry import READERS
from mlops_desktop.gui.page import Ask
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.data.importing.fields import (
    OTHER,
    ChoiceField,
    ReadingField,
    TypedField,
)
from mlops_desktop.gui.pages.data.importing.query_field import QueryField
from mlops_desktop.gui.pages.data.importing.questions import questions_of
from mlops_desktop.gui.pages.data.importing.target_form import Way
from mlops_desktop.gui.pages.data.importing.view import REJECTED
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.file_dialogs import table_filters
from mlops_desktop.gui.widgets.states import State
from mlops_desktop.services import datasets, pasting
from mlops_desktop.services.session import Session

Open = Callable[[Session], DataPage]
Settle = Callable[[], None]


@pytest.fixture
def page(own: Session, open_page: Open) -> DataPage:
    return open_page(own)


@pytest.fixture
def begin(page: DataPage, settle: Settle) -> Callable[[Path], DataPage]:
    def start(path: Path) -> DataPage:
        page.show_reference(path)
        settle()
        return page

    return start


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Two tables: 3 customers, 6 orders."""
    file = tmp_path / "shop.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE customers (id INTEGER, name TEXT)")
    connection.execute("CREATE TABLE orders (id INTEGER, customer INTEGER, amount REAL)")
    for number in range(3):
        connection.execute("INSERT INTO customers VALUES (?, ?)", (number, f"N{number}"))
    for number in range(6):
        row = (number, number % 3, number * 1.5)
        connection.execute("INSERT INTO orders VALUES (?, ?, ?)", row)
    connection.commit()
    connection.close()
    return file


@pytest.fixture
def dates(tmp_path: Path) -> Path:
    """A column of dates that are dates either way round; the third differs most plainly."""
    file = tmp_path / "days.csv"
    rows = "".join(f"{n},0{n}/04/2013\n" for n in range(1, 10))
    file.write_text(f"id,when\n{rows}", encoding="utf-8")
    return file


@pytest.fixture
def bikes(own: Session, tmp_path: Path) -> Path:
    """A file whose first version was imported with a choice of separator and missing text."""
    file = tmp_path / "bikes.csv"
    rows = "".join(f"{n};{'NAN' if n % 5 else n};Rome\n" for n in range(60))
    file.write_text(f"id;price;city\n{rows}", encoding="utf-8")
    chosen = ReaderOptions(delimiter=";", missing=("NAN",), bad_cells=BadCells.TEXT)
    datasets.import_file(own, file, "bikes", chosen)
    file.write_text(f"id;price;city\n{rows}60;7;Oslo\n", encoding="utf-8")
    return file


def field(page: DataPage, name: str) -> ReadingField:
    return page.importing.reading.fields[name]


def choose(page: DataPage, name: str, value: object) -> ChoiceField:
    """Choose from a list as a person does."""
    chosen = field(page, name)
    assert isinstance(chosen, ChoiceField)
    chosen.choice.set_value(value)
    assert chosen.choice.value() == value
    chosen.choice.activated.emit(chosen.choice.currentIndex())
    return chosen


def write(page: DataPage, name: str, text: str) -> TypedField:
    """Type into a field as a person does."""
    typed = field(page, name)
    assert isinstance(typed, TypedField)
    typed.line.clear()
    QTest.keyClicks(typed.line, text)
    return typed


def preview(page: DataPage) -> Preview:
    found = page.importing.preview
    assert found is not None
    return found


def names(page: DataPage) -> list[str]:
    return [column.name for column in preview(page).columns]


def told(page: DataPage, text: str) -> bool:
    return any(text in line for line in page.bar.texts())


# The fields of each kind of source --------------------------------------------------------


def test_a_text_shows_three_fields_and_the_rest_on_request(
    begin: Callable[[Path], DataPage], dates: Path
) -> None:
    form = begin(dates).importing.reading
    assert form.shown() == ("delimiter", "encoding", "decimal")
    form.more.click()
    assert form.shown()[3:] == (
        *("thousands", "header", "quote", "comment", "widths", "missing", "bad_cells"),
    )
    form.more.click()
    assert len(form.shown()) == 3


def test_each_field_says_what_was_found_and_why(
    begin: Callable[[Path], DataPage], dates: Path
) -> None:
    page = begin(dates)
    header = field(page, "header")
    assert isinstance(header, TypedField)
    assert header.line.text() == "row 1"
    assert "2 names, none empty" in header.line.toolTip()
    assert "fields" in field(page, "delimiter").label.toolTip()


def test_any_character_can_be_the_separator(
    begin: Callable[[Path], DataPage], tmp_path: Path, settle: Settle
) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("a#b#c\n" + "1#2#3\n" * 5, encoding="utf-8")
    page = begin(file)
    separator = choose(page, "delimiter", OTHER)
    assert not separator.typed.isHidden()
    QTest.keyClicks(separator.typed, "#")
    settle()
    assert names(page) == ["a", "b", "c"]
    assert page.importing.options().delimiter == "#"


def test_the_header_may_stand_on_another_line_or_nowhere(
    begin: Callable[[Path], DataPage], tmp_path: Path, settle: Settle
) -> None:
    file = tmp_path / "report.csv"
    file.write_text("x,y\nid,amount\n1,2\n3,4\n", encoding="utf-8")
    page = begin(file)
    write(page, "header", "2")
    settle()
    assert names(page) == ["id", "amount"]
    write(page, "header", "none")
    settle()
    assert names(page) == ["column_1", "column_2"]
    assert "header" in page.importing.reading.shown()


def test_what_cannot_be_understood_is_said_at_its_field_and_reads_nothing(
    begin: Callable[[Path], DataPage], dates: Path, settle: Settle
) -> None:
    page = begin(dates)
    before = page.importing.preview
    header = write(page, "header", "first")
    settle()
    assert header.line.accessibleDescription() == "A line such as 3, or “none”."
    assert page.importing.preview is before
    widths = write(page, "widths", "a, b")
    settle()
    assert widths.line.accessibleDescription() == "Numbers of characters such as 8, 12, 5."


def test_fixed_widths_can_be_typed(
    begin: Callable[[Path], DataPage], tmp_path: Path, settle: Settle
) -> None:
    file = tmp_path / "fixed.txt"
    file.write_text("abcxyz\n" + "123456\n" * 4, encoding="utf-8")
    page = begin(file)
    write(page, "widths", "3, 3")
    settle()
    assert names(page) == ["abc", "xyz"]
    assert page.flow.subtitle.startswith("Looks like text in columns of fixed width")


def test_a_workbook_offers_sheet_range_and_header_rows(
    begin: Callable[[Path], DataPage], settle: Settle
) -> None:
    page = begin(Path(__file__).parents[3] / "data" / "rentals.xlsx")
    form = page.importing.reading
    assert form.shown() == ("sheet", "range", "header_rows")
    before = names(page)
    choose(page, "header_rows", 0)
    settle()
    assert names(page)[0] == "column_1"
    assert len(names(page)) == len(before)
    write(page, "range", "a1:b5")
    settle()
    assert len(names(page)) == 2


def test_json_offers_its_lists_and_whether_records_become_columns(
    begin: Callable[[Path], DataPage], tmp_path: Path, settle: Settle
) -> None:
    file = tmp_path / "answer.json"
    items = [{"id": n, "at": {"city": "Rome"}} for n in range(5)]
    pages = [{"n": 1}, {"n": 2}]
    file.write_text(json.dumps({"items": items, "pages": pages}), encoding="utf-8")
    page = begin(file)
    assert page.importing.reading.shown() == ("records", "flatten", "missing")
    assert names(page) == ["id", "at"]
    choose(page, "flatten", True)
    settle()
    assert names(page) == ["id", "at.city"]
    choose(page, "records", "pages")
    settle()
    assert names(page) == ["n"]
    assert page.flow.subtitle == "Looks like JSON, records in pages. 2 rows, 1 column."


def test_a_database_offers_its_tables_or_a_query_that_runs_on_request(
    begin: Callable[[Path], DataPage], shop: Path, settle: Settle
) -> None:
    page = begin(shop)
    assert names(page) == ["id", "name"]
    choose(page, "table", "orders")
    settle()
    assert names(page) == ["id", "customer", "amount"]
    query = field(page, "query")
    assert isinstance(query, QueryField)
    query.text.setPlainText("SELECT customer,\n sum(amount) AS total\nFROM orders GROUP BY 1")
    settle()
    assert names(page) == ["id", "customer", "amount"]  # not while it is typed
    query.run.click()
    settle()
    assert names(page) == ["customer", "total"]
    choose(page, "table", "customers")
    settle()
    assert names(page) == ["id", "name"]
    assert query.text.toPlainText() == ""


def test_a_query_that_fails_says_why_and_keeps_its_text(
    begin: Callable[[Path], DataPage], shop: Path, settle: Settle
) -> None:
    page = begin(shop)
    query = field(page, "query")
    assert isinstance(query, QueryField)
    query.text.setPlainText("DELETE FROM orders")
    query.run.click()
    settle()
    assert page.importing.states.state is State.EMPTY
    assert page.bar.texts()
    assert query.text.toPlainText() == "DELETE FROM orders"
    assert "query" in page.importing.reading.shown()


def test_of_an_archive_with_several_files_one_is_chosen(
    begin: Callable[[Path], DataPage], tmp_path: Path, settle: Settle
) -> None:
    file = tmp_path / "two.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", "x,y\n1,2\n")
        archive.writestr("b.csv", "p,q,r\n1,2,3\n")
    page = begin(file)
    assert told(page, "holds 2 files")
    assert page.importing.reading.shown()[0] == "member"
    choose(page, "member", "b.csv")
    settle()
    assert names(page) == ["p", "q", "r"]
    choose(page, "member", "a.csv")
    settle()
    assert names(page) == ["x", "y"]


def test_a_folder_of_files_is_one_table_with_or_without_their_names(
    own: Session, begin: Callable[[Path], DataPage], tmp_path: Path, settle: Settle
) -> None:
    folder = tmp_path / "months"
    folder.mkdir()
    for month in (1, 2):
        file = folder / f"m{month}.csv"
        file.write_text(f"day,n\n2024-0{month}-01,1\n2024-0{month}-02,2\n", encoding="utf-8")
    page = begin(folder)
    assert page.header.title() == "Import months"
    assert names(page) == ["day", "n", "source_file"]
    choose(page, "source_file", False)
    settle()
    assert names(page) == ["day", "n"]
    page.flow.run()
    settle()
    assert datasets.show(own, "months").version.row_count == 4


# What is asked ----------------------------------------------------------------------------


def test_dates_that_can_be_read_two_ways_are_asked_about(
    own: Session, begin: Callable[[Path], DataPage], dates: Path, settle: Settle
) -> None:
    page = begin(dates)
    card = page.importing.questions
    (question,) = card.questions
    assert question.text.startswith("Column “when”: is 0")
    assert not card.isHidden()
    assert preview(page).columns[1].type is ColumnType.TEXT
    day_first = question.answers[0]
    titles = [action.text() for action in page.importing.type_menu(1).actions()]
    assert f"It is {day_first.title}" in titles
    card.answered.emit(question.column, day_first)
    settle()
    assert preview(page).columns[1].type is ColumnType.DATE
    assert card.isHidden()
    page.flow.run()
    settle()
    assert datasets.rows(own, "days", 2, 1).rows[0][1] == "2013-04-03"


def test_a_question_need_not_be_answered(
    own: Session, begin: Callable[[Path], DataPage], dates: Path, settle: Settle
) -> None:
    page = begin(dates)
    assert page.flow.why_not() == ""
    page.flow.run()
    settle()
    assert datasets.show(own, "days").columns[1].type is ColumnType.TEXT


def test_the_order_of_dates_can_be_chosen_like_a_type_and_taken_back(
    begin: Callable[[Path], DataPage], dates: Path, settle: Settle
) -> None:
    page = begin(dates)

    def pick(title: str) -> None:
        actions = {action.text(): action for action in page.importing.type_menu(1).actions()}
        actions[title].trigger()
        settle()

    pick("As date, month first")
    assert preview(page).profile.head[2][1] == "2013-03-04"
    pick("As date, day first")
    assert preview(page).profile.head[2][1] == "2013-04-03"
    pick("Type found out")
    assert preview(page).columns[1].type is ColumnType.TEXT


def test_numbers_that_can_be_read_two_ways_are_asked_about(
    begin: Callable[[Path], DataPage], tmp_path: Path, settle: Settle
) -> None:
    file = tmp_path / "sums.csv"
    file.write_text("id;sum\n" + "".join(f"{n};{n},234\n" for n in range(1, 9)), encoding="utf-8")
    page = begin(file)
    (question,) = questions_of(preview(page).detections)
    assert [answer.option for answer in question.answers] == ["thousands", "decimal"]
    page.importing.questions.answered.emit("sum", question.answers[0])
    settle()
    assert preview(page).columns[1].type is ColumnType.INTEGER


# What is remembered -----------------------------------------------------------------------


def test_the_next_version_is_read_as_the_last_one_was_and_says_so(
    own: Session, bikes: Path, begin: Callable[[Path], DataPage], settle: Settle
) -> None:
    page = begin(bikes)
    assert page.importing.target.way() is Way.VERSION
    assert told(page, "Read as bikes@1 was: separator semicolon, missing NAN, bad values as text.")
    assert preview(page).options.missing == ("NAN",)
    page.flow.run()
    settle()
    again = datasets.remembered(own, "bikes")
    assert again is not None
    assert again.options.missing == ("NAN",)


def test_starting_afresh_finds_everything_out_anew(
    own: Session, bikes: Path, begin: Callable[[Path], DataPage], settle: Settle
) -> None:
    page = begin(bikes)
    page.flow.start_afresh()
    settle()
    assert not told(page, "Read as")
    assert preview(page).options.missing != ("NAN",)
    page.flow.run()
    settle()
    again = datasets.remembered(own, "bikes")
    assert again is not None
    assert again.options == ReaderOptions()


def test_one_remembered_option_can_be_changed_and_the_others_stay(
    own: Session, bikes: Path, begin: Callable[[Path], DataPage], settle: Settle
) -> None:
    page = begin(bikes)
    choose(page, "bad_cells", BadCells.MISSING)
    settle()
    assert preview(page).options.bad_cells is BadCells.MISSING
    assert told(page, "Read as bikes@1 was: separator semicolon, missing NAN.")
    page.flow.run()
    settle()
    again = datasets.remembered(own, "bikes")
    assert again is not None
    assert (again.options.delimiter, again.options.bad_cells) == (";", BadCells.MISSING)


def test_bad_values_may_become_missing_although_a_dataset_remembers_text(
    own: Session, prices: Path, open_page: Open, settle: Settle
) -> None:
    datasets.import_file(own, prices, "prices", ReaderOptions(bad_cells=BadCells.TEXT))
    page = open_page(own)
    page.show_reference(prices)
    # Chosen before it is known what the dataset remembers.
    choose(page, "bad_cells", BadCells.MISSING)
    settle()
    assert preview(page).options.bad_cells is BadCells.MISSING
    assert page.importing.reading.options().bad_cells is BadCells.MISSING
    page.flow.run()
    settle()
    assert datasets.show(own, "prices").columns[1].type is ColumnType.NUMBER


def test_what_bad_values_become_counts_as_chosen_only_after_a_click(
    own: Session, prices: Path, open_page: Open, settle: Settle
) -> None:
    page = open_page(own)
    page.show_reference(prices)
    settle()
    assert page.importing.reading.options().bad_cells is None
    choose(page, "bad_cells", BadCells.MISSING)
    settle()
    assert page.importing.reading.options().bad_cells is BadCells.MISSING


def test_another_name_forgets_what_the_dataset_remembers(
    bikes: Path, begin: Callable[[Path], DataPage], settle: Settle
) -> None:
    page = begin(bikes)
    page.importing.target.choose(Way.NEW)
    settle()
    assert not told(page, "Read as")
    page.importing.target.choose(Way.VERSION, "bikes")
    settle()
    assert told(page, "Read as bikes@1 was")


def test_a_changed_file_offers_the_comparison_with_the_version_before(
    bikes: Path, begin: Callable[[Path], DataPage], settle: Settle, qtbot: QtBot
) -> None:
    page = begin(bikes)
    with qtbot.waitSignal(page.desk.said, timeout=20_000) as said:
        page.flow.run()
    settle()
    assert said.args[0].action == "Compare with bikes@1"
    said.args[0].on_action()
    settle()
    assert page.is_comparing
    assert page.header.title() == "Compare bikes@2"


# Rejected values --------------------------------------------------------------------------


def test_a_rejected_value_can_mean_missing(
    begin: Callable[[Path], DataPage], prices: Path, settle: Settle
) -> None:
    page = begin(prices)
    view = page.importing
    view.tabs.setCurrentIndex(REJECTED)
    assert view.rejected.as_missing.isHidden()
    view.rejected.table.select(lambda reject: reject.value == "cheap")
    assert view.rejected.as_missing.text() == "“cheap” means missing"
    view.rejected.as_missing.click()
    settle()
    assert "cheap" in preview(page).options.missing
    assert [item.line for item in view.rejected.table.model.shown] == [42]


# Pasting ----------------------------------------------------------------------------------


def test_a_pasted_table_opens_as_clipboard(
    own: Session, page: DataPage, settle: Settle, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setText("id\tname\n1\tAnn\n2\tBob\n")
    actions = [item for item in page.actions() if item.shortcut() == QKeySequence.StandardKey.Paste]
    assert [type(item) for item in actions] == [QAction]
    actions[0].trigger()
    settle()
    assert page.header.title() == "Import clipboard"
    assert names(page) == ["id", "name"]
    page.flow.run()
    settle()
    assert datasets.show(own, "clipboard").version.row_count == 2


def test_pasted_rows_can_be_added_to_a_dataset(
    own: Session, open_page: Open, settle: Settle
) -> None:
    pasting.import_pasted(own, "id\tname\n1\tAnn\n", "people")
    page = open_page(own)
    QGuiApplication.clipboard().setText("id\tname\n2\tBob\n3\tCid\n")
    page.show_reference(Ask.PASTE)
    settle()
    page.importing.target.choose(Way.APPEND, "people")
    settle()
    page.flow.run()
    settle()
    made = datasets.show(own, "people")
    assert (made.version.label, made.base) == ("people@2", "people@1")
    assert datasets.rows(own, "people").rows == ((1, "Ann"), (2, "Bob"), (3, "Cid"))
    assert page.header.title() == "people@2"


def test_pasting_a_copied_file_opens_the_file(page: DataPage, dates: Path, settle: Settle) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(dates))])
    QGuiApplication.clipboard().setMimeData(data)
    page.show_reference(Ask.PASTE)
    settle()
    assert page.header.title() == "Import days.csv"


def test_an_empty_clipboard_says_what_to_do(page: DataPage, settle: Settle) -> None:
    QGuiApplication.clipboard().clear()
    page.show_reference(Ask.PASTE)
    settle()
    assert not page.is_importing
    assert told(page, "There is no table on the clipboard.")


def test_a_file_opened_before_the_datasets_are_known_still_becomes_a_next_version(
    own: Session, bikes: Path, open_page: Open, settle: Settle
) -> None:
    page = open_page(own)
    page._catalogue = type(page._catalogue)((), (), 0)
    page.show_reference(bikes)
    page.refresh()
    settle()
    assert page.importing.target.way() is Way.VERSION
    assert page.flow.why_not() == ""


def test_the_file_dialog_offers_every_kind_that_is_read() -> None:
    every = table_filters().partition(")")[0].split()
    for reader in READERS:
        assert {f"*{suffix}" for suffix in reader.suffixes} <= set(every) | {"*.gpkg"}


@pytest.fixture
def portraits(tmp_path: Path) -> Path:
    """Three people, each with two pictures."""
    file = tmp_path / "people.sqlite"
    connection = sqlite3.connect(file)
    connection.execute('CREATE TABLE people (id INTEGER, photo BLOB, "small, round" BLOB)')
    for number in range(3):
        row = (number, b"\xff\xd8\xff\x00", b"\xff\xd8\xff\x01")
        connection.execute("INSERT INTO people VALUES (?, ?, ?)", row)
    connection.commit()
    connection.close()
    return file


def test_a_column_that_no_table_can_hold_is_left_out_by_a_button(
    begin: Callable[[Path], DataPage], portraits: Path, settle: Settle
) -> None:
    page = begin(portraits)
    form = page.importing.reading
    assert page.importing.states.state is State.EMPTY
    _press(page, "Leave out “photo”")
    settle()
    _press(page, "Leave out “small, round”")
    settle()
    assert page.importing.preview is not None
    assert [column.name for column in page.importing.preview.columns] == ["id"]
    assert "leave_out" in form.shown()
    assert form.fields["leave_out"].words() == 'photo, "small, round"'
    assert form.options().leave_out == ("photo", "small, round")
    assert not any("holds bytes" in text for text in page.bar.texts())


def test_a_column_left_out_can_be_taken_back(
    begin: Callable[[Path], DataPage], portraits: Path, settle: Settle
) -> None:
    page = begin(portraits)
    field = page.importing.reading.fields["leave_out"]
    assert isinstance(field, TypedField)
    _press(page, "Leave out “photo”")
    settle()
    field.line.clear()
    QTest.keyClicks(field.line, " ")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    settle()
    assert page.importing.options().leave_out == ()
    assert page.importing.preview is None
    assert any("photo" in text for text in page.bar.texts())


def _press(page: DataPage, words: str) -> None:
    """Press the link of a message."""
    (link,) = [
        item
        for item in page.bar.findChildren(LinkButton)
        if item.text() == words and item.isVisibleTo(page.bar)
    ]
    link.click()
