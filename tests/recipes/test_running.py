"""Whole recipes: counts per step, lineage, refusals before any work, cancelling, larger tables."""

from __future__ import annotations

import shutil
import threading

import duckdb
import pytest
from recipes.bench import InputTable, column, sample, store, table

from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.progress import Silent, Step, Unit
from mlops_desktop.core.recipes.column_steps import Cast, DropColumns, KeepColumns, Rename
from mlops_desktop.core.recipes.outcome import SourceColumn
from mlops_desktop.core.recipes.recipe import MAX_STEPS, Recipe, at_step, digest
from mlops_desktop.core.recipes.row_steps import Deduplicate, FilterRows, Sample, Sort
from mlops_desktop.core.recipes.table_steps import (
    Aggregate,
    Aggregation,
    Function,
    Join,
    OtherColumns,
    Pivot,
    Union,
    Unpivot,
)
from mlops_desktop.core.recipes.value_steps import Derive, Filling, FillMissing, MapValues
from mlops_desktop.data.limits import RESERVED_BYTES
from mlops_desktop.data.recipes.disk_watch import watched
from mlops_desktop.data.recipes.previewing import PREVIEW_ROWS, preview_recipe
from mlops_desktop.data.recipes.running import run_recipe, step_limits
from mlops_desktop.data.table import read_frame
from mlops_desktop.jobs.work import Work

COUNT = Aggregation(Function.COUNT)


@pytest.fixture
def inputs(tmp_path) -> dict[str, InputTable]:
    return {"rentals@2": store(sample(), tmp_path / "main.parquet")}


def _run(steps, inputs, folder, reporter=None):
    return run_recipe(Recipe("r", "", tuple(steps)), inputs, folder, reporter or Silent())


def test_a_thousand_steps_run_although_the_engine_nests_fewer(inputs, tmp_path) -> None:
    steps = [Derive("wind", "wind + 1")] * MAX_STEPS
    made = _run((*steps, FilterRows("wind > 1")), inputs, tmp_path)
    frame = read_frame(tmp_path / made.table_file)
    expected = [value + MAX_STEPS for value in sample().values("wind") if value is not None]
    assert frame["wind"].tolist() == pytest.approx(expected)
    assert [path.name for path in tmp_path.glob("run_between*")] == []


def test_steps_that_each_add_a_column_run_in_the_memory_there_is(inputs, tmp_path) -> None:
    steps = tuple(Derive(f"c{at}", "wind + 1") for at in range(460))
    seen = preview_recipe(Recipe("r", "", steps), inputs, len(steps))
    assert seen.after.columns[-1].name == "c459"


def test_memory_that_does_not_do_names_the_step_and_the_way_out(tmp_path) -> None:
    with pytest.raises(UserError) as caught, at_step(7, Derive("x", "1")), step_limits():
        raise UserError("data.memory", path=tmp_path / "97bedecf")
    assert caught.value.message.startswith("Step 7 (“Compute x as 1”) needs more memory")
    assert "97bedecf" not in caught.value.message
    assert caught.value.hint.startswith("Split the recipe")


def test_a_name_longer_than_a_column_may_have_is_refused(inputs, tmp_path) -> None:
    with pytest.raises(UserError, match="would have 1,001 characters; the limit is 1,000"):
        _run((Rename((("wind", "x" * 1_001),)),), inputs, tmp_path)
    assert _run((Rename((("wind", "x" * 1_000),)),), inputs, tmp_path).columns


@pytest.mark.parametrize(
    "step", [Sample(rows=10**30), Sample(rows=2, seed=10**40), Sample(rows=2, seed=-(10**400))]
)
def test_numbers_beyond_64_bits_are_refused(inputs, tmp_path, step) -> None:
    with pytest.raises(UserError, match="at most 64 bits") as caught:
        _run((step,), inputs, tmp_path)
    assert caught.value.code == "recipe.parameter"


def test_every_step_tells_its_rows_and_what_it_lost(inputs, tmp_path) -> None:
    steps = (
        Cast(("digits",), type(sample().columns[0].type)("number")),
        FilterRows("wind > 0.2"),
        FillMissing(("count",), Filling.MEDIAN, by=("group",)),
        Deduplicate(("group", "flag")),
        Sort(("count",)),
        Aggregate((COUNT,), ("group",)),
    )
    made = _run(steps, inputs, tmp_path)
    given = sample()
    kept = [value for value in given.values("wind") if value is not None and value > 0.2]
    lost = [value for value in given.values("digits") if value and value[:1] in "a2"]
    assert [item.rows_before for item in made.steps[:2]] == [60, 60]
    assert made.steps[0].lost == (("digits", len(lost)),)
    assert made.steps[1].rows_after == made.steps[2].rows_after == len(kept)
    assert [item.rows_before for item in made.steps[1:]] == [
        item.rows_after for item in made.steps[:-1]
    ]
    assert made.row_count == made.steps[-1].rows_after == len(set(given.values("group")))
    assert [item.number for item in made.steps] == [1, 2, 3, 4, 5, 6]
    assert made.recipe == digest(Recipe("r", "", steps))


def test_lineage_leads_through_all_steps_to_the_columns_of_the_inputs(tmp_path) -> None:
    inputs = {
        "rentals@2": store(sample(), tmp_path / "main.parquet"),
        "groups@1": store(table("key:text, rain:number", ("a", 1.0)), tmp_path / "g.parquet"),
    }
    steps = (
        Derive("both", "wind + temp"),
        Rename((("both", "sum"), ("count", "n"))),
        Join("groups@1", (("group", "key"),)),
        FilterRows("n > 1"),
        KeepColumns(("sum", "rain", "id")),
    )
    made = _run(steps, inputs, tmp_path)
    found = {item.column: item.sources for item in made.sources}

    def of(*names: str) -> tuple[SourceColumn, ...]:
        return tuple(SourceColumn(*name.split(".")) for name in names)

    assert found == {
        "sum": of("rentals@2.temp", "rentals@2.wind"),
        "rain": of("groups@1.key", "groups@1.rain", "rentals@2.group"),
        "id": of("rentals@2.id"),
    }
    assert made.row_sources == of("rentals@2.count")


def test_a_later_step_that_does_not_fit_is_found_before_the_work_begins(inputs, tmp_path) -> None:
    steps = [Sort(("wind",)), DropColumns(("who",)), MapValues("whoo", (("a", "b"),))]
    with pytest.raises(UserError) as refused:
        _run(steps, inputs, tmp_path)
    assert refused.value.message == (
        "Step 3 (“In whoo replace a by b”) does not fit: there is no column “whoo” at this point."
    )
    assert list(tmp_path.glob("*between*")) == []
    assert not (tmp_path / "table.parquet").exists()


def test_a_wrong_expression_names_the_step_and_the_character(inputs, tmp_path) -> None:
    with pytest.raises(UserError) as refused:
        _run([Sort(("wind",)), FilterRows("wind >> 3")], inputs, tmp_path)
    assert refused.value.code == "recipe.expression"
    assert "Step 2 (“Keep rows where wind >> 3”)" in refused.value.message
    assert refused.value.facts["position"] == 7
    with pytest.raises(UserError, match="Step 1"):
        _run([FilterRows("wind + 3")], inputs, tmp_path)


def test_steps_after_a_pivot_are_checked_when_its_columns_are_known(inputs, tmp_path) -> None:
    pivot = Pivot(("group",), "flag", "wind", Function.COUNT)
    assert _run([pivot, DropColumns(("true",))], inputs, tmp_path).row_count == 4
    with pytest.raises(UserError, match="there is no column “maybe”"):
        _run([pivot, DropColumns(("maybe",))], inputs, tmp_path)


def test_an_unknown_table_is_refused(inputs, tmp_path) -> None:
    with pytest.raises(UserError, match="there is no table “elsewhere@1”"):
        _run([Union("elsewhere@1")], inputs, tmp_path)


def test_a_recipe_needs_steps_and_a_preview_one_of_them(inputs) -> None:
    with pytest.raises(UserError, match="has no steps"):
        _run([], inputs, None)
    with pytest.raises(UserError, match="There is no step 2"):
        preview_recipe(Recipe("r", "", (Sort(("wind",)),)), inputs, 2)


def test_the_last_column_cannot_be_dropped(inputs, tmp_path) -> None:
    with pytest.raises(UserError) as refused:
        _run([KeepColumns(("id",)), DropColumns(("id",))], inputs, tmp_path)
    assert refused.value.code == "recipe.no_columns"


def test_names_that_are_sql_are_only_names(tmp_path) -> None:
    name = '"; DROP TABLE x; --'
    given = table("a:text, b:text", ("x'y", name), (None, "z\\"))
    inputs = {"t": store(given, tmp_path / "t.parquet")}
    steps = [
        Rename((("a", name), ("b", "select"))),
        MapValues(name, (("x'y", "it's; --"),)),
        Aggregate((Aggregation(Function.COUNT_DISTINCT, "select", "'"),), (name,)),
    ]
    made = _run(steps, inputs, tmp_path)
    frame = read_frame(tmp_path / "table.parquet")
    assert list(frame.columns) == [name, "'"] == [item.name for item in made.columns]
    assert frame[name].tolist() == ["it's; --", None]


@pytest.fixture(scope="module")
def long_table(tmp_path_factory) -> InputTable:
    """300,000 rows of an integer, a number, a text and a time."""
    path = tmp_path_factory.mktemp("long") / "long.parquet"
    with duckdb.connect() as engine:
        engine.sql(
            "SELECT range AS n, CASE WHEN range % 7 > 0 THEN (range * 7919 % 10007) / 3.0 END AS v,"
            " 'g' || range % 11 AS g, TIMESTAMP '2013-01-01' + INTERVAL (range) MINUTE AS t"
            " FROM range(300000)"
        ).write_parquet(str(path))
    columns = (
        column("n", "integer"), column("v", "number"), column("g", "text"),
        column("t", "datetime", "UTC"),
    )  # fmt: skip
    return InputTable(path, columns)


LONG = (
    FillMissing(("v",), Filling.MEAN, by=("g",)),
    Derive("w", "v * 2 + n"),
    Sort(("v",), ("v",)),
    FilterRows("n % 3 = 0"),
    Aggregate(
        (Aggregation(Function.SUM, "w"), Aggregation(Function.STD, "w"), COUNT),
        ("g",),
        "t",
        zone="Europe/Berlin",
    ),
)


def test_a_long_table_gives_the_same_content_every_time(long_table, tmp_path) -> None:
    hashes = set()
    for at in range(3):
        folder = tmp_path / str(at)
        folder.mkdir()
        made = _run(LONG, {"long": long_table}, folder)
        hashes.add(made.content_hash)
    assert len(hashes) == 1
    assert made.steps[2].rows_after == 300_000
    assert made.steps[3].rows_after == 100_000


def test_rows_keep_their_order_through_steps_that_look_at_one_row(long_table, tmp_path) -> None:
    _run([FilterRows("n % 2 = 0"), Derive("m", "n / 2")], {"long": long_table}, tmp_path)
    frame = read_frame(tmp_path / "table.parquet", ["n"])
    assert frame["n"].tolist() == list(range(0, 300_000, 2))


def test_long_tables_stay_in_order_when_rows_are_added_or_columns_become_rows(
    long_table, tmp_path
) -> None:
    tables = {"long": long_table, "more": long_table}
    steps = [
        FilterRows("n % 2 = 0"),
        KeepColumns(("n", "v")),
        Rename((("v", "w"),)),
        Union("more", OtherColumns.MISSING),
        KeepColumns(("n", "w")),
        Unpivot(("n", "w")),
    ]
    made = _run(steps, tables, tmp_path)
    frame = read_frame(tmp_path / "table.parquet")
    assert made.row_count == len(frame) == 900_000
    assert frame["value"].tolist()[::2] == [*range(0, 300_000, 2), *range(300_000)]
    assert frame["name"].tolist() == ["n", "w"] * 450_000
    assert [path.name for path in tmp_path.glob("*.parquet")] == ["table.parquet"]


def test_a_preview_of_a_long_table_is_of_its_first_rows_and_says_so(long_table) -> None:
    recipe = Recipe("r", "", (Derive("m", "n + 1"), FilterRows("n >= 10")))
    shown = preview_recipe(recipe, {"long": long_table}, 2, rows=5)
    assert shown.is_sample
    assert (shown.rows_read, shown.rows_there) == (PREVIEW_ROWS, 300_000)
    assert [row[0] for row in shown.before.rows] == [0, 1, 2, 3, 4]
    assert [row[4] for row in shown.after.rows] == [11, 12, 13, 14, 15]
    assert shown.outcome.rows_before - shown.outcome.rows_after == 10


def test_a_run_that_is_to_stop_stops(long_table, tmp_path) -> None:
    stop = threading.Event()
    seen = []

    def on_step(step) -> None:
        seen.append(step.phase)
        if step.phase == LONG[2].words():
            stop.set()

    with pytest.raises(Cancelled):
        _run(LONG, {"long": long_table}, tmp_path, Work(on_step, stop))
    assert LONG[1].words() in seen
    assert LONG[4].words() not in seen


def test_a_run_stops_when_only_the_reserve_is_left_on_the_disk(
    inputs, tmp_path, monkeypatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    low = usage._replace(free=RESERVED_BYTES - 1)
    monkeypatch.setattr("mlops_desktop.data.recipes.disk_watch.shutil.disk_usage", lambda _: low)
    with pytest.raises(UserError) as refused:
        _run([Sort(("wind",))], inputs, tmp_path)
    assert refused.value.code == "environment.disk_full"


class _Steps:
    """Keeps the steps that were told."""

    def __init__(self) -> None:
        self.told: list[Step] = []

    def step(self, step: Step) -> None:
        self.told.append(step)

    def check(self) -> None:
        pass


def test_a_run_tells_its_steps_and_then_the_rows_it_stores(inputs, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("mlops_desktop.data.engine._POLL_SECONDS", 0.001)
    steps = _Steps()
    rows = len(sample().values("wind"))
    _run([Sort(("wind",)), FilterRows("wind > 1")], inputs, tmp_path, steps)
    planned = [step for step in steps.told if step.detail.startswith("step ")]
    assert list(dict.fromkeys(step.detail for step in planned)) == ["step 1 of 2", "step 2 of 2"]
    assert {(step.total, step.unit) for step in planned} == {(rows, Unit.ROWS)}
    for detail in ("step 1 of 2", "step 2 of 2"):
        shares = [step.done for step in planned if step.detail == detail]
        assert shares[0] == 0
        assert shares == sorted(shares)
    storing = [step for step in steps.told if step.phase == "Storing the table"]
    assert {(step.total, step.unit) for step in storing} == {(rows, Unit.ROWS)}


def test_a_long_step_tells_what_it_has_written(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("mlops_desktop.data.recipes.disk_watch._TOLD_SECONDS", 0.0)
    steps = _Steps()
    with watched(steps, tmp_path) as watch:
        watch.step(Step("Join", 1, 3, "step 2"))
        watch.check()
        (tmp_path / "spill").mkdir()
        with (tmp_path / "spill" / "part").open("wb") as file:
            file.truncate(25_000_000)
        watch.check()
        watch.step(Step("Join", 2, 3, "step 2"))
    assert steps.told == [
        Step("Join", 1, 3, "step 2"),
        Step("Join", 1, 3, "step 2 · 25 MB written"),
        Step("Join", 2, 3, "step 2 · 25 MB written"),
    ]
