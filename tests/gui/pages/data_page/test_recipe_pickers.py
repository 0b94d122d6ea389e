"""Choosing tables and columns in the steps of a recipe, by clicking."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QScrollArea,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.recipes.catalogue import STEPS
from mlops_desktop.core.recipes.recipe import step_from_json
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.data.recipes import reading
from mlops_desktop.gui.pages.data.recipes.columns import ColumnsField
from mlops_desktop.gui.pages.data.recipes.flow import RecipeFlow
from mlops_desktop.gui.pages.data.recipes.joined import (
    DatasetField,
    KeyLine,
    KeysField,
    OtherColumnsField,
)
from mlops_desktop.gui.pages.data.recipes.ticks import TickList
from mlops_desktop.gui.pages.data.recipes.view import RecipeView
from mlops_desktop.gui.theme import theme
from mlops_desktop.services import datasets
from mlops_desktop.services.session import Session

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""Lists of choices that are opened want what a screen without a window system has not."""

SEASONS = "season,name,holiday\n3,Summer,0\n4,Autumn,1\n"


class Editor:
    """The editor over 744 hours of July, and what a test does with it."""

    def __init__(self, page: DataPage, settle: Callable[[], None], qtbot: QtBot) -> None:
        self.page, self.settle, self.qtbot = page, settle, qtbot
        self.flow: RecipeFlow = page.recipes.flow
        self.view: RecipeView = page.recipes.view

    def add(self, kind: str) -> None:
        """Add a step with nothing set."""
        self.flow.add_step(STEPS[kind])
        self.settle()

    def field(self, name: str, kind: type) -> QWidget:
        """Return a field of the form."""
        found = self.view.form.fields[name]
        assert isinstance(found, kind)
        return found

    def pick(self, choice: QComboBox, title: str) -> None:
        """Open a choice, go to a line and take it."""
        assert choice.isVisible()
        assert choice.isEnabled()
        place = choice.findText(title)
        assert place >= 0, [choice.itemText(n) for n in range(choice.count())]
        choice.showPopup()
        choice.view().setCurrentIndex(choice.view().model().index(place, 0))
        self.qtbot.keyClick(choice.view(), Qt.Key.Key_Return)
        assert choice.currentText() == title
        self.settle()

    def tick(self, ticks: TickList, name: str) -> None:
        """Click the box of a name."""
        place = [item for item, _ in ticks.model.shown].index(name)
        index = ticks.model.index(place)
        ticks.view.scrollTo(index)
        option = QStyleOptionViewItem()
        ticks.view.initViewItemOption(option)
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        option.rect = ticks.view.visualRect(index)
        part = QStyle.SubElement.SE_ItemViewItemCheckIndicator
        box: QRect = ticks.view.style().subElementRect(part, option, ticks.view)
        self.qtbot.mouseClick(ticks.view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
        self.settle()

    def heads(self) -> list[str]:
        """Return the heads of the table after the step, with their signs."""
        rows = self.view.after.rows
        return [rows.headerData(n, Qt.Orientation.Horizontal) for n in range(rows.columnCount())]

    def words(self) -> list[str]:
        """Return the steps in words."""
        return [step.words() for step in self.flow.recipe.steps]


@pytest.fixture
def edit(
    own: Session,
    july: Path,
    samples: Path,
    tmp_path: Path,
    open_page: Callable[[Session], DataPage],
    settle: Callable[[], None],
    qtbot: QtBot,
) -> Editor:
    seasons = tmp_path / "seasons.csv"
    seasons.write_text(SEASONS, encoding="utf-8")
    datasets.import_file(own, seasons, "seasons")
    datasets.import_file(own, samples / "bikes_2011_june.csv", "june")
    datasets.import_file(own, july, "july")
    page = open_page(own)
    assert page.browser.choose("july")
    settle()
    version = page.browser.chosen()
    assert version is not None
    page.actions_.recipe_wanted.emit(version)
    settle()
    return Editor(page, settle, qtbot)


def test_another_table_is_joined_by_choosing_it_and_its_key(edit: Editor) -> None:
    edit.add("join")
    table, keys = edit.field("table", DatasetField), edit.field("keys", KeysField)
    first = keys.lines[0]
    assert isinstance(first, KeyLine)
    assert first.second.currentText() == "No table"
    edit.pick(table.choice, "seasons (newest version)")
    assert edit.view.form.problem.text() == "“Keys” is not given."
    edit.pick(first.first, "season")
    assert first.second.value() == "season"
    assert edit.words() == ["Add the columns of seasons by season"]
    # Both have a column "holiday": the step says so until a suffix or the columns are given.
    assert "holiday" in edit.view.form.problem.text()
    columns = edit.field("columns", OtherColumnsField)
    assert [name for name, _ in columns.ticks.model.shown] == ["season", "name", "holiday"]
    edit.tick(columns.ticks, "name")
    assert edit.words() == ["Add name of seasons by season"]
    assert edit.heads()[-1] == "+ name"
    assert edit.view.after.rows.index(0, len(edit.heads()) - 1).data() == "Summer"
    assert edit.view.summary.text() == "744 → 744 rows"
    assert edit.flow.why_not() == ""


def test_a_key_without_its_other_half_is_asked_for(edit: Editor) -> None:
    edit.add("join")
    keys = edit.field("keys", KeysField)
    edit.pick(edit.field("table", DatasetField).choice, "seasons@1")
    edit.pick(keys.lines[0].first, "mnth")
    row = edit.view.form._rows["keys"]
    assert row._problem.text() == "Choose the column of the other table that equals mnth."
    edit.pick(keys.lines[0].second, "name")
    assert row._problem.text() == ""
    assert edit.words() == ["Add the columns of seasons@1 by mnth = name"]


def test_keys_of_different_types_are_refused_with_the_reason(edit: Editor) -> None:
    edit.add("join")
    keys = edit.field("keys", KeysField)
    edit.pick(edit.field("table", DatasetField).choice, "seasons@1")
    edit.pick(keys.lines[0].first, "hr")
    edit.pick(keys.lines[0].second, "name")
    assert edit.view.form.problem.isVisible()
    assert "hr" in edit.view.form.problem.text()
    assert edit.flow.why_not().startswith("Step 1 does not fit")


def test_the_rows_of_another_table_are_added_below(edit: Editor) -> None:
    edit.add("union")
    table = edit.field("table", DatasetField)
    titles = [table.choice.itemText(n) for n in range(table.choice.count())]
    assert titles == [
        "Choose a table",
        "june (newest version)",
        "june@1",
        "seasons (newest version)",
        "seasons@1",
    ]
    edit.pick(table.choice, "june@1")
    assert edit.words() == ["Add the rows of june@1"]
    assert edit.view.summary.text() == "744 → 1,464 rows"
    edit.pick(table.choice, "seasons@1")
    assert edit.flow.why_not().startswith("Step 1 does not fit")
    edit.pick(edit.field("other_columns", object).choice, "Missing")  # type: ignore[attr-defined]
    assert edit.view.summary.text() == "744 → 746 rows"
    assert "+ name" in edit.heads()


def test_columns_are_ticked_all_none_and_found_by_typing(edit: Editor) -> None:
    edit.add("drop_columns")
    field = edit.field("columns", ColumnsField)
    ticks = field.ticks
    assert ticks.search.isVisible()
    assert ticks.count.text() == "0 of 15"
    edit.tick(ticks, "season")
    assert edit.words() == ["Drop season"]
    edit.qtbot.keyClicks(ticks.search, "temp")
    assert [name for name, _ in ticks.model.shown] == ["temp", "atemp"]
    edit.qtbot.mouseClick(ticks.all, Qt.MouseButton.LeftButton)
    edit.settle()
    assert field.value() == ["season", "temp", "atemp"]
    assert ticks.count.text() == "3 chosen, 2 found"
    assert not {"temp", "atemp", "season"} & set(edit.heads())
    ticks.search.clear()
    edit.qtbot.mouseClick(ticks.none, Qt.MouseButton.LeftButton)
    edit.settle()
    assert field.value() == []
    assert edit.flow.why_not() == "Step 1 does not fit: “Columns” is not given."


def test_a_tick_is_set_by_the_space_bar(edit: Editor) -> None:
    edit.add("keep_columns")
    field = edit.field("columns", ColumnsField)
    field.ticks.view.setFocus()
    edit.qtbot.keyClick(field.ticks.view, Qt.Key.Key_Down)
    edit.qtbot.keyClick(field.ticks.view, Qt.Key.Key_Space)
    edit.settle()
    assert len(field.value()) == 1


def test_ticked_columns_keep_their_order_and_can_be_put_into_another(edit: Editor) -> None:
    edit.add("keep_columns")
    field = edit.field("columns", ColumnsField)
    for name in ("temp", "hr"):
        edit.tick(field.ticks, name)
    assert edit.heads() == ["temp", "hr"]
    assert field.chosen.isVisible()
    taken = field.chosen.model()
    taken.moveRow(taken.index(0, 0).parent(), 1, taken.index(0, 0).parent(), 0)
    edit.settle()
    assert edit.heads() == ["hr", "temp"]
    edit.flow.undo()
    edit.settle()
    assert field.value() == ["temp", "hr"]


def test_only_columns_that_will_do_are_offered_and_lost_ones_stay_visible(qtbot: QtBot) -> None:
    parameter = next(p for p in STEPS["clip"].parameters() if p.name == "columns")
    field = ColumnsField(parameter)
    qtbot.addWidget(field)
    columns = [
        Column("city", ColumnType.TEXT, SemanticType.TEXT),
        Column("price", ColumnType.NUMBER, SemanticType.NUMBER),
    ]
    field.set_columns(columns)
    field.show_value(["gone"])
    titles = [title for _, title in field.ticks.model.shown]
    assert titles == ["price · numbers", "gone (not there)"]


def test_the_differences_are_found_beside_the_window(
    edit: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    found_by: list[threading.Thread] = []
    find = reading.sides

    def noted(*given: object) -> object:
        found_by.append(threading.current_thread())
        return find(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "sides", noted)
    edit.add("deduplicate")
    assert found_by
    assert threading.main_thread() not in found_by


def test_a_choice_is_tried_at_once_and_typing_waits_for_the_next_letter(edit: Editor) -> None:
    step = step_from_json({"kind": "clip", "columns": ["temp"], "how": "given limits"}, 1)
    edit.flow._apply(edit.flow.history.now.added(step))
    edit.settle()
    low = edit.view.form.fields["low"].edit  # type: ignore[attr-defined]
    low.setFocus()
    edit.qtbot.waitUntil(low.hasFocus)
    edit.qtbot.keyClick(low, "1")
    assert edit.flow._wait.interval() > 0
    edit.settle()
    edit.flow.look_at(0)
    edit.tick(edit.field("columns", ColumnsField).ticks, "hum")
    assert edit.flow._wait.interval() == 0


@pytest.mark.parametrize("count", [1, 9, 16, 24, 25, 200])
def test_a_list_of_ticks_shows_whole_lines_and_few_names_without_scrolling(
    app: QApplication, qtbot: QtBot, count: int
) -> None:
    ticks = TickList("Columns")
    qtbot.addWidget(ticks)
    ticks.show_names([(f"c{n}", f"c{n}") for n in range(count)])
    ticks.show()
    height, line = ticks.view.viewport().height(), ticks.view.sizeHintForRow(0)
    assert height % line == 0, "no line is cut"
    is_whole = ticks.view.verticalScrollBar().maximum() == 0
    assert is_whole == (count <= 24)


def test_what_was_ticked_in_a_search_is_in_sight_when_all_are_shown_again(
    app: QApplication, qtbot: QtBot
) -> None:
    ticks = TickList("Columns")
    qtbot.addWidget(ticks)
    ticks.show_names([(f"c{n:03}", f"c{n:03}") for n in range(200)])
    ticks.show()
    ticks.search.setText("c150")
    ticks.all.click()
    ticks.search.clear()
    assert ticks.names() == ["c150"]
    seen = ticks.view.viewport().rect()
    assert seen.contains(ticks.view.visualRect(ticks.model.index(150)).center())


def test_a_form_around_a_whole_list_scrolls_to_what_was_ticked_in_a_search(
    app: QApplication, qtbot: QtBot
) -> None:
    area = QScrollArea(widgetResizable=True)
    qtbot.addWidget(area)
    ticks = TickList("Columns")
    area.setWidget(ticks)
    area.resize(260, 200)
    ticks.show_names([(f"c{n:02}", f"c{n:02}") for n in range(20)])
    area.show()
    ticks.search.setText("c19")
    ticks.all.click()
    ticks.search.clear()
    spot = ticks.view.visualRect(ticks.model.index(19)).center()
    place = ticks.view.viewport().mapTo(area.viewport(), spot)
    assert area.viewport().rect().contains(place)


def is_wheel_taken(view: QAbstractScrollArea) -> bool:
    """Turn the wheel one notch down over a list; say whether it takes it from what is around."""
    over = view.viewport()
    middle = over.rect().center()
    event = QWheelEvent(
        QPointF(middle),
        QPointF(over.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(over, event)
    return event.isAccepted()


def test_the_wheel_passes_a_long_list_by_until_somebody_works_in_it(
    app: QApplication, qtbot: QtBot
) -> None:
    area = QScrollArea(widgetResizable=True)
    qtbot.addWidget(area)
    field = ColumnsField(next(p for p in STEPS["clip"].parameters() if p.name == "columns"))
    area.setWidget(field)
    area.resize(260, 200)
    columns = [Column(f"c{n:02}", ColumnType.NUMBER, SemanticType.NUMBER) for n in range(60)]
    field.set_columns(columns)
    field.show_value([item.name for item in columns[:30]])
    area.show()
    area.activateWindow()
    qtbot.waitUntil(lambda: area.isActiveWindow() and area.verticalScrollBar().maximum() > 0)
    for view in (field.chosen, field.ticks.view):
        field.ticks.search.setFocus()
        assert not is_wheel_taken(view)
        assert view.verticalScrollBar().value() == 0
        view.setFocus()
        assert view.hasFocus()
        assert view.verticalScrollBar().maximum() > 0
        assert is_wheel_taken(view)
        assert view.verticalScrollBar().value() > 0
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
        assert not is_wheel_taken(view), "at its end the form goes on"


def test_lines_are_whole_also_after_the_letters_became_larger(
    app: QApplication, qtbot: QtBot
) -> None:
    ticks = TickList("Columns")
    qtbot.addWidget(ticks)
    ticks.show_names([(f"c{n}", f"c{n}") for n in range(200)])
    ticks.show()
    theme.apply(app, theme.Mode.LIGHT, 150)
    assert ticks.view.viewport().height() % ticks.view.sizeHintForRow(0) == 0
