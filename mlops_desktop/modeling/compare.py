"""Two versions on the same rows, which neither was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import ModelVersionId
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.model import MetricDifference, SameRows
from mlops_desktop.core.training import Signature
from mlops_desktop.modeling.answers import read_answers
from mlops_desktop.modeling.evaluate import PredictedRows, class_places, measure
from mlops_desktop.modeling.inputs import checked_inputs
from mlops_desktop.modeling.interval import differences
from mlops_desktop.modeling.persist import load
from mlops_desktop.modeling.predict import predict
from mlops_desktop.modeling.rule import chosen_places, rule_of
from mlops_desktop.modeling.table import Table, as_float, as_text
from mlops_desktop.modeling.target import Floats, Integers

CHANGED = 0.1
"""A predicted number has changed when it differs by more than this share of the target's
standard deviation (ddof 1)."""


@dataclass(frozen=True, slots=True)
class ComparedVersion:
    """A version with the table it was trained on.

    Attributes:
        train_rows: numbers of its training rows in ``table``.
    """

    version_id: ModelVersionId
    model_path: Path
    signature: Signature
    table: Table
    train_rows: np.ndarray[Any, np.dtype[np.int64]]


def same_rows(
    first: ComparedVersion, second: ComparedVersion, metrics: Sequence[str], seed: int
) -> SameRows:
    """Compare two versions on rows of the second one's table that neither was trained on.

    A row is told from others by a digest over the columns that both tables have, the target
    among them, numbers as float64. Copies count: of n equal rows in the table, as many are
    left as the version that was trained on more of them has not seen.

    Args:
        metrics: keys of the metrics to compare.
        seed: of the bootstrap.

    Raises:
        UserError: ``models.not_comparable``; ``models.missing_column`` or ``models.wrong_type``
            when the first version cannot be used on the second's table.
    """
    _check_same_question(first.signature, second.signature)
    if first.signature.task is Task.FORECAST:
        # A forecast learns from every day with a value: none is left that it has not seen.
        return SameRows(first.version_id, second.version_id, 0)
    rows = unseen_rows(first, second)
    if not rows.size:
        return SameRows(first.version_id, second.version_id, 0)
    outcomes = _outcomes(first, second, rows)
    found = differences(metrics, *outcomes, seed)
    details = tuple(
        MetricDifference(
            metric=key,
            first=measure(key, outcomes[0]),
            second=measure(key, outcomes[1]),
            difference=interval.value,
            low=interval.low,
            high=interval.high,
        )
        for key, interval in found.items()
        if not np.isnan(interval.value)
    )
    return SameRows(
        first.version_id, second.version_id, int(rows.size), details, _changed(*outcomes)
    )


def _check_same_question(first: Signature, second: Signature) -> None:
    if (first.target, first.task) != (second.target, second.task):
        raise UserError(
            "models.not_comparable",
            first=f"{first.target} ({first.task.value})",
            second=f"{second.target} ({second.task.value})",
        )


def unseen_rows(first: ComparedVersion, second: ComparedVersion) -> Integers:
    """Return numbers of rows of the second's table that neither was trained on, ascending."""
    shared = _shared_columns(first.table, second.table)
    digests = row_digests(second.table, shared)
    trained = _counts(row_digests(first.table, shared)[first.train_rows])
    trained_second = _counts(digests[second.train_rows])
    candidates = np.ones(digests.size, dtype=bool)
    candidates[second.train_rows] = False
    candidates &= _has_target(second.table, second.signature)
    rows = np.flatnonzero(candidates).astype(np.int64)
    frame = pd.DataFrame({"row": rows, "digest": digests[rows]})
    # Of equal rows the first ones stay: total − max(trained by first, trained by second).
    place = frame.groupby("digest", sort=False).cumcount()
    total = frame["digest"].map(_counts(digests))
    seen_first = frame["digest"].map(trained).fillna(0)
    seen_second = frame["digest"].map(trained_second).fillna(0)
    left = total - np.maximum(seen_first, seen_second)
    return frame.loc[place < left, "row"].to_numpy(dtype=np.int64)


def _counts(digests: np.ndarray[Any, np.dtype[np.uint64]]) -> pd.Series[Any]:
    return pd.Series(digests).value_counts()


def _shared_columns(first: Table, second: Table) -> list[str]:
    kinds = {column.name: _form(column.type) for column in first.columns}
    return [
        column.name for column in second.columns if kinds.get(column.name) == _form(column.type)
    ]


def _form(type_: ColumnType) -> str:
    if type_ in (ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.BOOLEAN):
        return "number"
    if type_ in (ColumnType.DATE, ColumnType.DATETIME):
        return "date"
    return "text"


def row_digests(table: Table, names: Sequence[str]) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """Return a 64-bit digest per row over some columns; equal rows have equal digests."""
    types = {column.name: column.type for column in table.columns}
    parts: dict[str, Any] = {}
    for name in names:
        series = table.frame[name]
        form = _form(types[name])
        if form == "number":
            parts[name] = as_float(series) + 0.0  # −0.0 and 0.0 are one number
        elif form == "date":
            parts[name] = pd.to_datetime(series, utc=True).to_numpy(dtype="datetime64[us]")
        else:
            parts[name] = as_text(series)
    frame = pd.DataFrame(parts, index=range(len(table.frame)))
    return np.asarray(pd.util.hash_pandas_object(frame, index=False), dtype=np.uint64)


def _has_target(table: Table, signature: Signature) -> np.ndarray[Any, np.dtype[np.bool_]]:
    present = np.zeros(len(table.frame), dtype=bool)
    present[read_answers(table, signature)[0]] = True
    return present


def _outcomes(
    first: ComparedVersion, second: ComparedVersion, rows: Integers
) -> tuple[PredictedRows, PredictedRows]:
    frame = second.table.frame.iloc[rows].reset_index(drop=True)
    table = Table(frame, second.table.columns)
    # Both are measured over the classes that either knows.
    known = dict.fromkeys((*second.signature.classes, *first.signature.classes))
    question = replace(second.signature, classes=tuple(known))
    _, actual = read_answers(table, question)
    outcomes = [_outcome(version, table, actual, question) for version in (first, second)]
    return outcomes[0], outcomes[1]


def _outcome(
    version: ComparedVersion, table: Table, actual: Floats | Integers, question: Signature
) -> PredictedRows:
    answer = predict(load(version.model_path), checked_inputs(table, version.signature))
    if answer.probabilities is None:
        return PredictedRows(actual, answer.values)
    whole = np.zeros((len(answer.probabilities), len(question.classes)))
    places = class_places(version.signature.classes, question.classes)
    whole[:, places] = answer.probabilities
    predicted = places[chosen_places(answer.probabilities, rule_of(version.signature))]
    return PredictedRows(actual, predicted, whole, question.classes, question.positive)


def _changed(first: PredictedRows, second: PredictedRows) -> int:
    if first.task is Task.CLASSIFICATION:
        return int((first.predicted != second.predicted).sum())
    spread = float(np.std(first.actual, ddof=1)) if first.size > 1 else 0.0
    return int((np.abs(first.predicted - second.predicted) > CHANGED * spread).sum())
