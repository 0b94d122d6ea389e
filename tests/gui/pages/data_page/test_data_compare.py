"""Comparing two versions on the data page, and the formats of an export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mlops_desktop.core.dataset import Column, ColumnProfile, ColumnType, SemanticType
from mlops_desktop.core.diff import ColumnDiff, CommonBins
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.data.actions import ExportDialog
from mlops_desktop.gui.pages.data.compare.column import Pair, bin_label, pairs_of, sentence_of
from mlops_desktop.gui.pages.data.compare.view import COLUMNS
from mlops_desktop.gui.pages.data.rows.models import MISSING
from mlops_desktop.gui.widgets.states import State
from mlops_desktop.services import datasets
from mlops_desktop.services.session import Session

Open = Callable[[Session], DataPage]

BEFORE = "id,price,city\n" + "".join(f"{n},{n}.5,Rome\n" for n in range(300))
AFTER = (
    "id,price,city\n"
    + "".join(f"{n},{n + (n % 2)}.5,Rome\n" for n in range(2, 300))
    + "900,1.5,Oslo\n"
)


def compared(own: Session, tmp_path: Path, open_page: Open, qtbot: QtBot) -> DataPage:
    for text in (BEFORE, AFTER):
        file = tmp_path / "sales.csv"
        file.write_text(text, encoding="utf-8")
        datasets.import_file(own, file, "sales")
    page = open_page(own)
    version = page.browser.chosen()
    assert version is not None
    page.actions_.compare_wanted.emit(version)
    qtbot.waitUntil(lambda: page.comparison.diff is not None, timeout=20_000)
    return page


def test_a_version_is_compared_with_the_one_before_it(
    own: Session, tmp_path: Path, open_page: Open, qtbot: QtBot
) -> None:
    page = compared(own, tmp_path, open_page, qtbot)
    view = page.comparison
    assert page.is_comparing
    assert page.header._subtitle.text(), "the button stands level with the title"
    assert view.summary.text() == (
        "sales@1 → sales@2: 1 row added, 2 removed, 149 changed in price."
    )
    price = next(c for c in view.rows.model.columns if c.title == "city")
    row = view.rows.model.shown[0]
    gap = replace(row, after=(*row.after[:2], None))
    assert price.look(gap).blank == MISSING
    assert price.look(row).blank == ""
    first = view.rows.texts(view.rows.model.shown[:1])[0]
    assert view.rows.titles() == ("What", "Row", "id", "price", "city")
    assert first == ("~ changed", "2", "3", "3.5 → 4.5", "Rome")
    moved = view.columns.texts(view.columns.model.shown)
    assert [row[:2] for row in moved if row[1] != "0"] == [("price", "149")]
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not page.is_comparing


def test_further_rows_that_differ_come_when_they_are_scrolled_to(
    own: Session, tmp_path: Path, open_page: Open, qtbot: QtBot
) -> None:
    page = compared(own, tmp_path, open_page, qtbot)
    rows = page.comparison.rows
    assert len(rows.model.shown) == 100
    page.comparison._more(100)
    qtbot.waitUntil(lambda: len(rows.model.shown) == 152, timeout=20_000)
    signs = [row[0] for row in rows.texts(rows.model.shown[-3:])]
    assert signs == ["+ added", "− removed", "− removed"]
    page.comparison.card.tabs.setCurrentIndex(COLUMNS)
    assert page.comparison.card.note() == "Spread: bars are after, lines before"


def test_a_lone_version_has_nothing_to_be_compared_with(
    own: Session, july: Path, open_page: Open
) -> None:
    datasets.import_file(own, july, "july")
    page = open_page(own)
    version = page.browser.chosen()
    assert version is not None
    page.compare(version)
    assert page.comparison.states.state is State.EMPTY


def test_an_export_offers_formats_and_disarms_only_csv(
    own: Session, july: Path, open_page: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    datasets.import_file(own, july, "july")
    page = open_page(own)
    page.actions_.export_csv()
    dialog = page.window().findChild(ExportDialog)
    assert dialog is not None
    assert dialog.safe.isEnabled()
    dialog.format.set_value("xlsx")
    assert not dialog.safe.isEnabled()
    dialog.reject()
    target = tmp_path / "out.xlsx"
    assert page.details is not None
    with qtbot.waitSignal(page.desk.said, timeout=20_000) as said:
        page.actions_._write(page.details.version, target, is_safe=False)
    assert said.args[0].text == f"744 rows written to {target}."
    assert target.read_bytes()[:2] == b"PK"


def test_a_column_of_both_versions_is_shown_large_with_its_numbers_in_pairs(
    own: Session, tmp_path: Path, open_page: Open, qtbot: QtBot
) -> None:
    page = compared(own, tmp_path, open_page, qtbot)
    view = page.comparison
    view.card.tabs.setCurrentIndex(COLUMNS)
    assert view.column.isHidden()
    assert view.columns.select(lambda item: item.name == "price")
    assert view.column.isVisible()
    assert view.column.sentence.text().startswith("149 cells changed; ")
    numbers = view.column.numbers
    assert numbers.titles() == ("", "sales@1", "sales@2")
    told = {line[0]: line[1:] for line in numbers.texts(numbers.model.shown)}
    assert told["Different"] == ("300", "151")
    assert told["Highest"] == ("299.5", "300.5")
    overlay = view.column.overlay
    overlay.setFocus()
    qtbot.keyClick(overlay, Qt.Key.Key_Right)
    first = view.column.pointed.text()
    assert " before, " in first
    qtbot.keyClick(overlay, Qt.Key.Key_Right)
    assert view.column.pointed.text() != first
    assert view.columns.select(lambda item: item.name == "city")
    qtbot.keyClick(overlay, Qt.Key.Key_Right)
    assert view.column.pointed.text() == "Rome: 100 % before, 100 % now"


def test_a_column_only_one_version_has_says_so() -> None:
    column = Column("tax", ColumnType.NUMBER, SemanticType.NUMBER)
    profile = ColumnProfile("tax", ColumnType.NUMBER, SemanticType.NUMBER, 10, 0, 7, mean=1.5)
    added = ColumnDiff(None, column, None, profile)
    assert sentence_of(added) == "The column was added."
    assert Pair("Mean", "–", "1.5") in pairs_of(added)
    assert sentence_of(ColumnDiff(column, None, profile, None)) == "The column was removed."
    same = ColumnDiff(column, column, profile, profile)
    assert sentence_of(same) == "No cell changed."


def test_bins_are_named_by_values_numbers_or_days() -> None:
    assert bin_label(CommonBins((1,), (2,), labels=("",)), 0, ColumnType.TEXT) == "all others"
    numbers = CommonBins((1,), (2,), edges=(0.5, 1.25))
    assert bin_label(numbers, 0, ColumnType.NUMBER) == "0.5 to 1.25"
    days = CommonBins((1,), (2,), edges=(0.0, 86_400.0))
    assert bin_label(days, 0, ColumnType.DATE) == "1970-01-01 to 1970-01-02"
