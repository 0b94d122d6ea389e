"""One column of two tables: everything measured, nothing judged yet.

The verdict needs all columns' p-values together, so measuring and judging are two steps.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from mlops_desktop.core.dataset import Column, ColumnType, Histogram, SemanticType
from mlops_desktop.core.monitor import Statistic, Tolerances
from mlops_desktop.monitoring import words
from mlops_desktop.monitoring.binning import (
    Bins,
    category_bins,
    doane_leftover_bins,
    pool_rare,
    pool_unseen,
    quantile_bins,
)
from mlops_desktop.monitoring.histogram import common_histograms, top_categories
from mlops_desktop.monitoring.sample import Categories, Numbers
from mlops_desktop.monitoring.statistics import (
    Merged,
    chi_square,
    cramers_v,
    jensen_shannon,
    ks,
    psi,
    psi_by_chance,
    robust_scale,
    wasserstein,
)
from mlops_desktop.monitoring.verdict import LEAST_ROWS, Effect, Power, decide

_NUMERIC_TYPES = (ColumnType.INTEGER, ColumnType.NUMBER)
_TIME_TYPES = (ColumnType.DATE, ColumnType.DATETIME)
_ID_SHARE = 0.95
_MANY_CATEGORIES = 2_000
_UNSEEN_LISTED = 50


@dataclass(frozen=True, slots=True)
class Missing:
    """How the share of missing values moved; ``p_value`` None where there are too few rows."""

    before: float
    now: float
    effect: Effect
    statistic: Statistic


@dataclass(frozen=True, slots=True)
class Measured:
    """One column, measured.

    Attributes:
        obstacle: why nothing can be compared; ``is_excluded`` when the column is not of a kind
            that has a distribution, so that nobody should look.
        effect, p_value, power: None when a side has fewer than 30 values.
    """

    column: Column
    is_numeric: bool = False
    n_reference: int = 0
    n_current: int = 0
    missing_reference: int = 0
    missing_current: int = 0
    obstacle: str = ""
    is_excluded: bool = False
    statistics: tuple[Statistic, ...] = ()
    effect: Effect | None = None
    power: Power | None = None
    missing: Missing | None = None
    sentence: str = ""
    note: str = ""
    unseen: tuple[tuple[str, int], ...] = ()
    histograms: tuple[Histogram, Histogram] | None = None
    tops: tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]] = ((), ())

    @property
    def p_value(self) -> float | None:
        """The p-value of the column's test: KS for numbers, χ² for categories."""
        return next((item.p_value for item in self.statistics if item.p_value is not None), None)

    @property
    def can_be_judged(self) -> bool:
        """Whether both sides have at least 30 values."""
        return not self.obstacle and min(self.n_reference, self.n_current) >= LEAST_ROWS


Sample = Numbers | Categories


def prepare(column: Column, values: pd.Series) -> Sample | None:
    """Sort or count a column, so that its rows can be let go.

    Args:
        column: its stored type and meaning decide: numbers as numbers, except those that stand
            for categories; booleans and text as categories.
        values: any number of rows.

    Returns:
        The sample; None when there should be numbers and there is text.
    """
    if column.type not in _NUMERIC_TYPES or column.semantic is SemanticType.CATEGORY:
        return Categories.of(values)
    try:
        return Numbers.of(values)
    except (TypeError, ValueError):
        return None


def is_excluded(column: Column) -> Measured | None:
    """Return the answer for columns of a kind that nobody should compare, else None."""
    if column.type in _TIME_TYPES:
        text = "Dates move on by themselves: they order the rows and are not compared."
        return Measured(column, obstacle=text, is_excluded=True)
    return _identifier(column) if column.semantic is SemanticType.IDENTIFIER else None


def measure(
    column: Column, reference: Sample | None, current: Sample | None, limits: Tolerances
) -> Measured:
    """Measure one column; whatever it holds, this returns and never aborts the run.

    Args:
        column: for its name and type.
        reference, current: as :func:`prepare` returned them.
        limits: tolerances of the effect measures.
    """
    if isinstance(reference, Numbers) and isinstance(current, Numbers):
        return _measure_numbers(column, reference, current, limits)
    if isinstance(reference, Categories) and isinstance(current, Categories):
        return _measure_categories(column, reference, current, limits)
    where = "reference" if reference is None else "current"
    text = f"The {where} table holds text in this column; numbers are expected."
    return Measured(column, obstacle=text)


def _identifier(column: Column) -> Measured:
    text = (
        "Nearly every value is different (an identifier or free text): there is nothing to compare."
    )
    return Measured(column, obstacle=text, is_excluded=True)


def _measure_numbers(
    column: Column, reference: Numbers, current: Numbers, limits: Tolerances
) -> Measured:
    numbers: tuple[Statistic, ...] = ()
    effect = power = histograms = None
    notes: list[str] = []
    sentence = words.empty_sentence(reference, current)
    if reference.n and current.n:
        numbers, effect, sentence, notes = _compare_numbers(reference, current, limits)
        power = Power.of_numbers(reference.n, current.n)
        histograms = common_histograms(reference, current)
    infinite = reference.infinite + current.infinite
    notes += [words.infinite_note(infinite)] if infinite else []
    return Measured(
        column,
        is_numeric=True,
        n_reference=reference.n,
        n_current=current.n,
        missing_reference=reference.missing,
        missing_current=current.missing,
        statistics=numbers,
        effect=effect,
        power=power,
        missing=_measure_missing(column.name, reference, current, limits),
        sentence=sentence,
        note=" ".join(notes),
        histograms=histograms,
    )


def _compare_numbers(
    reference: Numbers, current: Numbers, limits: Tolerances
) -> tuple[tuple[Statistic, ...], Effect, str, list[str]]:
    """Return the statistics of two columns with values, what decides, a sentence and notes."""
    merged = Merged.of(reference, current)
    bins = quantile_bins(reference, current)
    scale = robust_scale(reference)
    scaled, index = wasserstein(merged, scale), psi(bins)
    distance = jensen_shannon(doane_leftover_bins(reference, current))
    far = scaled.value >= limits.wasserstein[0] and merged.inner < merged.area / 2
    notes: list[str] = []
    if reference.is_constant:
        effect = Effect("psi", index.value, limits.psi)
    else:
        moved = replace(scaled, value=merged.inner / scale.value) if far else scaled
        effect = decide(moved, index, psi_by_chance(bins), limits)
        notes += [words.far_note(scaled.value, moved.value)] if far else []
    sentence = words.numbers_sentence(reference, current, merged.area, is_far=far)
    return (index, ks(merged), scaled, distance), effect, sentence, notes


def _measure_categories(
    column: Column, reference: Categories, current: Categories, limits: Tolerances
) -> Measured:
    is_text = column.type is ColumnType.TEXT
    if is_text and len(reference.counts) > max(LEAST_ROWS, _ID_SHARE * reference.n):
        return _identifier(column)
    found: tuple[Statistic, ...] = ()
    effect = power = None
    unseen: tuple[tuple[str, int], ...] = ()
    tops: tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]] = ((), ())
    sentence = words.empty_sentence(reference, current)
    if reference.n and current.n:
        bins = category_bins(reference, current)
        found, effect, power = _compare_categories(column.name, bins, limits)
        unseen = tuple(item for item in current.counts.items() if item[0] not in reference.counts)
        sentence = words.categories_sentence(bins, unseen)
        tops = top_categories(bins)
    return Measured(
        column,
        n_reference=reference.n,
        n_current=current.n,
        missing_reference=reference.missing,
        missing_current=current.missing,
        statistics=found,
        effect=effect,
        power=power,
        missing=_measure_missing(column.name, reference, current, limits),
        sentence=sentence,
        unseen=unseen[:_UNSEEN_LISTED],
        tops=tops,
    )


def _compare_categories(
    name: str, bins: Bins, limits: Tolerances
) -> tuple[tuple[Statistic, ...], Effect, Power]:
    """Return the statistics of two columns of categories, what decides, and the power."""
    pooled = pool_rare(bins)
    tested = pooled if len(bins.labels) > _MANY_CATEGORIES else bins
    strength, index = cramers_v(tested), psi(pooled)
    found = (
        chi_square(tested, seed=_seed(name)),
        strength,
        index,
        jensen_shannon(pool_unseen(bins)),
    )
    power = Power.of_categories(bins.n_reference, bins.n_current, len(tested.labels))
    return found, decide(strength, index, psi_by_chance(pooled), limits), power


def _measure_missing(
    name: str,
    reference: Numbers | Categories,
    current: Numbers | Categories,
    limits: Tolerances,
) -> Missing | None:
    """Compare the shares of missing values; None when no value is missing or rows are few."""
    if not reference.missing and not current.missing:
        return None
    if min(reference.rows, current.rows) < LEAST_ROWS:
        return None
    before = np.array([reference.rows - reference.missing, reference.missing], dtype=np.int64)
    now = np.array([current.rows - current.missing, current.missing], dtype=np.int64)
    bins = Bins(before, now, reference.rows, current.rows, "present / missing", ("present", ""))
    index = psi(bins)
    tested = chi_square(bins, seed=_seed(name))
    return Missing(
        reference.missing / reference.rows,
        current.missing / current.rows,
        Effect("missing", index.value, limits.psi),
        Statistic("missing", index.value, f"PSI of {index.convention}; p of χ²", tested.p_value),
    )


def _seed(name: str) -> int:
    """Return a fixed seed per column, so that the same tables give the same p-values."""
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))
