"""What the data page shows finds room at the usual size of a window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from mlops_desktop.core.recipes.row_steps import FilterRows, Sort
from mlops_desktop.core.rules.column_rules import Range, Required
from mlops_desktop.core.rules.rule import RuleSeverity
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.data.version_view import COLUMNS, RULES
from mlops_desktop.services import datasets, rules
from mlops_desktop.services.session import Session

Open = Callable[[Session], DataPage]
Settle = Callable[[], None]

WIDTH, HEIGHT = 1072, 633
"""Of the page in a window of 1280 × 800 that shows two messages above it."""


@pytest.fixture
def page(own: Session, july: Path, open_page: Open) -> DataPage:
    """The page with July, of which a rule about wind fails."""
    datasets.import_file(own, july, "bikes")
    storm = Range("windspeed", high=0.3, severity=RuleSeverity.BLOCK)
    rules.set_rules(own, "bikes", [Required("hr"), storm])
    rules.check(own, "bikes")
    made = open_page(own)
    made.resize(WIDTH, HEIGHT)
    return made


def _body(page: DataPage) -> QScrollArea:
    return next(a for a in page.findChildren(QScrollArea) if a.widget() is page.content)


def test_the_table_of_columns_need_not_be_scrolled_sideways(page: DataPage, settle: Settle) -> None:
    page.version.tabs.setCurrentIndex(COLUMNS)
    settle()
    assert page.version.columns.view.horizontalScrollBar().maximum() == 0
    hour = next(f for f in page.version.faces() if f.column.name == "hr")
    shown = dict(
        zip(page.version.columns.titles(), page.version.columns.texts([hour])[0], strict=True)
    )
    assert shown["Range"] == "0–23"


def test_in_a_narrow_window_lists_and_cards_give_way_and_come_back(
    page: DataPage, settle: Settle, qtbot: QtBot
) -> None:
    page.show()
    settle()
    usual = page.browser.width(), page.version._side.width()
    page.resize(700, HEIGHT)
    qtbot.waitUntil(lambda: _body(page).horizontalScrollBar().maximum() == 0)
    assert page.browser.width() < usual[0]
    page.resize(WIDTH, HEIGHT)
    settle()
    assert (page.browser.width(), page.version._side.width()) == usual


def test_below_two_messages_the_page_itself_does_not_scroll(
    page: DataPage, settle: Settle, qtbot: QtBot
) -> None:
    page.version.tabs.setCurrentIndex(RULES)
    view = page.rules.view
    assert view is not None
    qtbot.waitUntil(lambda: len(view.table.model.shown) == 2)
    view.table.select(lambda line: line.number == 2)
    settle()
    assert view.failing.isVisible()
    assert _body(page).verticalScrollBar().maximum() == 0
    bar = page.version.tabs
    last = max(n for n in range(bar.count()) if bar.isTabVisible(n))
    assert bar.rect().contains(bar.tabRect(last)), "no tab is cut"


def test_the_recipe_editor_does_not_scroll_below_two_messages(
    page: DataPage, settle: Settle
) -> None:
    page.edit_recipe(page.browser.chosen())
    settle()
    for step in (FilterRows("hr between 7 and 20"), Sort(("bikers",))):
        flow = page.recipes.flow
        flow._apply(flow.history.now.added(step))
        settle()
    assert page.recipes.view.summary.text() == "434 → 434 rows"
    assert _body(page).verticalScrollBar().maximum() == 0
