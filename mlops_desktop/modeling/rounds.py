"""When boosting stops: the rows that are watched follow the rule by which rows are held out.

Above :data:`UNWATCHED` rows boosting sets a tenth of them apart and stops once it no longer gets
better on these. Drawn row by row, they would be alike to those it learns from where rows of a
group, or of a time, are: it would stop too late. Whole groups, or the last rows in time, are
watched instead. Of rows divided at random scikit-learn draws the tenth itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.pipeline import Pipeline

from mlops_desktop.core.training import SplitMethod
from mlops_desktop.modeling.inner import whole_groups
from mlops_desktop.modeling.prepare import Prepared
from mlops_desktop.modeling.target import Floats, Integers

UNWATCHED = 10_000
"""Up to so many rows every round is made (scikit-learn's ``early_stopping="auto"``)."""
PARTS = 10
"""One of so many parts is watched."""
LARGEST_SHARE = 0.3
"""Groups of which every tenth part is larger than this leave too little to learn from."""

BOOSTING = (HistGradientBoostingClassifier, HistGradientBoostingRegressor)


@dataclass(frozen=True, slots=True)
class Watch:
    """Rows set apart for a fit, as places in the rows it gets.

    Attributes:
        learned, watched: both empty where none can be set apart: every round is made.
        words: what is watched; why nothing is.
    """

    learned: Integers
    watched: Integers
    words: str


def watch_for(estimator: Any, prepared: Prepared, rows: Integers) -> Watch | None:
    """Return what a fit of boosting to rows is to watch; None where it decides that itself.

    Args:
        rows: that it will be fitted to, as places in ``Target.rows``; ordered ones in the order
            of time.
    """
    method = prepared.spec.split.method
    is_ours = method in (SplitMethod.GROUPED, SplitMethod.ORDERED)
    if not isinstance(estimator, BOOSTING) or rows.size <= UNWATCHED or not is_ours:
        return None
    if method is SplitMethod.ORDERED:
        cut = rows.size - rows.size // PARTS
        every = np.arange(rows.size, dtype=np.int64)
        learned, watched, what = every[:cut], every[cut:], "the last tenth of the rows in time"
    else:
        pairs = whole_groups(PARTS, prepared, rows) or []
        fitting = [pair for pair in pairs if pair[1].size <= LARGEST_SHARE * rows.size]
        if not fitting:
            return _none("the groups are too large for some to be set apart")
        learned, watched = fitting[0]
        what = f"whole groups, {watched.size / rows.size:.0%} of the rows"
    if prepared.target.classes:
        codes = prepared.target.codes[rows]
        if np.unique(codes[learned]).size < np.unique(codes).size:
            return _none("a class would be missing from the rows learned from")
    if prepared.weights is not None and not prepared.weights[rows[watched]].any():
        return _none("the rows to be watched have no weight")
    return Watch(learned, watched, what)


def fit_watched(
    estimator: Any, watch: Watch, numbers: Any, answers: Any, weights: Floats | None
) -> None:
    """Fit boosting to some rows until it no longer gets better on those that are watched."""
    if not watch.watched.size:
        estimator.set_params(early_stopping=False)
        estimator.fit(numbers, answers, sample_weight=weights)
        return
    learned, watched = watch.learned, watch.watched
    estimator.set_params(early_stopping=True)
    estimator.fit(
        numbers[learned],
        answers[learned],
        sample_weight=None if weights is None else weights[learned],
        X_val=numbers[watched],
        y_val=answers[watched],
        sample_weight_val=None if weights is None else weights[watched],
    )


def fix_rounds(estimator: Any, found: Any) -> None:
    """Let an unfitted boosting make as many rounds as a fitted one did."""
    estimator.set_params(max_iter=int(found.n_iter_), early_stopping=False)


def with_rounds(found: Any) -> Any:
    """Return an unfitted copy of a fitted boosting that makes as many rounds as it did."""
    estimator = clone(found)
    fix_rounds(estimator, found)
    return estimator


def told(estimator: Any, prepared: Prepared, watch: Watch | None = None) -> str:
    """Say when a fitted boosting stopped, and by which rows; empty for one that watched none."""
    made, most = int(estimator.n_iter_), estimator.max_iter
    if watch is None:
        if not estimator.do_early_stopping_:
            return ""
        what = "a tenth of the rows, drawn by the seed"
        if prepared.target.classes:
            what += " with classes in proportion"
    elif not watch.watched.size:
        return f"none, all {most} rounds: {watch.words}"
    else:
        what = watch.words
    when = f"after {made} of {most} rounds" if made < most else f"not before all {most} rounds"
    return f"{when}, watching {what}"


def boosted(estimator: Any) -> Iterator[Any]:
    """Yield each fitted boosting that an estimator is, or holds first."""
    if isinstance(estimator, BOOSTING):
        yield estimator
    elif isinstance(estimator, Pipeline):
        yield from boosted(estimator.steps[-1][1])
    elif isinstance(estimator, CalibratedClassifierCV):
        yield from boosted(estimator.calibrated_classifiers_[0].estimator)
    else:
        for member in getattr(estimator, "estimators_", None) or ():
            yield from boosted(member)


def _none(why: str) -> Watch:
    nothing = np.empty(0, dtype=np.int64)
    return Watch(nothing, nothing, why)
