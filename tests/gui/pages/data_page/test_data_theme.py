"""A switch of the theme dresses what is seen of the data page, and the rest when it comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.data.version_view import COLUMNS, ROWS
from mlops_desktop.gui.theme import theme
from mlops_desktop.services import datasets
from mlops_desktop.services.session import Session

Open = Callable[[Session], DataPage]


class Dressed(QObject):
    """Notes which widgets are told of another style."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self.widgets: set[QWidget] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a widget."""
        if event.type() == QEvent.Type.StyleChange and isinstance(watched, QWidget):
            self.widgets.add(watched)
        return False

    def during(self, work: Callable[[], object]) -> set[QWidget]:
        """Return the widgets that were told while something is done."""
        self.widgets.clear()
        self._app.installEventFilter(self)
        work()
        self._app.removeEventFilter(self)
        return set(self.widgets)


@pytest.fixture
def everything(
    own: Session, july: Path, samples: Path, open_page: Open, settle: Callable[[], None]
) -> Iterator[DataPage]:
    """The page with every tab, the comparison, a recipe and an import once opened."""
    datasets.import_file(own, july, "bikes")
    datasets.import_file(own, samples / "bikes_2011_june.csv", "bikes")
    page = open_page(own)
    for tab in range(page.version.tabs.count()):
        page.version.tabs.setCurrentIndex(tab)
        settle()
    page.version.tabs.setCurrentIndex(ROWS)
    page.version.show_column(1)
    version = page.browser.chosen()
    page.edit_recipe(version)
    settle()
    page.leave_aside()
    page.open_file(july)
    settle()
    page.leave_import()
    page.compare(version)
    settle()
    yield page
    theme.apply(QApplication.instance(), theme.Mode.LIGHT, 100)


def test_only_what_is_seen_is_dressed_at_once(app: QApplication, everything: DataPage) -> None:
    page, dressed = everything, Dressed(app)
    told = dressed.during(lambda: theme.apply(app, theme.Mode.DARK, 100))
    assert page.comparison.summary in told
    assert not [widget for widget in told if page.version.isAncestorOf(widget)]
    page.leave_aside()
    told = dressed.during(lambda: theme.apply(app, theme.Mode.LIGHT, 100))
    assert page.version.card.tabs in told
    assert not [widget for widget in told if page.comparison.isAncestorOf(widget)]
    assert not [widget for widget in told if page.version.columns.isAncestorOf(widget)]


def test_what_comes_back_is_dressed_by_then(app: QApplication, everything: DataPage) -> None:
    page, dressed = everything, Dressed(app)
    theme.apply(app, theme.Mode.DARK, 100)
    told = dressed.during(page.leave_aside)
    assert page.version.card.tabs in told
    assert page.version.columns.view not in told, "its tab is not the one that is open"
    told = dressed.during(lambda: page.version.tabs.setCurrentIndex(COLUMNS))
    assert page.version.columns.view in told
