"""The folds of one rung with their preprocessing, which all candidates of a method share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mlops_desktop.modeling import catalogue
from mlops_desktop.modeling.ensemble import Recipe
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.features.build import build_preprocessing
from mlops_desktop.modeling.fit import fit_estimator, judge
from mlops_desktop.modeling.inner import follow_split
from mlops_desktop.modeling.predict import predict
from mlops_desktop.modeling.prepare import Prepared
from mlops_desktop.modeling.target import Integers
from mlops_desktop.modeling.threads import one_thread

MOST_BYTES = 512 * 2**20
"""Preprocessed numbers beyond this are computed again for each candidate instead of kept."""


@dataclass(frozen=True, slots=True)
class _Numbers:
    """One fold, preprocessed.

    Attributes:
        features: the preprocessing, fitted to the fold's training rows.
        inside, outside: model inputs of training and test rows.
        learned, rows: training and test rows, as places in ``Target.rows``.
    """

    features: Any
    inside: Any
    outside: Any
    learned: Integers
    rows: Integers

    @property
    def size(self) -> int:
        """Bytes of the model inputs."""
        return int(self.inside.nbytes + self.outside.nbytes)


class SharedFolds:
    """The folds of a training, each preprocessed once."""

    def __init__(self, prepared: Prepared, key: str) -> None:
        self._prepared = prepared
        self._preparation = catalogue.method(key).preparation
        self._kept: dict[int, _Numbers] = {}
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._prepared.division.folds)

    def ready(self, fold: int) -> _Numbers:
        """Return one fold's numbers, computed now unless they are kept."""
        if fold in self._kept:
            return self._kept[fold]
        made = self._make(fold)
        if self._bytes + made.size <= MOST_BYTES:
            self._bytes += made.size
            self._kept[fold] = made
        return made

    def judged(self, recipe: Recipe, numbers: _Numbers) -> PredictedRows:
        """Fit a recipe to a fold's training rows and predict its test rows."""
        estimator = fit_estimator(
            self._prepared, recipe, numbers.features, numbers.inside, numbers.learned
        ).estimator
        return judge(self._prepared, estimator, predict(estimator, numbers.outside), numbers.rows)

    def _make(self, fold: int) -> _Numbers:
        prepared = self._prepared
        train = prepared.division.train
        inside, outside = (train[part] for part in prepared.division.folds[fold])
        answers = prepared.target.values[inside]
        features = build_preprocessing(prepared.plan, self._preparation)
        follow_split(features, prepared, inside)
        with one_thread():
            first = features.fit_transform(prepared.inputs.iloc[inside], answers)
            second = features.transform(prepared.inputs.iloc[outside])
        catalogue.tidy(features)
        return _Numbers(features, first, second, inside, outside)
