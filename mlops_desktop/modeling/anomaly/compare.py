"""Finders of unusual rows side by side: do they rank alike, whom do they call unusual?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mlops_desktop.core.metrics import LABEL_METRICS
from mlops_desktop.core.model import Agreement, MetricDifference
from mlops_desktop.core.training import Signature
from mlops_desktop.modeling.anomaly.agreement import agreement
from mlops_desktop.modeling.anomaly.known import CLASSES, read_known
from mlops_desktop.modeling.evaluate import PredictedRows, measure
from mlops_desktop.modeling.inputs import checked_inputs
from mlops_desktop.modeling.interval import differences
from mlops_desktop.modeling.persist import load
from mlops_desktop.modeling.predict import predict
from mlops_desktop.modeling.table import Table


def outcome(path: Path, signature: Signature, table: Table, owner: Signature) -> PredictedRows:
    """Return what a version says of the rows: usual or unusual, the score as a probability.

    Args:
        owner: of the version whose known answers judge, where the table has them; rows that
            nobody knows have the place −1 in ``actual``.
    """
    scores = predict(load(path), checked_inputs(table, signature)).values
    actual = np.full(scores.size, -1, dtype=np.int64)
    if owner.known is not None and table.column(owner.known.column) is not None:
        known = read_known(table, owner.known)
        actual = np.where(np.isnan(known), -1, known).astype(np.int64)
    called = (scores >= float(signature.threshold or 1.0)).astype(np.int64)
    return PredictedRows(actual, called, np.column_stack([1 - scores, scores]), CLASSES, CLASSES[1])


def ranked_alike(first: PredictedRows, second: PredictedRows, seed: int) -> Agreement | None:
    """Return how far two versions rank the same rows alike; None where one ranks nothing."""
    found = agreement(np.array([_scores(first), _scores(second)]), seed, first.units)
    if np.isnan(found.value):
        return None
    return Agreement(found.value, found.low, found.high)


def by_known_answers(
    first: PredictedRows, second: PredictedRows, seed: int
) -> tuple[MetricDifference, ...]:
    """Return second minus first in what known answers tell, on rows where somebody knows."""
    rows = np.flatnonzero(first.actual >= 0)
    if not rows.size:
        return ()
    pair = first.take(rows), second.take(rows)
    return tuple(
        MetricDifference(
            key,
            measure(key, pair[0]),
            measure(key, pair[1]),
            interval.value,
            interval.low,
            interval.high,
        )
        for key, interval in differences(LABEL_METRICS, *pair, seed).items()
        if not np.isnan(interval.value)
    )


def _scores(found: PredictedRows) -> NDArray[np.float64]:
    if found.probabilities is None:
        raise AssertionError("a score is expected")
    return found.probabilities[:, 1]
