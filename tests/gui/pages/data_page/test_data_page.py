"""Looking at datasets: what is chosen, what is shown, what is hidden, what is missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.data.actions import ExportDialog
from mlops_desktop.gui.pages.data.version_view import COLUMNS, REJECTED
from mlops_desktop.gui.widgets.dialog import TextDialog
from mlops_desktop.gui.widgets.states import State
from mlops_desktop.services import datasets
from mlops_desktop.services.session import Session

Open = Callable[[Session], DataPage]
Settle = Callable[[], None]


def names(page: DataPage) -> list[str]:
    return [entry.dataset.name for entry in page.browser.datasets.records()]


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_an_empty_project_says_so_and_offers_one_button(own: Session, open_page: Open) -> None:
    page = open_page(own)
    assert page.states.state is State.EMPTY
    assert page.header.primary is None or page.header.primary.isHidden()


def test_the_newest_version_is_shown_first_with_its_size(
    template: Session, open_page: Open
) -> None:
    page = open_page(template)
    assert page.states.state is State.CONTENT
    assert page.header.title() == "bikes@2"
    assert page.details is not None
    assert page.details.version.row_count == 720 + 744
    assert [version.number for version in page.browser.versions.records()] == [2, 1]


def test_scrolling_down_fetches_the_rows_there(
    template: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(template)
    rows = page.version.grid.rows
    last = rows.rowCount() - 1
    page.version.grid.scrollToBottom()
    rows.data(rows.index(last, 3))
    settle()
    # The last hour of July, in the column hr.
    assert rows.data(rows.index(last, 3)) == "23"


def test_a_click_on_a_column_tells_what_it_holds(template: Session, open_page: Open) -> None:
    page = open_page(template)
    page.version.grid.header.column_activated.emit(8)
    panel = page.version.column
    assert not panel.isHidden()
    assert panel.column == "temp"
    assert " different numbers from 0.48 to " in panel.sentence()
    page.setFocus()
    panel.closed.emit()
    assert panel.isHidden()


def test_columns_with_a_finding_are_marked_in_their_head(
    template: Session, open_page: Open
) -> None:
    page = open_page(template)
    marked = {face.column.name for face in page.version.faces() if face.finding is not None}
    assert {"casual", "registered"} <= marked


def test_the_table_of_columns_copies_as_text(template: Session, open_page: Open) -> None:
    page = open_page(template)
    page.version.tabs.setCurrentIndex(COLUMNS)
    page.version.columns.view.clearSelection()
    page.version.columns.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["Column", "Type", "Missing"]
    assert len(lines) == 1 + 15


def test_where_it_comes_from_adds_up(template: Session, open_page: Open) -> None:
    page = open_page(template)
    facts = dict(page.version.source.facts())
    assert facts["File"] == "bikes_2011_july.csv"
    assert facts["Added to"] == "bikes@1"
    assert int(facts["Rows in it"]) == int(facts["Stored"]) + int(facts["Rejected"])
    assert len(facts["SHA-256"]) == 64
    assert facts["Separator"] == "comma"


def test_a_filter_that_leaves_nothing_can_be_taken_back(template: Session, open_page: Open) -> None:
    page = open_page(template)
    page.browser.filter.setText("weather")
    assert page.browser.states.state is State.FILTERED
    page.browser.filter.clear()
    assert page.browser.states.state is State.CONTENT
    assert names(page) == ["bikes"]


def test_hidden_datasets_are_listed_only_on_demand(
    template: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(template)
    assert names(page) == ["bikes"]
    assert page.browser.hidden.text() == "Show hidden (1)"
    page.browser.hidden.click()
    settle()
    assert names(page) == ["bikes", "secret"]
    secret = page.browser.datasets.records()[1]
    titles = [action.text() for action in page.actions_.of_entry(secret)]
    assert "Restore secret" in titles


def test_a_link_to_a_hidden_dataset_shows_it_nevertheless(
    template: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(template)
    page.show_reference(Reference("secret", 1, namespace=Namespace.DATA))
    settle()
    assert page.header.title() == "secret@1"
    assert page.browser.hidden.isChecked()


def test_a_link_to_nothing_says_what_is_missing(
    template: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(template)
    page.show_reference(Reference("bikes", 9))
    settle()
    assert page.bar.texts() == ("bikes has no version 9; the newest is 2.",)


def test_train_on_this_leads_to_training_with_the_version(
    template: Session, open_page: Open, qtbot: QtBot
) -> None:
    page = open_page(template)
    assert page.header.primary is not None
    with qtbot.waitSignal(page.desk.navigated) as gone:
        page.header.primary.click()
    assert gone.args == ["train", Reference("bikes", 2, namespace=Namespace.DATA)]


def test_hiding_asks_for_a_reason_and_can_be_undone(
    own: Session, july: Path, open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    datasets.import_file(own, july, "july")
    datasets.import_file(own, july.with_name("bikes_2011_june.csv"), "june")
    page = open_page(own)
    page.actions_.hide(Reference("july", namespace=Namespace.DATA))
    dialog = page.window().findChild(TextDialog)
    assert dialog is not None
    assert not dialog.accept_button.isEnabled()
    dialog.field.setText("Wrong month")  # type: ignore[union-attr]
    with qtbot.waitSignal(page.desk.said) as said:
        dialog.accept_button.click()
    settle()
    assert names(page) == ["june"]
    assert page.header.title() == "june@1"
    assert said.args[0].text == "july is hidden."
    said.args[0].on_action()
    settle()
    qtbot.waitUntil(lambda: names(page) == ["july", "june"])


def test_a_new_name_keeps_what_is_shown(
    own: Session, july: Path, open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    datasets.import_file(own, july, "july")
    page = open_page(own)
    assert page.details is not None
    page.actions_.rename(page.details.dataset)
    dialog = page.window().findChild(TextDialog)
    assert dialog is not None
    dialog.field.setText("rentals")  # type: ignore[union-attr]
    dialog.accept_button.click()
    settle()
    qtbot.waitUntil(lambda: page.header.title() == "rentals@1")


def test_a_name_that_is_taken_is_refused_in_the_message_bar(
    own: Session, july: Path, open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    datasets.import_file(own, july, "first")
    datasets.import_file(own, july, "second")
    page = open_page(own)
    assert page.details is not None
    page.actions_._rename(page.details.dataset, "second")
    settle()
    qtbot.waitUntil(lambda: page.bar.texts() == ("“second” exists already.",))


def test_a_version_is_written_as_csv(
    own: Session, july: Path, open_page: Open, settle: Settle, tmp_path: Path, qtbot: QtBot
) -> None:
    datasets.import_file(own, july, "july")
    page = open_page(own)
    assert page.details is not None
    page.actions_.export_csv()
    dialog = page.window().findChild(ExportDialog)
    assert dialog is not None
    dialog.reject()
    target = tmp_path / "out.csv"
    with qtbot.waitSignal(page.desk.said, timeout=20_000) as said:
        page.actions_._write(page.details.version, target, is_safe=False)
    assert said.args[0].text == f"744 rows written to {target}."
    assert len(target.read_text(encoding="utf-8").splitlines()) == 745


def test_rejected_values_are_listed_with_line_and_reason(
    own: Session, prices: Path, open_page: Open
) -> None:
    datasets.import_file(own, prices, "prices")
    page = open_page(own)
    view = page.version
    assert view.card.tabs.isTabVisible(REJECTED)
    assert view.tabs.tabText(REJECTED) == "Rejected (2)"
    listed = [(item.line, item.column, item.value) for item in view.rejected.table.model.shown]
    assert listed == [(42, "", "broken;line"), (102, "price", "cheap")]


def test_what_can_be_done_stands_in_the_menu(template: Session, open_page: Open) -> None:
    page = open_page(template)
    menu = page.actions_.button().menu()
    menu.aboutToShow.emit()
    assert texts(menu) == [
        "Train on bikes@2…",
        "Change bikes@2 with a recipe…",
        "Compare bikes@2 with another version…",
        "Export bikes@2…",
        "Where did bikes@2 come from?",
        "Copy the name",
        "Hide bikes@2…",
        "Rename bikes…",
        "Hide bikes…",
    ]


def test_escape_puts_a_columns_details_away(
    template: Session, open_page: Open, qtbot: QtBot
) -> None:
    page = open_page(template)
    page.version.show_column(0)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.version.column.isHidden()
