"""From what was rejected to its line in the file, and to a rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mlops_desktop.core.dataset import (
    Column,
    ColumnProfile,
    ColumnType,
    Profile,
    ReaderOptions,
    SemanticType,
)
from mlops_desktop.core.profile_parts import TextLengths
from mlops_desktop.core.rules.column_rules import Allowed, HasType, Pattern
from mlops_desktop.core.rules.suggest import rule_for_column
from mlops_desktop.gui.pages.data import DataPage, tables
from mlops_desktop.gui.pages.data.importing.rejected import RejectedView
from mlops_desktop.gui.pages.data.importing.source_line import LineDialog
from mlops_desktop.gui.pages.data.rules.form import RuleDialog
from mlops_desktop.gui.pages.data.version_view import REJECTED, RULES
from mlops_desktop.gui.widgets.forms import Choice
from mlops_desktop.services import datasets, rules
from mlops_desktop.services.session import Session

Open = Callable[[Session], DataPage]
Settle = Callable[[], None]


def opened(page: DataPage) -> LineDialog:
    (dialog,) = page.window().findChildren(LineDialog)
    return dialog


def choose(view: RejectedView, value: str) -> None:
    view.table.select(lambda reject: reject.value == value)


def entries(view: RejectedView) -> list[str]:
    reject = view.table.current()
    assert reject is not None
    return [action.text() for action in view._menu(reject)]


@pytest.fixture
def stored(own: Session, prices: Path) -> Session:
    datasets.import_file(own, prices, "prices")
    return own


def test_a_preview_shows_the_line_of_a_reject_among_its_neighbours_and_copies_it(
    own: Session, prices: Path, open_page: Open, settle: Settle
) -> None:
    page = open_page(own)
    page.show_reference(prices)
    settle()
    view = page.importing.rejected
    assert view.show_line.isHidden(), "nothing is chosen"
    choose(view, "cheap")
    view.show_line.click()
    settle()
    dialog = opened(page)
    assert dialog.windowTitle() == "Line 102 of prices.csv"
    assert dialog.text.toPlainText().splitlines() == [
        "97;24,25;Oslo",
        "98;24,50;Rome",
        "99;24,75;Oslo",
        "100;cheap;Rome",
        "101;25,25;Oslo",
        "102;25,50;Rome",
        "103;25,75;Oslo",
    ]
    dialog.accept_button.click()
    assert QGuiApplication.clipboard().text() == "100;cheap;Rome"
    assert dialog.isVisible(), "copying does not put the line away"
    assert dialog.choose.isHidden()


def test_the_line_of_a_pasted_table_is_shown(own: Session, open_page: Open, settle: Settle) -> None:
    rows = "".join(f"{n}\t{n * 2}\n" for n in range(300))
    QGuiApplication.clipboard().setText(f"a\tb\n{rows}many\t1\n")
    page = open_page(own)
    page.paste()
    settle()
    choose(page.importing.rejected, "many")
    page.importing.rejected.table.opened.emit(page.importing.rejected.table.current())
    settle()
    assert opened(page).windowTitle() == "Line 302 of clipboard"
    assert opened(page).text.marked_text() == "many\t1"


def test_the_line_in_one_file_of_a_folder_is_shown(
    own: Session, tmp_path: Path, open_page: Open, settle: Settle
) -> None:
    folder = tmp_path / "months"
    folder.mkdir()
    for month in ("may", "june"):
        lines = [f"{n},{n}" for n in range(300)]
        lines[20] = f"20,{month}"
        (folder / f"{month}.csv").write_text("\n".join(["a,b", *lines]) + "\n", encoding="utf-8")
    page = open_page(own)
    page.show_reference(folder)
    settle()
    choose(page.importing.rejected, "june")
    page.importing.rejected.show_line.click()
    settle()
    assert opened(page).windowTitle() == "Line 22 of june.csv"
    assert opened(page).text.marked_text() == "20,june"


def test_of_a_version_what_was_kept_is_shown_until_the_file_is_chosen(
    stored: Session, prices: Path, open_page: Open, settle: Settle
) -> None:
    page = open_page(stored)
    page.version.tabs.setCurrentIndex(REJECTED)
    choose(page.version.rejected, "cheap")
    page.version.rejected.show_line.click()
    dialog = opened(page)
    assert dialog.text.toPlainText() == "price\tcheap"
    dialog.choose.click()
    (chooser,) = page.window().findChildren(QFileDialog)
    chooser.fileSelected.emit(str(prices))
    chooser.close()
    settle()
    assert dialog.text.marked_text() == "100;cheap;Rome"
    assert dialog.choose.isHidden()


def test_a_file_that_changed_since_the_import_is_not_taken_for_the_one_imported(
    stored: Session, prices: Path, open_page: Open, settle: Settle
) -> None:
    page = open_page(stored)
    choose(page.version.rejected, "broken;line")
    page.version.rejected.show_line.click()
    dialog = opened(page)
    assert dialog.text.toPlainText() == "broken;line"
    prices.write_text(prices.read_text(encoding="utf-8") + "1;2;x\n", encoding="utf-8")
    dialog.choose.click()
    (chooser,) = page.window().findChildren(QFileDialog)
    chooser.fileSelected.emit(str(prices))
    chooser.close()
    settle()
    (told,) = dialog.bar.texts()
    assert told.endswith("prices.csv is not the file that was imported, or it changed since.")
    assert dialog.text.toPlainText() == "broken;line"


def test_a_rule_begins_with_the_column_of_a_rejected_value(
    stored: Session, open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    page = open_page(stored)
    settle()
    choose(page.version.rejected, "cheap")
    page.version.rejected.as_rule.click()
    assert page.version.tabs.currentIndex() == RULES
    (dialog,) = page.window().findChildren(RuleDialog)
    assert dialog.windowTitle() == "Add a rule"
    assert dialog.value() == {
        "kind": "type",
        "column": "price",
        "type": "number",
        "severity": "warn",
    }
    dialog.kind.set_value("required")
    assert dialog.value() == {"kind": "required", "column": "price", "severity": "warn"}
    dialog.kind.set_value("type")
    type_ = dialog.fields["type"]
    assert isinstance(type_, Choice)
    type_.set_value("number")
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: rules.in_force(stored, "prices") is not None, timeout=10_000)
    sheet = rules.in_force(stored, "prices")
    assert sheet is not None
    assert sheet.contract.rules == (HasType("price", ColumnType.NUMBER),)
    settle()


def test_a_row_of_several_lines_is_shown_in_one_and_copied_as_it_is(
    own: Session, tmp_path: Path, open_page: Open
) -> None:
    rows = "".join(f"{n},x\n" for n in range(200))
    file = tmp_path / "notes.csv"
    file.write_text(f'n,note\n{rows}1,"two\nlines",3\n', encoding="utf-8")
    datasets.import_file(own, file, "notes")
    page = open_page(own)
    page.version.rejected.table.select(lambda reject: reject.line == 202)
    page.version.rejected.show_line.click()
    dialog = opened(page)
    assert dialog.text.toPlainText() == '1,"two␤lines",3'
    assert dialog.text.marked_text() == '1,"two\nlines",3'


def test_the_menu_of_a_reject_offers_what_suits_it(
    stored: Session, prices: Path, open_page: Open, settle: Settle
) -> None:
    page = open_page(stored)
    view = page.version.rejected
    choose(view, "cheap")
    assert entries(view) == ["Show the line…", "Make a rule of it…"]
    choose(view, "broken;line")
    assert entries(view) == ["Show the line…"], "a row that is no row says nothing of a column"
    assert view.as_rule.isHidden()
    page.show_reference(prices)
    settle()
    view = page.importing.rejected
    choose(view, "cheap")
    assert entries(view) == ["Show the line…", "“cheap” means missing"]
    assert view.as_rule.isHidden(), "there is no dataset yet that the rule could be of"


def test_the_rejects_can_be_saved(
    stored: Session, tmp_path: Path, open_page: Open, qtbot: QtBot
) -> None:
    page = open_page(stored)
    view = page.version.rejected
    view.table.save_csv()
    (chooser,) = page.window().findChildren(QFileDialog)
    target = tmp_path / "rejected.csv"
    chooser.fileSelected.emit(str(target))
    chooser.close()
    lines = target.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "Line,Column,Value,Reason"
    assert lines[1].startswith("42,whole row,broken;line,")
    assert lines[2].startswith("102,price,cheap,")


def test_all_rejects_are_saved_also_those_that_are_not_listed(
    own: Session,
    tmp_path: Path,
    open_page: Open,
    settle: Settle,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "MOST_LISTED", 3)
    file = tmp_path / "many.csv"
    lines = [f"{n};x{n}" if n % 2 else f"{n};{n}" for n in range(1_200)]
    lines[100:] = [f"{n};{n}" for n in range(100, 1_200)]
    file.write_text("\n".join(["n;price", *lines]) + "\n", encoding="utf-8")
    options = ReaderOptions(types=(("price", ColumnType.INTEGER),))
    datasets.import_file(own, file, "many", options)
    page = open_page(own)
    view = page.version.rejected
    assert len(view.table.model.shown) == 3
    assert "the first 3 are listed" in view.said()
    view.save_all.click()
    (chooser,) = page.window().findChildren(QFileDialog)
    target = tmp_path / "all.csv"
    with qtbot.waitSignal(page.desk.said) as said:
        chooser.fileSelected.emit(str(target))
    chooser.close()
    settle()
    assert said.args[0].text == f"50 rejects written to {target}."
    head, *rest = target.read_text(encoding="utf-8").splitlines()
    assert head == "file,line,column,value,reason"
    assert [line.split(",")[:4] for line in rest] == [
        ["", str(n + 2), "price", f"x{n}"] for n in range(1, 100, 2)
    ]


def _text(top: tuple[tuple[str, int], ...], distinct: int, **facts: object) -> Profile:
    column = ColumnProfile(
        "c", ColumnType.TEXT, SemanticType.CATEGORY, 100, 0, distinct, top=top, **facts
    )
    return Profile("test", 100, (column,))


def test_where_a_rule_begins_suits_the_column() -> None:
    text = Column("c", ColumnType.TEXT, SemanticType.CATEGORY)
    few = _text((("b", 60), ("a", 40)), 2)
    many = _text((("b", 2),), 90, lengths=TextLengths(3, 4.0, 7))
    assert rule_for_column("c", [text], few) == Allowed("c", ("a", "b"))
    assert rule_for_column("c", [text], many) == Pattern("c", ".{3,7}")
    number = Column("c", ColumnType.NUMBER, SemanticType.NUMBER)
    assert rule_for_column("c", [number], few) == HasType("c", ColumnType.NUMBER)
    assert rule_for_column("gone", [text], few) is None
