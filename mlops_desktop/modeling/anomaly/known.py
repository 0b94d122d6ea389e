"""Known answers: which rows are unusual, where somebody knows it. They judge, they never teach."""

from __future__ import annotations

from typing import Any

import numpy as np

from mlops_desktop.core.anomaly import KnownUnusual
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.table import Table, as_text
from mlops_desktop.modeling.target import Floats
from mlops_desktop.modeling.units import Units

CLASSES = ("usual", "unusual")


def answers(table: Table, name: str) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Return the known answers as text, missing as NaN."""
    return as_text(table.frame[name])


def read_known(table: Table, known: KnownUnusual) -> Floats:
    """Return per row 1 for unusual, 0 for usual, NaN where nobody knows."""
    texts = answers(table, known.column)
    is_known = np.array([isinstance(text, str) for text in texts], dtype=bool)
    return np.where(is_known, np.where(texts == known.value, 1.0, 0.0), np.nan)


def judged(
    known: Floats, scores: Floats, threshold: float, units: Units | None = None
) -> PredictedRows:
    """Put scores beside known answers, of the rows where somebody knows.

    Args:
        known: as :func:`read_known` returns them.
        scores: float64 of the same shape, 0 to 1.
        threshold: a row is called unusual from this score on.
        units: which of the rows are drawn together.
    """
    places = np.flatnonzero(~np.isnan(known))
    found = scores[places]
    return PredictedRows(
        known[places].astype(np.int64),
        (found >= threshold).astype(np.int64),
        np.column_stack([1 - found, found]),
        CLASSES,
        CLASSES[1],
        units=None if units is None else units.take(places),
    )
