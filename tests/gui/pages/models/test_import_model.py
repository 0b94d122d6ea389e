"""Importing a model that was made elsewhere: what is asked, what is refused, what is then said."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import skops.io
from PySide6.QtWidgets import QWidget
from sklearn.linear_model import Ridge

from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import SplitMethod
from mlops_desktop.gui.pages.models import ModelsPage
from mlops_desktop.gui.pages.models.browser import VersionLine
from mlops_desktop.gui.pages.models.import_dialog import ImportModelDialog
from mlops_desktop.services import datasets, models
from mlops_desktop.services.session import Session

Open = Callable[[Session], ModelsPage]
Settle = Callable[[], None]


@pytest.fixture(scope="module")
def no_model_yet(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one dataset."""
    folder = tmp_path_factory.mktemp("elsewhere") / "project"
    with Session.create(folder, "Elsewhere") as made:
        datasets.import_file(made, samples / "bikes_2011_june.csv", "bikes")
    return folder


@pytest.fixture
def stored_project(no_model_yet: Path) -> Path:
    """The project that each test gets its own copy of."""
    return no_model_yet


@pytest.fixture
def file(samples: Path, tmp_path: Path) -> Path:
    """A model of the rentals by weather, as somebody else would write it."""
    table = pd.read_csv(samples / "bikes_2011_june.csv")
    place = tmp_path / "weather.skops"
    skops.io.dump(Ridge().fit(table[["temp", "hum"]], table["bikers"]), place)
    return place


def ask(page: ModelsPage, shell: QWidget, settle: Settle) -> ImportModelDialog:
    page._import.click()
    settle()
    (dialog,) = shell.findChildren(ImportModelDialog)
    return dialog


def test_a_model_file_becomes_a_version_that_says_what_is_not_known(
    session: Session, open_page: Open, settle: Settle, shell: QWidget, file: Path
) -> None:
    page = open_page(session)
    dialog = ask(page, shell, settle)
    assert dialog.accept_button.toolTip() == "Choose a model file first."
    dialog.choose_file(file)
    assert dialog.name.text() == "weather"
    assert dialog.accept_button.toolTip() == "Choose the column it predicts."
    dialog.target.set_value("bikers")
    dialog.author.setText("Ana Lima")
    dialog.accept_button.click()
    settle()
    assert not shell.findChildren(ImportModelDialog)
    made = models.version(session, "model:weather@1")
    assert made.version.is_imported
    line = VersionLine()(made.version)
    assert line.detail.startswith("Imported model")
    assert "on which rows it learned is not known" in line.tooltip
    assert page.version is not None
    assert page.version.id == made.version.id
    page.made.show_version(made)
    told = dict(page.made.facts.facts())
    titles = [item.title for item in page.made.metrics.model.columns]
    assert titles == ["Metric", "On all rows of bikes@1", "95 % range"]
    assert page.compare._title.text() == "v1 on all rows of bikes@1"
    assert told["Made by"] == "Ana Lima"
    assert told["Comes from"] == "not stated"
    assert told["Not known"].startswith("On which rows, and how, it learned.")


def test_a_refusal_stays_in_the_dialog(
    session: Session, open_page: Open, settle: Settle, shell: QWidget, tmp_path: Path
) -> None:
    page = open_page(session)
    dialog = ask(page, shell, settle)
    pickled = tmp_path / "model.skops"
    pickled.write_bytes(pickle.dumps({"a": 1}))
    dialog.choose_file(pickled)
    dialog.target.set_value("bikers")
    dialog.accept_button.click()
    settle()
    assert dialog.isVisible()
    assert "model.skops" in " ".join(dialog.bar.texts())
    assert dialog.accept_button.isEnabled()
    assert not models.list_models(session)
    dialog.reject()


def test_rows_that_judge_it_are_those_a_column_names(
    session: Session, open_page: Open, settle: Settle, shell: QWidget, file: Path
) -> None:
    dialog = ask(open_page(session), shell, settle)
    dialog.choose_file(file)
    dialog.target.set_value("bikers")
    dialog.task.set_value(Task.COUNT)
    dialog.rows.set_value("weekday")
    assert dialog.accept_button.toolTip() == "Write the value of the rows that judge it."
    dialog.value.setText("6")
    wanted = dialog.wanted()
    assert wanted is not None
    assert (wanted.task, wanted.rows.method) == (Task.COUNT, SplitMethod.COLUMN)
    assert (wanted.rows.column, wanted.rows.held_out) == ("weekday", ("6",))
    dialog.reject()


def test_a_model_without_names_is_told_its_columns(
    session: Session,
    open_page: Open,
    settle: Settle,
    shell: QWidget,
    samples: Path,
    tmp_path: Path,
) -> None:
    table = pd.read_csv(samples / "bikes_2011_june.csv")
    place = tmp_path / "nameless.skops"
    skops.io.dump(Ridge().fit(table[["temp", "hum"]].to_numpy(float), table["bikers"]), place)
    dialog = ask(open_page(session), shell, settle)
    dialog.choose_file(place)
    dialog.target.set_value("bikers")
    dialog.accept_button.click()
    settle()
    assert "does not know the names of its columns" in " ".join(dialog.bar.texts())
    dialog.columns.setText("temp, humidity")
    assert dialog.accept_button.toolTip() == "“humidity” is no column of bikes@1."
    dialog.columns.setText('temp, "hum"')
    dialog.accept_button.click()
    settle()
    made = models.version(session, "model:nameless@1")
    assert [item.name for item in made.facts.signature.inputs] == ["temp", "hum"]
