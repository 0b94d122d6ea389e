"""Two harmless columns whose difference gives the answer away are told before the training."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from modeling.tables import DATA, table_of

from mlops_desktop.core.dataset import SemanticType, Severity
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import SplitMethod, SplitPlan
from mlops_desktop.modeling.sanity import find_doubts


@pytest.fixture(scope="module")
def flights() -> pd.DataFrame:
    """Flights that arrived, and whether more than 15 minutes late."""
    frame = pd.read_csv(DATA / "flights_12000.csv.gz")
    frame = frame[frame["arr_delay"].notna()].reset_index(drop=True)
    whole = frame.select_dtypes("number").columns
    frame[whole] = frame[whole].astype("Int64")
    return frame.assign(late=(frame["arr_delay"] > 15).astype(bool))


def told(frame, target, task, plan=None, **semantics):
    found = find_doubts(table_of(frame, **semantics), target, task, plan or SplitPlan())
    return {item.columns: item for item in found if item.code == "difference"}


def test_planned_and_real_arrival_tell_together_who_was_late(flights):
    frame = flights.drop(columns=["arr_delay"])
    found = told(frame, "late", Task.CLASSIFICATION)
    # Departure tells 0.89, by its two times as by its delay: a good predictor is no such doubt.
    assert set(found) == {("arr_time", "sched_arr_time")}
    doubt = found["arr_time", "sched_arr_time"]
    assert doubt.title == "arr_time − sched_arr_time gives late away"
    assert "(AUC 0.999)" in doubt.detail
    assert "known when an answer is wanted?" in doubt.detail
    assert doubt.severity is Severity.WARN


def test_a_delay_in_minutes_is_given_away_across_midnight(flights):
    frame = flights.drop(columns=["late"])
    found = told(frame, "arr_delay", Task.REGRESSION)
    assert set(found) == {("arr_time", "sched_arr_time")}
    # A flight that was more than half a day late looks early by the clock.
    assert "(ρ² 0.99" in found["arr_time", "sched_arr_time"].detail


def test_one_of_the_two_left_out_settles_it(flights):
    (doubt,) = told(flights, "late", Task.CLASSIFICATION).values()
    assert doubt.is_settled_by({"arr_time"})
    assert doubt.is_settled_by({"sched_arr_time", "day"})
    assert not doubt.is_settled_by({"day"})


def test_begin_and_end_as_moments_tell_how_long_it_took():
    random = np.random.default_rng(3)
    begun = pd.Timestamp("2024-01-01") + pd.to_timedelta(random.uniform(0, 300, 900), unit="D")
    hours = random.gamma(2.0, 20.0, 900)
    ended = begun + pd.to_timedelta(hours, unit="h")
    frame = pd.DataFrame({"begun": begun, "ended": ended, "cost": 3 * hours + 7})
    assert set(told(frame, "cost", Task.REGRESSION)) == {("begun", "ended")}
    frame = frame.assign(cost=(hours > 40))
    assert set(told(frame, "cost", Task.CLASSIFICATION)) == {("begun", "ended")}


def test_what_one_column_tells_alone_is_no_doubt_about_two(cancer, wine, diabetes, bikes):
    for table, target, task in (
        (cancer, "diagnosis", Task.CLASSIFICATION),
        (wine, "cultivar", Task.CLASSIFICATION),
        (diabetes, "target", Task.REGRESSION),
        (bikes, "bikers", Task.REGRESSION),
    ):
        assert told(table.frame, target, task) == {}
    for cultivar in range(3):
        frame = wine.frame.assign(cultivar=wine.frame["cultivar"] == cultivar)
        assert told(frame, "cultivar", Task.CLASSIFICATION) == {}


def test_chance_among_many_pairs_is_no_doubt():
    random = np.random.default_rng(5)
    frame = pd.DataFrame(random.normal(size=(200, 30)), columns=[f"c{i}" for i in range(30)])
    frame["y"] = np.arange(200) < 20
    assert told(frame, "y", Task.CLASSIFICATION) == {}
    assert told(frame.assign(y=random.normal(size=200)), "y", Task.REGRESSION) == {}


def test_what_is_no_input_or_no_quantity_is_not_looked_at(flights):
    frame = flights.drop(columns=["arr_delay"])
    grouped = SplitPlan(SplitMethod.GROUPED, group_by="sched_arr_time")
    assert told(frame, "late", Task.CLASSIFICATION, grouped) == {}
    coded = {"sched_arr_time": SemanticType.CATEGORY}
    assert told(frame, "late", Task.CLASSIFICATION, **coded) == {}


def test_huge_values_and_gaps_do_not_disturb_the_search():
    random = np.random.default_rng(7)
    base = random.normal(size=400)
    frame = pd.DataFrame({"a": base * 1e300, "b": 1e308, "c": np.nan, "d": base, "y": base**2})
    frame.loc[::3, "b"] = -1e308
    assert told(frame, "y", Task.REGRESSION) == {}
    few = frame.assign(c=np.where(np.arange(400) < 150, base, np.nan), y=base)
    assert told(few[["c", "b", "y"]], "y", Task.REGRESSION) == {}
