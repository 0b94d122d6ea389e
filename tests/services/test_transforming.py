"""Recipes are kept, run, and run again; what they make is a dataset version like any other."""

from __future__ import annotations

import errno
import gzip
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from mlops_desktop.cli.text import recipe as text
from mlops_desktop.core.changes import EntityKind
from mlops_desktop.core.dataset import Origin
from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.recipes.outcome import Fitting
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.core.recipes.row_steps import FilterRows
from mlops_desktop.core.recipes.table_steps import Aggregate, Aggregation, Function, Join
from mlops_desktop.core.recipes.value_steps import Derive, Filling, FillMissing
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import (
    activity,
    audit,
    data_diff,
    datasets,
    recipes,
    scoring,
    training,
    transforming,
)

FLIGHTS = Path(__file__).parents[1] / "data" / "flights_4_days.csv.gz"
ZONE = "America/New_York"
DAILY = Recipe(
    "daily-aircraft",
    "aircraft that left New York on each day",
    (
        FilterRows("dep_time is not missing"),
        Aggregate(
            (Aggregation(Function.COUNT_DISTINCT, "tailnum", "active"),),
            time="time_hour",
            zone=ZONE,
        ),
    ),
)
BUSY = Recipe("busy", "", (FilterRows("bikers > 100"), Derive("windy", "windspeed > 0.2")))


@pytest.fixture
def bikes(empty, june):
    """A project of the test's own with June as bikes@1."""
    datasets.import_file(empty, june, "bikes")
    return empty


def _lines(days: tuple[str, ...]) -> bytes:
    head, *lines = gzip.decompress(FLIGHTS.read_bytes()).decode().splitlines(keepends=True)
    return "".join([head, *(x for x in lines if x.startswith(days))]).encode()


def _expected(days: tuple[str, ...], tmp_path: Path) -> list[tuple[str, int]]:
    path = tmp_path / "expected.csv"
    path.write_bytes(_lines(days))
    frame = pd.read_csv(path)
    frame = frame[frame["dep_time"].notna()]
    local = pd.to_datetime(frame["time_hour"], utc=True).dt.tz_convert(ZONE)
    counts = frame["tailnum"].groupby(local.dt.strftime("%Y-%m-%d")).nunique()
    return [(str(day), int(count)) for day, count in counts.items()]


@pytest.mark.slow
def test_daily_active_aircraft_follow_the_flights_that_come_in(empty, tmp_path) -> None:
    january, march = tmp_path / "january.csv", tmp_path / "march.csv"
    january.write_bytes(_lines(("2013,1,",)))
    march.write_bytes(_lines(("2013,3,",)))
    datasets.import_file(empty, january, "flights")
    first = transforming.transform(empty, DAILY, "flights", "daily").value
    assert (first.version.label, first.version.origin) == ("daily@1", Origin.RECIPE)
    assert first.recipe.label == "daily-aircraft@1"
    rows = datasets.rows(empty, "daily@1").rows
    assert list(rows) == _expected(("2013,1,",), tmp_path)

    (state,) = transforming.input_states(empty, "daily")
    assert not state.is_newer
    datasets.append_file(empty, march, "flights")
    (state,) = transforming.input_states(empty, "daily")
    assert (state.used.label, state.newest.label) == ("flights@1", "flights@2")

    second = transforming.reapply(empty, "daily").value
    assert second.version.label == "daily@2"
    assert second.recipe == first.recipe
    assert second.run.inputs[0].alias == "flights@2"
    rows = datasets.rows(empty, "daily@2").rows
    assert list(rows) == _expected(("2013,1,", "2013,3,"), tmp_path)
    diff = data_diff.compare(empty, "daily@1", "daily@2")
    assert diff.summary.startswith("2 rows added")
    assert audit.verify(empty).is_sound


@pytest.mark.slow
def test_the_same_rows_make_no_version_but_the_run_is_kept(bikes) -> None:
    first = transforming.transform(bikes, BUSY, "bikes", "busy").value
    again = transforming.transform(bikes, "busy@1", "bikes@1", "busy")
    assert again.value.identical
    assert again.value.version == first.version
    assert {EntityKind.DATASET, EntityKind.RECIPE} <= again.changes.kinds
    making = transforming.making_of(bikes, first.version)
    assert [run.identical for run in making.runs] == [False, True]
    (entry,) = (e for e in audit.log(bikes)[:1] if e.action == "data.transform")
    title, detail = activity.sentence(entry)
    assert title == "A recipe made busy@1"
    assert detail.startswith("no new version · busy@1 on bikes@1 · 720 → ")
    (summary,) = transforming.reapply_recipe(bikes, "busy").value
    assert summary.identical


@pytest.mark.slow
def test_how_a_version_was_made_is_told_step_by_step(bikes) -> None:
    made = transforming.transform(bikes, BUSY, "bikes", "busy").value
    making = transforming.making_of(bikes, made.version)
    assert making.document == BUSY
    assert [item.version.label for item in making.inputs] == ["bikes@1"]
    filtered, derived = making.details.steps
    assert (filtered.rows_before, filtered.rows_after) == (720, made.version.row_count)
    assert filtered.words == BUSY.steps[0].words()
    assert derived.rows_after == made.version.row_count
    sources = {item.column: item.sources for item in making.details.sources}
    assert [(s.table, s.column) for s in sources["windy"]] == [("bikes@1", "windspeed")]
    assert transforming.making_of(bikes, datasets.show(bikes, "bikes").version) is None


@pytest.mark.slow
def test_what_a_recipe_made_is_trained_on_and_scored_like_any_other(bikes) -> None:
    transforming.transform(bikes, BUSY, "bikes", "busy")
    spec = TrainingSpec(
        model="rush",
        target="bikers",
        algorithms=("linear",),
        exclude=("casual", "registered"),
        metric="mae",
        split=SplitPlan(folds=2),
        seed=1,
    )
    training.train(bikes, "busy", spec)
    scored = scoring.score(bikes, "rush@1", "busy@1").value
    assert scored.predictions.row_count == scored.scored.row_count
    assert audit.verify(bikes).is_sound


@pytest.mark.slow
def test_another_table_goes_in_by_the_name_the_recipe_gives_it(bikes, tmp_path) -> None:
    path = tmp_path / "weekend.csv"
    path.write_text("weekday,free\n0,yes\n6,yes\n")
    columns = [column.name for column in datasets.show(bikes, "bikes").columns]
    assert "weekday" in columns
    datasets.import_file(bikes, path, "weekend")
    joined = Recipe("joined", "", (Join("calendar", (("weekday", "weekday"),)),))
    with pytest.raises(UserError, match="“calendar”"):
        transforming.transform(bikes, joined, "bikes", "full")
    with pytest.raises(UserError, match="“sky”"):
        transforming.transform(bikes, joined, "bikes", "full", others={"sky": "weekend"})
    given = {"calendar": "weekend"}
    made = transforming.transform(bikes, joined, "bikes", "full", others=given).value
    assert [item.alias for item in made.run.inputs] == ["bikes@1", "calendar"]
    path.write_text("weekday,free\n0,yes\n5,no\n6,yes\n")
    datasets.import_file(bikes, path, "weekend")
    again = transforming.reapply(bikes, "full@1").value
    assert not again.identical
    making = transforming.making_of(bikes, again.version)
    assert [item.version.label for item in making.inputs] == ["bikes@1", "weekend@2"]


@pytest.mark.slow
def test_a_recipe_that_adds_to_what_it_reads_never_takes_its_own_product(bikes, july) -> None:
    made = transforming.transform(bikes, BUSY, "bikes", "bikes").value
    assert made.version.label == "bikes@2"
    again = transforming.reapply(bikes, "bikes").value
    assert again.identical
    assert again.run.inputs[0].alias == "bikes@1"
    datasets.import_file(bikes, july, "bikes")
    third = transforming.reapply(bikes, "bikes").value
    assert (third.version.label, third.run.inputs[0].alias) == ("bikes@4", "bikes@3")


@pytest.mark.slow
def test_what_does_not_fit_or_is_cancelled_leaves_nothing(bikes) -> None:
    objects = bikes.project.path / "objects"
    before = sorted(objects.rglob("*")), bikes.project.log.count()
    wrong = replace(BUSY, steps=(*BUSY.steps, FilterRows("colour = 'red'")))
    with pytest.raises(UserError, match=r"Step 3.*colour"):
        transforming.transform(bikes, wrong, "bikes", "red")
    work = Work()
    work.stop.set()
    with pytest.raises(Cancelled):
        transforming.transform(bikes, BUSY, "bikes", "busy", work)
    with pytest.raises(UserError, match="no steps"):
        transforming.transform(bikes, Recipe("none"), "bikes", "busy")
    with pytest.raises(UserError, match="bikes was not made by a recipe"):
        transforming.reapply(bikes, "bikes")
    assert (sorted(objects.rglob("*")), bikes.project.log.count()) == before
    assert list(bikes.project.jobs_folder.iterdir()) == []


@pytest.mark.slow
def test_a_step_is_previewed_before_and_after_and_nothing_is_kept(bikes) -> None:
    before = bikes.project.log.count()
    shown = recipes.preview(bikes, BUSY, "bikes", 1, 5)
    assert shown.outcome.rows_before == 720
    assert len(shown.after.rows) == 5
    assert "windy" not in [column.name for column in shown.after.columns]
    shown = recipes.preview(bikes, BUSY, "bikes", 2, 5)
    assert shown.after.columns[-1].name == "windy"
    with pytest.raises(UserError, match="no step 3"):
        recipes.preview(bikes, BUSY, "bikes", 3)
    # A step further on that reads another table is no reason not to show an earlier one.
    later = replace(BUSY, steps=(*BUSY.steps, Join("sky", (("hr", "hr"),))))
    assert recipes.preview(bikes, later, "bikes", 1, 5).outcome.number == 1
    assert bikes.project.log.count() == before


def test_the_same_document_makes_no_second_version(empty) -> None:
    first = recipes.save(empty, BUSY, note="first").value
    assert (first.version.label, first.is_new, first.version.note) == ("busy@1", True, "first")
    assert not recipes.save(empty, BUSY).value.is_new
    changed = recipes.save(empty, replace(BUSY, steps=BUSY.steps[:1])).value
    assert (changed.version.label, changed.is_new) == ("busy@2", True)
    (row,) = recipes.list_recipes(empty)
    assert (row.recipe.name, row.newest, row.steps) == ("busy", changed.version, 1)
    shown = recipes.show(empty, "busy@1")
    assert shown.document == BUSY
    assert [version.number for version in shown.versions] == [2, 1]


def test_a_renamed_recipe_keeps_its_numbers_and_its_document(empty) -> None:
    recipes.save(empty, BUSY)
    recipes.rename(empty, "busy", "rush-hour")
    assert recipes.document(empty, "rush-hour") == replace(BUSY, name="rush-hour")
    assert not recipes.save(empty, BUSY, "rush-hour").value.is_new
    recipes.save(empty, DAILY)
    with pytest.raises(UserError, match="exists already"):
        recipes.rename(empty, "rush-hour", "daily-aircraft")


def test_a_recipe_that_was_put_away_is_complete_and_comes_back(empty) -> None:
    recipes.save(empty, BUSY)
    with pytest.raises(UserError, match="reason is missing"):
        recipes.archive(empty, "busy", " ")
    recipes.archive(empty, "busy", "tried out")
    assert recipes.list_recipes(empty) == ()
    assert len(recipes.list_recipes(empty, include_hidden=True)) == 1
    with pytest.raises(UserError, match="busy was put away"):
        recipes.save(empty, BUSY)
    assert recipes.restore(empty, "busy").value == "busy"
    with pytest.raises(UserError, match="not hidden"):
        recipes.restore(empty, "busy")
    assert recipes.archive(empty, "busy@1", "wrong").value == "busy@1"


def test_a_recipe_goes_out_as_a_file_and_comes_in_the_same(empty, tmp_path) -> None:
    recipes.save(empty, BUSY)
    path = recipes.export_json(empty, "busy", tmp_path / "busy.json")
    assert recipes.read_json(path) == BUSY
    with pytest.raises(UserError, match="no file"):
        recipes.read_json(tmp_path / "none.json")
    with pytest.raises(UserError, match="project"):
        recipes.export_json(empty, "busy", empty.project.path / "registry.db")
    path.write_bytes(b"\xff\xfe{")
    with pytest.raises(UserError, match="not a recipe"):
        recipes.read_json(path)
    with pytest.raises(UserError, match="is a folder"):
        recipes.read_json(tmp_path)
    path.write_text('{"format": 1, "steps": [], "steps": []}')
    with pytest.raises(UserError, match="“steps” stands there twice"):
        recipes.read_json(path)


def test_a_recipe_that_may_not_be_read_is_named(tmp_path, monkeypatch) -> None:
    path = tmp_path / "secret.json"
    path.write_text("{}")

    def forbidden(self: Path, *_: object, **__: object) -> object:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(UserError, match=r"secret\.json cannot be read: no permission"):
        recipes.read_json(path)


def test_a_file_far_too_large_for_a_document_is_not_read(tmp_path) -> None:
    path = tmp_path / "table.json"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(UserError, match="holds 200 MB; a document of this kind has at most 100 MB"):
        recipes.read_json(path)


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("none", "no recipe “none”"),
        ("busy@7", "no version 7; its newest is 1"),
        ("busy@best", "does not point at a recipe"),
        ("data:busy", "does not point at a recipe"),
    ],
)
def test_a_reference_that_means_no_recipe_is_refused(empty, ref, words) -> None:
    recipes.save(empty, BUSY)
    with pytest.raises(UserError, match=words):
        recipes.show(empty, ref)


def test_a_recipe_without_name_or_steps_is_not_saved(empty) -> None:
    with pytest.raises(UserError, match="no name"):
        recipes.save(empty, replace(BUSY, name=""))
    with pytest.raises(UserError, match="no steps"):
        recipes.save(empty, Recipe("none"))


MEAN = Recipe("mean", "", (FillMissing(("x",), Filling.MEAN),))


def _table(folder: Path, name: str, *values: str) -> Path:
    path = folder / f"{name}.csv"
    path.write_text("\n".join(["id,x", *(f"{at},{value}" for at, value in enumerate(values))]))
    return path


@pytest.mark.slow
def test_a_recipe_run_again_uses_the_recorded_values_where_that_is_asked(empty, tmp_path) -> None:
    datasets.import_file(empty, _table(tmp_path, "one", "1", "3", ""), "t")
    first = transforming.transform(empty, MEAN, "t", "full").value
    assert first.details.fitted_from == ""
    datasets.import_file(empty, _table(tmp_path, "two", "100", "300", ""), "t")

    kept = transforming.reapply(empty, "full", fitting=Fitting.RECORDED).value
    assert [row[1] for row in datasets.rows(empty, "full@2").rows] == [100.0, 300.0, 2.0]
    assert kept.details.fitted_from == "full@1"
    assert kept.details.steps[0].fitted == first.details.steps[0].fitted
    making = transforming.making_of(empty, kept.version)
    assert making.details.fitted_from == "full@1"
    assert "with the values of full@1" in audit.log(empty)[0].why
    assert any("recorded with full@1" in line for line in text.transformed(kept))

    (anew,) = transforming.reapply_recipe(empty, "mean").value
    assert [row[1] for row in datasets.rows(empty, "full@3").rows] == [100.0, 300.0, 200.0]
    assert anew.details.fitted_from == ""


@pytest.mark.slow
def test_recorded_values_go_on_to_another_dataset_and_name_where_they_come_from(
    empty, tmp_path
) -> None:
    datasets.import_file(empty, _table(tmp_path, "one", "1", "3", ""), "t")
    datasets.import_file(empty, _table(tmp_path, "two", "50", ""), "other")
    with pytest.raises(UserError, match="mean has not been run"):
        transforming.transform(empty, MEAN, "t", "full", fitting=Fitting.RECORDED)
    transforming.transform(empty, MEAN, "t", "full")
    made = transforming.transform(empty, "mean", "other", "rest", fitting=Fitting.RECORDED)
    assert [row[1] for row in datasets.rows(empty, "rest").rows] == [50.0, 2.0]
    again = transforming.reapply(empty, "rest", fitting=Fitting.RECORDED).value
    assert made.value.details.fitted_from == again.details.fitted_from == "full@1"
    changed = Recipe("mean", "", (FillMissing(("x",), Filling.MEDIAN),))
    recipes.save(empty, changed)
    with pytest.raises(UserError, match="which has other steps than mean@2"):
        transforming.reapply_recipe(empty, "mean@2", fitting=Fitting.RECORDED)
