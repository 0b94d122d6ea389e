"""Which version, and why this one: compared on the same rows, promoted with a reason, scored."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.core.stage import Enforcement, Policy, Stage
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.gui.page import Ask
from mlops_desktop.gui.pages.models import ModelsPage
from mlops_desktop.gui.pages.models.dialogs import (
    PolicyDialog,
    RollBackDialog,
    ScoredDialog,
    ScoreDialog,
)
from mlops_desktop.gui.pages.models.promote_dialog import PromoteDialog
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.widgets.dialog import TextDialog
from mlops_desktop.gui.widgets.states import State
from mlops_desktop.services import datasets, models, promotion, shelf, training
from mlops_desktop.services.session import Session

SPEC = TrainingSpec(
    model="demand",
    target="bikers",
    algorithms=("baseline", "linear"),
    exclude=("casual", "registered"),
    metric="mae",
    split=SplitPlan(holdout=0.3, folds=2),
    seed=1,
)

Open = Callable[[Session], ModelsPage]
Settle = Callable[[], None]
Score = Callable[[ModelsPage], ScoredDialog]


@pytest.fixture(scope="module")
def stored_project(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with demand@1 (baseline) and demand@2 (linear), to be copied."""
    path = tmp_path_factory.mktemp("models") / "project"
    with Session.create(path, "Bikes") as made:
        datasets.import_file(made, samples / "bikes_2011_june.csv", "bikes")
        training.train(made, "bikes", SPEC)
    return path


@pytest.fixture
def open_page(open_page: Callable[..., ModelsPage]) -> Open:
    """Put this page on a desk with a project and wait until it shows it."""
    return partial(open_page, ModelsPage)


def dialog_of(page: ModelsPage, kind: type[Any]) -> Any:
    found: QObject | None = page.window().findChild(kind)
    assert found is not None
    return found


def test_no_model_yet_offers_to_train_one(tmp_path: Path, open_page: Open) -> None:
    with Session.create(tmp_path / "new", "New") as session:
        page = open_page(session)
        assert page.states.state is State.EMPTY
        asked: list[tuple[str, object]] = []
        page.desk.navigated.connect(lambda key, ref: asked.append((key, ref)))
        empty = page.states._empty
        assert empty.button is not None
        empty.button.click()
        assert asked == [("train", None)]


def test_two_versions_are_compared_on_the_same_rows(session: Session, open_page: Open) -> None:
    page = open_page(session)
    assert page.version is not None
    assert page.version.label == "demand@2"
    lines = {line.title: line for line in page.compare.table.model.records}
    error = lines["Mean absolute error (bikers)"]
    assert float(error.second) < float(error.first)
    assert error.difference.startswith("−")
    assert error.mark is Mark.FINE
    assert " to −" in error.difference
    # 30 % of 720 hours, held out by both as they have the same seed.
    assert "same 216 held-out rows" in page.compare.note.text()
    assert lines["Rows whose answer changes"].difference.startswith("of 216")
    assert ("Method", "Baseline → Linear model") in page.compare.facts.facts()


def test_selecting_two_versions_compares_the_newer_with_the_older(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    page.browser.versions.view.selectAll()
    settle()
    assert page.compare._title.text() == "v2 compared with v1"
    page.browser.choose(page.browser.versions.records()[1])
    settle()
    assert page.compare._title.text() == "v1 compared with v2"


def test_too_few_common_rows_cannot_tell(session: Session, open_page: Open, settle: Settle) -> None:
    spec = TrainingSpec(
        model="demand",
        target="bikers",
        algorithms=("linear",),
        split=SplitPlan(holdout=0.1, folds=2),
        exclude=("casual", "registered"),
        seed=9,
    )
    training.train(session, "bikes", spec)
    page = open_page(session)
    page.show_reference(Reference("demand", 3))
    settle()
    assert page.compare.note.text().startswith("Cannot tell which is better: only ")
    assert all(line.mark is None for line in page.compare.table.model.records)


def test_a_large_comparison_says_that_it_waits_for_a_training(
    session: Session,
    open_page: Open,
    settle: Settle,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(models, "QUICK_CELLS", 0)
    page = open_page(session)
    page.measurer._known.clear()
    with session.runner._main.lock:
        page.refresh()
        qtbot.waitUntil(
            lambda: page.compare.note.text() == "Waiting for other work to finish…", timeout=20_000
        )
    settle()
    assert page.compare.note.text().startswith("Measured on the same")


def test_promote_stays_disabled_without_a_reason(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    assert page.header.primary is not None
    page.header.primary.click()
    dialog: PromoteDialog = dialog_of(page, PromoteDialog)
    assert not dialog.accept_button.isEnabled()
    settle()
    assert dialog.obstacle() == "Write the reason first."
    assert dialog.accept_button.toolTip() == "Write the reason first."
    dialog.reason.setPlainText("   ")
    assert not dialog.accept_button.isEnabled()
    dialog.reason.setPlainText("Best on the held-out hours")
    assert dialog.accept_button.isEnabled()
    dialog.accept_button.click()
    settle()
    assert promotion.history(session, "demand")[0].reason == "Best on the held-out hours"
    assert page.version is not None
    assert page.version.stage is Stage.STAGING


def test_production_is_typed_out_and_the_version_before_makes_room(
    session: Session, open_page: Open, settle: Settle
) -> None:
    for label in ("demand@1",):
        promotion.promote(session, label, Stage.STAGING, "first")
        promotion.promote(session, label, Stage.PRODUCTION, "first")
    promotion.promote(session, "demand@2", Stage.STAGING, "second")
    page = open_page(session)
    dialog = page.actions_.promote(page.browser.versions.records()[0])
    settle()
    assert dialog.to is Stage.PRODUCTION
    assert "It replaces v1" in dialog.replaced.text()
    dialog.reason.setPlainText("better")
    assert dialog.obstacle() == "Type demand@2 to confirm."
    dialog.confirm.setText("demand@2")
    dialog.accept_button.click()
    settle()
    stages = {item.number: item.stage for item in page.browser.versions.records()}
    assert stages == {2: Stage.PRODUCTION, 1: Stage.ARCHIVED}
    assert page.ready.lines()[0][2] == "“better”"


def test_a_refused_gate_is_shown_and_nothing_moves(
    session: Session, open_page: Open, settle: Settle
) -> None:
    promotion.set_policy(session, "demand", Policy(threshold=1.0), "very strict")
    promotion.promote(session, "demand@2", Stage.STAGING, "try")
    page = open_page(session)
    page.ready.check.click()
    settle()
    marks = {words: mark for mark, words, _ in page.ready.lines()}
    assert marks["Mean absolute error good enough"] is Mark.PROBLEM
    assert page.ready.note.text() == "Not ready: one check prevents it."
    dialog = page.actions_.promote(page.browser.versions.records()[0])
    settle()
    dialog.reason.setPlainText("please")
    dialog.confirm.setText("demand@2")
    assert not dialog.accept_button.isEnabled()
    assert dialog.obstacle().startswith("A check prevents it.")
    dialog.reject()
    assert [item.stage for item in page.browser.versions.records()] == [
        Stage.STAGING,
        Stage.DEVELOPMENT,
    ]


def test_a_refusal_at_the_last_moment_keeps_the_dialog_open_and_says_why(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    dialog = page.actions_.promote(page.browser.versions.records()[0])
    settle()
    dialog.reason.setPlainText("mine")
    # Somebody else is faster.
    promotion.promote(session, "demand@2", Stage.STAGING, "theirs")
    promotion.promote(session, "demand@2", Stage.PRODUCTION, "theirs")
    moves = len(promotion.history(session, "demand"))
    dialog.accept_button.click()
    settle()
    assert dialog.isVisible()
    assert "production → staging is not a move" in dialog.bar.texts()[0]
    assert not dialog.accept_button.isEnabled()
    assert len(promotion.history(session, "demand")) == moves
    dialog.reject()


def test_the_rules_are_changed_with_a_reason(
    session: Session, open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    page = open_page(session)
    page.ready.policy.click()
    dialog: PolicyDialog = dialog_of(page, PolicyDialog)
    dialog.has_threshold.setChecked(True)
    dialog.threshold.setValue(120.0)
    dialog.metric_gate.set_value(Enforcement.WARN)
    assert not dialog.accept_button.isEnabled()
    dialog.reason.setPlainText("planning needs it")
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: page.chosen is not None and page.chosen.policy.number == 1)
    settle()
    rules = promotion.policy(session, "demand")
    assert (rules.threshold, rules.metric_gate) == (120.0, Enforcement.WARN)
    assert "at most 120 wanted" in page.ready.lines()[1][2]


def test_rolling_back_brings_the_version_before_to_production(
    session: Session, open_page: Open, settle: Settle
) -> None:
    for label in ("demand@1", "demand@2"):
        promotion.promote(session, label, Stage.STAGING, "on")
        promotion.promote(session, label, Stage.PRODUCTION, "on")
    page = open_page(session)
    assert page.chosen is not None
    page.actions_.roll_back(page.chosen)
    dialog: RollBackDialog = dialog_of(page, RollBackDialog)
    assert dialog.version.value() == 1
    assert not dialog.accept_button.isEnabled()
    dialog.reason.setPlainText("v2 is wrong at night")
    dialog.accept_button.click()
    settle()
    assert page.chosen.production is not None
    assert page.chosen.production.number == 1


def test_a_scored_file_shows_counts_and_is_saved_as_csv(
    session: Session, open_page: Open, settle: Settle, samples: Path
) -> None:
    page = open_page(session)
    page.show_reference(Ask.SCORE)
    settle()
    asking: ScoreDialog = dialog_of(page, ScoreDialog)
    assert not asking.accept_button.isEnabled()
    asking.choose_file(samples / "bikes_2011_july.csv")
    asking.accept_button.click()
    settle()
    told: ScoredDialog = dialog_of(page, ScoredDialog)
    assert told.windowTitle() == "demand@2 scored 744 rows"
    told.reject()
    assert page._pair is not None
    assert page._pair.details.predictions[0].row_count == 744
    assert page.use.predictions.model.rowCount() == 1


@pytest.fixture
def score_july(settle: Settle, samples: Path) -> Score:
    """Score July in the page's dialog and return the dialog that tells the result."""

    def score(page: ModelsPage) -> ScoredDialog:
        page.show_reference(Ask.SCORE)
        settle()
        asking: ScoreDialog = dialog_of(page, ScoreDialog)
        asking.choose_file(samples / "bikes_2011_july.csv")
        asking.accept_button.click()
        settle()
        told: ScoredDialog = dialog_of(page, ScoredDialog)
        return told

    return score


def test_save_as_csv_after_scoring_writes_every_prediction(
    session: Session,
    open_page: Open,
    settle: Settle,
    tmp_path: Path,
    samples: Path,
    score_july: Score,
) -> None:
    page = open_page(session)
    told = score_july(page)
    assert told.accept_button.text() == "Save as CSV…"
    told.accept_button.click()
    asking: QFileDialog = dialog_of(page, QFileDialog)
    asking.fileSelected.emit(str(tmp_path / "july.csv"))
    asking.reject()
    settle()
    with (tmp_path / "july.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 744
    with (samples / "bikes_2011_july.csv").open(encoding="utf-8", newline="") as stream:
        given = list(csv.DictReader(stream))
    assert [row["hr"] for row in rows] == [row["hr"] for row in given]
    assert all(math.isfinite(float(row["prediction"])) for row in rows)


def test_predictions_are_never_saved_over_the_projects_own_files(
    session: Session, open_page: Open, settle: Settle, score_july: Score
) -> None:
    page = open_page(session)
    told = score_july(page)
    registry = session.info.path / "registry.db"
    told.accept_button.click()
    asking: QFileDialog = dialog_of(page, QFileDialog)
    asking.fileSelected.emit(str(registry))
    asking.reject()
    settle()
    assert any("belongs to the project" in text for text in page.bar.texts())
    assert registry.read_bytes().startswith(b"SQLite format 3")


def test_hidden_versions_are_listed_only_on_demand(
    session: Session, open_page: Open, settle: Settle
) -> None:
    shelf.archive(session, "model:demand@1", "a mistake")
    page = open_page(session)
    assert [item.number for item in page.browser.versions.records()] == [2]
    assert page.browser.hidden.text() == "Show hidden (1)"
    page.browser.hidden.click()
    settle()
    hidden = page.browser.versions.records()[1]
    titles = [action.text() for action in page.actions_.of_version(hidden)]
    assert "Restore v1" in titles


def test_renaming_keeps_the_versions(
    session: Session, open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    page = open_page(session)
    assert page.chosen is not None
    page.actions_.rename(page.chosen.model)
    dialog: TextDialog = dialog_of(page, TextDialog)
    assert hasattr(dialog.field, "setText")
    dialog.field.setText("hourly")
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: page.header.title() == "hourly", timeout=20_000)
    settle()
    assert len(page.browser.versions.records()) == 2


def test_an_unknown_model_is_named(session: Session, open_page: Open, settle: Settle) -> None:
    page = open_page(session)
    page.show_reference(Reference("churn", namespace=Namespace.MODEL))
    settle()
    assert page.bar.texts() == ("There is no model “churn”.",)


def test_tables_copy_with_their_heads(session: Session, open_page: Open) -> None:
    page = open_page(session)
    page.compare.table.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["Metric", "v1", "v2"]
    page.made.steps.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert ["casual", "leave out"] in [line.split("\t")[1:3] for line in lines]
