"""Predict the rows of any table that fits a model's signature."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.progress import Reporter
from mlops_desktop.core.scoring import InputIssue
from mlops_desktop.core.training import Signature
from mlops_desktop.modeling.anomaly.use import COLUMNS as UNUSUAL_COLUMNS
from mlops_desktop.modeling.anomaly.use import find_unusual
from mlops_desktop.modeling.answers import read_answers
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.forecasting.use import COLUMNS, forecast_next
from mlops_desktop.modeling.inputs import checked_inputs, find_issues
from mlops_desktop.modeling.persist import load
from mlops_desktop.modeling.predict import Answer, predict
from mlops_desktop.modeling.rule import chosen_places, rule_of
from mlops_desktop.modeling.signature import free_names, output_names
from mlops_desktop.modeling.table import Table
from mlops_desktop.modeling.target import Integers


@dataclass(frozen=True, slots=True)
class ScoredFrame:
    """A table with predictions.

    Attributes:
        frame: the table's columns, then the prediction, then one probability per class.
        columns: what they mean, in the same order.
        issues: oddities of the inputs, counted.
        outputs: names of the added columns: ``prediction``, ``probability_<class>`` …; a name that
            the table has already gets ``_2`` appended, the table's own column stays as it is.
        flagged: how many rows are called unusual; None where none are looked for.
    """

    frame: pd.DataFrame
    columns: tuple[Column, ...]
    issues: tuple[InputIssue, ...]
    outputs: tuple[str, ...]
    flagged: int | None = None


def score(
    model_path: Path, signature: Signature, table: Table, reporter: Reporter | None = None
) -> ScoredFrame:
    """Check a table against the signature and predict every row; of a series the days to come.

    Args:
        reporter: asked between blocks of rows whether to go on.

    Raises:
        UserError: ``models.missing_column(s)``, ``models.wrong_type``, ``models.file_…``.
    """
    if signature.task is Task.FORECAST:
        coming = forecast_next(model_path, signature, table)
        return ScoredFrame(coming.frame, coming.columns, coming.issues, COLUMNS[1:])
    inputs = checked_inputs(table, signature)
    if signature.task is Task.ANOMALY:
        return _find_unusual(load(model_path), signature, table, inputs, reporter)
    issues = find_issues(inputs, signature)
    answer = predict(load(model_path), inputs, reporter, rule_of(signature))
    names = output_names([column.name for column in table.columns], signature.classes)
    added = dict(zip(names, _values(answer), strict=True))
    columns = (*table.columns, *_columns(signature, names))
    return ScoredFrame(_beside(table, added), columns, issues, names)


def _find_unusual(
    model: Any, signature: Signature, table: Table, inputs: pd.DataFrame, reporter: Reporter | None
) -> ScoredFrame:
    """Say of every row how unusual it is, and of those called unusual why."""
    found = find_unusual(model, signature, inputs, reporter)
    names = tuple(free_names(UNUSUAL_COLUMNS, [column.name for column in table.columns]))
    added = dict(zip(names, (found.is_unusual, found.scores, found.because), strict=True))
    columns = (
        *table.columns,
        Column(names[0], ColumnType.BOOLEAN, SemanticType.BOOLEAN),
        Column(names[1], ColumnType.NUMBER, SemanticType.NUMBER),
        Column(names[2], ColumnType.TEXT, SemanticType.TEXT),
    )
    issues, count = find_issues(inputs, signature), int(found.is_unusual.sum())
    return ScoredFrame(_beside(table, added), columns, issues, names, count)


def _beside(table: Table, added: dict[str, Any]) -> pd.DataFrame:
    """Return the table's columns with others after them."""
    frame = table.frame[[column.name for column in table.columns]].reset_index(drop=True)
    return pd.concat([frame, pd.DataFrame(added)], axis=1)


def predict_labelled(
    model_path: Path, signature: Signature, table: Table, reporter: Reporter | None = None
) -> tuple[Integers, PredictedRows]:
    """Predict the rows of a table whose answer is known.

    Returns:
        The numbers of the rows that have a target, ascending, and what was predicted for them.
        A class that the model does not know counts as −1, which no prediction equals.

    Raises:
        UserError: as :func:`score`; ``models.unknown_labels`` for the target.
    """
    rows, actual = read_answers(table, signature)
    labelled = Table(table.frame.iloc[rows].reset_index(drop=True), table.columns)
    answer = predict(load(model_path), checked_inputs(labelled, signature), reporter)
    if answer.probabilities is None:
        is_count = signature.task is Task.COUNT
        quantile = signature.quantile
        return rows, PredictedRows(actual, answer.values, is_count=is_count, quantile=quantile)
    predicted = chosen_places(answer.probabilities, rule_of(signature))
    return rows, PredictedRows(
        actual, predicted, answer.probabilities, signature.classes, signature.positive
    )


def _values(answer: Answer) -> list[np.ndarray[Any, Any]]:
    if answer.probabilities is None:
        return [answer.values]
    return [answer.values, *answer.probabilities.T]


def _columns(signature: Signature, names: tuple[str, ...]) -> list[Column]:
    if not signature.classes:
        return [Column(names[0], ColumnType.NUMBER, SemanticType.NUMBER)]
    type_, semantic = _answer_type(ColumnType(signature.target_type))
    probabilities = [Column(name, ColumnType.NUMBER, SemanticType.NUMBER) for name in names[1:]]
    return [Column(names[0], type_, semantic), *probabilities]


def _answer_type(target: ColumnType) -> tuple[ColumnType, SemanticType]:
    if target is ColumnType.BOOLEAN:
        return ColumnType.BOOLEAN, SemanticType.BOOLEAN
    if target is ColumnType.TEXT:
        return ColumnType.TEXT, SemanticType.CATEGORY
    return ColumnType.INTEGER, SemanticType.CATEGORY
