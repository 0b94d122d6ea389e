"""Stored rows beside rows that were predicted again."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from mlops_desktop.core.reproduction import AnswersAgain
from mlops_desktop.core.training import MetricValue, Split
from mlops_desktop.modeling import again, parquet


@pytest.fixture
def rows(tmp_path):
    """Write hold-out rows; what is given replaces a column."""

    def write(name, **columns):
        frame = {
            "row": np.array([3, 5, 9]),
            "actual": ["no", "yes", "no"],
            "predicted": ["no", "yes", "yes"],
            "probability_0": [0.9, 0.2, 0.4],
            "probability_1": [0.1, 0.8, 0.6],
        }
        path = tmp_path / name
        parquet.write(pd.DataFrame({**frame, **columns}), path)
        return path

    return write


def test_the_same_rows_agree_in_every_digit(rows):
    assert again.holdout_rows(rows("a"), rows("b")) == AnswersAgain(3, 0, 0.0)


def test_other_labels_are_counted_by_row_and_numbers_measured_relatively(rows):
    other = rows("b", predicted=["no", "no", "no"], probability_0=[0.9, 0.2, 0.4 + 4e-7])
    found = again.holdout_rows(rows("a"), other)
    assert (found.rows, found.labels_changed) == (3, 2)
    assert found.largest == pytest.approx(1e-6, rel=1e-3)
    assert not found.is_equal


@pytest.mark.parametrize(
    "columns", [{"row": np.array([3, 5, 8])}, {"actual": ["yes", "yes", "no"]}, {"more": [1, 2, 3]}]
)
def test_other_rows_are_not_compared(rows, columns):
    assert again.holdout_rows(rows("a"), rows("b", **columns)) is None


def test_a_number_that_became_none_differs_without_end(rows):
    other = rows("b", probability_0=[0.9, math.nan, 0.4])
    assert again.holdout_rows(rows("a"), other).largest == math.inf
    assert again.holdout_rows(rows("a"), rows("b", probability_0=[0.9, math.inf, 0.4])).largest == (
        math.inf
    )


def test_what_was_missing_and_still_is_agrees(rows):
    holes = {"probability_0": [0.9, math.nan, 0.4]}
    assert again.holdout_rows(rows("a", **holes), rows("b", **holes)).is_equal


def test_zero_but_for_rounding_agrees(rows):
    tiny = {"probability_0": [0.9, 0.2, 1e-17], "probability_1": [0.1, 0.8, 1.0]}
    exact = {"probability_0": [0.9, 0.2, 0.0], "probability_1": [0.1, 0.8, 1.0]}
    assert again.holdout_rows(rows("a", **exact), rows("b", **tiny)).is_equal


def test_golden_rows_are_told_from_others_by_their_inputs(rows):
    assert again.golden_rows(rows("a"), rows("b"), 2).is_equal
    assert again.golden_rows(rows("a"), rows("b", predicted=["no", "no", "no"]), 3) is None


def test_a_metric_that_is_not_measured_any_more_is_told():
    before = (MetricValue("mae", Split.HOLDOUT, 2.0), MetricValue("r2", Split.HOLDOUT, 0.5))
    mae, r2 = again.metrics_again(before, (MetricValue("mae", Split.HOLDOUT, 2.0 + 1e-12),))
    assert mae.is_equal
    assert mae.difference > 0
    assert (r2.now, r2.is_equal) == (None, False)
