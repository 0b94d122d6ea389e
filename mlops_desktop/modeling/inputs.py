"""Whether a table has what a model needs, and what in it the model has never seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.scoring import InputIssue, InputWarning
from mlops_desktop.core.training import FieldSignature, Signature
from mlops_desktop.modeling.signature import MOST_CATEGORIES, field_kind, inputs_of, iso
from mlops_desktop.modeling.table import Input, Kind, Table, as_float, as_text, canonical

EXAMPLES = 5
_LISTED = 8

_IN_WORDS = {
    ColumnType.INTEGER: "whole numbers",
    ColumnType.NUMBER: "numbers",
    ColumnType.BOOLEAN: "true or false",
    ColumnType.DATE: "dates",
    ColumnType.DATETIME: "dates with times",
    ColumnType.TEXT: "text",
}
_NUMERIC = (ColumnType.INTEGER, ColumnType.NUMBER)
_DATES = (ColumnType.DATE, ColumnType.DATETIME)


def checked_inputs(table: Table, signature: Signature) -> pd.DataFrame:
    """Return a table's canonical inputs for a model.

    Columns beyond the inputs do not matter. Whole numbers may stand for numbers and the other way
    round, dates for date-times; values that say the same in another type are converted
    when *all* of them can be: text that is a number throughout, 0 and 1 for false and true,
    whole numbers that are known categories. An empty column fits every type.

    Raises:
        UserError: ``models.missing_column``, ``models.missing_columns``, ``models.wrong_type``.
    """
    columns = {column.name: column for column in table.columns}
    absent = [field.name for field in signature.inputs if field.name not in columns]
    if absent:
        raise _missing(absent, signature, list(columns))
    zones = {column.name: column.zone for column in table.columns}
    inputs = inputs_of(signature, zones)
    parts = {
        field.name: converted(table.frame[field.name], field, columns[field.name])
        for field in signature.inputs
    }
    frame = pd.DataFrame(
        {name: series.reset_index(drop=True) for name, series in parts.items()}, copy=False
    )
    return canonical(frame, inputs)


def missing_column(name: str, found: list[str], needed: str = "") -> UserError:
    """Return the refusal of a table without a column."""
    return UserError(
        "models.missing_column",
        column=name,
        needed=needed or name,
        found=", ".join(found),
    )


def _missing(absent: list[str], signature: Signature, found: list[str]) -> UserError:
    if len(absent) == 1:
        needed = ", ".join(field.name for field in signature.inputs)
        return missing_column(absent[0], found, needed)
    return UserError(
        "models.missing_columns",
        count=len(absent),
        columns=", ".join(absent),
        found=", ".join(found),
    )


def converted(series: pd.Series[Any], field: FieldSignature, column: Column) -> pd.Series[Any]:
    """Return a column in a type that fits the field.

    Raises:
        UserError: ``models.wrong_type`` naming the first values that do not fit.
    """
    kind = field_kind(field)
    if series.isna().all():
        return _empty_like(series, kind)
    if _fits(ColumnType(field.type), column.type):
        return series
    texts = as_text(series)
    present = np.array([isinstance(text, str) for text in texts], dtype=bool)
    if kind is Kind.NUMBER and column.type is ColumnType.TEXT:
        bad = _not_numbers(texts, present)
        if not bad:
            numbers = np.full(len(texts), np.nan)
            numbers[present] = [float(text) for text in texts[present]]
            return pd.Series(numbers)
    elif kind is Kind.BOOLEAN and column.type in _NUMERIC:
        bad = _outside(texts, present, {"0", "1"})
        if not bad:
            return pd.Series(as_float(series))
    elif kind is Kind.CATEGORY and column.type in (ColumnType.INTEGER, ColumnType.BOOLEAN):
        bad = _outside(texts, present, set(field.categories))
        if not bad:
            return pd.Series(texts, dtype=object)
    else:
        bad = list(dict.fromkeys(texts[present].tolist()))
    raise _wrong_type(field, column, bad)


def _fits(expected: ColumnType, found: ColumnType) -> bool:
    return expected is found or any(
        expected in alike and found in alike for alike in (_NUMERIC, _DATES)
    )


def _empty_like(series: pd.Series[Any], kind: Kind) -> pd.Series[Any]:
    if kind is Kind.DATE:
        return pd.Series(np.full(len(series), np.datetime64("NaT"), dtype="datetime64[us]"))
    if kind is Kind.CATEGORY:
        return pd.Series(np.full(len(series), np.nan, dtype=object), dtype=object)
    return pd.Series(np.full(len(series), np.nan))


def _not_numbers(texts: np.ndarray[Any, Any], present: np.ndarray[Any, Any]) -> list[str]:
    bad = []
    for text in dict.fromkeys(texts[present].tolist()):
        try:
            float(text)
        except ValueError:
            bad.append(text)
    return bad


def _outside(
    texts: np.ndarray[Any, Any], present: np.ndarray[Any, Any], known: set[str]
) -> list[str]:
    return [text for text in dict.fromkeys(texts[present].tolist()) if text not in known]


def _wrong_type(field: FieldSignature, column: Column, bad: Sequence[str]) -> UserError:
    expected = ColumnType(field.type)
    return UserError(
        "models.wrong_type",
        column=field.name,
        expected=_IN_WORDS[expected],
        found=_IN_WORDS[column.type],
        examples=_listed(bad, EXAMPLES),
        type=expected.value,
    )


def _listed(values: Sequence[str], most: int) -> str:
    shown = ", ".join(f"“{value}”" for value in values[:most])
    more = len(values) - most
    return f"{shown} and {more} more" if more > 0 else shown


def find_issues(inputs: pd.DataFrame, signature: Signature) -> tuple[InputIssue, ...]:
    """Return what is scored all the same but was never seen in training.

    Args:
        inputs: canonical inputs.
    """
    items = inputs_of(signature, {})
    return tuple(
        issue
        for field, item in zip(signature.inputs, items, strict=True)
        for issue in _issues_of(inputs[field.name], field, item)
    )


def _issues_of(column: pd.Series[Any], field: FieldSignature, item: Input) -> Iterator[InputIssue]:
    missing = int(column.isna().sum())
    if missing and not field.may_be_missing:
        yield InputIssue(
            field.name, InputWarning.MISSING, missing, (), "a value in every row, as in training"
        )
    if item.kind is Kind.CATEGORY:
        yield from _unseen(column, field)
    elif field.low is not None and field.high is not None:
        yield from _out_of_range(column, field, item.kind)


def _unseen(column: pd.Series[Any], field: FieldSignature) -> Iterator[InputIssue]:
    if not field.categories or len(field.categories) >= MOST_CATEGORIES:
        return  # the list was cut: absence from it proves nothing
    present = column.dropna()
    odd = present[~present.isin(field.categories)]
    if len(odd):
        ranked = odd.value_counts().index[:EXAMPLES]
        known = ", ".join(field.categories[:_LISTED])
        more = len(field.categories) - _LISTED
        yield InputIssue(
            field.name,
            InputWarning.UNSEEN_CATEGORY,
            len(odd),
            tuple(str(value) for value in ranked),
            f"{known} and {more} more" if more > 0 else known,
        )


def _out_of_range(
    column: pd.Series[Any], field: FieldSignature, kind: Kind
) -> Iterator[InputIssue]:
    if kind is Kind.DATE:
        low: Any = pd.Timestamp(str(field.low))
        high: Any = pd.Timestamp(str(field.high))
        expected = f"{field.low} to {field.high}"
    else:
        low, high = float(str(field.low)), float(str(field.high))
        expected = f"{low:.6g} to {high:.6g}"
    odd = column[(column < low) | (column > high)]
    if not len(odd):
        return
    values = odd.drop_duplicates().iloc[:EXAMPLES]
    if kind is Kind.DATE:
        examples = tuple(iso(value, ColumnType(field.type)) for value in values)
    else:
        examples = tuple(f"{value:.6g}" for value in values)
    yield InputIssue(field.name, InputWarning.OUT_OF_RANGE, len(odd), examples, expected)
