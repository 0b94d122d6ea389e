"""Versions of a forecast beside one another, on days that none of them had seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from modeling.forecasting.days import daily, weekly
from modeling.tables import train_into

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.core.identity import ModelVersionId
from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.modeling.compare import ComparedVersion, beside, same_rows
from mlops_desktop.modeling.forecasting.blocks import MEASURES, moving_blocks
from mlops_desktop.modeling.forecasting.compare import (
    Forecasts,
    common_days,
    newest,
    read_forecasts,
    unfair,
    with_later,
)
from mlops_desktop.modeling.forecasting.follow import since_training
from mlops_desktop.modeling.table import Table

SPEC = TrainingSpec("growth", "users", forecast=ForecastPlan("date", horizon=7, origins=6))


def version(
    folder: Path, days: int, method: str, spec: TrainingSpec = SPEC, seed: int = 0
) -> ComparedVersion:
    """Train one method on the first days of the series."""
    folder.mkdir()
    table = daily(weekly(days, seed=seed))
    recorder = train_into(folder, table, replace(spec, algorithms=(method,)))
    assert recorder.failures == {}
    result = recorder.results[0]
    path = folder / result.holdout_file
    return ComparedVersion(
        ModelVersionId(f"{method}-{days}"),
        folder / result.model_file,
        result.signature,
        table,
        np.empty(0, dtype=np.int64),
        read_forecasts(path, result.evaluation.backtest),
    )


@pytest.fixture(scope="module")
def naive(tmp_path_factory: pytest.TempPathFactory) -> ComparedVersion:
    return version(tmp_path_factory.mktemp("c") / "naive", 200, "seasonal_naive")


@pytest.fixture(scope="module")
def ridge(tmp_path_factory: pytest.TempPathFactory) -> ComparedVersion:
    return version(tmp_path_factory.mktemp("c") / "ridge", 200, "ridge_on_lags")


@pytest.fixture(scope="module")
def longer(tmp_path_factory: pytest.TempPathFactory) -> ComparedVersion:
    return version(tmp_path_factory.mktemp("c") / "longer", 242, "ridge_on_lags")


def test_two_methods_are_compared_on_all_days_of_their_backtests(naive, ridge):
    answered = beside((naive, ridge))
    (found,) = same_rows(answered, ("mase",), seed=0)
    assert (found.rows, found.unit, found.is_enough) == (42, "day", True)
    by_name = {item.metric: item for item in found.differences}
    errors = [np.abs(item.predicted - item.actual) for item in answered.outcomes]
    assert by_name["mae"].difference == pytest.approx(errors[1].mean() - errors[0].mean())
    assert by_name["mae"].low < by_name["mae"].difference < by_name["mae"].high
    # Both are divided by the same scale, so the two metrics say the same.
    scale = by_name["mae"].first / by_name["mase"].first
    assert by_name["mae"].second / by_name["mase"].second == pytest.approx(scale)
    values = ridge.table.frame["users"].to_numpy()
    known = values[: answered.rows[0]]
    assert scale == pytest.approx(np.abs(known[7:] - known[:-7]).mean())


def test_the_rows_named_are_those_of_the_days(naive, ridge):
    answered = beside((naive, ridge))
    frame = answered.table.frame.iloc[answered.rows]
    assert frame["date"].dt.strftime("%Y-%m-%d").tolist() == list(answered.days.days)
    assert frame["users"].to_numpy() == pytest.approx(answered.outcomes[0].actual)


def test_a_forecast_does_not_differ_from_itself(ridge):
    (found,) = same_rows(beside((ridge, ridge)), ("mase",), seed=0)
    assert all((item.difference, item.low, item.high) == (0, 0, 0) for item in found.differences)
    assert found.decisions_changed == 0


def test_an_older_version_forecasts_the_days_that_have_come_since(naive, longer):
    """The longer history has six later weeks: all of its backtest is compared."""
    (found,) = same_rows(beside((naive, longer)), ("mase",), seed=0)
    assert found.rows == 42
    (turned,) = same_rows(beside((longer, naive)), ("mase",), seed=0)
    assert turned.rows == 42
    pairs = zip(found.differences, turned.differences, strict=True)
    assert all(one.difference == pytest.approx(-two.difference) for one, two in pairs)


def test_what_an_older_version_says_of_later_days_does_not_look_ahead(naive, longer):
    """Later values may be anything: the first forecast since the training stays as it was."""
    points = since_training(naive.model_path, naive.signature, naive.table, longer.table)
    frame = longer.table.frame.copy()
    frame.loc[207:, "users"] = 1e6
    changed = since_training(
        naive.model_path, naive.signature, naive.table, Table(frame, longer.table.columns)
    )
    assert [point.predicted for point in points[:7]] == [p.predicted for p in changed[:7]]
    assert points[7].predicted == pytest.approx(longer.table.frame["users"][200])
    assert [point.ahead for point in points[:9]] == [1, 2, 3, 4, 5, 6, 7, 1, 2]


def test_days_with_another_value_now_are_left_out(naive, ridge):
    other = naive.forecasts
    assert other is not None
    actual = other.actual.copy()
    actual[:5] += 1
    changed = replace(other, actual=actual)
    assert len(common_days((changed, ridge.forecasts), 1).days) == 37


def test_too_few_common_days_cannot_tell(naive, ridge):
    few = replace(naive.forecasts, days=naive.forecasts.days.copy())
    few.days[:20] = [f"1999-01-{day:02d}" for day in range(1, 21)]
    first = replace(naive, forecasts=few)
    (found,) = same_rows(beside((first, ridge)), ("mase",), seed=0)
    assert (found.rows, found.is_enough) == (22, False)
    assert found.shortage == "Only 22 days that both forecast; 28 are needed."


def test_no_common_day_says_so(naive, ridge):
    never = replace(naive.forecasts, days=naive.forecasts.days.copy())
    never.days[:] = [f"1999-{1 + at // 28:02d}-{1 + at % 28:02d}" for at in range(len(never.days))]
    (found,) = same_rows(beside((replace(naive, forecasts=never), ridge)), ("mase",), seed=0)
    assert found.obstacle == "Their backtests have no day in common."
    assert found.differences == ()


def test_looking_further_ahead_is_no_fair_comparison(naive, tmp_path):
    spec = replace(SPEC, forecast=replace(SPEC.forecast, horizon=14, origins=3))
    far = version(tmp_path / "far", 200, "seasonal_naive", spec)
    days = common_days((naive.forecasts, far.forecasts), 1)
    assert "looked 4.0 days ahead on average and the other 7.5" in unfair(days, 1)
    (found,) = same_rows(beside((naive, far)), ("mase",), seed=0)
    assert not found.is_enough


def test_the_longest_history_owns_the_rows():
    def of(*days: str) -> Forecasts:
        zeros = np.zeros(len(days))
        rows = np.arange(len(days))
        return Forecasts(np.array(days, dtype=object), rows, zeros, zeros, rows + 1)

    short, long = of("2024-01-01", "2024-01-02"), of("2024-01-02", "2024-01-03")
    assert newest((long, short)) == 0
    assert newest((short, short)) == 1
    assert with_later(short, ()).days.tolist() == ["2024-01-01", "2024-01-02"]


def test_nothing_after_the_last_day_learned_is_refused(naive):
    with pytest.raises(UserError) as caught:
        since_training(naive.model_path, naive.signature, naive.table, naive.table)
    assert caught.value.code == "forecast.nothing_new"


def test_a_history_that_begins_too_late_is_refused(naive, longer):
    late = Table(longer.table.frame.iloc[197:].reset_index(drop=True), longer.table.columns)
    with pytest.raises(UserError) as caught:
        since_training(naive.model_path, naive.signature, naive.table, late)
    assert caught.value.code == "forecast.history_before"


def test_blocks_keep_neighbours_together():
    places = moving_blocks(50, 7, seed=1)
    assert places.shape == (1000, 50)
    assert places.min() >= 0
    assert places.max() < 50
    steps = np.diff(places, axis=1)
    inside = np.ones(49, dtype=bool)
    inside[6::7] = False
    assert (steps[:, inside] == 1).all()


def test_the_interval_of_a_difference_holds_for_errors_that_are_alike_from_day_to_day():
    """Errors follow each other (correlation 0.6): drawn in weeks, the interval still holds."""
    random = np.random.default_rng(5)
    held = 0
    for seed in range(80):
        noise = random.normal(size=220)
        errors = np.zeros(220)
        for at in range(1, 220):
            errors[at] = 0.6 * errors[at - 1] + noise[at]
        drawn = MEASURES["bias"](errors[moving_blocks(220, 14, seed)])
        low, high = np.quantile(drawn, (0.025, 0.975))
        held += low <= 0 <= high
    assert held >= 68
