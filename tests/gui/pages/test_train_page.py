"""What predicts my target best: three steps, live progress, a leaderboard with its baseline."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.metrics import Task, metric
from mlops_desktop.core.progress import Step
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.core.training import (
    MethodParameters,
    RunStatus,
    SplitMethod,
    SplitPlan,
    TrainingSpec,
)
from mlops_desktop.gui.pages.train import TrainPage
from mlops_desktop.gui.pages.train.following.tables import status_words
from mlops_desktop.gui.widgets.states import State
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import datasets, training
from mlops_desktop.services.session import Session

Open = Callable[[Session], TrainPage]
Settle = Callable[[], None]


@pytest.fixture(scope="module")
def stored_project(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with June's hours as bikes@1, to be copied."""
    path = tmp_path_factory.mktemp("train") / "project"
    with Session.create(path, "Bikes") as made:
        datasets.import_file(made, samples / "bikes_2011_june.csv", "bikes")
    return path


@pytest.fixture
def open_page(open_page: Callable[..., TrainPage]) -> Open:
    """Put this page on a desk with a project and wait until it shows it."""
    return partial(open_page, TrainPage)


def predict(settle: Settle, page: TrainPage, target: str) -> None:
    page.what.target.set_value(target)
    settle()


def test_without_data_there_is_nothing_to_learn_from(tmp_path: Path, open_page: Open) -> None:
    with Session.create(tmp_path / "new", "New") as session:
        page = open_page(session)
        assert page.states.state is State.EMPTY


def test_train_is_disabled_until_a_column_is_chosen(session: Session, open_page: Open) -> None:
    page = open_page(session)
    assert page.header.primary is not None
    assert not page.header.primary.isEnabled()
    assert page.header.primary.toolTip() == "Choose the column to predict."


def test_what_decides_is_said_in_a_sentence(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    predict(settle, page, "bikers")
    assert page.check.decides.text() == "Predicts a number; mean absolute error decides."


def test_a_quantile_that_is_asked_for_is_said_to_decide_until_somebody_chooses(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    predict(settle, page, "bikers")
    nine_of_ten = MethodParameters("boosting", (("loss", "quantile"), ("quantile", "0.9")))
    page.methods.choose(("boosting",), (nine_of_ten,))
    page.methods.changed.emit()
    assert page.check.chosen_metric() == "pinball"
    decides = metric("pinball").in_a_sentence
    assert page.check.decides.text() == f"Predicts a number; {decides} decides."
    assert page.spec().metric is None
    page.methods.choose(("linear",))
    page.methods.changed.emit()
    assert page.check.chosen_metric() == "mae"
    page.check.measure.set_value("rmse")
    page.check.measure.activated.emit(page.check.measure.currentIndex())
    page.methods.choose(("boosting",), (nine_of_ten,))
    page.methods.changed.emit()
    assert page.spec().metric == "rmse"


def test_leaks_offered_are_left_out_with_one_click(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    predict(settle, page, "bikers")
    assert not page.what.leave_out.isHidden()
    assert page.spec().exclude == ()
    page.what.leave_out.click()
    assert page.spec().exclude == ("casual", "registered")
    assert page.what.leave_out.isHidden()
    assert page.spec().task is Task.REGRESSION
    assert page.spec().metric == "mae"


def test_a_column_can_be_left_out_by_its_tick(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    predict(settle, page, "bikers")
    model = page.what.columns.model
    place = page.what.columns.keys().index("temp")
    role = Qt.ItemDataRole.CheckStateRole
    model.setData(model.index(place), Qt.CheckState.Unchecked.value, role)
    assert page.spec().exclude == ("temp",)


def test_a_name_that_cannot_be_is_refused_beside_its_field(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    predict(settle, page, "bikers")
    page.what.name.setText("two words")
    assert page.header.primary is not None
    assert not page.header.primary.isEnabled()
    assert "two words" in page.header.primary.toolTip()


def test_a_target_that_cannot_be_learned_is_said_with_the_next_step(
    session: Session, open_page: Open, settle: Settle, tmp_path: Path
) -> None:
    (tmp_path / "flat.csv").write_text("a,b\n" + "1,7\n" * 50 + "2,7\n" * 50, encoding="utf-8")
    datasets.import_file(session, tmp_path / "flat.csv", "flat")
    page = open_page(session)
    page.show_reference(Reference("flat", namespace=Namespace.DATA))
    settle()
    predict(settle, page, "b")
    assert page.bar.texts() == ("“b” is 7 in every row of flat@1, so there is nothing to predict.",)
    assert page.header.primary is not None
    assert not page.header.primary.isEnabled()


def test_training_makes_a_leaderboard_with_the_baseline_last(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    predict(settle, page, "bikers")
    page.what.leave_out.click()
    page.methods.choose(("baseline", "linear"))
    page.check.folds.setValue(2)
    assert page.header.primary is not None
    page.header.primary.click()
    assert page.is_training
    assert not page.setup.isVisible()
    settle()
    board = page.result.table.model.records
    assert [place.result.run.algorithm for place in board] == ["linear", "baseline"]
    told = page.result.sentence.text()
    assert told.startswith("Linear model: MAE ")
    assert "best of 2 on these rows; " in told
    assert "lower than the baseline (" in told
    assert "looks a little better than it is" in told
    version = page.result.chosen()
    assert version is not None
    assert version.label == "bikes_bikers@2"
    asked: list[tuple[str, object]] = []
    page.desk.navigated.connect(lambda key, ref: asked.append((key, ref)))
    page.header.primary.click()
    assert asked == [("models", Reference("bikes_bikers", 2, namespace=Namespace.MODEL))]
    page.show_setup()
    assert page.recent.model.rowCount() == 2
    # The model exists now: its name is offered and its metric stays.
    assert page.what.existing() is not None


def test_cancelled_training_shows_as_cancelled(
    session: Session, open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    page = open_page(session)
    predict(settle, page, "bikers")
    page.methods.choose(("baseline", "forest", "boosting"))
    page.check.folds.setValue(20)
    page.train()
    (following,) = page.trainings.open()
    job = following.job
    assert job is not None
    qtbot.waitUntil(lambda: "candidate 2" in job.step.detail, timeout=60_000)
    line = page.running.lines[following]
    line.progress.cancel.click()
    qtbot.waitUntil(lambda: not page.is_training, timeout=10_000)
    settle()
    words = "Cancelled. What was finished stays. It had reached: Random forest."
    assert line.end_words() == words
    bar = line.progress._bar
    assert bar.value() < bar.maximum()
    assert not bar.isEnabled()
    words = {place.result.run.algorithm: status_words(place.result) for place in places(page)}
    assert words == {"baseline": "v1", "forest": "cancelled", "boosting": "cancelled"}
    statuses = {item.result.run.status for item in page.recent.model.records}
    assert RunStatus.CANCELLED in statuses


def places(page: TrainPage) -> Any:
    return page.result.table.model.records


def test_a_refusal_brings_the_steps_back_with_the_message(
    session: Session, open_page: Open, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(session)
    predict(settle, page, "bikers")

    def refuse(*_arguments: object, **_options: object) -> None:
        raise UserError("training.folds", folds=30)

    monkeypatch.setattr(training, "train", refuse)
    page.train()
    settle()
    assert page.bar.texts() == ("30 folds are not possible.",)
    assert not page.setup.isHidden()


def test_progress_names_the_method_and_the_fold(
    session: Session, open_page: Open, settle: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(session)
    predict(settle, page, "bikers")
    page.methods.choose(("linear", "boosting"))
    go_on = threading.Event()

    def train(
        _session: object, _ref: object, _spec: object, work: Work, *_: object, **__: object
    ) -> None:
        work.on_step(Step("Training", 6, 14, "candidate 2 of 2 · fold 3 of 5"))
        go_on.wait(20)
        raise Cancelled

    monkeypatch.setattr(training, "train", train)
    page.train()
    words = "Gradient boosting · candidate 2 of 2 · fold 3 of 5"
    (line,) = page.running.lines.values()
    qtbot.waitUntil(lambda: line.phase() == words, timeout=10_000)
    go_on.set()
    settle()


def test_retraining_takes_over_how_the_model_was_made(
    session: Session, open_page: Open, settle: Settle, samples: Path
) -> None:
    spec = TrainingSpec(
        model="demand",
        target="bikers",
        algorithms=("linear",),
        exclude=("casual", "registered"),
        metric="rmse",
        split=SplitPlan(SplitMethod.ORDERED, "hr", 0.3, 3),
        seed=5,
    )
    training.train(session, "bikes", spec)
    datasets.append_file(session, samples / "bikes_2011_july.csv", "bikes")
    page = open_page(session)
    page.show_reference(Reference("demand", namespace=Namespace.MODEL))
    settle()
    assert page.what.table.value() == "bikes@2"
    asked = page.spec()
    assert (asked.model, asked.target, asked.algorithms) == ("demand", "bikers", ("linear",))
    assert (asked.exclude, asked.metric, asked.seed) == (("casual", "registered"), "rmse", 5)
    assert asked.split == spec.split
    assert page.obstacle() == ""


def test_classes_get_their_own_charts_and_positive_class(
    session: Session, open_page: Open, settle: Settle, tmp_path: Path
) -> None:
    rows = "".join(f"{i % 17},{i % 5},{'gone' if i % 17 > 11 else 'here'}\n" for i in range(200))
    (tmp_path / "leave.csv").write_text(f"age,visits,left\n{rows}", encoding="utf-8")
    datasets.import_file(session, tmp_path / "leave.csv", "leave")
    page = open_page(session)
    page.show_reference(Reference("leave", namespace=Namespace.DATA))
    settle()
    predict(settle, page, "left")
    assert page.spec().positive == "gone"
    page.methods.choose(("linear",))
    page.check.folds.setValue(2)
    page.train()
    settle()
    titles = [card._title.text() for card in page.result.charts.cards]
    assert titles == ["What was taken for what", "Right and false alarms", "What it leans on"]
    assert "left" in page.result.charts.cards[1]._aside.text()
