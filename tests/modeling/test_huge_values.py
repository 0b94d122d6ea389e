"""Numbers too large to be computed with: told, refused in words, never turned into others."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import numpy as np
import pandas as pd
import pytest
from modeling.catalogued import spec_of
from modeling.tables import table_of, train_into

from mlops_desktop.core.errors import UserError, about
from mlops_desktop.core.expansion import model_inputs
from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import SplitPlan
from mlops_desktop.modeling import unusual_doubts
from mlops_desktop.modeling.forecasting.series import read_series
from mlops_desktop.modeling.sanity import find_doubts
from mlops_desktop.modeling.suggest import suggest
from mlops_desktop.modeling.table import LARGEST
from mlops_desktop.modeling.target import LARGEST_TARGET, read_target

TASKS = (Task.REGRESSION, Task.CLASSIFICATION)


def sizes(rows: int = 160) -> pd.DataFrame:
    random = np.random.default_rng(9)
    width, height = random.normal(size=(2, rows))
    return pd.DataFrame(
        {"width": width, "height": height, "y": 3 * width + height + random.normal(size=rows) / 10}
    )


def refused(frame: pd.DataFrame, target: str, task: Task | None = None) -> UserError:
    table = table_of(frame)
    look = partial(suggest, table.frame, table.columns, target)
    with pytest.raises(UserError) as caught, about(data="it@1"):
        look() if task is None else read_target(table, target, task)
    assert caught.value.code == "training.too_large_target"
    return caught.value


@pytest.mark.parametrize("task", [None, Task.REGRESSION, Task.COUNT, Task.CLASSIFICATION])
def test_a_target_beyond_all_bounds_is_refused_with_column_row_value_and_next_step(task):
    frame = sizes()
    frame["y"] = 2.0
    frame.loc[[6, 9], "y"] = [4e200, -7e201]
    error = refused(frame, "y", task)
    for words in ("“y” is 4e+200 in row 7 of it@1", "2 rows in all"):
        assert words in error.message
    assert "Divide “y” by 1e201" in error.hint
    assert "9223372036854775808" not in str(error)


def test_a_single_huge_value_is_told_in_the_singular():
    frame = sizes()
    frame.loc[159, "y"] = 5e300
    assert "1 row in all" in refused(frame, "y", Task.REGRESSION).message


def test_whole_numbers_that_no_class_can_be_are_refused_and_true_and_false_never():
    frame = sizes()
    frame["y"] = np.where(frame["y"] > 0, 2.0**63, 1.0)
    assert "9.22337e+18" in refused(frame, "y", Task.CLASSIFICATION).message
    truth = table_of(sizes().assign(y=lambda frame: frame["y"] > 0))
    assert read_target(truth, "y", Task.CLASSIFICATION).classes == ("false", "true")


def test_a_large_number_is_still_a_number_to_predict():
    frame = sizes().assign(y=lambda frame: frame["y"] * 1e30)
    table = table_of(frame)
    found = suggest(table.frame, table.columns, "y")
    assert found.task is Task.REGRESSION
    assert read_target(table, "y", found.task).values.tolist() == frame["y"].tolist()


def test_every_method_learns_a_target_just_below_what_is_refused(tmp_path):
    frame = sizes()
    frame["y"] *= 0.9 * LARGEST_TARGET / frame["y"].abs().max()
    recorder = train_into(tmp_path, table_of(frame), spec_of("y", Task.REGRESSION))
    assert recorder.failures == {}
    spread = float(frame["y"].std())
    for result in recorder.results:
        mae = next(item.value for item in result.metrics if item.name == "mae")
        assert 0 < mae < 2 * spread, result.algorithm


@pytest.mark.parametrize("task", TASKS)
def test_every_method_trains_with_a_huge_column_and_says_what_was_cut(tmp_path, task):
    frame = sizes()
    if task is Task.CLASSIFICATION:
        frame["y"] = np.where(frame["y"] > 0, "tall", "small").astype(object)
    frame["width"] *= 1e300
    recorder = train_into(tmp_path, table_of(frame), spec_of("y", task))
    assert recorder.failures == {}
    for result in recorder.results:
        if result.algorithm == "baseline":
            continue
        cut = [step for step in result.steps if step.operation == "cut"]
        assert [(step.columns, step.outputs) for step in cut] == [(("width",), ())]
        assert cut[0].detail == "values beyond ±3e+38, in 160 rows, count as ±3e+38"
        if result.algorithm not in ("voting", "stacking"):
            assert [item.name for item in model_inputs(result.steps)] == ["width", "height"]


def test_nothing_is_told_of_numbers_that_fit():
    frame = sizes()
    frame["width"] *= LARGEST / frame["width"].abs().max()
    found = find_doubts(table_of(frame), "y", Task.REGRESSION, SplitPlan())
    assert "too_large" not in {item.code for item in found}


@pytest.mark.parametrize("looks_for", ["a number", "unusual rows"])
def test_what_will_be_cut_is_told_before_training_with_row_and_value(looks_for):
    frame = sizes()
    frame.loc[[4, 8, 12], "width"] = [2e100, -np.inf, 3e39]
    table = table_of(frame)
    if looks_for == "a number":
        found = find_doubts(table, "y", Task.REGRESSION, SplitPlan())
    else:
        now = datetime(2026, 1, 1, tzinfo=UTC)
        found = unusual_doubts.find_doubts(table, SplitPlan(), None, now)
    (doubt,) = [item for item in found if item.code == "too_large"]
    assert doubt.title == "width is beyond ±3e+38 in 2 rows"
    assert "Row 5 says 2e+100" in doubt.detail
    assert doubt.columns == ("width",)


def test_a_series_with_a_huge_value_is_refused_by_its_row():
    days = pd.date_range("2024-01-01", periods=90).astype("datetime64[us]")
    frame = pd.DataFrame({"day": days, "sold": 5.0})
    frame.loc[30, "sold"] = -1e80
    with pytest.raises(UserError, match="row 31") as caught, about(data="it@1"):
        read_series(table_of(frame), "sold", ForecastPlan("day"))
    assert caught.value.code == "training.too_large_target"
