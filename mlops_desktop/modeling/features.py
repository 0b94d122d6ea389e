"""Which columns a model may look at, and the preprocessing they get."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from mlops_desktop.core.dataset import Column, SemanticType
from mlops_desktop.core.errors import UserError
from mlops_desktop.modeling.dates import DateParts
from mlops_desktop.modeling.table import Input, Kind, Table, kind_of

MISSING_CATEGORY = "(missing)"
MAX_CATEGORIES = 50
"""At most so many outputs per category column: the most frequent ones, the rest together."""


@dataclass(frozen=True, slots=True)
class FeaturePlan:
    """The inputs of a training.

    Attributes:
        inputs: in the order of the table.
        left_out: (column, reason in words) in the order of the table.
    """

    inputs: tuple[Input, ...]
    left_out: tuple[tuple[str, str], ...]

    def names(self, kind: Kind) -> list[str]:
        """Return the names of the inputs of one kind, in order."""
        return [item.name for item in self.inputs if item.kind is kind]


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a method wants of its inputs.

    Attributes:
        scale: numbers to mean 0 and standard deviation 1.
        impute: missing numbers filled; False when the method handles them itself.
    """

    scale: bool
    impute: bool = True


def plan_features(
    table: Table, target: str, exclude: tuple[str, ...], rows: np.ndarray[Any, np.dtype[np.int64]]
) -> FeaturePlan:
    """Choose the inputs.

    Args:
        rows: the training rows; a column without a value there cannot be used.

    Raises:
        UserError: ``training.no_features`` when no column is left.
    """
    inputs: list[Input] = []
    left_out: list[tuple[str, str]] = []
    for column in table.columns:
        if column.name == target:
            continue
        reason = _why_left_out(table, column, exclude, rows)
        if reason:
            left_out.append((column.name, reason))
        else:
            inputs.append(Input(column.name, kind_of(column), column.zone))
    if not inputs:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in left_out[:5])
        raise UserError("training.no_features", target=target, reasons=reasons or "no other column")
    return FeaturePlan(tuple(inputs), tuple(left_out))


_BY_MEANING = {
    SemanticType.IDENTIFIER: "it numbers or names the rows and says nothing about new ones",
    SemanticType.CONSTANT: "it has the same value in every row",
    SemanticType.TEXT: "it is free text, not a category",
}


def _why_left_out(
    table: Table,
    column: Column,
    exclude: tuple[str, ...],
    rows: np.ndarray[Any, np.dtype[np.int64]],
) -> str:
    if column.name in exclude:
        return "you left it out"
    if column.semantic in _BY_MEANING:
        return _BY_MEANING[column.semantic]
    if table.frame[column.name].iloc[rows].isna().all():
        return "it has no value in the training rows"
    return ""


def build_preprocessing(plan: FeaturePlan, preparation: Preparation) -> ColumnTransformer:
    """Build the unfitted preprocessing: numbers, booleans, dates, categories, in this order."""
    parts = [
        ("numbers", _numbers(preparation), plan.names(Kind.NUMBER)),
        ("booleans", _booleans(preparation), plan.names(Kind.BOOLEAN)),
        ("dates", _dates(preparation), plan.names(Kind.DATE)),
        ("categories", _categories(), plan.names(Kind.CATEGORY)),
    ]
    return ColumnTransformer(
        [part for part in parts if part[2]], sparse_threshold=0.0, verbose_feature_names_out=False
    )


def _numbers(preparation: Preparation) -> Pipeline | str:
    if not preparation.impute:
        return "passthrough"
    # keep_empty_features: a fold may have no value where the whole training part has one.
    steps: list[tuple[str, Any]] = [
        ("impute", SimpleImputer(strategy="median", keep_empty_features=True))
    ]
    if preparation.scale:
        steps.append(("scale", StandardScaler()))
    return Pipeline(steps)


def _booleans(preparation: Preparation) -> Pipeline | str:
    if not preparation.impute:
        return "passthrough"
    steps: list[tuple[str, Any]] = [
        ("impute", SimpleImputer(strategy="most_frequent", keep_empty_features=True))
    ]
    if preparation.scale:
        steps.append(("scale", StandardScaler()))
    return Pipeline(steps)


def _dates(preparation: Preparation) -> Pipeline:
    steps: list[tuple[str, Any]] = [("parts", DateParts())]
    if preparation.impute:
        steps.append(("impute", SimpleImputer(strategy="median", keep_empty_features=True)))
    if preparation.scale:
        steps.append(("scale", StandardScaler()))
    return Pipeline(steps)


def _categories() -> Pipeline:
    return Pipeline(
        [
            ("impute", SimpleImputer(strategy="constant", fill_value=MISSING_CATEGORY)),
            (
                "one_hot",
                OneHotEncoder(
                    handle_unknown="infrequent_if_exist",
                    max_categories=MAX_CATEGORIES,
                    sparse_output=False,
                ),
            ),
        ]
    )
