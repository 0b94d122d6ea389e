"""Versions side by side: the same rows for all, what differs, and whose answer changes."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from mlops_desktop.core.comparison import Aspect
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.core.recipes.row_steps import FilterRows
from mlops_desktop.core.recipes.value_steps import Derive
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.services import datasets, models, training, transforming
from mlops_desktop.services.models import Comparison
from mlops_desktop.services.session import Session
from mlops_desktop.services.version_differences import differences


@pytest.fixture
def three(trained: Session, spec: TrainingSpec, july: Path) -> Session:
    """demand@3 is a tree with other columns, trained on July's rows."""
    if trained.project.datasets.by_name("july") is None:
        datasets.import_file(trained, july, "july")
        asked = replace(
            spec,
            algorithms=("tree",),
            exclude=("casual", "registered", "holiday"),
            split=SplitPlan(holdout=0.4, folds=2),
            seed=7,
        )
        training.train(trained, "july", asked)
    return trained


@pytest.fixture
def compared(three: Session) -> Comparison:
    """demand@2 is the reference."""
    return models.compare(three, ("demand@2", "demand@1", "demand@3"))


def aspect(found: Comparison, name: str) -> Aspect:
    return next(item for item in found.aspects if item.name == name)


def test_all_are_measured_against_the_first_on_the_same_rows(compared: Comparison) -> None:
    ids = [details.version.id for details in compared.versions]
    assert [(item.first, item.second) for item in compared.same_rows] == [
        (ids[0], ids[1]),
        (ids[0], ids[2]),
    ]
    assert len({item.rows for item in compared.same_rows}) == 1
    assert compared.same_rows[0].is_enough
    for same in compared.same_rows:
        error = next(d for d in same.differences if d.metric == "mae")
        assert error.difference == pytest.approx(error.second - error.first)
        assert error.low < error.difference < error.high


def test_what_differs_is_said_by_version_and_what_does_not_too(compared: Comparison) -> None:
    assert aspect(compared, "Method").values == ("linear", "baseline", "tree")
    assert aspect(compared, "Data").values == (
        "bikes@1 (720 rows)",
        "bikes@1 (720 rows)",
        "july@1 (744 rows)",
    )
    assert aspect(compared, "holiday").values[2].startswith("leave out")
    assert aspect(compared, "Made by").is_same
    assert aspect(compared, "Seed").values == ("1", "1", "7")
    assert aspect(compared, "Hold-out").values[2] == "random, 40% held out, 2 folds"


def test_parameters_are_told_by_their_names_for_people(compared: Comparison) -> None:
    names = {item.name: item.values for item in compared.aspects if item.part == "method"}
    assert "Depth" in names
    assert "Rows per leaf" in names
    assert not [name for name in names if "_" in name]
    assert not [value for values in names.values() for value in values if value in ("True", "None")]


def test_two_versions_tell_what_differs_in_the_same_words(compared: Comparison) -> None:
    pair = differences(compared.versions[0], compared.versions[2])
    found = next(item for item in pair if item.aspect == "Parameters")
    assert found.first.startswith("shrinkage ")
    assert "depth " in found.second
    assert "_" not in found.first + found.second


def test_the_data_of_versions_is_compared_where_it_is_another(compared: Comparison) -> None:
    (change,) = compared.data
    assert (change.before, change.after) == ("bikes@1", "july@1")
    assert change.summary.endswith(".")
    assert change.added + change.removed + change.changed > 0


def test_rows_whose_decision_changes_hold_the_answers_of_all(compared: Comparison) -> None:
    found = compared.changed
    assert found.total >= max(item.decisions_changed for item in compared.same_rows)
    assert len(found.rows) == min(found.total, models.LISTED)
    assert {"temp", "hr"} <= set(found.columns)
    assert "bikers" not in found.columns
    for row in found.rows:
        assert len(row.answers) == 3
        assert len(row.cells) == len(found.columns)
        assert len(set(row.answers)) > 1


def test_all_changed_rows_are_written_where_asked(three: Session, tmp_path: Path) -> None:
    place = tmp_path / "changed.csv"
    found = models.compare(three, ("demand@2", "demand@1"), rows_to=place)
    with place.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == found.changed.total == found.same_rows[0].decisions_changed
    first, listed = rows[0], found.changed.rows[0]
    assert int(first["row"]) == listed.row + 1
    assert float(first["actual bikers"]) == listed.actual
    assert float(first["answer of demand@2"]) == pytest.approx(listed.answers[0])
    assert float(first["answer of demand@1"]) == pytest.approx(listed.answers[1])
    stored = datasets.rows(three, found.changed.table, listed.row, 1)
    names = [column.name for column in datasets.show(three, found.changed.table).columns]
    assert first["hr"] == str(stored.rows[0][names.index("hr")])


def test_one_version_or_six_are_not_put_side_by_side(three: Session, spec: TrainingSpec) -> None:
    with pytest.raises(UserError) as caught:
        models.compare(three, ("demand@1", "demand@1"))
    assert caught.value.code == "usage.compare_two"
    more = replace(spec, algorithms=("baseline", "linear", "tree"), model="many")
    for seed in (1, 2):
        training.train(three, "bikes", replace(more, seed=seed))
    with pytest.raises(UserError) as caught:
        models.compare(three, tuple(f"many@{number}" for number in range(1, 7)))
    assert caught.value.code == "usage.compare_many"
    assert "5 at most" in caught.value.hint


def test_recipe_steps_that_only_one_version_has_are_lines_of_their_own(
    three: Session, spec: TrainingSpec
) -> None:
    busy = Recipe("busy", "", (FilterRows("bikers > 20"), Derive("windy", "windspeed > 0.2")))
    transforming.transform(three, busy, "bikes@1", "busy")
    asked = replace(spec, algorithms=("linear",), model="demand")
    made = training.train(three, "busy", asked).value.versions[0]
    found = models.compare(three, ("demand@2", made.label))
    assert aspect(found, "Made by").values == ("import of a file", "recipe busy@1")
    steps = [item for item in found.aspects if item.part == "recipe"][1:]
    assert [item.values for item in steps] == [("–", "step 1"), ("–", "step 2")]
    assert aspect(found, "windy").values[0] == "not taken"
    (change,) = found.data
    assert change.removed > 0
    assert [(item.kind, item.column) for item in change.schema] == [("added", "windy")]


def test_forecasts_that_fill_gaps_otherwise_are_told_apart(
    trained: Session, tmp_path: Path
) -> None:
    lines = ["day,sold"]
    for place in range(130):
        if place % 11:
            day = date(2025, 1, 1) + timedelta(days=place)
            lines.append(f"{day},{100 + place + 9 * (place % 7)}")
    (tmp_path / "sales.csv").write_text("\n".join(lines), encoding="utf-8")
    datasets.import_file(trained, tmp_path / "sales.csv", "sales")
    plan = ForecastPlan("day", origins=3)
    for fill in ("missing", "zero"):
        asked = TrainingSpec(
            "sales",
            "sold",
            Task.FORECAST,
            ("seasonal_naive",),
            forecast=replace(plan, fill=fill),
        )
        training.train(trained, "sales", asked)
    found = models.compare(trained, ("sales@1", "sales@2"))
    assert aspect(found, "Days without a row").values == ("not known", "zero")
    assert not aspect(found, "Days without a row").is_same
    assert aspect(found, "Hold-out").values[0] == "a backtest by day: 3 starts, 7 days ahead each"
    in_short = {item.aspect: item for item in found.differences}
    assert not in_short["Days without a row"].is_same
    assert found.days
