"""Scores and known answers of rows, for watching a finder of unusual rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mlops_desktop.core.progress import Reporter
from mlops_desktop.core.training import Signature
from mlops_desktop.modeling import holdout
from mlops_desktop.modeling.anomaly.known import judged, read_known
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.inputs import checked_inputs
from mlops_desktop.modeling.persist import load
from mlops_desktop.modeling.predict import predict
from mlops_desktop.modeling.table import Table
from mlops_desktop.modeling.target import Floats


@dataclass(frozen=True, slots=True)
class ScoredRows:
    """Rows with their scores.

    Attributes:
        scores: float64, 0 to 1.
        outcome: beside known answers, of the rows where somebody knows; None: nobody knows any.
        places: int64, which rows those are.
        called: how many of all rows are called unusual.
    """

    scores: Floats
    outcome: PredictedRows | None
    places: np.ndarray[tuple[int], np.dtype[np.int64]]
    called: int


def of_holdout(path: Path, signature: Signature) -> ScoredRows:
    """Return the stored hold-out rows."""
    stored = holdout.read(path, signature).outcome
    return _scored(np.asarray(stored.predicted), np.asarray(stored.actual), signature)


def of_table(
    model_path: Path, signature: Signature, table: Table, reporter: Reporter | None = None
) -> ScoredRows:
    """Score the rows of a table.

    Raises:
        UserError: ``models.missing_column(s)``, ``models.wrong_type``, ``models.file_…``.
    """
    scores = predict(load(model_path), checked_inputs(table, signature), reporter).values
    known = np.full(scores.size, np.nan)
    if signature.known is not None and table.column(signature.known.column) is not None:
        known = read_known(table, signature.known)
    return _scored(scores, known, signature)


def _scored(scores: Floats, known: Floats, signature: Signature) -> ScoredRows:
    threshold = float(signature.threshold or 1.0)
    places = np.flatnonzero(~np.isnan(known))
    outcome = judged(known, scores, threshold) if places.size else None
    return ScoredRows(scores, outcome, places, int((scores >= threshold).sum()))
