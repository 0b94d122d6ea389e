"""Two to five versions side by side: the same rows for all, what differs, whose answer changes."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mlops_desktop.core.decision import Worth
from mlops_desktop.core.model import MetricDifference, Valued
from mlops_desktop.core.stage import Stage
from mlops_desktop.gui.pages.models import ModelsPage
from mlops_desktop.gui.pages.models.beside_tables import measured_beside
from mlops_desktop.gui.pages.models.rows_told import valued_words
from mlops_desktop.gui.pages.models.tables import measured_lines
from mlops_desktop.gui.pages.models.what_if import WhatIfDialog
from mlops_desktop.gui.widgets.states import State
from mlops_desktop.services import models, promotion
from mlops_desktop.services.session import Session

Open = Callable[[Session], ModelsPage]
Settle = Callable[[], None]


def look(page: ModelsPage, name: str, settle: Settle) -> None:
    """Choose a model and put all of its versions side by side."""
    page.show_reference(f"model:{name}")
    settle()
    titles = [page.area.tabs.tabText(at) for at in range(page.area.tabs.count())]
    page.area.tabs.setCurrentIndex(titles.index("Side by side"))
    page.browser.versions.view.selectAll()
    settle()


@pytest.fixture
def page(session: Session, open_page: Open, settle: Settle) -> ModelsPage:
    """demand@1 (linear), demand@2 (tree) and demand@3 (both vote) side by side."""
    made = open_page(session)
    look(made, "demand", settle)
    return made


def test_all_selected_versions_are_measured_against_the_oldest(page: ModelsPage) -> None:
    view = page.beside.view
    assert page.beside.is_measured
    assert view.measured._title.text() == "v1, v3, v2 side by side"
    assert "which none of them was trained on" in view.note.text()
    lines = {line.title: line for line in view.metrics.model.records}
    error = lines["Mean absolute error (bikers)"]
    assert error.cells[0].difference == "reference"
    assert len(error.cells) == 3
    changed = lines["Rows whose answer changes"]
    assert changed.cells[1].difference.endswith("% of the rows")


def test_what_decisions_are_worth_stands_first_in_the_persons_unit(session: Session) -> None:
    found = models.compare(session, ("demand@1", "demand@3"))
    worth = MetricDifference("mean_worth", 33.0, 25.6, -7.4, -9.1, -5.2)
    same = replace(
        found.same_rows[0],
        differences=(worth, *found.same_rows[0].differences),
        valued=Valued(found.versions[0].version.id, Worth("EUR", 100, -500, -20)),
    )
    beside = measured_beside(found.versions, [same])[0]
    assert beside.title == "Mean worth per row (EUR)"
    assert (beside.cells[1].value, beside.cells[1].tone) == ("25.6  worse", "bad")
    pair = measured_lines(same, "bikers")[0]
    assert (pair.title, pair.judgement) == ("Mean worth per row (EUR)", "worse")
    told = valued_words(same, found.versions)
    assert "as stated for v1: hit 100, miss -500, false alarm -20, rest 0 (EUR)" in told


def test_better_and_worse_are_said_in_words_beside_colour_and_arrow(
    page: ModelsPage, session: Session
) -> None:
    found = models.compare(session, ("demand@1", "demand@3", "demand@2"))
    lines = {line.title: line for line in page.beside.view.metrics.model.records}
    cells = lines["Mean absolute error (bikers)"].cells
    for same, cell in zip(found.same_rows, cells[1:], strict=True):
        error = next(item for item in same.differences if item.metric == "mae")
        assert cell.difference.startswith("▲" if error.difference > 0 else "▼")
        if error.low <= 0 <= error.high:
            assert cell.value.endswith("no evidence")
        else:
            assert cell.value.endswith("worse" if error.low > 0 else "better")
            assert cell.tone == ("bad" if error.low > 0 else "ok")


def test_what_differs_is_marked_beside_what_is_the_same(page: ModelsPage) -> None:
    view = page.beside.view
    aspects = {item.name: item for item in view.aspects.model.records}
    columns = view.aspects.model.columns
    assert columns[2].text(aspects["Method"]).startswith("≠ ")
    assert not columns[1].text(aspects["Method"]).startswith("≠ ")
    assert "seed" in view.same.text()
    assert "Seed" not in aspects


def test_another_reference_turns_the_comparison_round(page: ModelsPage, settle: Settle) -> None:
    view = page.beside.view
    view.reference.setCurrentIndex(0)
    view.reference.activated.emit(0)
    settle()
    assert view.measured._title.text() == "v3, v1, v2 side by side"
    assert page.beside.is_measured
    assert view.metrics.model.records[0].cells[0].difference == "reference"


def test_the_version_in_production_is_the_reference(
    session: Session, open_page: Open, settle: Settle
) -> None:
    for stage in (Stage.STAGING, Stage.PRODUCTION):
        promotion.promote(session, "demand@2", stage, "chosen")
    page = open_page(session)
    look(page, "demand", settle)
    assert page.beside.view.measured._title.text() == "v2, v3, v1 side by side"


def test_rows_whose_decision_changes_are_listed_and_saved(
    page: ModelsPage, settle: Settle, tmp_path: Path
) -> None:
    view = page.beside.view
    listed = view.rows.model.records
    assert listed
    assert view.rows.titles()[:5] == ("Row", "Actual", "v1", "v3", "v2")
    page.beside.write(tmp_path / "rows.csv")
    settle()
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert int(rows[0]["row"]) == listed[0].row + 1
    assert f"{len(rows):,}" == view.changed._aside.text()


def test_a_row_opens_the_question_what_would_change_its_answer(
    page: ModelsPage, settle: Settle
) -> None:
    row = page.beside.view.rows.model.records[1]
    page.beside.view.rows.opened.emit(row)
    settle()
    dialog = page.window().findChild(WhatIfDialog)
    assert dialog is not None
    assert dialog.row.value() == row.row + 1
    assert dialog.table.value() == "bikes@1"
    assert not dialog.accept_button.isEnabled()
    dialog.wanted.setText(str(row.answers[1] + 30))
    dialog.accept_button.click()
    settle()
    assert dialog.answer.text().startswith("demand@3 answers ")
    assert dialog.changes.text()
    assert "not what would happen in the world" in dialog.about.text()
    dialog.reject()


def test_columns_to_leave_alone_are_left_alone(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    version = session.project.models.newest(page.chosen.model.id)
    page.what_if.ask(version)
    settle()
    dialog = page.window().findChild(WhatIfDialog)
    assert dialog is not None
    for at in range(dialog.columns.rowCount()):
        dialog.columns.item(at).setCheckState(dialog.columns.item(0).checkState().Checked)
    assert set(dialog.kept()) == {item.name for item in dialog._found.facts.signature.inputs}
    dialog.wanted.setText("1")
    dialog._ask()
    settle()
    answered, refused = dialog.changes.text(), dialog.bar.texts()
    assert "If " not in answered
    assert answered or refused
    dialog.reject()


def test_one_version_alone_says_what_to_do(page: ModelsPage) -> None:
    page.beside.show_selection(())
    view = page.beside.view
    assert view.states.state is State.EMPTY
    assert view.states._empty.sentence.text() == "Select two to five versions at the left."


def test_forecasts_are_measured_on_the_days_that_all_forecast(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    look(page, "daily_users", settle)
    words = "Measured on the same 28 days, which all of them forecast unseen."
    assert page.beside.view.note.text().startswith(words)
    assert page.beside.view.changed.isHidden()


def test_the_days_that_forecasts_see_most_differently_come_first(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    look(page, "daily_users", settle)
    view = page.beside.view
    assert not view.apart.isHidden()
    assert view.days.titles() == ("Day", "Actual", "v1", "v2", "Apart")
    days = view.days.model.records
    assert [item.apart for item in days] == sorted((item.apart for item in days), reverse=True)
    came = {item.day: item for item in days if item.actual is not None}
    coming = [item for item in days if item.actual is None]
    points = models.version(session, "model:daily_users@2").facts.evaluation.backtest
    assert all(came[p.day].answers[1] == p.predicted for p in points if p.day in came)
    # The history ends on 30 April, and both forecast seven days ahead.
    assert {item.day[:7] for item in coming} == {"2025-05"}
    assert view.days.model.columns[1].text(coming[0]) == "not yet"
    assert f"{len(coming)} days of them still to come" in view.told_apart.text()


def test_nothing_is_measured_before_somebody_looks(
    session: Session, open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    page = open_page(session)
    assert "beside" not in vars(page)
    page.area.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: page.beside.is_measured, timeout=60_000)
    page.area.tabs.setCurrentIndex(0)
    page.show_reference("model:demand")
    settle()
    before = set(page.beside._known)
    page.browser.versions.view.selectAll()
    settle()
    assert set(page.beside._known) == before
