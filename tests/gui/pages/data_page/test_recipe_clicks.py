"""Recipes of all kinds of steps, each chosen by typing and filled in by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyle, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop.core.dataset import ColumnType, ReaderOptions
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.data.recipes.columns import ColumnField, ColumnsField
from mlops_desktop.gui.pages.data.recipes.dialogs import NameDialog
from mlops_desktop.gui.pages.data.recipes.expression import ExpressionField
from mlops_desktop.gui.pages.data.recipes.fields import ChoiceField, ChoicesField, TextField
from mlops_desktop.gui.pages.data.recipes.joined import DatasetField
from mlops_desktop.gui.pages.data.recipes.lines import (
    AggregationLine,
    LinesField,
    PairLine,
    TextLine,
)
from mlops_desktop.gui.pages.data.recipes.steps import AddStepDialog
from mlops_desktop.gui.pages.data.recipes.words import Fit
from mlops_desktop.services import datasets
from mlops_desktop.services.session import Session

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

LEFT = Qt.MouseButton.LeftButton
ORDERS = "id,name,city,price,day\n" + "".join(
    f"{n},Ann{n} Lee,{('Rome', 'Oslo')[n % 2]},{n}.5,{n + 10:02}/02/2024\n" for n in range(12)
)


class Editor:
    """The editor over twelve orders, and the hands in front of it."""

    def __init__(self, page: DataPage, settle: Callable[[], None], qtbot: QtBot) -> None:
        self.page, self.settle, self.qtbot = page, settle, qtbot
        self.flow, self.view = page.recipes.flow, page.recipes.view

    def add(self, search: str, title: str) -> None:
        """Add the step that a search finds."""
        self.flow.ask_for_step()
        dialog = [d for d in self.page.window().findChildren(AddStepDialog) if d.isVisible()][-1]
        QTest.keyClicks(dialog.search, search)
        assert title in dialog.titles()
        while dialog.kinds.currentItem().text().strip() != title:
            QTest.keyClick(dialog.search, Qt.Key.Key_Down)
        self.qtbot.mouseClick(dialog.accept_button, LEFT)
        self.settle()

    def field(self, name: str) -> QWidget:
        """Return a field of the step."""
        return self.view.form.fields[name]

    def choose(self, choice: QComboBox, title: str) -> None:
        """Take a line of a list of choices."""
        place = choice.findText(title)
        assert place >= 0, [choice.itemText(n) for n in range(choice.count())]
        choice.setCurrentIndex(place)
        choice.activated.emit(place)
        self.settle()

    def pick(self, name: str, title: str) -> None:
        """Choose in a field."""
        field = self.field(name)
        assert isinstance(field, ColumnField | ChoiceField | DatasetField)
        self.choose(field.choice, title)

    def type(self, edit: QLineEdit, text: str) -> None:
        """Write into a line."""
        edit.selectAll()
        QTest.keyClicks(edit, text)
        self.settle()

    def write(self, name: str, text: str) -> None:
        """Write into a field."""
        field = self.field(name)
        assert isinstance(field, TextField)
        self.type(field.edit, text)

    def tick(self, name: str, *columns: str) -> None:
        """Click the boxes of columns."""
        field = self.field(name)
        assert isinstance(field, ColumnsField)
        ticks = field.ticks
        for column in columns:
            index = ticks.model.index([item for item, _ in ticks.model.shown].index(column))
            ticks.view.scrollTo(index)
            option = QStyleOptionViewItem()
            ticks.view.initViewItemOption(option)
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
            option.rect = ticks.view.visualRect(index)
            part = QStyle.SubElement.SE_ItemViewItemCheckIndicator
            box = ticks.view.style().subElementRect(part, option, ticks.view)
            self.qtbot.mouseClick(ticks.view.viewport(), LEFT, pos=box.center())
            self.settle()

    def pairs(self, name: str) -> list[PairLine]:
        """Return the lines of a field of pairs."""
        field = self.field(name)
        assert isinstance(field, LinesField)
        return [line for line in field.lines if isinstance(line, PairLine)]

    def fits(self) -> bool:
        """Say whether every step fits."""
        assert self.flow.why_not() == "", self.flow.why_not()
        return {state.fit for state in self.flow._states} == {Fit.GOOD}

    def column(self, name: str) -> list[object]:
        """Return the values of a column after the step that is looked at."""
        side = self.view.after.rows.side
        assert side is not None
        place = [item.name for item in side.part.columns].index(name)
        return [row[place] for row in side.part.rows]

    def names(self) -> list[str]:
        """Return the columns after the step that is looked at."""
        side = self.view.after.rows.side
        return [item.name for item in side.part.columns] if side is not None else []


@pytest.fixture
def edit(
    own: Session,
    tmp_path: Path,
    open_page: Callable[[Session], DataPage],
    settle: Callable[[], None],
    qtbot: QtBot,
) -> Editor:
    texts = ReaderOptions(types=(("price", ColumnType.TEXT), ("day", ColumnType.TEXT)))
    for name, text, options in (
        ("more", "number,city\n90,Bonn\n91,Bern\n", ReaderOptions()),
        ("orders", ORDERS, texts),
    ):
        file = tmp_path / f"{name}.csv"
        file.write_text(text, encoding="utf-8")
        datasets.import_file(own, file, name, options)
    page = open_page(own)
    page.edit_recipe(datasets.show(own, "orders").version)
    settle()
    return Editor(page, settle, qtbot)


def test_columns_are_renamed_and_dropped_and_kept(edit: Editor) -> None:
    edit.add("rename", "Rename columns")
    (line,) = edit.pairs("names")
    edit.choose(line.first, "id · whole numbers")
    edit.type(line.second, "number")
    assert edit.names()[0] == "number"
    assert len(edit.pairs("names")) == 2, "there is a line for the next one"
    edit.add("drop col", "Drop columns")
    edit.tick("columns", "price", "day")
    assert edit.names() == ["number", "name", "city"]
    edit.add("keep col", "Keep columns")
    edit.tick("columns", "city", "number")
    assert edit.names() == ["city", "number"], "in the order in which they were ticked"
    assert edit.fits()


def test_a_text_is_split_and_its_parts_put_together_again(edit: Editor) -> None:
    edit.add("split a text", "Split a text")
    edit.pick("column", "name · texts")
    edit.write("separator", " ")
    field = edit.field("into")
    assert isinstance(field, LinesField)
    for name in ("first", "last"):
        line = field.lines[-1]
        assert isinstance(line, TextLine)
        edit.type(line.edit, name)
    assert edit.column("first")[:2] == ["Ann0", "Ann1"]
    edit.add("together", "Put texts together")
    edit.tick("columns", "last", "first")
    edit.write("output", "sorted name")
    edit.write("separator", ", ")
    assert edit.column("sorted name")[0] == "Lee, Ann0"
    assert edit.fits()


def test_values_are_replaced_typed_and_read_as_dates(edit: Editor) -> None:
    edit.add("replace", "Replace values")
    edit.pick("column", "city · texts")
    (line,) = edit.pairs("values")
    edit.type(line.first, "Rome")
    edit.type(line.second, "Roma")
    assert edit.column("city")[:2] == ["Roma", "Oslo"]
    edit.add("type", "Change the type")
    edit.tick("columns", "price")
    edit.pick("type", "Number")
    assert edit.column("price")[:2] == [0.5, 1.5]
    edit.add("read dates", "Read dates")
    edit.tick("columns", "day")
    assert edit.column("day")[0] is None, "the year does not stand first"
    assert edit.view.losses.text() != ""
    edit.pick("order", "Day first")
    assert str(edit.column("day")[0]) == "2024-02-10"
    assert edit.fits()


def test_numbers_are_put_into_bins_and_cut_and_computed_with(edit: Editor) -> None:
    edit.add("bins", "Put numbers into bins")
    edit.pick("column", "id · whole numbers")
    edit.write("output", "third")
    edit.write("count", "3")
    assert len(set(edit.column("third"))) == 3
    edit.add("clip", "Clip outliers")
    edit.tick("columns", "id")
    edit.write("low", "2")
    edit.write("high", "9")
    assert (edit.column("id")[0], edit.column("id")[-1]) == (2, 9)
    edit.write("high", "x")
    assert edit.flow.why_not() == "", "what is no number is said at its field, and not taken"
    assert edit.field("high").problem() != ""
    edit.write("high", "8")
    assert edit.column("id")[-1] == 8
    edit.add("compute", "Compute a column")
    edit.write("column", "double")
    expression = edit.field("expression")
    assert isinstance(expression, ExpressionField)
    expression.edit.setFocus()
    QTest.keyClicks(expression.edit, "id * 2")
    edit.settle()
    assert edit.column("double")[-1] == 16
    assert edit.fits()


def test_rows_are_counted_in_groups_and_turned_into_columns_and_back(edit: Editor) -> None:
    edit.add("mask", "Mask personal data")
    edit.tick("columns", "name")
    salt = edit.field("salt")
    assert isinstance(salt, TextField)
    assert len(salt.edit.text()) == 32, "a hash without a salt can be guessed"
    assert len(set(edit.column("name"))) == 12
    edit.add("pivot", "Pivot")
    edit.tick("by", "day")
    edit.pick("names", "city · texts")
    edit.pick("values", "id · whole numbers")
    assert edit.names() == ["day", "Oslo", "Rome"]
    edit.add("unpivot", "Unpivot")
    edit.tick("columns", "Oslo", "Rome")
    assert edit.names() == ["day", "name", "value"]
    edit.add("fill", "Fill missing values")
    edit.tick("columns", "value")
    edit.pick("how", "Constant")
    edit.write("value", "0")
    assert None not in edit.column("value")
    edit.add("aggregate", "Aggregate")
    results = edit.field("results")
    assert isinstance(results, LinesField)
    line = results.lines[0]
    assert isinstance(line, AggregationLine)
    edit.choose(line.function, "sum")
    edit.choose(line.column, "value · whole numbers")
    edit.tick("by", "name")
    assert edit.names() == ["name", "sum_value"]
    assert edit.column("sum_value") == [36, 30]
    assert edit.fits()


def test_texts_are_cleaned_rows_made_single_split_and_sorted(edit: Editor) -> None:
    edit.add("clean", "Clean texts")
    edit.tick("columns", "city")
    edit.pick("case", "Upper")
    assert set(edit.column("city")) == {"ROME", "OSLO"}
    edit.add("read dates", "Read dates")
    edit.tick("columns", "day")
    edit.pick("order", "Day first")
    edit.add("parts of a date", "Take parts of a date")
    edit.pick("column", "day · dates")
    parts = edit.field("parts")
    assert isinstance(parts, ChoicesField)
    edit.qtbot.mouseClick(parts.boxes["weekday"], LEFT, pos=QPoint(8, 8))
    edit.settle()
    assert "day_weekday" in edit.names()
    edit.add("duplicates", "Drop duplicates")
    edit.tick("columns", "city")
    assert len(edit.column("city")) == 2
    edit.add("split into parts", "Split into parts")
    edit.pick("how", "Ordered")
    edit.pick("order", "id · whole numbers")
    edit.write("fraction", "0.5")
    assert edit.column("part") == ["train", "test"]
    edit.add("sort", "Sort rows")
    edit.tick("columns", "city")
    assert edit.column("city") == ["OSLO", "ROME"]
    assert edit.fits()


def test_rows_are_drawn_and_others_added_and_all_is_run(
    edit: Editor, own: Session, qtbot: QtBot
) -> None:
    edit.add("rename", "Rename columns")
    (line,) = edit.pairs("names")
    edit.choose(line.first, "id · whole numbers")
    edit.type(line.second, "number")
    edit.add("sample", "Sample rows")
    edit.write("rows", "5")
    edit.write("seed", "7")
    assert len(edit.column("number")) == 5
    edit.add("add rows", "Add rows")
    edit.pick("table", "more (newest version)")
    assert edit.flow.why_not() != "", "the other table lacks columns"
    edit.pick("other_columns", "Missing")
    assert edit.column("number")[-2:] == [90, 91]
    assert edit.column("price")[-1] is None
    assert edit.fits()
    edit.page.recipes.running.ask_to_run()
    (dialog,) = edit.page.window().findChildren(NameDialog)
    assert dialog.name.text() == "orders_changed"
    qtbot.mouseClick(dialog.accept_button, LEFT)
    edit.settle()
    made = datasets.show(own, "orders_changed").version
    assert (made.row_count, made.column_count) == (7, 5)
    assert edit.page.header.title() == "orders_changed@1"
