"""What makes a training look too good is told before it, with what to do."""

from __future__ import annotations

import numpy as np
import pandas as pd
from modeling.tables import table_of

from mlops_desktop.core.dataset import SemanticType, Severity
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import SplitMethod, SplitPlan
from mlops_desktop.modeling.sanity import find_doubts

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
