"""Hold-out rows with target and prediction, stored beside a model for charts and monitoring.

Columns: ``row`` (number in the training table, 0-based), ``actual``, ``predicted`` and, for
classes, ``probability_0``, ``probability_1``, … in the order of
``Signature.classes``. Classes are text.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import Signature
from mlops_desktop.modeling import parquet
from mlops_desktop.modeling.evaluate import PredictedRows, class_places
from mlops_desktop.modeling.target import Integers


@dataclass(frozen=True, slots=True)
class Holdout:
    """The stored rows: their numbers in the training table, and the outcome."""

    rows: Integers
    outcome: PredictedRows


def write(path: Path, rows: Integers, outcome: PredictedRows) -> None:
    """Store hold-out rows."""
    if not outcome.classes:
        columns = {"row": rows, "actual": outcome.actual, "predicted": outcome.predicted}
        parquet.write(pd.DataFrame(columns), path)
        return
    labels = np.array(outcome.classes, dtype=object)
    frame = pd.DataFrame(
        {"row": rows, "actual": labels[outcome.actual], "predicted": labels[outcome.predicted]}
    )
    if outcome.probabilities is not None:
        for place in range(len(labels)):
            frame[f"probability_{place}"] = outcome.probabilities[:, place]
    parquet.write(frame, path)


def read(path: Path, signature: Signature) -> Holdout:
    """Read what :func:`write` wrote."""
    frame = parquet.read(path)
    rows = frame["row"].to_numpy(dtype=np.int64)
    if not signature.classes:
        actual = frame["actual"].to_numpy(dtype=np.float64)
        predicted = frame["predicted"].to_numpy(dtype=np.float64)
        is_count = signature.task is Task.COUNT
        quantile = signature.quantile
        outcome = PredictedRows(actual, predicted, is_count=is_count, quantile=quantile)
        return Holdout(rows, outcome)
    probabilities = frame.iloc[:, 3:].to_numpy(dtype=np.float64)
    return Holdout(
        rows,
        PredictedRows(
            class_places(frame["actual"].tolist(), signature.classes),
            class_places(frame["predicted"].tolist(), signature.classes),
            probabilities,
            signature.classes,
            signature.positive,
        ),
    )
