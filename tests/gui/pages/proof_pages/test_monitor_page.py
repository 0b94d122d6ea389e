"""The monitor page: damage first, then the drift that explains it."""

from __future__ import annotations

from mlops_desktop.core.monitor import Verdict
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.gui.page import Ask
from mlops_desktop.gui.pages.monitor import MonitorPage
from mlops_desktop.gui.pages.monitor.check_dialog import CheckDialog
from mlops_desktop.gui.widgets.text import Text


def words_of(widget) -> str:
    return " ".join(text.text() for text in widget.findChildren(Text))


def dialog_of(page) -> CheckDialog:
    return page.window().findChildren(CheckDialog)[-1]


def test_without_a_model_one_sentence_leads_to_training(open_page, blank, qtbot):
    page = open_page(MonitorPage, blank)
    with qtbot.waitSignal(page.desk.navigated) as asked:
        page.ask_for_data()
    assert asked.args == ["train", None]


def test_the_newest_check_is_shown_with_its_verdict(open_page, life):
    page = open_page(MonitorPage, life)
    (report,) = life.project.reports.all()
    assert report.headline in words_of(page.verdict)
    assert page.columns.model.rowCount() == report.columns_checked


def test_columns_that_drifted_come_first(open_page, life):
    page = open_page(MonitorPage, life)
    verdicts = [column.verdict for column in page.columns.model.shown]
    assert verdicts[0] is Verdict.DRIFT
    first_calm = verdicts.index(Verdict.NO_DRIFT)
    assert Verdict.DRIFT not in verdicts[first_calm:]


def test_a_chosen_column_is_told_in_a_sentence_with_its_numbers(open_page, life):
    page = open_page(MonitorPage, life)
    assert page.columns.select(lambda column: column.column == "temp")
    said = words_of(page.column)
    assert "on average" in said
    assert "PSI" in said
    assert "decile" in said
    assert "temp" in page.column.chart.accessibleName()


def test_errors_over_time_are_drawn_from_labelled_rows(open_page, life, qtbot):
    page = open_page(MonitorPage, life)
    qtbot.waitUntil(lambda: page.error.chart.image() is not None, timeout=20_000)
    assert "Mean absolute error" in page.error.chart.accessibleName()


def test_checking_asks_for_the_rows_and_leaves_out_the_training_table(open_page, life):
    page = open_page(MonitorPage, life)
    page.show_reference(Ask.CHECK_DRIFT)
    dialog = dialog_of(page)
    offered = [dialog.table.itemText(place) for place in range(dialog.table.count())]
    assert offered == ["july@1"]
    dialog.reject()


def test_a_check_ends_with_its_report_shown(open_page, life, settle):
    page = open_page(MonitorPage, life)
    before = len(life.project.reports.all())
    page.check("data:july@1")
    settle()
    assert len(life.project.reports.all()) == before + 1
    newest = life.project.reports.all()[0]
    assert page.report.value() in {report.id for report in life.project.reports.all()}
    assert newest.headline in words_of(page.verdict)


def test_retraining_begins_with_the_watched_model(open_page, life, qtbot):
    page = open_page(MonitorPage, life)
    with qtbot.waitSignal(page.desk.navigated) as asked:
        page._on_retrain()
    assert asked.args == ["train", Reference("demand", namespace=Namespace.MODEL)]
