"""A forecast goes the way of every model: files, digests, golden rows; and can be used."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from modeling.forecasting.days import daily, weekly
from modeling.tables import train_into

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.modeling import golden, parquet, persist
from mlops_desktop.modeling.forecasting.backtest import starts
from mlops_desktop.modeling.forecasting.features import TWO_YEARS
from mlops_desktop.modeling.forecasting.forecaster import Forecaster, forecaster
from mlops_desktop.modeling.forecasting.prepare import prepare_forecast
from mlops_desktop.modeling.scoring import score

METHODS = ("seasonal_naive", "ridge_on_lags", "boosting_on_lags")
PLAN = ForecastPlan("date", horizon=2, origins=2, events=("fair",), coverage=0.75)
SPEC = TrainingSpec("growth", "users", task=Task.FORECAST, forecast=PLAN, seed=3)


def fairs(days: int, *, known: int | None = None) -> pd.DataFrame:
    """Return a series with a fair every eleventh day that brings 20 users more."""
    frame = weekly(days)
    frame["fair"] = np.arange(days) % 11 == 0
    frame["users"] += 20.0 * frame["fair"]
    if known is not None:
        frame.loc[known:, "users"] = np.nan
    return frame


def table_of(frame):
    return daily(frame, fair=ColumnType.BOOLEAN)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trained")
    recorder = train_into(folder, table_of(fairs(150)), SPEC)
    assert recorder.failures == {}
    return folder, recorder.by_algorithm()


@pytest.mark.parametrize("method", METHODS)
def test_a_version_is_stored_and_answers_again_the_same(trained, method):
    folder, results = trained
    result = results[method]
    assert persist.model_digest(folder / result.model_file) == result.model_digest
    again = golden.reperform(
        folder / result.model_file, folder / result.golden_file, result.signature
    )
    assert again.is_identical
    assert again.behaviour_hash == result.behaviour_hash
    persist.save(persist.load(folder / result.model_file), folder / "again.skops")
    assert persist.model_digest(folder / "again.skops") == result.model_digest


def test_the_same_seed_gives_the_same_files(trained, tmp_path):
    _, results = trained
    spec = replace(SPEC, algorithms=("boosting_on_lags",))
    again = train_into(tmp_path, table_of(fairs(150)), spec).results[0]
    first = results["boosting_on_lags"]
    assert again.model_digest == first.model_digest
    assert again.behaviour_hash == first.behaviour_hash
    assert again.metrics == first.metrics


def test_the_backtest_is_kept_with_the_naive_on_the_same_days(trained):
    folder, results = trained
    naive, ridge = results["seasonal_naive"], results["ridge_on_lags"]
    assert len(ridge.evaluation.backtest) == 4
    for one, two in zip(naive.evaluation.backtest, ridge.evaluation.backtest, strict=True):
        assert (one.day, one.actual, one.naive) == (two.day, two.actual, two.naive)
        assert one.predicted == one.naive
    rows = parquet.read(folder / ridge.holdout_file)
    assert rows["date"].tolist() == [point.day for point in ridge.evaluation.backtest]
    assert rows["row"].tolist() == [146, 147, 148, 149]
    assert [metric.name for metric in ridge.metrics] == ["mase", "mae", "rmse", "bias", "coverage"]


def test_the_next_days_are_forecast_with_the_events_they_bring(trained):
    folder, results = trained
    result = results["ridge_on_lags"]
    path = folder / result.model_file
    coming = score(path, result.signature, table_of(fairs(156, known=154)))
    assert coming.frame["date"].astype(str).tolist() == ["2020-06-03", "2020-06-04"]
    assert (coming.frame["low"] <= coming.frame["prediction"]).all()
    assert (coming.frame["prediction"] <= coming.frame["high"]).all()
    quiet = fairs(156, known=154)
    quiet.loc[154:, "fair"] = False
    other = score(path, result.signature, table_of(quiet)).frame["prediction"]
    # Day 154 is a fair: the model has learned what one brings.
    assert 10 < coming.frame["prediction"][0] - other[0] < 30
    assert coming.frame["prediction"][1] == other[1]


def test_what_a_forecast_needs_and_lacks_is_said_in_words(trained):
    folder, results = trained
    result = results["ridge_on_lags"]
    path = folder / result.model_file
    with pytest.raises(UserError, match="no value for 2020-05-30, a day that is to be forecast"):
        score(path, result.signature, table_of(fairs(150)))
    with pytest.raises(UserError, match="the model looks back") as caught:
        score(path, result.signature, table_of(fairs(12, known=10)))
    assert caught.value.facts["needed"] == 29


def test_an_edited_file_is_refused(trained, tmp_path):
    folder, results = trained
    model = persist.load(folder / results["ridge_on_lags"].model_file)
    forecaster = model.named_steps["model"]
    for name, value in (("horizon", 4000), ("method", "luck"), ("half_widths_", np.array([1.0]))):
        kept = getattr(forecaster, name)
        setattr(forecaster, name, value)
        persist.save(model, tmp_path / "edited.skops")
        setattr(forecaster, name, kept)
        with pytest.raises(UserError) as caught:
            persist.load(tmp_path / "edited.skops")
        assert caught.value.code == "models.file_structure"


def refusal(spec, frame=None) -> str:
    with pytest.raises(UserError) as caught:
        prepare_forecast(table_of(fairs(150) if frame is None else frame), spec)
    caught.value.add(data="sales@1")
    assert "…" not in str(caught.value)
    return str(caught.value)


def planned(**changes) -> TrainingSpec:
    return replace(SPEC, forecast=replace(PLAN, **changes))


def test_yearly_terms_are_refused_under_two_full_years():
    tested = -starts(0, PLAN)[0]
    words = refusal(planned(has_yearly_terms=True), fairs(730 + tested))
    assert "Yearly terms need two full years before the first forecast" in words
    assert f"sales@1 has {730 + tested} days, {tested} of them from there on" in words
    assert f"until there are {731 + tested} days" in words
    assert prepare_forecast(table_of(fairs(731 + tested)), planned(has_yearly_terms=True))


def test_versions_tell_the_coverage_and_the_yearly_terms_they_were_asked_for(trained):
    _, results = trained
    naive, ridge = (dict(results[key].parameters) for key in METHODS[:2])
    assert naive["coverage"] == ridge["coverage"] == "0.75"
    assert ridge["yearly_terms"] == "False"
    assert "yearly_terms" not in naive


def test_no_start_of_a_backtest_with_yearly_terms_does_without_them():
    spec = planned(has_yearly_terms=True, origins=2)
    prepared = prepare_forecast(table_of(fairs(731 - starts(0, spec.forecast)[0])), spec)
    for size in starts(prepared.series.size, prepared.plan):
        model = forecaster("ridge_on_lags", "users", prepared.plan, 0)
        assert model.fit_series(prepared.series.until(size)).has_years_


@pytest.mark.parametrize("more", [-1, 0])
def test_month_and_trend_are_used_only_where_every_start_of_the_backtest_has_them(
    tmp_path, monkeypatch, more
):
    spec = replace(planned(origins=2), algorithms=("ridge_on_lags",))
    days = TWO_YEARS + more - starts(0, spec.forecast)[0]
    used = []

    def watched(self, distance):
        used.append(self.has_years_)
        return original(self, distance)

    original = Forecaster._recipe
    monkeypatch.setattr(Forecaster, "_recipe", watched)
    recorder = train_into(tmp_path, table_of(fairs(days)), spec)
    assert recorder.failures == {}
    assert set(used) == {more == 0}
    names = [name for step in recorder.results[0].steps for name in step.outputs]
    assert ("trend" in names) is (more == 0)


def test_what_cannot_be_forecast_is_refused_in_words():
    assert "--horizon" in refusal(replace(SPEC, forecast=None))
    assert "the task is regression" in refusal(replace(SPEC, task=Task.REGRESSION))
    assert "has 40 days" in refusal(SPEC, fairs(40))
    assert "is 5 in every row" in refusal(SPEC, fairs(150).assign(users=5.0))
    assert "another hold-out" in refusal(replace(SPEC, split=SplitPlan(holdout=0.3)))
    assert "columns left out" in refusal(replace(SPEC, exclude=("fair",)))
    assert "decided about alike" in refusal(replace(SPEC, sensitive=("fair",)))
    assert "no method “forest”" in refusal(replace(SPEC, algorithms=("forest",)))
    assert "cannot judge" in refusal(replace(SPEC, metric="roc_auc"))
    assert "no metric “luck”" in refusal(replace(SPEC, metric="luck"))
    assert "-4 cannot be a seed" in refusal(replace(SPEC, seed=-4))
    for changes in ({"horizon": 0}, {"season": 900}, {"origins": 1}, {"coverage": 1.0}):
        assert "is not possible for" in refusal(planned(**changes))
    assert "“none” is not possible" in refusal(planned(fill="none"))
