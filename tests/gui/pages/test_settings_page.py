"""The preferences use the room there is, up to the width of a line that is read with ease."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from mlops_desktop.gui.commands.catalogue import COMMANDS
from mlops_desktop.gui.commands.registry import Commands
from mlops_desktop.gui.gateway import Gateway
from mlops_desktop.gui.page import Desk
from mlops_desktop.gui.pages.settings import SettingsPage
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.widgets.text import ElidedText
from mlops_desktop.settings.store import SettingsStore


@pytest.fixture
def page(gateway: Gateway, settings: SettingsStore, shell: QWidget) -> Iterator[SettingsPage]:
    desk = Desk(gateway, Commands(COMMANDS, shell), settings, shell)
    yield SettingsPage(desk, shell)
    desk.close()


def card_width(page: SettingsPage, app: QApplication, width: int) -> int:
    page.resize(width, 900)
    page.show()
    page.window().show()
    app.processEvents()
    return page.theme_field.parentWidget().parentWidget().width()


def test_cards_fill_a_narrow_window_and_stay_narrow_in_a_wide_one(
    page: SettingsPage, app: QApplication
) -> None:
    page.window().resize(1600, 900)
    assert card_width(page, app, 540) > 460
    assert card_width(page, app, 1500) == theme.px(760)


def test_where_files_lie_begins_where_the_fields_above_begin(
    page: SettingsPage, app: QApplication
) -> None:
    page.window().resize(1600, 900)
    card_width(page, app, 1500)
    places = [item for item in page.findChildren(ElidedText) if item.text().startswith("/")]
    assert len(places) == 2
    origin = QPoint(0, 0)
    for words in places:
        assert words.alignment() & Qt.AlignmentFlag.AlignLeft
        assert words.mapTo(page, origin).x() == page.folder_field.mapTo(page, origin).x()


def test_cards_grow_with_the_letters(page: SettingsPage, app: QApplication) -> None:
    page.window().resize(1600, 900)
    before = card_width(page, app, 1500)
    theme.apply(app, theme.Mode.LIGHT, 150)
    app.processEvents()
    assert card_width(page, app, 1500) == theme.px(760) > before
