"""Golden rows: hold-out rows stored with their predictions, to be predicted again anywhere."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.model import Reperformance
from mlops_desktop.core.training import Signature
from mlops_desktop.modeling import parquet
from mlops_desktop.modeling.persist import load
from mlops_desktop.modeling.predict import Answer, predict
from mlops_desktop.modeling.rule import rule_of
from mlops_desktop.modeling.signature import free_names, inputs_of, output_names
from mlops_desktop.modeling.table import canonical
from mlops_desktop.modeling.target import Floats, Integers, class_label

MOST_ROWS = 100
TOLERANCE = 1e-9
FLOOR = 1e-3
"""Differences are relative to the value, or to this share of the largest one: what is zero but
for rounding has no digits to agree in."""


def places(held: Integers, seed: int) -> Integers:
    """Return which hold-out rows are kept as golden ones, drawn by the seed, ascending."""
    random = np.random.default_rng([seed, 3])
    size = min(MOST_ROWS, held.size)
    return held[np.sort(random.choice(held.size, size, replace=False))]


def write(path: Path, inputs: pd.DataFrame, answer: Answer, signature: Signature) -> None:
    """Store golden rows: inputs in canonical form, then the predictions."""
    names = _column_names(signature)
    parts = [inputs[name] for name in inputs.columns] + _outputs(answer)
    frame = pd.DataFrame(
        {name: np.asarray(part) for name, part in zip(names, parts, strict=True)}, copy=False
    )
    parquet.write(frame, path)


def behaviour_hash(answer: Answer) -> str:
    """Return SHA-256 over the predictions.

    Numbers go in as float64 LE; of classes each label as uint32 LE length and UTF-8, then the
    probabilities as float64 LE, row by row.
    """
    digest = hashlib.sha256()
    if answer.probabilities is None:
        digest.update(np.asarray(answer.values, dtype="<f8").tobytes())
        return digest.hexdigest()
    for value in answer.values.tolist():
        label = class_label(value).encode()
        digest.update(struct.pack("<I", len(label)) + label)
    digest.update(np.ascontiguousarray(answer.probabilities, dtype="<f8").tobytes())
    return digest.hexdigest()


def reperform(model_path: Path, golden_path: Path, signature: Signature) -> Reperformance:
    """Predict the golden rows again and compare with what is stored.

    Raises:
        UserError: when the model file is refused; see :func:`mlops_desktop.modeling.persist.load`.
    """
    stored = parquet.read(golden_path)
    stored.columns = pd.Index(range(stored.shape[1]))
    names = [field.name for field in signature.inputs]
    given = stored.iloc[:, : len(names)].set_axis(names, axis=1)
    inputs = canonical(given, inputs_of(signature, {}))
    answer = predict(load(model_path), inputs, rule=rule_of(signature))
    now = _outputs(answer)
    before = [stored.iloc[:, len(names) + place].to_numpy() for place in range(len(now))]
    is_classes = answer.probabilities is not None
    return _compare(before, now, behaviour_hash(answer), is_classes=is_classes)


def _compare(
    before: list[np.ndarray[Any, Any]],
    now: list[np.ndarray[Any, Any]],
    digest: str,
    *,
    is_classes: bool,
) -> Reperformance:
    same_labels = True
    if is_classes:
        same_labels = before[0].astype(str).tolist() == now[0].astype(str).tolist()
        before, now = before[1:], now[1:]
    old = np.column_stack(before).astype(np.float64)
    new = np.column_stack(now).astype(np.float64)
    largest = float(_largest_difference(old, new))
    return Reperformance(
        rows=len(old),
        max_relative_difference=largest,
        is_equal=same_labels and largest <= TOLERANCE,
        is_identical=same_labels and bool((old == new).all()),
        behaviour_hash=digest,
    )


def _largest_difference(old: Floats, new: Floats) -> float:
    if not old.size:
        return 0.0
    scale = np.maximum(np.maximum(np.abs(old), np.abs(new)), FLOOR * np.abs(old).max())
    difference = np.abs(new - old)
    return float(np.divide(difference, scale, out=np.zeros_like(old), where=difference > 0).max())


def _outputs(answer: Answer) -> list[np.ndarray[Any, Any]]:
    if answer.probabilities is None:
        return [answer.values]
    labels = np.array([class_label(value) for value in answer.values.tolist()], dtype=object)
    return [labels, *answer.probabilities.T]


def _column_names(signature: Signature) -> list[str]:
    # DuckDB does not tell A from a, so names may have to be made different; places count anyway.
    names = free_names([field.name for field in signature.inputs], [])
    return [*names, *output_names(names, signature.classes)]
