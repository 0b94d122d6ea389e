"""New rows: how unusual each is, and which columns make it so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.progress import Reporter
from mlops_desktop.core.training import FieldSignature, Signature
from mlops_desktop.modeling.predict import predict
from mlops_desktop.modeling.signature import field_kind
from mlops_desktop.modeling.table import Kind
from mlops_desktop.modeling.target import Floats
from mlops_desktop.modeling.threads import one_thread

COLUMNS = ("unusual", "score", "because")
"""Names of the columns that scoring adds."""

MOST_EXPLAINED = 10_000
"""So many of the rows called unusual are explained, the most unusual first."""

NAMED = 3
"""Columns named per row."""

TOGETHER = "several columns together"

_NOTICEABLE = 1e-9


@dataclass(frozen=True, slots=True)
class Unusual:
    """What was found, one entry per row.

    Attributes:
        scores: float64, 0 to 1: the share of training rows that are less unusual.
        is_unusual: whether the score reaches the version's threshold.
        because: for rows called unusual the columns that make them so, None for the others.
    """

    scores: Floats
    is_unusual: np.ndarray[Any, np.dtype[np.bool_]]
    because: np.ndarray[Any, np.dtype[np.object_]]


def find_unusual(
    model: Any, signature: Signature, inputs: pd.DataFrame, reporter: Reporter | None = None
) -> Unusual:
    """Score rows and explain those called unusual.

    Args:
        inputs: canonical inputs.
        reporter: asked between columns whether to go on.
    """
    scores = predict(model, inputs, reporter).values
    is_unusual = scores >= float(signature.threshold or 1.0)
    because = np.full(len(inputs), None, dtype=object)
    rows = np.flatnonzero(is_unusual)
    if rows.size > MOST_EXPLAINED:
        order = np.argsort(-scores[rows], kind="stable")[:MOST_EXPLAINED]
        rows = np.sort(rows[order])
    if rows.size:
        because[rows] = explain(model, signature, inputs.iloc[rows], reporter)
    return Unusual(scores, is_unusual, because)


def explain(
    model: Any, signature: Signature, inputs: pd.DataFrame, reporter: Reporter | None = None
) -> list[str]:
    """Say which columns make rows unusual: ``amount (0.41 without it), hour (0.93 without it)``.

    One column after the other is replaced by its typical value (the median, or the most frequent
    value, of the training rows) with all others as they are. The columns named are those whose
    replacement makes the row most usual, measured in the method's own unit; the number is the
    score that is left. Where no single column helps, several make it unusual together.

    Args:
        inputs: canonical inputs of the rows to explain.
    """
    detector = model.named_steps["model"]
    now = _unusual(model, inputs)
    left = np.empty((len(signature.inputs), len(inputs)))
    for place, field in enumerate(signature.inputs):
        if reporter is not None:
            reporter.check()
        left[place] = _unusual(model, _with_typical(inputs, field))
    gains = now - left
    shares = detector.share_below(left.ravel()).reshape(left.shape)
    names = [field.name for field in signature.inputs]
    noticeable = _NOTICEABLE * np.maximum(1.0, np.abs(now))
    return [
        _words(names, gains[:, row], shares[:, row], float(noticeable[row]))
        for row in range(len(inputs))
    ]


def _words(names: list[str], gains: Floats, shares: Floats, least: float) -> str:
    ranked = np.argsort(-gains, kind="stable")[:NAMED]
    told = [
        f"{names[place]} ({shares[place]:.3g} without it)"
        for place in ranked.tolist()
        if gains[place] > least
    ]
    return ", ".join(told) or TOGETHER


def _unusual(model: Any, inputs: pd.DataFrame) -> Floats:
    with one_thread(), np.errstate(over="ignore", invalid="ignore"):
        numbers = np.asarray(model.named_steps["features"].transform(inputs), dtype=np.float64)
        found: Floats = model.named_steps["model"].unusual(numbers)
    return found


def _with_typical(inputs: pd.DataFrame, field: FieldSignature) -> pd.DataFrame:
    kind, typical = field_kind(field), field.typical
    rows = len(inputs)
    value: Any
    if kind is Kind.DATE:
        moment = np.datetime64("NaT") if typical is None else np.datetime64(str(typical))
        value = np.full(rows, moment, dtype="datetime64[us]")
    elif kind is Kind.CATEGORY:
        value = np.full(rows, np.nan if typical is None else str(typical), dtype=object)
    else:
        value = np.full(rows, np.nan if typical is None else float(typical))
    return inputs.assign(**{field.name: value})
