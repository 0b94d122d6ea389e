"""From a file to a version: preview, choices, rejects, destination, and what can go wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from mlops_desktop.core.dataset import BadCells, ColumnType, Preview, ReaderOptions
from mlops_desktop.gui.main_window import MainWindow
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.data.importing.fields import ChoiceField
from mlops_desktop.gui.pages.data.importing.target_form import Way
from mlops_desktop.gui.pages.data.importing.view import REJECTED
from mlops_desktop.gui.widgets.forms import Choice, FormRow
from mlops_desktop.gui.widgets.states import State
from mlops_desktop.jobs.runner import Runner
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import datasets
from mlops_desktop.services.session import Session

Open = Callable[[Session], DataPage]
Settle = Callable[[], None]


def field_choice(page: DataPage, name: str) -> Choice:
    field = page.importing.reading.fields[name]
    assert isinstance(field, ChoiceField)
    return field.choice


def choose(page: DataPage, value: object) -> None:
    """Choose a separator as a person does; None is the one that was found out."""
    box = field_choice(page, "delimiter")
    box.set_value(value)
    box.activated.emit(box.currentIndex())


def begin(page: DataPage, file: Path, settle: Settle) -> None:
    page.show_reference(file)
    settle()


def why_not(page: DataPage) -> str:
    assert page.header.primary is not None
    return "" if page.header.primary.isEnabled() else page.header.primary.toolTip()


def test_a_file_opens_as_a_preview_that_says_how_it_is_read(
    own: Session, prices: Path, open_page: Open, settle: Settle
) -> None:
    page = open_page(own)
    begin(page, prices, settle)
    assert page.is_importing
    assert page.header.title() == "Import prices.csv"
    assert page.flow.subtitle == (
        "Looks like semicolon-separated text, UTF-8, decimal comma. 299 rows, 3 columns."
    )
    assert field_choice(page, "delimiter").currentText() == "semicolon"
    assert page.importing.grid.rows.columnCount() == 3
    assert why_not(page) == ""


def test_what_will_be_rejected_is_listed_before_anything_is_stored(
    own: Session, prices: Path, open_page: Open, settle: Settle
) -> None:
    page = open_page(own)
    begin(page, prices, settle)
    view = page.importing
    assert view.card.tabs.isTabVisible(REJECTED)
    assert [item.line for item in view.rejected.table.model.shown] == [42, 102]
    assert datasets.list_datasets(own) == ()


def test_another_separator_previews_again(
    own: Session, prices: Path, open_page: Open, settle: Settle
) -> None:
    page = open_page(own)
    begin(page, prices, settle)
    assert page.importing.grid.rows.columnCount() == 3
    choose(page, "|")
    settle()
    assert page.importing.grid.rows.columnCount() == 1


def test_the_answer_to_an_older_choice_is_dropped(
    own: Session,
    prices: Path,
    open_page: Open,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    real, hold = datasets.preview_file, threading.Event()

    def slow_for_tabs(
        session: Session, path: Path, options: ReaderOptions, work: Work, name: str | None
    ) -> Preview:
        if options.delimiter == "\t":
            # As if it could not be stopped any more when another choice is made.
            hold.wait(10)
            return real(session, path, options, name=name)
        return real(session, path, options, work, name)

    page = open_page(own)
    begin(page, prices, settle)
    monkeypatch.setattr(datasets, "preview_file", slow_for_tabs)
    choose(page, "\t")
    qtbot.waitUntil(lambda: bool(page.desk.gateway.jobs.running()))
    choose(page, None)
    hold.set()
    settle()
    assert page.importing.grid.rows.columnCount() == 3
    assert why_not(page) == ""


def test_a_chosen_type_is_shown_and_imported(
    own: Session, july: Path, open_page: Open, settle: Settle
) -> None:
    page = open_page(own)
    begin(page, july, settle)
    menu = page.importing.type_menu(3)
    titles = [action.text() for action in menu.actions()]
    menu.actions()[titles.index("As text")].trigger()
    menu.close()
    settle()
    preview = page.importing.preview
    assert preview is not None
    assert preview.columns[3].type is ColumnType.TEXT
    page.flow.run()
    settle()
    assert datasets.show(own, "bikes_2011_july").columns[3].type is ColumnType.TEXT


def test_bad_values_may_turn_their_column_into_text(
    own: Session, prices: Path, open_page: Open, settle: Settle
) -> None:
    page = open_page(own)
    begin(page, prices, settle)
    box = field_choice(page, "bad_cells")
    box.set_value(BadCells.TEXT)
    box.activated.emit(box.currentIndex())
    settle()
    preview = page.importing.preview
    assert preview is not None
    assert preview.columns[1].type is ColumnType.TEXT


def test_bad_values_may_refuse_the_file_and_the_preview_says_so(
    own: Session, prices: Path, open_page: Open, settle: Settle
) -> None:
    page = open_page(own)
    begin(page, prices, settle)
    box = field_choice(page, "bad_cells")
    box.set_value(BadCells.FAIL)
    box.activated.emit(box.currentIndex())
    settle()
    assert why_not(page) == ("1 value not of the column's type, and bad values refuse the file.")


def test_importing_shows_the_new_version(
    own: Session, july: Path, open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    page = open_page(own)
    begin(page, july, settle)
    with qtbot.waitSignal(page.desk.said, timeout=20_000) as said:
        page.flow.run()
    settle()
    assert not page.is_importing
    assert page.header.title() == "bikes_2011_july@1"
    assert said.args[0].text == "bikes_2011_july.csv imported as bikes_2011_july@1: 744 rows."


def test_identical_content_makes_no_new_version_and_says_so(
    own: Session, july: Path, open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    datasets.import_file(own, july, "bikes_2011_july")
    page = open_page(own)
    begin(page, july, settle)
    # A dataset of that name exists: its next version is suggested.
    assert page.importing.target.way() is Way.VERSION
    with qtbot.waitSignal(page.desk.said, timeout=20_000) as said:
        page.flow.run()
    settle()
    assert said.args[0].text == (
        "bikes_2011_july.csv is identical to bikes_2011_july@1: no new version was made."
    )
    assert len(datasets.versions(own, "bikes_2011_july")) == 1


def test_rows_can_be_added_to_a_dataset(
    own: Session, july: Path, open_page: Open, settle: Settle
) -> None:
    datasets.import_file(own, july.with_name("bikes_2011_june.csv"), "bikes")
    page = open_page(own)
    begin(page, july, settle)
    page.importing.target.choose(Way.APPEND, "bikes")
    settle()
    page.flow.run()
    settle()
    assert page.details is not None
    assert page.details.version.label == "bikes@2"
    assert page.details.version.row_count == 720 + 744


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "Give the dataset a name."),
        ("my rows", "Only letters, digits, “_”, “-” and “.”, without spaces."),
        ("bikes", "bikes exists. Choose another name, or make its next version."),
    ],
)
def test_a_name_that_cannot_be_used_says_why_and_stops_the_import(
    own: Session, july: Path, open_page: Open, settle: Settle, name: str, problem: str
) -> None:
    datasets.import_file(own, july, "bikes")
    page = open_page(own)
    begin(page, july, settle)
    page.importing.target.name.setText(name)
    assert page.importing.target.problem() == problem
    assert why_not(page) == problem
    page.importing.target.name.setText("july")
    assert why_not(page) == ""


def test_a_file_that_is_no_table_says_what_to_do_and_keeps_the_choices(
    own: Session, tmp_path: Path, open_page: Open, settle: Settle
) -> None:
    file = tmp_path / "empty.csv"
    file.write_bytes(b"")
    page = open_page(own)
    begin(page, file, settle)
    assert page.importing.states.state is State.EMPTY
    assert "empty.csv" in page.bar.texts()[0]
    assert why_not(page) == "The file cannot be read like this."
    offered = [item for item in page.importing.reading.findChildren(FormRow) if not item.isHidden()]
    assert "Encoding" in [item.label.text() for item in offered]
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    page.flow.read()
    settle()
    assert page.importing.states.state is State.CONTENT
    assert page.bar.texts() == ()


def test_escape_leaves_the_preview_and_stores_nothing(
    own: Session, july: Path, open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    page = open_page(own)
    begin(page, july, settle)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    settle()
    assert not page.is_importing
    assert page.states.state is State.EMPTY
    assert datasets.list_datasets(own) == ()


def test_a_stopped_reading_offers_to_read_again(
    own: Session, july: Path, open_page: Open, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = datasets.preview_file

    def until_stopped(
        session: Session, path: Path, options: ReaderOptions, work: Work, name: str | None
    ) -> Preview:
        assert work.stop.wait(10)
        work.check()
        return real(session, path, options, work, name)

    page = open_page(own)
    monkeypatch.setattr(datasets, "preview_file", until_stopped)
    page.show_reference(july)
    page.desk.gateway.jobs.running()[0].cancel()
    settle()
    assert page.importing.states.state is State.EMPTY
    monkeypatch.setattr(datasets, "preview_file", real)
    page.flow.read()
    settle()
    assert page.importing.states.state is State.CONTENT


def test_a_file_dropped_on_the_window_opens_its_preview(
    own: Session, july: Path, make_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    own.runner = Runner()  # the window ends it with the project
    window = make_window()
    window.desk.set_session(own)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(july))])
    window.dropEvent(
        QDropEvent(
            QPointF(500, 300),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    page = window.stack.current_page()
    assert isinstance(page, DataPage)
    qtbot.waitUntil(lambda: page.is_importing, timeout=5_000)
    qtbot.waitUntil(lambda: page.importing.preview is not None, timeout=20_000)
    assert page.header.title() == "Import bikes_2011_july.csv"
