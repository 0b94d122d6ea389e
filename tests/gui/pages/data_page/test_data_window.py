"""What the whole window gives the data page: folders, pasted tables, dropped things."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mlops_desktop.gui.main_window import MainWindow
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.jobs.runner import Runner
from mlops_desktop.services.session import Session


@pytest.fixture
def window(own: Session, make_window: Callable[[], MainWindow]) -> MainWindow:
    own.runner = Runner()  # the window ends it with the project
    made = make_window()
    made.desk.set_session(own)
    return made


@pytest.fixture
def months(tmp_path: Path) -> Path:
    folder = tmp_path / "months"
    folder.mkdir()
    for month in (1, 2):
        (folder / f"m{month}.csv").write_text("day,n\n1,2\n3,4\n", encoding="utf-8")
    return folder


def shown(window: MainWindow, qtbot: QtBot) -> DataPage:
    page = window.stack.current_page()
    assert isinstance(page, DataPage)
    qtbot.waitUntil(lambda: page.importing.preview is not None, timeout=20_000)
    return page


def test_a_folder_dropped_on_the_window_opens_as_one_table(
    window: MainWindow, months: Path, qtbot: QtBot
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(months))])
    window.dropEvent(
        QDropEvent(
            QPointF(500, 300),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    page = shown(window, qtbot)
    assert page.header.title() == "Import months"
    assert page.flow.subtitle.startswith("Looks like a folder (2 of 2 files)")


def test_a_folder_can_be_chosen(window: MainWindow, months: Path, qtbot: QtBot) -> None:
    window.commands.action("file.import_folder").trigger()
    (dialog,) = window.findChildren(QFileDialog)
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(months))
    dialog.close()
    assert shown(window, qtbot).header.title() == "Import months"


def test_the_menu_imports_what_is_on_the_clipboard(window: MainWindow, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("a\tb\n1\t2\n3\t4\n")
    window.commands.action("file.import_pasted").trigger()
    page = shown(window, qtbot)
    assert page.header.title() == "Import clipboard"
    assert page.importing.grid.rows.columnCount() == 2


def test_pasting_into_a_field_of_the_page_stays_text(window: MainWindow, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("a\tb\n1\t2\n")
    window.commands.action("file.import_pasted").trigger()
    page = shown(window, qtbot)
    QGuiApplication.clipboard().setText("sales")
    name = page.importing.target.name
    name.clear()
    name.setFocus()
    qtbot.keyClick(name, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert name.text() == "sales"
    assert page.header.title() == "Import clipboard"


def test_ctrl_v_on_the_page_opens_the_pasted_table(window: MainWindow, qtbot: QtBot) -> None:
    window.desk.navigate("data")
    page = window.stack.current_page()
    assert isinstance(page, DataPage)
    page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.activateWindow()
    page.setFocus()
    QGuiApplication.clipboard().setText("a\tb\n1\t2\n")
    qtbot.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.is_importing, timeout=10_000)
    assert shown(window, qtbot).header.title() == "Import clipboard"
