"""What the grid shows of a version can be exported instead of all of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.selection import Selection, SortKey
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.data.actions import ExportDialog, shown_words
from mlops_desktop.gui.pages.data.rows.view import AsShown
from mlops_desktop.services import datasets, exports
from mlops_desktop.services.session import Session

Open = Callable[[Session], DataPage]
Settle = Callable[[], None]


@pytest.fixture
def page(own: Session, tmp_path: Path, open_page: Open, settle: Settle) -> DataPage:
    file = tmp_path / "towns.csv"
    rows = "".join(f"{n},t{n % 7},{n * 2}\n" for n in range(100))
    file.write_text(f"n,town,m\n{rows}", encoding="utf-8")
    datasets.import_file(own, file, "towns")
    shown = open_page(own)
    settle()
    return shown


def asked(page: DataPage) -> ExportDialog:
    page.actions_.export_csv()
    (dialog,) = page.window().findChildren(ExportDialog)
    return dialog


def write(page: DataPage, dialog: ExportDialog, target: Path, qtbot: QtBot) -> list[str]:
    dialog.accept_button.click()
    (chooser,) = page.window().findChildren(QFileDialog)
    with qtbot.waitSignal(page.desk.said, timeout=20_000):
        chooser.fileSelected.emit(str(target))
    chooser.close()
    return target.read_text(encoding="utf-8").splitlines()


def test_the_rows_shown_are_written_when_the_person_wants_so(
    page: DataPage, settle: Settle, tmp_path: Path, qtbot: QtBot
) -> None:
    view = page.version.rows
    view.filter.set_text("town = 't3'")
    view.filter.apply()
    settle()
    view._on_sort(0)
    settle()
    view._on_sort(0)
    settle()
    view._on_columns({1})
    dialog = asked(page)
    assert dialog.as_shown.text() == "Only the rows shown (14)"
    assert not dialog.as_shown.isChecked(), "all rows are the rule"
    dialog.as_shown.setChecked(True)
    lines = write(page, dialog, tmp_path / "out.csv", qtbot)
    assert lines[:3] == ["n,m", "94,188", "87,174"]
    assert len(lines) == 15


def test_all_rows_are_written_unless_said_otherwise(
    page: DataPage, settle: Settle, tmp_path: Path, qtbot: QtBot
) -> None:
    view = page.version.rows
    view.filter.set_text("n < 5")
    view.filter.apply()
    settle()
    lines = write(page, asked(page), tmp_path / "out.csv", qtbot)
    assert lines[:2] == ["n,town,m", "0,t0,0"]
    assert len(lines) == 101


def test_nothing_is_asked_while_everything_is_shown(page: DataPage) -> None:
    dialog = asked(page)
    assert dialog.as_shown.isHidden()
    dialog.reject()


def test_an_order_and_hidden_columns_alone_are_offered_too(page: DataPage, settle: Settle) -> None:
    page.version.rows._on_columns({0, 2})
    dialog = asked(page)
    assert dialog.as_shown.text() == "As the grid shows them"
    dialog.reject()


def test_what_is_shown_is_told_in_words() -> None:
    order = (SortKey("day", is_descending=True), SortKey("n"))
    shown = AsShown(Selection("n > 5", order), 10, ("n",), 3)
    assert shown_words(shown) == "Where n > 5, sorted by day (descending), n, 1 of 3 columns."
    assert shown_words(AsShown(Selection(), 10, ("n",), 3)) == "1 of 3 columns."


def test_chosen_columns_are_written_in_their_order_and_unknown_ones_refused(
    page: DataPage, own: Session, tmp_path: Path
) -> None:
    for ending in ("csv", "parquet", "xlsx"):
        target = tmp_path / f"out.{ending}"
        assert exports.export_version(own, "towns", target, columns=("m", "n")) == 100
        read = datasets.preview_file(own, target)
        assert [column.name for column in read.columns] == ["m", "n"]
    with pytest.raises(UserError) as refused:
        exports.export_version(own, "towns", tmp_path / "no.csv", columns=("o",))
    assert refused.value.code == "data.unknown_column"
    assert not (tmp_path / "no.csv").exists()
