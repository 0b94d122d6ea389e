"""One answer: verdict, order and a headline that says damage first."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlops_desktop.core import codec
from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.monitor import DriftReport, PerformanceChange, Tolerances, Verdict
from mlops_desktop.core.progress import Silent
from mlops_desktop.monitoring.drift import compare
from mlops_desktop.monitoring.report import Performance, assemble


def columns_of(**shifts: float | None) -> tuple:
    """Compare normal columns shifted by so many σ; None is a column of dates."""
    rng = np.random.default_rng(1)
    before = pd.DataFrame({name: rng.normal(size=800) for name in shifts})
    now = pd.DataFrame({name: rng.normal(shift or 0, 1, 800) for name, shift in shifts.items()})
    kinds = {True: ColumnType.DATE, False: ColumnType.NUMBER}
    columns = [
        Column(name, kinds[shift is None], SemanticType.NUMBER) for name, shift in shifts.items()
    ]
    return compare(before, now, columns, Tolerances(), Silent())


def report_of(columns: tuple, *changes: PerformanceChange) -> DriftReport:
    return assemble(columns, Performance(changes), Tolerances(), 800, 800)


def change(verdict: Verdict, current: float, low: float, high: float) -> PerformanceChange:
    return PerformanceChange(
        "mae", 38.4, 36, 41, current, current - 3, current + 3, current - 38.4, low, high,
        1700, 744, verdict, "",
    )  # fmt: skip


def test_the_largest_drift_comes_first_and_what_nobody_looked_at_last():
    found = report_of(columns_of(calm=0.0, day=None, moved=0.5, far=2.0))
    assert [item.column for item in found.columns] == ["far", "moved", "calm", "day"]
    assert found.verdict is Verdict.DRIFT
    assert found.headline.startswith("2 of 3 columns changed, far most: ")
    assert not found.has_labels


def test_without_drift_the_headline_says_so():
    found = report_of(columns_of(calm=0.0, quiet=0.0))
    assert found.verdict is Verdict.NO_DRIFT
    assert found.headline == "No drift in 2 of 2 columns."


def test_too_few_rows_everywhere_cannot_tell():
    few = pd.DataFrame({"x": np.arange(12.0)})
    columns = [Column("x", ColumnType.NUMBER, SemanticType.NUMBER)]
    found = report_of(compare(few, few, columns, Tolerances(), Silent()))
    assert found.verdict is Verdict.CANNOT_TELL
    assert found.headline.startswith("Cannot tell whether any column changed: only 12 rows")


def test_nothing_to_compare_is_not_checked():
    assert report_of(columns_of(day=None)).verdict is Verdict.NOT_CHECKED
    assert report_of(()).headline == "No column can be compared."


@pytest.mark.parametrize(
    ("measured", "start"),
    [
        (
            change(Verdict.DRIFT, 61.2, 17, 29),
            "Wrong more often: mean absolute error 61.2 instead of 38.4; 1 of 2 columns changed",
        ),
        (change(Verdict.NO_DRIFT, 39.0, -3, 4), "About as right as before: "),
        (change(Verdict.NO_DRIFT, 30.0, -12, -5), "Right more often: "),
        (
            change(Verdict.CANNOT_TELL, 61.2, 17, 29),
            "Cannot tell whether it is still right (744 rows with labels); ",
        ),
    ],
)
def test_the_headline_says_damage_before_drift(measured, start):
    found = report_of(columns_of(calm=0.0, moved=1.0), measured)
    assert found.headline.startswith(start)
    assert found.headline.endswith("1 of 2 columns changed, moved most.")
    assert found.has_labels


def test_a_report_survives_as_json():
    found = report_of(columns_of(calm=0.0, moved=1.0), change(Verdict.DRIFT, 61.2, 17, 29))
    assert codec.from_bytes(DriftReport, codec.to_bytes(found)) == found
