"""The "Rules" tab: what the rules say, the rows that fail, editing, suggesting, waiving."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.rules.catalogue import RULES as KINDS
from mlops_desktop.core.rules.column_rules import Allowed, Range, Required
from mlops_desktop.core.rules.rule import RuleSeverity
from mlops_desktop.core.rules.table_rules import Expression, RowCountChange, Unique
from mlops_desktop.gui.pages.data.recipes.columns import ColumnsField
from mlops_desktop.gui.pages.data.recipes.expression import ExpressionField
from mlops_desktop.gui.pages.data.rows.models import MISSING
from mlops_desktop.gui.pages.data.rules.form import RuleDialog, SuggestDialog
from mlops_desktop.gui.pages.data.rules.tables import FailingRow, failing_columns
from mlops_desktop.gui.pages.data.rules.view import Known, RulesView, read_known
from mlops_desktop.gui.pages.data.version_view import RULES
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.widgets.dialog import TextDialog
from mlops_desktop.services import datasets, rules

STORM = Range("windspeed", high=0.3, severity=RuleSeverity.BLOCK)


@pytest.fixture
def bikes(own, july):
    datasets.import_file(own, july, "bikes")
    return own


def _tab(page) -> RulesView:
    page.version.tabs.setCurrentIndex(RULES)
    assert page.rules.view is not None
    return page.rules.view


def _until_checked(qtbot, page, count: int) -> Known:
    def is_checked() -> None:
        known = page.rules.known
        assert known is not None
        assert len(known.rules) == count
        assert known.is_current

    qtbot.waitUntil(lambda: _holds(is_checked), timeout=20_000)
    return page.rules.known


def _holds(claim) -> bool:
    try:
        claim()
    except AssertionError:
        return False
    return True


def test_a_dataset_without_rules_says_so_and_offers_to_suggest(open_page, bikes) -> None:
    page = open_page(bikes)
    assert page.rules.view is None, "what is behind the tab is made when it is first chosen"
    view = _tab(page)
    assert "bikes has no rules" in view.sentence.text()
    assert not view.check.isEnabled()
    assert page.version.tabs.tabText(RULES) == "Rules"


def test_suggested_rules_are_added_and_checked_at_once(open_page, bikes, qtbot) -> None:
    page = open_page(bikes)
    view = _tab(page)
    view.suggest.click()
    qtbot.waitUntil(lambda: bool(page.window().findChildren(SuggestDialog)), timeout=10_000)
    (dialog,) = page.window().findChildren(SuggestDialog)
    count = len(dialog.ticks.names())
    assert count > 10
    left_out = dialog.ticks.model.index(2)
    assert dialog.ticks.model.setData(
        left_out, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole
    )
    count -= 1
    assert dialog.accept_button.text() == f"Add {count} rules"
    dialog.accept_button.click()
    known = _until_checked(qtbot, page, count)
    suggested = rules.suggest_rules(bikes, "bikes")
    assert known.rules == (*suggested[:2], *suggested[3:]), "one was not ticked"
    assert known.mark in (Mark.FINE, Mark.WATCH), "a first version has nothing to compare with"
    assert len(view.table.model.shown) == count


def test_a_failing_rule_shows_its_rows_and_a_waiver_lets_it_pass(open_page, bikes, qtbot) -> None:
    rules.set_rules(bikes, "bikes", [Required("hr"), STORM, RowCountChange(5)])
    failing = rules.check(bikes, "bikes").value.result.results[1].failing
    page = open_page(bikes)
    view = _tab(page)
    qtbot.waitUntil(lambda: len(view.table.model.shown) == 3, timeout=10_000)
    assert [line.mark for line in view.table.model.shown] == [Mark.FINE, Mark.PROBLEM, Mark.WATCH]
    assert "▲" in page.version.tabs.tabText(RULES)
    assert "cannot be trained on" in view.sentence.text()
    view.table.select(lambda line: line.number == 2)
    qtbot.waitUntil(lambda: len(view.failing.model.shown) == failing, timeout=10_000)
    assert f"{failing} rows that fail: windspeed is at most 0.3" in view.failing_title.text()
    view.table.select(lambda line: line.number == 3)
    assert not view.failing.isVisibleTo(view)

    view.waive.click()
    (dialog,) = page.window().findChildren(TextDialog)
    dialog.field.setPlainText("a storm")
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: "a storm" in view.sentence.text(), timeout=10_000)
    assert not view.waive.isVisibleTo(view)


def test_a_rule_is_edited_and_removed(open_page, bikes, qtbot) -> None:
    rules.set_rules(bikes, "bikes", [Required("hr"), STORM])
    page = open_page(bikes)
    view = _tab(page)
    qtbot.waitUntil(lambda: len(view.table.model.shown) == 2, timeout=10_000)
    assert "was not checked" in view.sentence.text()
    view.table.select(lambda line: line.number == 2)
    view.edit.click()
    (dialog,) = page.window().findChildren(RuleDialog)
    dialog.fields["high"].setText("0.9")
    dialog.accept_button.click()
    known = _until_checked(qtbot, page, 2)
    assert known.rules[1] == Range("windspeed", high=0.9, severity=RuleSeverity.BLOCK)
    assert known.mark is Mark.FINE
    view.table.select(lambda line: line.number == 1)
    view.remove.click()
    assert _until_checked(qtbot, page, 1).rules == (known.rules[1],)


def test_the_form_makes_every_kind_of_rule_from_its_parameters(open_page, bikes) -> None:
    page = open_page(bikes)
    made: list[object] = []
    columns = datasets.show(bikes, "bikes").columns
    for rule in (
        Allowed("season", ("1", "2")),
        Range("windspeed", 0, 0.9),
        Unique(("day", "hr")),
        RowCountChange(7.5),
    ):
        dialog = RuleDialog(page, columns, rule, made.append)
        dialog.on_accept()
        assert made.pop() == rule
    dialog = RuleDialog(page, columns, None, made.append)
    for kind in KINDS:
        dialog.kind.set_value(kind)
        assert list(dialog.fields) == [item.name for item in KINDS[kind].parameters()]
    dialog.kind.set_value("missing_share")
    field = dialog.fields["percent"]
    assert isinstance(field, QLineEdit)
    field.setText("much")
    dialog.on_accept()
    assert made == []
    field.setText("5")
    dialog.on_accept()
    assert len(made) == 1


def test_values_of_a_list_stand_one_in_a_line(open_page, bikes) -> None:
    page = open_page(bikes)
    dialog = RuleDialog(
        page, datasets.show(bikes, "bikes").columns, Allowed("season", ("a", "b, c")), print
    )
    field = dialog.fields["values"]
    assert isinstance(field, QPlainTextEdit)
    assert field.toPlainText() == "a\nb, c"
    dialog.reject()


def test_a_condition_is_completed_and_checked_while_it_is_written(open_page, bikes, qtbot) -> None:
    page, made = open_page(bikes), []
    dialog = RuleDialog(page, datasets.show(bikes, "bikes").columns, None, made.append)
    dialog.kind.set_value(Expression.kind)
    dialog.open()
    field = dialog.fields["condition"]
    assert isinstance(field, ExpressionField)
    field.edit.setFocus()
    qtbot.waitUntil(field.edit.hasFocus)
    qtbot.keyClicks(field.edit, "bikers = casual + regi")
    assert field.suggestions.texts() == ["registered"]
    qtbot.keyClick(field.edit, Qt.Key.Key_Tab)
    assert field.value() == "bikers = casual + registered "
    qtbot.keyClicks(field.edit, "+ nothing")
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.caret.text().endswith("^")
    assert dialog.isVisible()
    for _ in range(len("+ nothing")):
        qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.problem() == ""
    dialog.on_accept()
    assert made == [Expression("bikers = casual + registered")]


def test_the_columns_of_a_rule_are_ticked(open_page, bikes) -> None:
    page, made = open_page(bikes), []
    columns = datasets.show(bikes, "bikes").columns
    dialog = RuleDialog(page, columns, Unique(("mnth", "gone")), made.append)
    field = dialog.fields["columns"]
    assert isinstance(field, ColumnsField)
    assert field.ticks.model.shown[-1][1] == "gone (not there)"
    field.show_value(["mnth", "hr"])
    dialog.on_accept()
    assert made == [Unique(("mnth", "hr"))]


def test_what_is_known_follows_the_rules_in_force(bikes) -> None:
    version = datasets.show(bikes, "bikes").version
    assert read_known(bikes, version).mark is None
    rules.set_rules(bikes, "bikes", [Required("hr")])
    assert read_known(bikes, version).mark is Mark.NONE
    rules.check(bikes, "bikes")
    assert read_known(bikes, version).mark is Mark.FINE
    rules.set_rules(bikes, "bikes", [STORM])
    assert read_known(bikes, version).mark is Mark.NONE, "the check was one of other rules"


def test_a_rule_added_before_the_last_change_was_read_back_loses_none(
    open_page, bikes, qtbot
) -> None:
    page = open_page(bikes)
    view = _tab(page)
    suggested = rules.suggest_rules(bikes, "bikes")
    view.add.click()
    (dialog,) = page.window().findChildren(RuleDialog)
    rules.set_rules(bikes, "bikes", suggested)
    assert page.rules.known.rules == (), "the window has not read them back"
    dialog.kind.set_value(Range.kind)
    dialog.fields["column"].set_value("windspeed")
    dialog.fields["high"].setText("0.3")
    dialog.accept_button.click()
    known = _until_checked(qtbot, page, len(suggested) + 1)
    assert known.rules[:-1] == suggested


def test_an_edit_of_a_rule_that_is_gone_is_refused_in_words(open_page, bikes, qtbot) -> None:
    rules.set_rules(bikes, "bikes", [Required("hr"), STORM])
    page = open_page(bikes)
    view = _tab(page)
    qtbot.waitUntil(lambda: len(view.table.model.shown) == 2, timeout=10_000)
    view.table.select(lambda line: line.number == 2)
    view.edit.click()
    (dialog,) = page.window().findChildren(RuleDialog)
    rules.set_rules(bikes, "bikes", [Required("hr"), Required("temp")])
    dialog.fields["high"].setText("0.9")
    dialog.accept_button.click()
    said = "The rules of bikes were changed meanwhile"
    qtbot.waitUntil(lambda: any(said in text for text in page.bar.texts()), timeout=10_000)
    assert rules.in_force(bikes, "bikes").contract.rules == (Required("hr"), Required("temp"))
    qtbot.waitUntil(lambda: page.rules.known.rules[-1] == Required("temp"), timeout=10_000)


def test_closing_the_project_while_answers_are_under_way_is_quiet(open_page, bikes, qtbot) -> None:
    rules.set_rules(bikes, "bikes", [Required("hr"), STORM])
    rules.check(bikes, "bikes")
    page = open_page(bikes)
    view = _tab(page)
    qtbot.waitUntil(lambda: len(view.table.model.shown) == 2, timeout=10_000)
    gate, told = threading.Event(), []
    page.load(lambda: gate.wait(10), told.append, key="other")
    page.rules.look()
    page.refresh()
    page.desk.set_session(None)
    gate.set()
    seen: list[bool] = []
    page.desk.gateway.read(lambda: True, seen.append)
    qtbot.waitUntil(lambda: bool(seen), timeout=10_000)
    assert told == [], "nobody is told of a project that is closed"


def test_numbers_of_failing_rows_stand_right_and_a_missing_one_has_the_sign_of_the_grid(
    bikes,
) -> None:
    columns = (
        Column("price", ColumnType.NUMBER, SemanticType.NUMBER),
        Column("city", ColumnType.TEXT, SemanticType.CATEGORY),
    )
    row, price, city = failing_columns(columns)
    assert (row.is_number, price.is_number, city.is_number) == (True, True, False)
    gap, empty = FailingRow(3, (None, "")), FailingRow(4, (4.5, ""))
    assert price.look(gap).blank == MISSING
    assert price.text(gap) == "", "neither copied nor saved"
    assert price.spoken(gap) == "price: missing"
    assert city.look(empty).blank == "", "an empty text is not a missing one"


def test_what_cannot_be_pressed_without_a_rule_looks_pale(open_page, bikes) -> None:
    view = _tab(open_page(bikes))
    for button in (view.edit, view.remove):
        assert not button.isEnabled()
        size = button.iconSize()
        usual, pale = (
            _strength(button.icon().pixmap(size, mode))
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled)
        )
        assert pale < usual * 0.6


def _strength(drawn: QPixmap) -> int:
    image = drawn.toImage()
    return max(
        image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height())
    )
