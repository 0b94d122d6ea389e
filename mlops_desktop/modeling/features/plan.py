"""Which columns a model may look at, and as what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.features import AUTOMATIC, FeatureChoices, Treatment
from mlops_desktop.core.training import SplitMethod, TrainingSpec
from mlops_desktop.modeling.features.by_itself import why_left_out
from mlops_desktop.modeling.features.words import has_words
from mlops_desktop.modeling.split import Division, smallest_fold
from mlops_desktop.modeling.table import Input, Kind, Table, as_text, cut_rows, kind_of
from mlops_desktop.modeling.target import Target

MOST_FACTORS = 20
"""Products are made of the pairs of at most so many numbers: 190."""
MOST_PARTS = 5
"""Means of the target are cross-fitted in at most so many parts."""
_LISTED = 8


class Block(StrEnum):
    """Columns that are prepared alike, in the order in which they go into a model.

    Those that boosting divides itself come first: it is told how many before they are prepared.
    """

    NATIVE = "native"
    NUMBERS = "numbers"
    KEPT = "kept"
    BOOLEANS = "booleans"
    DATES = "dates"
    CATEGORIES = "categories"
    SPLINES = "splines"
    CYCLES = "cycles"
    ORDINALS = "ordinals"
    TARGETS = "targets"
    TEXTS = "texts"


_BY_TREATMENT = {
    Treatment.NATIVE: Block.NATIVE,
    Treatment.KEEP: Block.KEPT,
    Treatment.SPLINE: Block.SPLINES,
    Treatment.CYCLIC: Block.CYCLES,
    Treatment.ORDINAL: Block.ORDINALS,
    Treatment.TARGET: Block.TARGETS,
    Treatment.TEXT: Block.TEXTS,
}
_BY_KIND = {
    Kind.NUMBER: Block.NUMBERS,
    Kind.BOOLEAN: Block.BOOLEANS,
    Kind.DATE: Block.DATES,
    Kind.CATEGORY: Block.CATEGORIES,
}
_WITH_MISSING_CATEGORY = (Block.NATIVE, Block.CATEGORIES, Block.TARGETS)
_AS_TEXT = (
    Treatment.CATEGORY,
    Treatment.NATIVE,
    Treatment.ORDINAL,
    Treatment.TARGET,
    Treatment.TEXT,
)


@dataclass(frozen=True, slots=True)
class FeaturePlan:
    """The inputs of a training.

    Attributes:
        inputs: in the order of the table.
        left_out: (column, reason in words) in the order of the table.
        choices: what a person chose.
        with_missing: columns that get a "was missing" of their own.
        unlisted: per ordinal column the training values that its order does not name.
        from_text: columns of text that are read as numbers.
        folds: by which the means of the target per category are cross-fitted.
        seed: 0–2³²−1.
        is_class: whether the target is a class.
        split: how the rows are divided; the parts of cross-fitting follow it.
        is_first_positive: whether the first of two classes is the positive one.
        cut: (column, in how many rows) of numbers too large to be kept as they are.
    """

    inputs: tuple[Input, ...]
    left_out: tuple[tuple[str, str], ...]
    choices: FeatureChoices = AUTOMATIC
    with_missing: tuple[str, ...] = ()
    unlisted: tuple[tuple[str, tuple[str, ...]], ...] = ()
    from_text: tuple[str, ...] = ()
    folds: int = 5
    seed: int = 0
    is_class: bool = False
    split: SplitMethod = SplitMethod.RANDOM
    is_first_positive: bool = False
    cut: tuple[tuple[str, int], ...] = ()

    def block_of(self, item: Input) -> Block:
        """Return as what an input is prepared."""
        chosen = self.choices.of(item.name).treatment
        return _BY_TREATMENT.get(chosen, _BY_KIND[item.kind])

    def names(self, block: Block) -> list[str]:
        """Return the names of the inputs of one block, in order."""
        return [item.name for item in self.inputs if self.block_of(item) is block]

    def native(self, preparation: Preparation) -> list[str]:
        """Return the categories that a method is given as they are: its first inputs.

        None where inputs are selected: how well a code goes with the target means nothing.
        """
        is_taken = preparation.takes_categories and self.choices.select is None
        return self.names(Block.NATIVE) if is_taken else []


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a method wants of its inputs.

    Attributes:
        scale: numbers to mean 0 and standard deviation 1.
        impute: missing numbers filled; False when the method handles them itself.
        takes_categories: whether the method divides categories into sets itself.
    """

    scale: bool
    impute: bool = True
    takes_categories: bool = False


def plan_features(
    table: Table, spec: TrainingSpec, rows: np.ndarray[Any, np.dtype[np.int64]]
) -> FeaturePlan:
    """Choose the inputs.

    Args:
        rows: the training rows; a column without a value there cannot be used.

    Raises:
        UserError: ``training.no_features`` when no column is left; ``features.…`` when the
            columns left do not bear what was chosen.
    """
    inputs: list[Input] = []
    left_out: list[tuple[str, str]] = []
    for column in table.columns:
        if column.name == spec.target:
            continue
        reason = _why_left_out(table, column, spec, rows)
        if reason:
            left_out.append((column.name, reason))
        else:
            kind = _kind(table, column, spec.features.of(column.name).treatment)
            inputs.append(Input(column.name, kind, column.zone))
    if not inputs:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in left_out[:5])
        raise UserError(
            "training.no_features", target=spec.target, reasons=reasons or "no other column"
        )
    plan = FeaturePlan(
        tuple(inputs),
        tuple(left_out),
        spec.features,
        from_text=tuple(item.name for item in inputs if _is_from_text(table, item)),
        seed=spec.seed,
        split=spec.split.method,
        cut=tuple(_cut(table, inputs)),
    )
    _refuse_too_few_numbers(plan)
    return plan


def with_values(
    plan: FeaturePlan, training: pd.DataFrame, division: Division, target: Target
) -> FeaturePlan:
    """Complete a plan with what depends on the training values.

    Args:
        training: the training rows in canonical form.

    Raises:
        UserError: ``features.no_order``, ``features.order``, ``features.no_words``.
    """
    missing: list[str] = []
    if plan.choices.indicators:
        missing = [
            item.name
            for item in plan.inputs
            if plan.block_of(item) not in _WITH_MISSING_CATEGORY
            and training[item.name].isna().any()
        ]
    for name in plan.names(Block.TEXTS):
        if not has_words(training[name]):
            raise UserError("features.no_words", column=name)
    return replace(
        plan,
        with_missing=tuple(missing),
        unlisted=tuple(_unlisted(plan, training)),
        folds=_folds(division, target),
        is_class=bool(target.classes),
    )


def _folds(division: Division, target: Target) -> int:
    """Return how many parts cross-fitting has: fewer when a class, or a fold, has fewer rows."""
    rarest = smallest_fold(division)
    if target.classes:
        codes = target.codes[division.train]
        for inside, _ in division.folds:
            counts = np.bincount(codes[inside])
            rarest = min(rarest, int(counts[counts > 0].min()))
    return max(2, min(MOST_PARTS, rarest))


def _why_left_out(
    table: Table, column: Column, spec: TrainingSpec, rows: np.ndarray[Any, np.dtype[np.int64]]
) -> str:
    chosen = spec.features.of(column.name).treatment
    if column.name in spec.exclude or chosen is Treatment.LEAVE_OUT:
        return "you left it out"
    of_rows = {
        spec.split.group_by: "it says how the rows are divided",
        spec.split.column: "it says how the rows are divided",
        spec.decision.weight: "it says how much each row counts",
    }
    if column.name in of_rows:
        return of_rows[column.name]
    if table.frame[column.name].iloc[rows].isna().all():
        return "it has no value in the training rows"
    if column.semantic is SemanticType.CONSTANT:
        return "it has the same value in every row"
    return why_left_out(table, column) if chosen is Treatment.AUTOMATIC else ""


def _kind(table: Table, column: Column, chosen: Treatment) -> Kind:
    if chosen in _AS_TEXT:
        return Kind.CATEGORY
    kind = kind_of(column)
    if chosen not in (Treatment.NUMBER, Treatment.SPLINE) or kind is not Kind.CATEGORY:
        return kind
    texts = as_text(table.frame[column.name])
    bad = [text for text in dict.fromkeys(texts.tolist()) if isinstance(text, str) and _odd(text)]
    if bad:
        examples = ", ".join(f"“{text[:40]}”" for text in bad[:3])
        raise UserError(
            "features.not_numbers", column=column.name, count=len(bad), examples=examples
        )
    return Kind.NUMBER


def _is_from_text(table: Table, item: Input) -> bool:
    column = table.column(item.name)
    is_text = column is not None and column.type is ColumnType.TEXT
    return is_text and item.kind is Kind.NUMBER


def _cut(table: Table, inputs: list[Input]) -> Iterator[tuple[str, int]]:
    for item in inputs:
        rows = cut_rows(table.frame[item.name]) if item.kind is Kind.NUMBER else ()
        if len(rows):
            yield item.name, len(rows)


def _odd(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return True
    return False


def _refuse_too_few_numbers(plan: FeaturePlan) -> None:
    count = len(plan.names(Block.NUMBERS))
    if plan.choices.interactions and not 2 <= count <= MOST_FACTORS:
        raise UserError("features.products", most=MOST_FACTORS, found=count)
    asked = plan.choices.components
    if asked is None:
        return
    if not count:
        raise UserError("features.no_components")
    if plan.choices.interactions:
        count += count * (count - 1) // 2
    if not 1 <= asked <= count:
        raise UserError("features.components", asked=asked, found=count)


def _unlisted(plan: FeaturePlan, training: pd.DataFrame) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what an order does not name, having refused orders that cannot be meant."""
    for name in plan.names(Block.ORDINALS):
        order = plan.choices.of(name).order
        counts = training[name].value_counts()
        ranked = [str(value) for value in counts.index]
        found = ", ".join(sorted(ranked[:_LISTED])) + (" …" if len(ranked) > _LISTED else "")
        if not order:
            raise UserError("features.no_order", column=name, found=found)
        for place, value in enumerate(order):
            problem = "twice" if value in order[:place] else ""
            if not problem and not set(order) & set(ranked):
                problem = "and no other category that the training rows have"
            if problem:
                raise UserError(
                    "features.order", column=name, value=value, problem=problem, found=found
                )
        yield name, tuple(sorted(set(ranked) - set(order)))
