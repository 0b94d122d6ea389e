"""Train one candidate per method and leave its files in a folder."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from mlops_desktop.core.algorithms import BASELINE, algorithm
from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.progress import Reporter, Step
from mlops_desktop.core.search import Trial
from mlops_desktop.core.training import (
    CandidateResult,
    FeatureStep,
    SplitMethod,
    TrainingSpec,
)
from mlops_desktop.modeling import catalogue, golden, holdout, persist
from mlops_desktop.modeling.anomaly.candidate import AnomalyCandidate
from mlops_desktop.modeling.anomaly.prepare import is_anomaly, prepare_anomaly
from mlops_desktop.modeling.decision import at_threshold
from mlops_desktop.modeling.ensemble import Team
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.fit import Fitted, fit_method, outcome
from mlops_desktop.modeling.forecasting.candidate import ForecastCandidate
from mlops_desktop.modeling.forecasting.prepare import is_forecast, prepare_forecast
from mlops_desktop.modeling.interval import beside_baseline, drawn_of, measured
from mlops_desktop.modeling.judging import look_closely
from mlops_desktop.modeling.predict import Answer, predict
from mlops_desktop.modeling.prepare import Prepared, prepare
from mlops_desktop.modeling.rule import rule_of
from mlops_desktop.modeling.search import search_for, search_method
from mlops_desktop.modeling.steps import recorded
from mlops_desktop.modeling.table import Table

__all__ = ["RunListener", "Table", "train"]


_PARTS = 100
"""Steps of progress that a fold's place is divided into while parameters are searched."""


class RunListener(Protocol):
    """Who is told about each run, as soon as there is something to tell."""

    def started(self, algorithm: str) -> None:
        """Tell that a method's run has begun."""

    def finished(self, result: CandidateResult) -> None:
        """Tell what a run produced; its files are complete."""

    def failed(self, algorithm: str, error: UserError) -> None:
        """Tell why a method could not be trained; the others go on."""

    def tried(self, algorithm: str, trial: Trial) -> None:
        """Tell a set of parameters that a search has tried; again when on more rows."""


def train(
    table: Table, spec: TrainingSpec, folder: Path, reporter: Reporter, listener: RunListener
) -> None:
    """Train every method asked for.

    Nothing is told to the listener before everything that makes the training as a whole
    impossible has been refused.

    Args:
        folder: where each run leaves ``<algorithm>.skops``, ``.golden.parquet``, ``.split.npz``
            and ``.holdout.parquet``; a failed run leaves nothing.

    Raises:
        UserError: ``training.…`` when the training as a whole is impossible.
        Cancelled: when the person asked to stop.
    """
    if is_forecast(spec):
        _train_forecast(table, spec, folder, reporter, listener)
        return
    if is_anomaly(spec):
        _train_anomaly(table, spec, folder, reporter, listener)
        return
    prepared = prepare(table, spec)
    common = _Common(prepared, folder, Team(prepared.metric), _baseline(prepared))
    for number, key in enumerate(prepared.algorithms):
        place = _Place(prepared, number, reporter, partial(listener.tried, key))
        place.check()
        _run(key, _Candidate(common, key, place), folder, listener)


def _baseline(prepared: Prepared) -> PredictedRows:
    """Return what the baseline answers to the held-out rows; every method is set beside it."""
    fitted = fit_method(prepared, BASELINE.key, lambda _fold: None)
    decided = at_threshold(prepared, fitted.threshold)
    return outcome(decided, fitted.model, decided.division.holdout)


def _train_forecast(
    table: Table, spec: TrainingSpec, folder: Path, reporter: Reporter, listener: RunListener
) -> None:
    prepared = prepare_forecast(table, spec)
    for number, key in enumerate(prepared.algorithms):
        reporter.check()
        _run(key, ForecastCandidate(prepared, number, folder, reporter), folder, listener)


def _train_anomaly(
    table: Table, spec: TrainingSpec, folder: Path, reporter: Reporter, listener: RunListener
) -> None:
    prepared = prepare_anomaly(table, spec)
    for number, key in enumerate(prepared.algorithms):
        reporter.check()
        _run(key, AnomalyCandidate(prepared, number, folder, reporter), folder, listener)


class _Runnable(Protocol):
    def result(self) -> CandidateResult:
        """Fit, judge, explain, and write the files."""


def _run(key: str, candidate: _Runnable, folder: Path, listener: RunListener) -> None:
    """Run one method and tell what came of it."""
    listener.started(key)
    try:
        result = candidate.result()
    except Cancelled:
        _sweep(folder, key)
        raise
    except UserError as error:
        _sweep(folder, key)
        listener.failed(key, error)
    except MemoryError:
        _sweep(folder, key)
        listener.failed(key, UserError("training.out_of_memory", algorithm=_title(key)))
    except (ValueError, ArithmeticError, np.linalg.LinAlgError) as error:
        # What numerical libraries raise when the numbers do not allow a fit.
        _sweep(folder, key)
        listener.failed(key, _not_fitted(key, error))
    else:
        listener.finished(result)


def _title(key: str) -> str:
    return algorithm(key).title


def _not_fitted(key: str, error: Exception) -> UserError:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return UserError(
        "training.algorithm_failed", algorithm=_title(key), reason=lines[0].rstrip(".")
    )


def _sweep(folder: Path, key: str) -> None:
    for path in folder.glob(f"{key}.*"):
        path.unlink()


class _Place:
    """Tells where a training is: candidate, fold, or what a search tries."""

    def __init__(
        self,
        prepared: Prepared,
        number: int,
        reporter: Reporter,
        on_trial: Callable[[Trial], None],
    ) -> None:
        self.tried = on_trial
        self._phase = f"Training {prepared.spec.model}"
        self._candidates = len(prepared.algorithms)
        self._number = number
        self._folds = len(prepared.division.folds)
        self._search = prepared.spec.search
        self._reporter = reporter

    def at_fold(self, fold: int) -> None:
        """Tell a fold (1-based); the one after the last is the final fit."""
        what = "final fit" if fold > self._folds else f"fold {fold} of {self._folds}"
        self._tell(fold - 1, what)

    def at_search(self, share: float, what: str) -> None:
        """Tell what a search tries."""
        self._tell(share * self._folds, what)

    def at_final_fit(self) -> None:
        """Tell that what a search chose is fitted to all training rows."""
        self.at_fold(self._folds + 1)

    def at_evaluation(self) -> None:
        """Tell that intervals and importances are computed."""
        self._tell(self._folds + 1, "evaluation")

    def check(self) -> None:
        """Raise ``Cancelled`` when the person asked to stop."""
        self._reporter.check()

    def _tell(self, unit: float, what: str) -> None:
        self._reporter.check()
        units = self._folds + 2
        scale = 1 if self._search is None else _PARTS
        self._reporter.step(
            Step(
                phase=self._phase,
                done=round(scale * (self._number * units + unit)),
                total=scale * self._candidates * units,
                detail=f"candidate {self._number + 1} of {self._candidates} · {what}",
            )
        )


@dataclass(frozen=True, slots=True)
class _Common:
    """What all runs of a training share.

    Attributes:
        baseline: what it answers to the held-out rows.
    """

    prepared: Prepared
    folder: Path
    team: Team
    baseline: PredictedRows


class _Candidate:
    """One method's run."""

    def __init__(self, common: _Common, key: str, place: _Place) -> None:
        self._prepared = common.prepared
        self._key = key
        self._folder = common.folder
        self._place = place
        self._team = common.team
        self._baseline = common.baseline

    def result(self) -> CandidateResult:
        """Fit, judge, explain, and write the files."""
        started = time.perf_counter()
        fitted, trials = self._fit()
        self._prepared = at_threshold(self._prepared, fitted.threshold)
        # Saved before it predicts: search trees count their queries, which is not content.
        persist.save(fitted.model, self._path("skops"))
        judged = outcome(self._prepared, fitted.model, self._prepared.division.holdout)
        seconds = time.perf_counter() - started
        self._place.at_evaluation()
        metrics = measured(judged, self._prepared.spec.seed)
        closely = look_closely(self._prepared, self._key, fitted, judged, self._place.check)
        explained = time.perf_counter() - started - seconds
        self._write_rows(judged)
        return CandidateResult(
            algorithm=self._key,
            parameters=fitted.parameters,
            model_file=self._path("skops").name,
            model_digest=persist.model_digest(self._path("skops")),
            golden_file=self._path("golden.parquet").name,
            behaviour_hash=golden.behaviour_hash(self._write_golden(fitted)),
            split_file=self._path("split.npz").name,
            holdout_file=self._path("holdout.parquet").name,
            metrics=(*metrics, *fitted.folds),
            steps=self._steps(fitted),
            signature=self._prepared.signature,
            importances=closely.importances,
            evaluation=replace(closely.evaluation, **self._certainty(judged)),
            seconds=seconds,
            explain_seconds=explained,
            trials=trials,
            slices=closely.slices,
            dependence=closely.dependence,
            fairness=closely.fairness,
        )

    def _fit(self) -> tuple[Fitted, tuple[Trial, ...]]:
        """Fit the method, with the best parameters when they are to be searched."""
        prepared, key = self._prepared, self._key
        search = search_for(prepared, key)
        if search is None:
            fitted = fit_method(prepared, key, self._place.at_fold, self._team)
            trials: tuple[Trial, ...] = ()
        else:
            found = search_method(prepared, key, search, self._place)
            fitted, trials = found.fitted, found.trials
        self._team.add(fitted.recipe, fitted.by_fold)
        return fitted, trials

    def _certainty(self, judged: PredictedRows) -> dict[str, Any]:
        """Return what ranges draw, and what was gained beside the baseline."""
        seed, metric = self._prepared.spec.seed, self._prepared.metric
        gain = None
        if self._key != BASELINE.key:
            gain = beside_baseline(metric, self._baseline, judged, seed)
        return {"drawn": drawn_of([judged], seed), "baseline": gain}

    def _path(self, ending: str) -> Path:
        return self._folder / f"{self._key}.{ending}"

    def _write_rows(self, judged: PredictedRows) -> None:
        rows, division = self._prepared.target.rows, self._prepared.division
        np.savez_compressed(
            self._path("split.npz"), train=rows[division.train], holdout=rows[division.holdout]
        )
        holdout.write(self._path("holdout.parquet"), rows[division.holdout], judged)

    def _write_golden(self, fitted: Fitted) -> Answer:
        held = self._prepared.division.holdout
        inputs = self._prepared.inputs.iloc[golden.places(held, self._prepared.spec.seed)]
        answer = predict(fitted.model, inputs, rule=rule_of(self._prepared.signature))
        golden.write(self._path("golden.parquet"), inputs, answer, self._prepared.signature)
        return answer

    def _steps(self, fitted: Fitted) -> tuple[FeatureStep, ...]:
        method = catalogue.method(self._key)
        if not method.uses_inputs:
            return recorded.describe_baseline(self._prepared.plan)
        plan, model = self._prepared.plan, fitted.model
        if not fitted.recipe.members:
            return recorded.describe(plan, method.preparation, model.named_steps["features"])
        joined = model.named_steps["model"]
        if plan.split is SplitMethod.GROUPED and hasattr(joined, "cv"):
            # Rows of a stack's members are those of its folds: their own parts know no groups.
            plan = replace(plan, split=SplitMethod.RANDOM)
        found = [
            step
            for member, part in zip(fitted.recipe.members, joined.estimators_, strict=True)
            for step in recorded.describe(
                plan, catalogue.method(member.key).preparation, part.named_steps["features"]
            )
        ]
        return tuple(dict.fromkeys(found))
