"""The audit page: the log, one entry, the proof, stages as of a day."""

from __future__ import annotations

from PySide6.QtCore import QDate

from mlops_desktop.core.audit import Damage, Problem, Verification
from mlops_desktop.core.stage import Stage
from mlops_desktop.gui.page import Ask
from mlops_desktop.gui.pages.audit import AuditPage
from mlops_desktop.gui.widgets.states import State
from mlops_desktop.gui.widgets.text import Text


def words_of(widget) -> str:
    return " ".join(text.text() for text in widget.findChildren(Text))


def test_the_newest_entry_is_chosen_and_explained(open_page, life):
    page = open_page(AuditPage, life)
    entry = page.table.current()
    assert entry is not None
    assert entry.seq == life.project.log.count()
    assert entry.action == "monitor.run"
    assert page.entry.changes.model.rowCount() == len(entry.changes)


def test_a_promotion_shows_who_why_and_what_changed(open_page, life):
    page = open_page(AuditPage, life)
    assert page.table.select(lambda entry: entry.why == "passed the gates")
    assert "passed the gates" in words_of(page.entry)
    changed = {change.column: change.new for change in page.table.current().changes}
    assert changed["to_stage"] == "production"


def test_verifying_says_in_words_that_nothing_was_altered(open_page, life, settle):
    page = open_page(AuditPage, life)
    assert "Not verified" in words_of(page.proof)
    page.show_reference(Ask.VERIFY)
    settle()
    assert "Nothing was altered" in words_of(page.proof)
    assert not page.proof.problems.isVisible()


def test_what_does_not_verify_is_named(open_page, life):
    page = open_page(AuditPage, life)
    problem = Problem(Damage.OBJECT_CHANGED, "object 9f2c", "its content is not its name")
    page.desk.verified.emit(Verification(9, 8, 7, 6, "ab", "one two three four", (problem,)))
    assert "One thing does not verify" in words_of(page.proof)
    assert page.proof.problems.model.rowCount() == 1


def test_the_filter_keeps_matching_entries_and_says_when_there_is_none(open_page, life):
    page = open_page(AuditPage, life)
    page.filter.setText("passed the gates")
    assert page.table.model.rowCount() == 1
    page.filter.setText("no such thing")
    assert not page.table.isVisible()
    page.filter.clear()
    assert page.table.isVisible()


def test_an_entry_is_shown_by_its_number(open_page, life):
    page = open_page(AuditPage, life)
    page.show_reference(3)
    assert page.table.current().seq == 3


def test_stages_are_those_of_the_chosen_day(open_page, life, settle):
    page = open_page(AuditPage, life)
    held = [record.stage for record in page.as_of.table.model.shown]
    assert Stage.PRODUCTION in held
    page.as_of.day.setDate(QDate(2001, 1, 1))
    settle()
    assert page.as_of.table.model.rowCount() == 0
    assert page.as_of._nothing.isVisible()


def test_a_missing_file_is_named_before_anything_is_verified(open_page, damaged):
    page = open_page(AuditPage, damaged)
    assert "A stored file is missing" in page.bar.texts()[0]
    assert page.table.model.rowCount() > 0


def test_a_log_that_cannot_be_read_is_said_in_place_of_the_page(open_page, unreadable):
    page = open_page(AuditPage, unreadable)
    assert page.states.state is State.FAILED
    assert "cannot be opened" in page.states._failed.sentence.text()
    assert "restore" in page.states._failed.detail.text()
