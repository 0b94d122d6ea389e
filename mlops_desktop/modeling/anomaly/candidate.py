"""One method's run: models of the folds, the model of all training rows, its files."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from sklearn.pipeline import Pipeline

from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.certainty import Drawn
from mlops_desktop.core.curve import Curve
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import LABEL_METRICS, Task
from mlops_desktop.core.progress import Reporter, Step
from mlops_desktop.core.training import CandidateResult, Evaluation, MetricValue, Split
from mlops_desktop.modeling import catalogue, golden, holdout, persist
from mlops_desktop.modeling.anomaly.agreement import agreement
from mlops_desktop.modeling.anomaly.known import judged
from mlops_desktop.modeling.anomaly.prepare import PreparedAnomaly
from mlops_desktop.modeling.catalogue import Circumstances, Parameters
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.features.build import build_preprocessing
from mlops_desktop.modeling.interval import intervals, share
from mlops_desktop.modeling.predict import Answer, predict
from mlops_desktop.modeling.split import smallest_fold
from mlops_desktop.modeling.steps import recorded
from mlops_desktop.modeling.target import Floats, Integers
from mlops_desktop.modeling.threads import for_fitting, one_thread
from mlops_desktop.modeling.units import Units, drawing, units_of

_PARTS = 20


class AnomalyCandidate:
    """One method's run on prepared rows.

    Args:
        number: which candidate it is, from 0.
        folder: where its files go.
    """

    def __init__(
        self, prepared: PreparedAnomaly, number: int, folder: Path, reporter: Reporter
    ) -> None:
        self._prepared = prepared
        self._number = number
        self._key = prepared.algorithms[number]
        self._folder = folder
        self._reporter = reporter

    def result(self) -> CandidateResult:
        """Fit on every fold and on all training rows, judge, and write the files."""
        prepared, started = self._prepared, time.perf_counter()
        parameters = self._parameters()
        by_fold = self._fold_scores(parameters)
        self._tell(len(prepared.division.folds), "final fit")
        model = self._fitted(parameters, prepared.division.train)
        # Saved before it predicts: search trees count their queries, which is not content.
        persist.save(model, self._path("skops"))
        held = prepared.division.holdout
        scores = predict(model, prepared.inputs.iloc[held]).values
        seconds = time.perf_counter() - started
        metrics = (*self._agreement(by_fold), *self._shares(model, scores), *self._by_known(scores))
        self._check_decided(metrics)
        self._write_rows(scores)
        texts = tuple((name, str(value)) for name, value in parameters.items())
        plan, preparation = prepared.plan, catalogue.method(self._key).preparation
        return CandidateResult(
            algorithm=self._key,
            parameters=(*texts, ("share", f"{prepared.anomaly.share:g}")),
            model_file=self._path("skops").name,
            model_digest=persist.model_digest(self._path("skops")),
            golden_file=self._path("golden.parquet").name,
            behaviour_hash=golden.behaviour_hash(self._write_golden(model)),
            split_file=self._path("split.npz").name,
            holdout_file=self._path("holdout.parquet").name,
            metrics=metrics,
            steps=recorded.describe(plan, preparation, model.named_steps["features"]),
            signature=prepared.signature,
            importances=(),
            evaluation=Evaluation(unusual=_distribution(scores), drawn=self._drawn(by_fold)),
            seconds=seconds,
            explain_seconds=time.perf_counter() - started - seconds,
        )

    def _parameters(self) -> Parameters:
        division, key = self._prepared.division, self._key
        circumstances = Circumstances(
            rows=int(division.train.size),
            smallest=smallest_fold(division),
            holdout=int(division.holdout.size),
            seed=self._prepared.spec.seed,
        )
        given = self._prepared.given.get(key)
        return catalogue.chosen_parameters(key, Task.ANOMALY, circumstances, given)

    def _fold_scores(self, parameters: Parameters) -> Floats:
        """Return how the models of the folds score the hold-out rows: shape (folds, rows)."""
        prepared, train = self._prepared, self._prepared.division.train
        held = prepared.inputs.iloc[prepared.division.holdout]
        found = []
        for number, (inside, _) in enumerate(prepared.division.folds):
            self._tell(number, f"fold {number + 1} of {len(prepared.division.folds)}")
            found.append(predict(self._fitted(parameters, train[inside]), held).values)
        return np.array(found)

    def _fitted(self, parameters: Parameters, rows: Integers) -> Pipeline:
        method = catalogue.method(self._key)
        features = build_preprocessing(self._prepared.plan, method.preparation)
        with one_thread():
            numbers = np.asarray(features.fit_transform(self._prepared.inputs.iloc[rows]))
        detector = method.build(Task.ANOMALY, parameters)
        with for_fitting():
            detector.fit(numbers.astype(np.float64))
        for part in (features, detector):
            catalogue.tidy(part)
        return Pipeline([("features", features), ("model", detector)])

    def _agreement(self, by_fold: Floats) -> tuple[MetricValue, ...]:
        found = agreement(by_fold, self._prepared.spec.seed, self._units)
        if np.isnan(found.value):
            raise UserError("anomaly.no_agreement", algorithm=algorithm(self._key).title)
        return (found.held_out("rank_agreement"),)

    def _drawn(self, by_fold: Floats) -> Drawn:
        size, seed = by_fold.shape[1], self._prepared.spec.seed
        return drawing(size, self._units, [*by_fold], seed).drawn

    @property
    def _units(self) -> Units | None:
        """What of the held-out rows is drawn together."""
        prepared = self._prepared
        return units_of(prepared.spec.split, prepared.groups, prepared.division.holdout)

    def _shares(self, model: Pipeline, scores: Floats) -> tuple[MetricValue, ...]:
        """Return the share called unusual: of the hold-out, and of the rows learned from."""
        threshold = self._prepared.threshold
        called = share(scores >= threshold, self._units, self._prepared.spec.seed)
        # The detector's ladder says how unusual each training row is.
        own = model.named_steps["model"].share_from(threshold)
        return (
            called.held_out("flagged_share"),
            MetricValue("flagged_share", Split.TRAINING, own),
        )

    def _by_known(self, scores: Floats) -> tuple[MetricValue, ...]:
        """Return what known answers tell, of hold-out rows only."""
        prepared = self._prepared
        if prepared.known is None:
            return ()
        known = prepared.known[prepared.division.holdout]
        outcome = judged(known, scores, prepared.threshold, self._units)
        if not outcome.size:
            return ()
        found = intervals(LABEL_METRICS, outcome, prepared.spec.seed)
        return tuple(
            interval.held_out(key)
            for key, interval in found.items()
            if not np.isnan(interval.value)
        )

    def _check_decided(self, metrics: tuple[MetricValue, ...]) -> None:
        known = {item.name for item in metrics if item.split is Split.HOLDOUT}
        if self._prepared.metric not in known:
            raise UserError("anomaly.no_answers_held", column=self._prepared.anomaly.labels)

    def _path(self, ending: str) -> Path:
        return self._folder / f"{self._key}.{ending}"

    def _tell(self, unit: int, what: str) -> None:
        self._reporter.check()
        count, units = len(self._prepared.algorithms), len(self._prepared.division.folds) + 1
        self._reporter.step(
            Step(
                phase=f"Training {self._prepared.spec.model}",
                done=self._number * units + unit,
                total=count * units,
                detail=f"candidate {self._number + 1} of {count} · {what}",
            )
        )

    def _write_rows(self, scores: Floats) -> None:
        division = self._prepared.division
        np.savez_compressed(self._path("split.npz"), train=division.train, holdout=division.holdout)
        known = self._prepared.known
        actual = np.full(scores.size, np.nan) if known is None else known[division.holdout]
        outcome = PredictedRows(actual, scores)
        holdout.write(self._path("holdout.parquet"), division.holdout, outcome)

    def _write_golden(self, model: Pipeline) -> Answer:
        prepared = self._prepared
        held = prepared.division.holdout
        inputs = prepared.inputs.iloc[golden.places(held, prepared.spec.seed)]
        answer = predict(model, inputs)
        golden.write(self._path("golden.parquet"), inputs, answer, prepared.signature)
        return answer


def _distribution(scores: Floats) -> Curve:
    """Return how many scores lie in each of 20 equal parts of 0 to 1."""
    counts, edges = np.histogram(scores, bins=_PARTS, range=(0.0, 1.0))
    middles = (edges[:-1] + edges[1:]) / 2
    return Curve(tuple(middles.tolist()), tuple(counts.astype(float).tolist()))
