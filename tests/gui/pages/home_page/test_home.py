"""What needs me today: concerns, stages, activity, and the ways in for a new project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop.core.dataset import Dataset
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import (
    DatasetId,
    DatasetVersionId,
    Digest,
    ModelId,
    ModelVersionId,
    ReportId,
)
from mlops_desktop.core.identity import RunId as Run
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.model import Model, ModelVersion
from mlops_desktop.core.monitor import (
    DriftReport,
    MonitorReport,
    PerformanceChange,
    PerformanceWindow,
    Tolerances,
    Verdict,
)
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.core.stage import Stage
from mlops_desktop.gui.commands.catalogue import COMMANDS
from mlops_desktop.gui.commands.registry import Commands
from mlops_desktop.gui.gateway import Gateway
from mlops_desktop.gui.page import Ask, Desk
from mlops_desktop.gui.pages.home import HomePage
from mlops_desktop.gui.pages.home.activity_card import when
from mlops_desktop.gui.pages.home.stage_card import HEALTH, MODEL, PRODUCTION, STAGING
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.states import State
from mlops_desktop.services import health, home
from mlops_desktop.services.cards import Overdue
from mlops_desktop.services.home import Activity, Concern, Health, Overview, StageRow
from mlops_desktop.services.session import Session
from mlops_desktop.settings.store import SettingsStore

NOW = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
NONE = Digest("0" * 64)


def a_model(name: str) -> Model:
    return Model(ModelId(name), name, Task.REGRESSION, "bikers", "mae", NOW, 7, is_hidden=False)


def a_version(model: str, number: int, stage: Stage) -> ModelVersion:
    return ModelVersion(
        id=ModelVersionId(f"{model}{number}"),
        model_id=ModelId(model),
        model=model,
        number=number,
        run_id=Run("run"),
        dataset_version_id=DatasetVersionId("data"),
        algorithm="boosting",
        metric="mae",
        value=38.4,
        low=36.0,
        high=41.0,
        artifact_object=NONE,
        model_digest="",
        facts_object=NONE,
        golden_object=NONE,
        behaviour_hash="",
        split_object=NONE,
        holdout_object=NONE,
        environment_object=NONE,
        spec_object=NONE,
        created_at=NOW,
        created_by="Ana",
        stage=stage,
    )


REPORT = MonitorReport(
    id=ReportId("report-1"),
    model_version_id=ModelVersionId("demand5"),
    reference_version_id=DatasetVersionId("data"),
    current_version_id=DatasetVersionId("july"),
    verdict=Verdict.DRIFT,
    performance_verdict=Verdict.DRIFT,
    columns_drifted=3,
    columns_checked=12,
    metric="mae",
    reference_value=38.0,
    current_value=61.0,
    headline="Wrong more often: mean absolute error 61.0 instead of 38.0.",
    report_object=NONE,
    at=NOW,
)
DEMAND = StageRow(
    a_model("demand"),
    a_version("demand", 7, Stage.DEVELOPMENT),
    None,
    a_version("demand", 5, Stage.PRODUCTION),
    Health("bad", "Degraded", REPORT),
)
CHURN = StageRow(
    a_model("churn"),
    None,
    a_version("churn", 4, Stage.STAGING),
    None,
    Health("neutral", "Not in use"),
)
CONCERN = Concern(
    "bad",
    "demand v5 in production is wrong more often",
    "Mean absolute error 61.0 instead of 38.0.",
    "Seen in july@1: 744 rows",
    "demand",
    REPORT,
)
FULL = Overview(
    rows=(DEMAND, CHURN),
    concerns=(CONCERN,),
    recent=(Activity("Imported july@1", "july.csv · 744 rows, 0 rejected", NOW, 41),),
    datasets=2,
    watched=None,
)
NOTHING = Overview((), (), (), 0, None)


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Overview | UserError], None]:
    """Decide what the overview says."""

    def set_answer(said: Overview | UserError) -> None:
        def overview(_session: Session) -> Overview:
            if isinstance(said, UserError):
                raise said
            return said

        monkeypatch.setattr(home, "overview", overview)
        monkeypatch.setattr(health, "staged", lambda _session: ())

    set_answer(FULL)
    return set_answer


@pytest.fixture
def page(
    answer: object, gateway: Gateway, settings: SettingsStore, shell: QWidget
) -> Iterator[HomePage]:
    """The page on a desk, not yet asked for anything."""
    desk = Desk(gateway, Commands(COMMANDS, shell), settings, shell)
    desk.set_session(cast("Session", SimpleNamespace()))
    made = HomePage(desk, shell)
    made.resize(1072, 740)
    shell.show()
    yield made
    desk.close()


def show(page: HomePage, qtbot: QtBot) -> HomePage:
    page.refresh()
    qtbot.waitUntil(lambda: not page.desk.gateway._pending, timeout=20_000)
    return page


def cell(page: HomePage, row: int, column: int) -> QModelIndex:
    return page.stages.table.model.index(row, column)


def test_a_concern_comes_first_and_offers_why_and_retrain(page: HomePage, qtbot: QtBot) -> None:
    show(page, qtbot)
    (card,) = page.concern_cards()
    assert card.concern is CONCERN
    assert page.header._subtitle.text() == "One thing needs you today."
    with qtbot.waitSignal(page.desk.navigated) as gone:
        card.why.click()
    assert gone.args == ["monitor", "report-1"]
    with qtbot.waitSignal(page.desk.navigated) as gone:
        card.retrain.click()
    assert gone.args == ["train", Reference("demand", namespace=Namespace.MODEL)]


def test_without_concerns_the_page_says_that_nothing_is_needed(
    page: HomePage, answer: Callable[[Overview], None], qtbot: QtBot
) -> None:
    answer(replace(FULL, concerns=()))
    show(page, qtbot)
    assert page.concern_cards() == ()
    assert page.header._subtitle.text() == "Nothing needs you today."


def overdue(name: str, days: int) -> Overdue:
    owner = Dataset(DatasetId(name), name, NOW, 2, is_hidden=False, is_predictions=False)
    return Overdue(owner, date(2026, 10, 31), days, 2, 744)


def test_a_dataset_past_its_last_day_needs_somebody_and_leads_to_its_card(
    page: HomePage, answer: Callable[[Overview], None], qtbot: QtBot
) -> None:
    answer(replace(FULL, overdue=(overdue("july", 21),)))
    show(page, qtbot)
    (card,) = page.retention_cards()
    assert card.overdue.title == "july was to be kept until 2026-10-31; that was 21 days ago"
    assert page.header._subtitle.text() == "2 things need you today."
    with qtbot.waitSignal(page.desk.navigated) as gone:
        card.look.click()
    assert gone.args == ["data", Reference("july", namespace=Namespace.DATA)]


def test_datasets_that_have_no_room_for_a_card_are_named(
    page: HomePage, answer: Callable[[Overview], None], qtbot: QtBot
) -> None:
    answer(replace(FULL, overdue=tuple(overdue(f"d{n}", 9) for n in range(7))))
    show(page, qtbot)
    assert [card.overdue.dataset.name for card in page.retention_cards()] == ["d0", "d1"]
    (link,) = page.content.findChildren(LinkButton, "overdue")
    assert link.text().endswith(": d2, d3, d4 and 2 more")
    answer(replace(FULL, overdue=()))
    show(page, qtbot)
    assert page.retention_cards() == ()


def test_more_than_three_concerns_are_a_link(
    page: HomePage, answer: Callable[[Overview], None], qtbot: QtBot
) -> None:
    answer(replace(FULL, concerns=tuple(replace(CONCERN, model=f"m{n}") for n in range(5))))
    show(page, qtbot)
    assert len(page.concern_cards()) == 3
    assert page.header._subtitle.text() == "5 things need you today."


@pytest.mark.parametrize(
    ("row", "column", "place", "ref"),
    [
        (0, PRODUCTION, "models", Reference("demand", 5, namespace=Namespace.MODEL)),
        (1, STAGING, "models", Reference("churn", 4, namespace=Namespace.MODEL)),
        (1, MODEL, "models", Reference("churn", namespace=Namespace.MODEL)),
        (0, HEALTH, "monitor", "report-1"),
        (1, HEALTH, "monitor", Reference("churn", namespace=Namespace.MODEL)),
    ],
)
def test_a_cell_of_the_stage_matrix_leads_to_what_it_shows(
    page: HomePage, qtbot: QtBot, row: int, column: int, place: str, ref: object
) -> None:
    show(page, qtbot)
    with qtbot.waitSignal(page.desk.navigated) as gone:
        page.stages.table.view.activated.emit(cell(page, row, column))
    assert gone.args == [place, ref]


def test_an_empty_cell_leads_nowhere(page: HomePage, qtbot: QtBot) -> None:
    show(page, qtbot)
    with qtbot.assertNotEmitted(page.desk.navigated):
        page.stages.table.view.clicked.emit(cell(page, 0, STAGING))


def test_health_is_said_in_words_beside_its_mark(page: HomePage, qtbot: QtBot) -> None:
    show(page, qtbot)
    spoken = Qt.ItemDataRole.AccessibleTextRole
    model = page.stages.table.model
    assert model.data(cell(page, 0, HEALTH)) == "Degraded"
    assert model.data(cell(page, 0, PRODUCTION), spoken) == "Production: version 5"
    assert model.data(cell(page, 0, STAGING), spoken) == "Staging: none"


def test_the_stage_matrix_copies_as_text(page: HomePage, qtbot: QtBot) -> None:
    show(page, qtbot)
    page.stages.table.view.clearSelection()
    page.stages.table.copy()
    assert QGuiApplication.clipboard().text().splitlines() == [
        "Model\tDevelopment\tStaging\tProduction\tHealth",
        "demand\tv7\t–\tv5\tDegraded",
        "churn\t–\tv4\t–\tNot in use",
    ]


def test_a_filter_that_leaves_no_model_can_be_taken_back(page: HomePage, qtbot: QtBot) -> None:
    show(page, qtbot)
    page.stages.table.show_filters()
    page.stages.table.header.filter_changed.emit(MODEL, "weather")
    assert page.stages.states.state is State.FILTERED
    page.stages._clear_filter()
    assert page.stages.states.state is State.CONTENT
    assert page.stages.table.model.rowCount() == 2


def test_an_activity_leads_to_its_log_entry(page: HomePage, qtbot: QtBot) -> None:
    show(page, qtbot)
    view = page.activity.list.view
    with qtbot.waitSignal(page.desk.navigated) as gone:
        view.clicked.emit(view.model().index(0, 0))
    assert gone.args == ["audit", 41]


def test_a_dropped_file_is_imported(page: HomePage, qtbot: QtBot, tmp_path: Path) -> None:
    show(page, qtbot)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "july.csv"))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(page.desk.import_asked) as asked:
        page.drop.dropEvent(event)
    assert asked.args == [tmp_path / "july.csv"]


def test_an_empty_project_offers_import_and_the_sample(
    page: HomePage, answer: Callable[[Overview], None], qtbot: QtBot
) -> None:
    answer(NOTHING)
    show(page, qtbot)
    assert page.states.state is State.EMPTY
    ran: list[str] = []
    page.desk.commands.bind({"file.sample": lambda: ran.append("sample")})
    page.sample.click()
    assert ran == ["sample"]
    with qtbot.waitSignal(page.desk.import_asked):
        page.make_empty().button.click()  # type: ignore[union-attr]


def test_data_without_models_offers_to_train_one(
    page: HomePage, answer: Callable[[Overview], None], qtbot: QtBot
) -> None:
    answer(replace(NOTHING, datasets=1))
    show(page, qtbot)
    assert page.states.state is State.CONTENT
    assert page.stages.states.state is State.EMPTY
    with qtbot.waitSignal(page.desk.navigated) as gone:
        page.stages.train_wanted.emit()
    assert gone.args == ["train", None]


def test_an_unwatched_model_in_production_is_said_and_can_be_checked(
    page: HomePage, answer: Callable[[Overview], None], qtbot: QtBot
) -> None:
    unwatched = replace(DEMAND, health=Health("neutral", "Not watched"))
    answer(replace(FULL, rows=(unwatched,), concerns=()))
    show(page, qtbot)
    assert page.error.states.state is State.EMPTY
    assert page.error._empty.sentence.text() == (
        "demand@5 in production has not been checked with newer rows."
    )
    with qtbot.waitSignal(page.desk.navigated) as gone:
        page.error.check_wanted.emit()
    assert gone.args == ["monitor", Ask.CHECK_DRIFT]


def test_the_error_of_the_watched_model_is_drawn_and_said_in_words(
    page: HomePage, answer: Callable[[Overview], None], qtbot: QtBot
) -> None:
    change = PerformanceChange(
        "mae", 38.0, 36.0, 40.0, 61.0, 55.0, 67.0, 23.0, 15.0, 31.0, 700, 744, Verdict.DRIFT, "-"
    )
    windows = tuple(
        PerformanceWindow(f"rows {n * 100 + 1}–{n * 100 + 100}", 100, value)
        for n, value in enumerate((37.0, 41.0, 60.0, 66.0))
    )
    drift = DriftReport(
        Verdict.DRIFT, REPORT.headline, (), Tolerances(), 700, 744, (change,), windows, True
    )
    assert DEMAND.production is not None
    answer(replace(FULL, watched=(DEMAND.production, REPORT, drift)))
    show(page, qtbot)
    qtbot.waitUntil(lambda: page.error.chart.image() is not None, timeout=20_000)
    assert page.error.chart.accessibleName().startswith("Mean absolute error over 4 windows")


def test_a_failure_names_the_next_step(
    page: HomePage, answer: Callable[[UserError], None], qtbot: QtBot
) -> None:
    answer(UserError("data.unknown", name="bikes"))
    show(page, qtbot)
    assert page.states.state is State.FAILED


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 21, 7, 5, tzinfo=UTC), "07:05"),
        (datetime(2026, 11, 20, 23, 0, tzinfo=UTC), "yesterday"),
        (datetime(2026, 11, 3, 9, 0, tzinfo=UTC), "3 Nov"),
        (datetime(2025, 11, 3, 9, 0, tzinfo=UTC), "3 Nov 2025"),
    ],
)
def test_times_are_said_as_people_say_them(moment: datetime, said: str) -> None:
    assert when(moment, NOW) == said
