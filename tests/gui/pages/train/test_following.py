"""While trainings run: trials as they come, pause, a queue; what is there when they have ended."""

from __future__ import annotations

import csv
from pathlib import Path

from gui.pages.train.conftest import write_customers
from PySide6.QtWidgets import QApplication

from mlops_desktop.core.search import Search, Trial
from mlops_desktop.core.training import RunStatus, TrainingSpec
from mlops_desktop.gui.pages.train.following.tables import status_words
from mlops_desktop.gui.pages.train.following.trials import trial_lines
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.widgets.badge import MarkSign
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.jobs.requests import Tried
from mlops_desktop.services import datasets, training
from mlops_desktop.services.session import Session
from mlops_desktop.services.training import RunResult

MINUTE = 60_000


def search(page, candidates: int, *methods: str) -> None:
    page.what.leave_out.click()
    page.methods.choose(methods)
    page.check.folds.setValue(2)
    page.finer.search_fold.set_open(True)
    page.finer.search.on.setChecked(True)
    page.finer.search.candidates.setValue(candidates)


def test_the_leaderboard_fills_while_a_search_goes_on(
    session: Session, predict, settle, qtbot, tmp_path: Path
) -> None:
    page = predict(session)
    search(page, 6, "baseline", "forest")
    page.train()
    (following,) = page.trainings.open()
    table = page.result.trials.table
    qtbot.waitUntil(lambda: table.model.rowCount() >= 2, timeout=MINUTE)
    assert not following.is_over
    line = table.model.records[0]
    assert line.tried.algorithm == "forest"
    assert line.tried.trial.value is not None
    settle()
    assert following not in page.running.lines
    chosen = [one for one in table.model.records if one.tried.trial.is_chosen]
    assert len(table.model.records) == 6
    assert len(chosen) == 1
    table._write(tmp_path / "tried.csv")
    with (tmp_path / "tried.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:3] == ["Method", "No.", "AUC"]
    assert len(rows) == 7


def test_a_paused_training_waits_and_goes_on(session: Session, predict, settle, qtbot) -> None:
    page = predict(session)
    search(page, 5, "forest")
    page.train()
    (following,) = page.trainings.open()
    line = page.running.lines[following]
    qtbot.waitUntil(lambda: len(following.trials()) >= 1, timeout=MINUTE)
    line.pause.click()
    assert line.pause.text() == "Resume"
    assert line.phase().startswith("Paused")
    job = following.job
    assert job is not None
    assert job.pause.is_set()
    before = job.elapsed
    qtbot.wait(50)
    assert job.elapsed == before
    line.pause.click()
    settle()
    assert following.has_finished


def test_a_second_training_waits_for_its_turn(session: Session, predict, settle, qtbot) -> None:
    page = predict(session)
    search(page, 4, "forest")
    page.train()
    page.show_setup()
    assert page.header.primary.isEnabled()
    assert "waits until the one before it has ended" in page.header._subtitle.text()
    page.what.show_name("second")
    page.methods.choose(("baseline",))
    page.header.primary.click()
    first, second = page.trainings.open()
    qtbot.waitUntil(lambda: second.is_waiting, timeout=MINUTE)
    assert page.running.lines[second].phase() == "Waits until the work before it has ended"
    assert not page.running.lines[first].look.isHidden()
    settle()
    assert first.has_finished
    assert second.has_finished
    newest, before = training.recent_trainings(session, 2)
    assert (before.spec.model, newest.spec.model) == ("customers_left", "second")


def test_a_cancelled_one_of_two_leaves_the_other(session: Session, predict, settle, qtbot) -> None:
    page = predict(session)
    search(page, 3, "baseline", "linear")
    page.train()
    page.show_setup()
    page.train()
    first, second = page.trainings.open()
    page.running.lines[second].progress.cancel.click()
    settle()
    assert first.has_finished
    assert page.running.lines[second].end_words() == "Cancelled. What was finished stays."
    page.running.lines[second].close_.click()
    assert not page.running.lines


def test_what_a_search_tried_is_there_when_a_past_run_is_opened(
    session: Session, predict, settle
) -> None:
    spec = TrainingSpec("churn", "left", algorithms=("linear",), exclude=("copy",))
    training.train(
        session, "customers", TrainingSpec(**{**_fields(spec), "search": Search(candidates=3)})
    )
    page = predict(session)
    page.recent.opened.emit(page.recent.model.records[0])
    settle()
    assert page.result.trials.table.model.rowCount() == 3
    assert page.result.chosen().label == "churn@1"


def test_a_result_that_is_almost_too_good_is_asked_about(
    session: Session, predict, settle, tmp_path: Path
) -> None:
    datasets.import_file(session, write_customers(tmp_path / "more.csv", 900), "more")
    for name, method in (("leaky", "linear"), ("honest", "baseline")):
        training.train(session, "more", TrainingSpec(name, "left", algorithms=(method,)))
    page = predict(session)
    doubts = page.result.doubts
    assert doubts.isHidden()
    honest, leaky = page.recent.model.records
    page.recent.opened.emit(leaky)
    settle()
    assert not doubts.isHidden()
    (sign,) = doubts.findChildren(MarkSign)
    assert sign.accessibleName() == Mark.NONE.spoken
    found, question = (text.text() for text in doubts.findChildren(Text))
    assert found.startswith("Almost too good: area under the ROC curve 1.000 (")
    assert question == "Is copy, on which it leans most, known at the time of prediction?"
    page.recent.opened.emit(honest)
    settle()
    assert doubts.isHidden()


def test_trials_that_failed_come_last_and_say_why() -> None:
    def tried(number: int, value: float | None, problem: str = "", rows: int = 100) -> Tried:
        return Tried("forest", "mae", Trial(number, (), rows, value, 0.1, 1.0, problem))

    lines = trial_lines(
        [tried(1, None, "too many rows"), tried(2, 5.0), tried(3, 4.0), tried(4, 1.0, rows=30)]
    )
    assert [line.tried.trial.number for line in lines] == [3, 2, 4, 1]
    assert [line.is_best for line in lines] == [True, False, False, False]
    assert lines[-1].words == "too many rows"


def test_a_failed_run_says_why(session: Session, predict, settle) -> None:
    page = predict(session)
    page.what.leave_out.click()
    page.methods.choose(("baseline", "neighbours"))
    page.finer.decision_fold.set_open(True)
    page.finer.decisions.weights.set_value("classes")
    page.train()
    settle()
    words = {
        place.result.run.algorithm: status_words(place.result)
        for place in page.result.table.model.records
    }
    assert words["baseline"] == "v1"
    assert words["neighbours"].startswith("failed: Nearest neighbours cannot weight rows.")
    results: list[RunResult] = [place.result for place in page.result.table.model.records]
    assert {item.run.status for item in results} == {RunStatus.FINISHED, RunStatus.FAILED}


def test_the_page_shows_running_work_on_the_form_too(
    session: Session, predict, settle, qtbot
) -> None:
    page = predict(session)
    search(page, 4, "forest")
    page.train()
    page.show_setup()
    QApplication.processEvents()
    assert page.running.isVisible()
    (line,) = page.running.lines.values()
    line.look.click()
    assert page.is_result
    settle()
    assert not page.running.isVisible()


def _fields(spec: TrainingSpec) -> dict[str, object]:
    return {name: getattr(spec, name) for name in spec.__dataclass_fields__}
