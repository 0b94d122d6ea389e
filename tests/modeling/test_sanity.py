"""What makes a training look too good is told before it, with what to do."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
from modeling.tables import table_of

from mlops_desktop.core.dataset import SemanticType, Severity
from mlops_desktop.core.features import TAKEN_NEVERTHELESS
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import SplitMethod, SplitPlan, TrainingSpec
from mlops_desktop.modeling.prepare import prepare
from mlops_desktop.modeling.sanity import find_doubts, later_than_data

SEASON = {("constant", "season")}


def doubts(frame, target, task=Task.REGRESSION, plan=None, **semantics):
    found = find_doubts(table_of(frame, **semantics), target, task, plan or SplitPlan())
    return {(item.code, *item.columns): item for item in found}


def test_real_tables_raise_no_false_alarm(bikes, cancer, wine):
    assert find_doubts(cancer, "diagnosis", Task.CLASSIFICATION, SplitPlan()) == ()
    # The sample is of one winter: its season says nothing.
    (season,) = find_doubts(bikes, "bikers", Task.REGRESSION, SplitPlan())
    assert (season.code, season.columns) == ("constant", ("season",))
    assert find_doubts(wine, "cultivar", Task.CLASSIFICATION, SplitPlan()) == ()


def test_copies_across_the_split_are_counted(cancer):
    frame = pd.concat([cancer.frame, cancer.frame.iloc[:100]], ignore_index=True)
    found = doubts(frame, "diagnosis", Task.CLASSIFICATION)
    words = found["copies",].title
    assert "held-out rows" in words
    assert 20 <= int(words.split()[0]) <= 45
    assert "group" in found["copies",].detail


def test_copies_that_stay_together_are_no_doubt(cancer):
    frame = pd.concat([cancer.frame, cancer.frame.iloc[:100]], ignore_index=True)
    frame["patient"] = [*range(len(cancer.frame)), *range(100)]
    plan = SplitPlan(SplitMethod.GROUPED, group_by="patient")
    assert ("copies",) not in doubts(frame, "diagnosis", Task.CLASSIFICATION, plan)
    assert ("copies",) in doubts(frame, "diagnosis", Task.CLASSIFICATION)


def test_a_copy_is_seen_although_its_identifier_differs(cancer):
    frame = pd.concat([cancer.frame] * 2, ignore_index=True)
    frame["id"] = [f"r{place}" for place in range(len(frame))]
    found = doubts(frame, "diagnosis", Task.CLASSIFICATION, id=SemanticType.IDENTIFIER)
    assert ("copies",) in found
    assert found["identifier", "id"].severity is Severity.NOTE


def test_numbers_and_names_of_rows_are_told(bikes):
    rows = np.arange(len(bikes.frame))
    found = doubts(bikes.frame.assign(number=rows + 17, name=[f"n{i}" for i in rows]), "bikers")
    assert set(found) - SEASON == {("identifier", "number"), ("identifier", "name")}
    assert found["identifier", "number"].severity is Severity.WARN


def test_columns_without_variety_are_told(bikes):
    frame = bikes.frame.assign(city="Washington", none=np.nan)
    assert {("constant", "city"), ("constant", "none")} <= set(doubts(frame, "bikers"))


def test_what_is_filled_in_only_where_the_answer_is_known_is_told(bikes):
    frame = bikes.frame.astype({"bikers": float})
    frame.loc[::7, "bikers"] = np.nan
    frame["checked_by"] = np.where(frame["bikers"].isna(), None, "kim")
    frame["checked_by"] = frame["checked_by"].where(frame.index % 2 == 0, "lee")
    frame.loc[frame["bikers"].isna(), "checked_by"] = None
    found = doubts(frame, "bikers")
    assert found["afterwards", "checked_by"].severity is Severity.BAD
    frame.loc[frame.index[1], "checked_by"] = None
    assert ("afterwards", "checked_by") not in doubts(frame, "bikers")


def test_a_gap_that_is_the_answer_is_told(cancer):
    frame = cancer.frame.assign(surgery=np.arange(len(cancer.frame)) % 5 * 1.5)
    frame.loc[frame["diagnosis"] == "benign", "surgery"] = np.nan
    found = doubts(frame, "diagnosis", Task.CLASSIFICATION)
    assert found["afterwards", "surgery"].title.startswith("surgery is missing exactly where")


def test_dates_later_than_the_order_are_told(bikes):
    returned = bikes.frame["moment"] + pd.to_timedelta(np.arange(len(bikes.frame)) % 3, unit="h")
    before = bikes.frame["moment"] - pd.Timedelta(days=2)
    plan = SplitPlan(SplitMethod.ORDERED, order_by="moment")
    found = doubts(bikes.frame.assign(returned=returned, before=before), "bikers", plan=plan)
    assert set(found) - SEASON == {("future", "returned")}
    assert "in 666 rows" in found["future", "returned"].title


CAME = datetime(2024, 6, 1, 12, tzinfo=UTC)


def test_dates_after_the_day_the_data_came_in_are_doubted_however_rows_are_divided(bikes):
    days = pd.Series(pd.date_range("2024-05-01", periods=len(bikes.frame), freq="h"))
    frame = bikes.frame.assign(paid_on=days, seen_on=days.clip(upper=pd.Timestamp("2024-06-01")))
    table = table_of(frame)
    (found,) = later_than_data(table, "bikers", CAME, ())
    late = int((days > pd.Timestamp("2024-06-02 02:00")).sum())
    assert found.title == (f"paid_on is later than the day the data came in in {late:,} rows")
    assert (found.severity, found.columns) == (Severity.WARN, ("paid_on",))
    assert "What had not happened by 2024-06-01" in found.detail
    assert list(later_than_data(table, "bikers", CAME, [found])) == []
    assert list(later_than_data(table, "paid_on", CAME, ())) == []


def test_texts_that_are_left_out_by_themselves_are_told_with_what_to_take_them_as(cancer):
    rows = np.arange(len(cancer.frame))
    frame = cancer.frame.assign(
        city=[f"c{place % 80}" for place in rows],
        customer_id=[f"k{place % 90}" for place in rows],
        remark=[f"said number {place} so" for place in rows],
    )
    semantics = dict.fromkeys(("city", "customer_id", "remark"), SemanticType.TEXT)
    found = doubts(frame, "diagnosis", Task.CLASSIFICATION, **semantics)
    assert found["many_values", "city"].title == (
        "city has 80 different values: it is left out by itself"
    )
    assert "mean of the target" in found["many_values", "city"].detail
    assert found["names_groups", "customer_id"].title == (
        "customer_id names what rows belong to (90 different values): it is left out by itself"
    )
    assert "Hold out whole groups" in found["names_groups", "customer_id"].detail
    assert "free text" in found["free_text", "remark"].title
    assert set(TAKEN_NEVERTHELESS) == {code for code, *_ in found}
    plan = prepare(table_of(frame, **semantics), TrainingSpec("m", "diagnosis")).plan
    why = dict(plan.left_out)
    assert why["city"] == "it has 80 different values, too many to give each an input unasked"
    assert why["customer_id"].startswith("it is an identifier: it names what rows belong to (90")
    assert why["remark"] == "it is free text, not a category"
