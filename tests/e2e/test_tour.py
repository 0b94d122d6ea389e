"""The tour: one model's whole life in the real window, with a picture of every page.

Clicks what a person would click. The pictures, light and dark, and what each step took of the
window's thread at most (``stalls.txt``) go to the folder named by ``MLOPS_DESKTOP_TOUR``, or to the
test's own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e import data_tour, model_tour, train_tour
from e2e.touring import Tour
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mlops_desktop import app as front_door
from mlops_desktop.core.stage import Stage
from mlops_desktop.gui.page import Ask
from mlops_desktop.gui.theme import theme
from mlops_desktop.services.session import Session
from mlops_desktop.settings.store import SettingsStore

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "bikeshare"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures go."""
    place = Path(os.environ.get("MLOPS_DESKTOP_TOUR", tmp_path_factory.mktemp("tour")))
    place.mkdir(parents=True, exist_ok=True)
    (place / "stalls.txt").unlink(missing_ok=True)
    return place


@pytest.fixture
def tour(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, folder: Path, monkeypatch
) -> Iterator[Tour]:
    """The window, before any project is open."""
    monkeypatch.setenv("MLOPS_DESKTOP_SETTINGS", str(tmp_path / "settings.json"))
    monkeypatch.setenv("MLOPS_DESKTOP_LOGS", str(tmp_path / "logs"))
    window = front_door.make_window(qapp, SettingsStore())
    window.resize(1280, 800)
    window.show()
    made = Tour(window, folder, qtbot)
    yield made
    made.stalls.stop()
    with (folder / "stalls.txt").open("a", encoding="utf-8") as told:
        told.write("\n".join(made.stalls.lines()) + "\n")
    window._may_close = True
    window.close()
    window.deleteLater()
    theme.apply(qapp, theme.Mode.LIGHT, 100)


def open_project(tour: Tour, folder: Path, name: str) -> None:
    """Make a project and open it."""
    Session.create(folder, name).close()
    tour.begin("opening")
    tour.window.flow.open(folder)
    tour.wait(lambda: tour.window.desk.has_session)
    tour.settle()


def require_pictures(tour: Tour, *names: str) -> None:
    """Both looks of each are there."""
    taken = {path.name for path in tour.folder.glob("*.png")}
    wanted = {f"{name}_{mode}.png" for name in names for mode in ("light", "dark")}
    assert wanted <= taken


def test_one_models_life_in_the_window(tour: Tour, tmp_path: Path) -> None:
    """Import, train, promote, score, watch, ask for lineage, prove."""
    tour.picture("welcome")
    open_project(tour, tmp_path / "project", "Bike demand")
    tour.picture("home_empty")
    data_tour.import_dropped(tour, SAMPLE / "bikes_2011_june.csv", "import")
    tour.picture("data")
    model_tour.train(tour)
    model_tour.choose_best(tour)
    model_tour.look_closely(tour)
    model_tour.promote(tour, Stage.STAGING, "Best of three on the held-out hours")
    model_tour.promote(tour, Stage.PRODUCTION, "Planning starts using it")
    data_tour.import_dropped(tour, SAMPLE / "bikes_2011_july.csv")
    model_tour.score_july(tour)
    model_tour.check_july(tour)

    lineage = tour.go("lineage")
    assert len(lineage.scene.graph.nodes) >= 10
    tour.picture("lineage")
    audit = tour.go("audit", Ask.VERIFY)
    assert audit.desk.verification is not None
    assert audit.desk.verification.is_sound
    tour.picture("audit")
    tour.go("home")
    tour.picture("home")
    tour.go("settings")
    tour.picture("settings")
    require_pictures(tour, "home", "data", "train_setup", "train_result", "models")
    require_pictures(tour, "models_curves", "models_slices", "models_dependence")
    require_pictures(tour, "models_side_by_side", "models_changed_rows", "models_what_if")
    require_pictures(tour, "monitor", "lineage", "audit", "settings")


def test_a_search_in_the_window(tour: Tour, tmp_path: Path) -> None:
    """Settle the doubts, choose finely, search, queue, and see all that was tried."""
    open_project(tour, tmp_path / "project", "Bike demand")
    data_tour.import_dropped(tour, SAMPLE / "bikes_2011_june.csv")
    train_tour.choose_finely(tour)
    train_tour.search(tour)
    require_pictures(tour, "train_doubts", "train_checks", "train_finer", "train_decisions")
    require_pictures(tour, "train_parameters", "train_searching", "train_queue", "train_tried")


def test_an_analysts_data_in_the_window(tour: Tour, tmp_path: Path) -> None:
    """Import a doubtful file, understand it, judge it, compare it with a later one, change it."""
    open_project(tour, tmp_path / "project", "Deliveries")
    file = data_tour.write_deliveries(tmp_path / "deliveries.csv", is_later=False)
    data_tour.import_with_a_question(tour, file)
    data_tour.look_at_profile(tour)
    data_tour.judge_by_rules(tour)
    data_tour.write_deliveries(file, is_later=True)
    data_tour.compare_versions(tour, file)
    data_tour.import_dropped(tour, SAMPLE / "bikes_2011_july.csv")
    data_tour.make_by_recipe(tour)
    require_pictures(tour, "import_question", "import_rejected", "data_profile", "data_column")
    require_pictures(tour, "rules", "compare_rows", "compare_columns", "recipe", "recipe_made")
