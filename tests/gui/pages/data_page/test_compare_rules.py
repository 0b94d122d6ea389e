"""The rules of both versions in a comparison."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mlops_desktop.core.rules.column_rules import Range, Required
from mlops_desktop.core.rules.outcome import RuleResult, RuleStatus
from mlops_desktop.core.rules.rule import RuleSeverity
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.data.compare.rules import mark_of, result_words
from mlops_desktop.gui.pages.data.compare.view import RULES
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.services import data_diff, datasets, rules
from mlops_desktop.services.session import Session

Open = Callable[[Session], DataPage]

BEFORE = "id,price,city\n" + "".join(f"{n},{n}.5,Rome\n" for n in range(20))
AFTER = "id,price,city\n" + "".join(f"{n},{n}.5,{'Rome' if n > 2 else ''}\n" for n in range(18))
CHEAP = Range("price", high=30, severity=RuleSeverity.BLOCK)
FEW = Range("price", high=15)
NAMED = Required("city", severity=RuleSeverity.BLOCK)


@pytest.fixture
def sales(own: Session, tmp_path: Path) -> Session:
    """sales@1 and sales@2, rules checked with the second only."""
    file = tmp_path / "sales.csv"
    file.write_text(BEFORE, encoding="utf-8")
    datasets.import_file(own, file, "sales")
    rules.set_rules(own, "sales", [CHEAP, FEW, NAMED])
    file.write_text(AFTER, encoding="utf-8")
    datasets.import_file(own, file, "sales")
    return own


def shown(page: DataPage) -> list[tuple[str, ...]]:
    table = page.comparison.rules.table
    return list(table.texts(table.model.shown))


def compared(page: DataPage, settle: Callable[[], None]) -> None:
    version = page.browser.chosen()
    assert version is not None
    page.actions_.compare_wanted.emit(version)
    settle()
    page.comparison.card.tabs.setCurrentIndex(RULES)


def test_what_says_something_else_now_comes_first(sales: Session) -> None:
    for label in ("sales@1", "sales@2"):
        rules.check(sales, label)
    pairs = data_diff.rules_of_both(sales, "sales@1", "sales@2")
    assert [pair.is_changed for pair in pairs] == [True, True, False]
    told = [(pair.before.status, pair.after.status) for pair in pairs if pair.before and pair.after]
    passed, failed = RuleStatus.PASSED, RuleStatus.FAILED
    assert told == [(failed, failed), (passed, failed), (passed, passed)]
    assert [pair.after.failing for pair in pairs if pair.after] == [3, 3, 0]


def test_a_comparison_tells_of_the_rules_of_both_versions(
    sales: Session, open_page: Open, settle: Callable[[], None], qtbot: QtBot
) -> None:
    page = open_page(sales)
    compared(page, settle)
    view = page.comparison.rules
    assert {line[1] for line in shown(page)} == {"not checked"}
    assert view.sentence.text() == "sales@1 was not checked against rules."
    qtbot.mouseClick(view.check, Qt.MouseButton.LeftButton)
    settle()
    assert page.comparison.card.tabs.tabText(RULES) == "Rules (3)"
    assert view.table.titles() == ("Rule", "sales@1", "sales@2")
    assert [line[1:] for line in shown(page)] == [
        ("5 rows fail", "3 rows fail"),
        ("holds", "3 rows fail"),
        ("holds", "holds"),
    ]
    assert view.sentence.text() == (
        "2 of 3 rules say something else of sales@2 than of sales@1; "
        "1 held before and does not now."
    )
    assert not view.check.isVisible()


def test_the_rows_that_fail_the_chosen_rule_are_listed(
    sales: Session, open_page: Open, settle: Callable[[], None]
) -> None:
    rules.check(sales, "sales@1")
    page = open_page(sales)
    compared(page, settle)
    view = page.comparison.rules
    assert view.table.select(lambda pair: pair.words.startswith("city"))
    settle()
    assert view.failing_title.text().startswith("3 rows of sales@2 fail: city")
    assert [line[:2] for line in view.failing.texts(view.failing.model.shown)] == [
        ("1", "0"),
        ("2", "1"),
        ("3", "2"),
    ]
    assert view.table.select(lambda pair: not pair.is_changed)
    settle()
    assert not view.failing.isVisible()


def test_versions_that_nobody_checked_say_so(
    own: Session, july: Path, samples: Path, open_page: Open, settle: Callable[[], None]
) -> None:
    datasets.import_file(own, samples / "bikes_2011_june.csv", "bikes")
    datasets.import_file(own, july, "bikes")
    page = open_page(own)
    compared(page, settle)
    view = page.comparison.rules
    assert view.sentence.text() == "Neither bikes@1 nor bikes@2 was checked against rules."
    assert not view.check.isVisible()


@pytest.mark.parametrize(
    ("status", "severity", "failing", "said", "mark"),
    [
        (RuleStatus.PASSED, RuleSeverity.BLOCK, 0, "holds", Mark.FINE),
        (RuleStatus.FAILED, RuleSeverity.BLOCK, 1, "1 row fails", Mark.PROBLEM),
        (RuleStatus.FAILED, RuleSeverity.WARN, 12, "12 rows fail", Mark.WATCH),
        (RuleStatus.FAILED, RuleSeverity.WARN, None, "fails", Mark.WATCH),
        (RuleStatus.UNKNOWN, RuleSeverity.WARN, None, "cannot tell", Mark.WATCH),
    ],
)
def test_a_result_is_told_in_words_and_by_a_mark(
    status: RuleStatus, severity: RuleSeverity, failing: int | None, said: str, mark: Mark
) -> None:
    result = RuleResult(1, "range", severity, "price ≤ 3", status, "", failing)
    assert (result_words(result), mark_of(result)) == (said, mark)
    assert (result_words(None), mark_of(None)) == ("not checked", Mark.NONE)
