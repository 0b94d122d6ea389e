"""One forecasting method's run: its backtest, its fit on all days, its files."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from mlops_desktop.core.certainty import BaselineGain
from mlops_desktop.core.progress import Reporter, Step
from mlops_desktop.core.training import CandidateResult, MetricValue
from mlops_desktop.modeling import golden, parquet, persist
from mlops_desktop.modeling.curves import evaluation
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.forecasting import backtest
from mlops_desktop.modeling.forecasting.backtest import Backtest
from mlops_desktop.modeling.forecasting.describe import describe, parameters
from mlops_desktop.modeling.forecasting.forecaster import NAIVE, Forecaster, forecaster
from mlops_desktop.modeling.forecasting.importance import importances
from mlops_desktop.modeling.forecasting.prepare import PreparedForecast, known_rows
from mlops_desktop.modeling.predict import predict
from mlops_desktop.modeling.threads import one_thread


class ForecastCandidate:
    """One method's run on a prepared series.

    Args:
        number: which candidate it is, from 0.
        folder: where its files go.
    """

    def __init__(
        self, prepared: PreparedForecast, number: int, folder: Path, reporter: Reporter
    ) -> None:
        self._prepared = prepared
        self._number = number
        self._key = prepared.algorithms[number]
        self._folder = folder
        self._reporter = reporter
        self._starts = backtest.warm_ups(prepared.plan) + prepared.plan.origins

    def result(self) -> CandidateResult:
        """Backtest, fit on all days, and write the files."""
        prepared, seed = self._prepared, self._prepared.spec.seed
        started = time.perf_counter()
        with one_thread():
            found = backtest.run(prepared.series, self._unfitted, prepared.plan, self._at_start)
            self._tell(self._starts, "final fit")
            years = backtest.has_years(prepared.series.size, prepared.plan)
            fitted = self._unfitted().fit_series(prepared.series, has_years=years)
        fitted.half_widths_ = found.half_widths
        persist.save(_pipeline(fitted), self._path("skops"))
        seconds = time.perf_counter() - started
        self._write_rows(found)
        self._tell(self._starts, "what it leans on")
        with one_thread():
            leans = importances(prepared.series, found.models, found, prepared.metric, seed)
        return CandidateResult(
            algorithm=self._key,
            parameters=parameters(fitted, prepared.plan),
            model_file=self._path("skops").name,
            model_digest=persist.model_digest(self._path("skops")),
            golden_file=self._path("golden.parquet").name,
            behaviour_hash=self._write_golden(fitted),
            split_file=self._path("split.npz").name,
            holdout_file=self._path("holdout.parquet").name,
            metrics=_metrics(found, seed),
            steps=describe(prepared, fitted),
            signature=prepared.signature,
            importances=leans,
            evaluation=replace(
                evaluation(_judged(found), seed),
                backtest=found.points,
                drawn=backtest.drawn_of(found),
                baseline=self._gain(found),
            ),
            seconds=seconds,
            explain_seconds=time.perf_counter() - started - seconds,
        )

    def _gain(self, found: Backtest) -> BaselineGain | None:
        """Return what it gains beside repeating the season, which is not set beside itself."""
        if self._key == NAIVE:
            return None
        return backtest.beside_naive(found, self._prepared.metric, self._prepared.spec.seed)

    def _unfitted(self) -> Forecaster:
        spec = self._prepared.spec
        return forecaster(self._key, spec.target, self._prepared.plan, spec.seed)

    def _path(self, ending: str) -> Path:
        return self._folder / f"{self._key}.{ending}"

    def _at_start(self, number: int) -> None:
        self._tell(number, f"forecast {number + 1} of {self._starts}")

    def _tell(self, unit: int, what: str) -> None:
        self._reporter.check()
        count, units = len(self._prepared.algorithms), self._starts + 1
        self._reporter.step(
            Step(
                phase=f"Training {self._prepared.spec.model}",
                done=self._number * units + unit,
                total=count * units,
                detail=f"candidate {self._number + 1} of {count} · {what}",
            )
        )

    def _write_rows(self, found: Backtest) -> None:
        """Store which rows it learned from (all with a value), and what was forecast of them."""
        rows = self._prepared.series.rows
        held = rows[found.places]
        np.savez_compressed(
            self._path("split.npz"),
            train=np.sort(rows[rows >= 0]),
            holdout=np.sort(held[held >= 0]),
        )
        columns = {
            "row": held,
            "actual": np.array([point.actual for point in found.points]),
            "predicted": np.array([point.predicted for point in found.points]),
            "date": np.array([point.day for point in found.points], dtype=object),
            "origin": found.blocks,
        }
        parquet.write(pd.DataFrame(columns), self._path("holdout.parquet"))

    def _write_golden(self, fitted: Forecaster) -> str:
        """Store the newest days, the last ones as if they were to come; return the hash."""
        prepared = self._prepared
        frame = known_rows(prepared.series, prepared.spec.target, prepared.plan)
        blanked = min(prepared.plan.horizon, golden.MOST_ROWS)
        rows = frame.iloc[-(fitted.looks_back + blanked) :].reset_index(drop=True)
        days = rows[prepared.plan.date]
        coming = days > days.iloc[-1] - pd.Timedelta(blanked, "D")
        rows.loc[coming, prepared.spec.target] = np.nan
        answer = predict(_pipeline(fitted), rows)
        golden.write(self._path("golden.parquet"), rows, answer, prepared.signature)
        return golden.behaviour_hash(answer)


def _pipeline(fitted: Forecaster) -> Pipeline:
    return Pipeline([("model", fitted)])


def _judged(found: Backtest) -> PredictedRows:
    """Return the days of the backtest as rows that were predicted."""
    return PredictedRows(
        np.array([point.actual for point in found.points]),
        np.array([point.predicted for point in found.points]),
    )


def _metrics(found: Backtest, seed: int) -> tuple[MetricValue, ...]:
    return tuple(
        interval.held_out(name)
        for name, interval in backtest.measures(found, seed).items()
        if np.isfinite(interval.value)
    )
