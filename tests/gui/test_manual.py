"""The manual can be read: its paragraphs stand apart, in the present size and colours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QTextDocument, QTextTable
from PySide6.QtWidgets import QApplication, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop.gui.manual import Manual
from mlops_desktop.gui.theme import theme


@pytest.fixture
def document(qapp: QApplication, qtbot: QtBot) -> Iterator[QTextDocument]:
    """The page about monitoring, as it is shown."""
    theme.apply(qapp, theme.Mode.LIGHT, 100)
    home = QWidget()
    qtbot.addWidget(home)
    manual = Manual(home)
    manual.show_topic("monitor")
    browser = manual.findChild(QTextBrowser)
    assert browser is not None
    yield browser.document()
    theme.apply(qapp, theme.Mode.LIGHT, 100)


def _table(document: QTextDocument) -> QTextTable:
    frames = document.rootFrame().childFrames()
    return next(frame for frame in frames if isinstance(frame, QTextTable))


def test_paragraphs_and_headings_stand_apart(document: QTextDocument) -> None:
    block, looks = document.begin().next(), []
    while block.isValid():
        looks.append(block.blockFormat())
        block = block.next()
    headings = [look.topMargin() for look in looks if look.headingLevel()]
    assert min(headings) == theme.px(16)
    assert max(look.topMargin() for look in looks if not look.headingLevel()) > 0


def test_its_tables_follow_the_theme(qapp: QApplication, document: QTextDocument) -> None:
    theme.apply(qapp, theme.Mode.DARK, 150)
    look = _table(document).format()
    assert look.borderBrush().color() == theme.colour("border")
    assert look.cellPadding() == theme.px(5)
