"""What a model version expects of its inputs, taken from its training rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import FieldSignature, Signature
from mlops_desktop.modeling.features.plan import Block, FeaturePlan
from mlops_desktop.modeling.table import Input, Kind, Table
from mlops_desktop.modeling.target import Target

MOST_CATEGORIES = 1_000
"""A signature lists at most so many categories, the most frequent ones."""


def describe_inputs(
    plan: FeaturePlan, table: Table, training: pd.DataFrame
) -> tuple[FieldSignature, ...]:
    """Describe the inputs.

    Args:
        training: the training rows in canonical form.
    """
    types = {column.name: column.type for column in table.columns}
    for name in plan.from_text:
        types[name] = ColumnType.NUMBER
    words = plan.names(Block.TEXTS)
    return tuple(
        _field(item, types[item.name], training[item.name], is_words=item.name in words)
        for item in plan.inputs
    )


def complete(inputs: tuple[FieldSignature, ...], target: Target, positive: str | None) -> Signature:
    """Return the whole signature."""
    return Signature(
        inputs=inputs,
        target=target.column.name,
        target_type=target.column.type.value,
        task=target.task,
        classes=target.classes,
        positive=positive if target.task is Task.CLASSIFICATION else None,
    )


def _field(
    item: Input, type_: ColumnType, column: pd.Series[Any], *, is_words: bool = False
) -> FieldSignature:
    missing = bool(column.isna().any())
    if item.kind is Kind.CATEGORY:
        # Whole texts are new in every row: nothing to compare with.
        known = () if is_words else _categories(column)
        return FieldSignature(item.name, type_.value, categories=known, may_be_missing=missing)
    present = column.dropna()
    if item.kind is Kind.BOOLEAN or not len(present):
        return FieldSignature(item.name, type_.value, may_be_missing=missing)
    low, high = present.min(), present.max()
    if item.kind is Kind.DATE:
        low, high = iso(low, type_), iso(high, type_)
    else:
        low, high = float(low), float(high)
    return FieldSignature(item.name, type_.value, low=low, high=high, may_be_missing=missing)


def _categories(column: pd.Series[Any]) -> tuple[str, ...]:
    counts = column.value_counts()
    # Ties in frequency go by name, so that the list does not depend on the order of rows.
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return tuple(sorted(str(name) for name, _ in ranked[:MOST_CATEGORIES]))


def iso(moment: pd.Timestamp, type_: ColumnType) -> str:
    """Return a date or date-time as ISO 8601 text."""
    return moment.date().isoformat() if type_ is ColumnType.DATE else moment.isoformat()


def value_text(value: Any, field: FieldSignature) -> str:
    """Return a canonical value as a person would write it: every digit, dates as ISO text."""
    if pd.isna(value):
        return "missing"
    if isinstance(value, pd.Timestamp):
        return iso(value, ColumnType(field.type))
    if isinstance(value, str):
        return value
    if ColumnType(field.type) is ColumnType.BOOLEAN:
        return "true" if value else "false"
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def inputs_of(signature: Signature, zones: dict[str, str | None]) -> tuple[Input, ...]:
    """Return the inputs of a signature as modeling wants them.

    Args:
        zones: time zones of date-time columns by name.
    """
    return tuple(
        Input(field.name, field_kind(field), zones.get(field.name)) for field in signature.inputs
    )


def field_kind(field: FieldSignature) -> Kind:
    """Return how a field goes into the model; whatever has categories is a category."""
    type_ = ColumnType(field.type)
    if field.categories:
        return Kind.CATEGORY
    if type_ is ColumnType.BOOLEAN:
        return Kind.BOOLEAN
    if type_ in (ColumnType.DATE, ColumnType.DATETIME):
        return Kind.DATE
    if type_ is ColumnType.TEXT:
        return Kind.CATEGORY
    return Kind.NUMBER


def output_names(taken: Iterable[str], classes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the outputs: ``prediction``, then ``probability_<class>`` each.

    Nothing that is there is overwritten: see :func:`free_names`.
    """
    wanted = ["prediction", *(f"probability_{label}" for label in classes)]
    return tuple(free_names(wanted, taken))


def free_names(wanted: Iterable[str], taken: Iterable[str]) -> list[str]:
    """Return names that are not taken; ``_2``, ``_3``, … is appended where one is.

    Names that differ in case only count as the same: some programs do not tell A from a.
    """
    used = {name.casefold() for name in taken}
    names = []
    for base in wanted:
        name, number = base, 1
        while name.casefold() in used:
            number += 1
            name = f"{base}_{number}"
        used.add(name.casefold())
        names.append(name)
    return names
