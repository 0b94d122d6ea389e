"""The profile of one column.

Distinct values and the most frequent ones are exact. Numbers, dates and times are sorted in
memory; texts are counted by DuckDB. Quantiles follow Hyndman & Fan (1996), type 7; the standard
deviation has ddof 1; the histogram has 20 bins of equal width from the smallest to the largest
value, the last one closed. Histograms of dates and times have their edges in seconds since
1970-01-01 (UTC).
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlops_desktop.core.dataset import (
    Column,
    ColumnProfile,
    ColumnType,
    Histogram,
    SemanticType,
)
from mlops_desktop.core.profile_parts import Spacing, TextLengths
from mlops_desktop.data.column_values import Texts, Values
from mlops_desktop.data.engine import Connection, literal
from mlops_desktop.data.limits import MAX_LISTED_TEXT
from mlops_desktop.data.profiling import ordinal, shape, spacing, variants
from mlops_desktop.data.semantics import UNIQUE_SHARE, Traits, meaning

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
BINS = 20
TOP = 20
_SECONDS = {ColumnType.DATE: 86_400.0, ColumnType.DATETIME: 1e-6}


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Sorted values as runs of equal ones."""

    values: NDArray[Any]
    firsts: NDArray[np.int64]
    counts: NDArray[np.int64]


def profile_values(column: Column, values: Values) -> ColumnProfile:
    """Return the profile of a column of numbers, dates, times or booleans."""
    present = values.present()
    if column.type is ColumnType.NUMBER:
        present = present + 0.0  # −0.0 and 0.0 are one value
    ranked = _rank(present)
    count, missing = len(present), len(values.data) - len(present)
    kind = meaning(_traits(column, present, ranked))
    if count == 0 or column.type is ColumnType.BOOLEAN:
        return ColumnProfile(
            column.name,
            column.type,
            kind,
            count,
            missing,
            len(ranked.firsts),
            top=_top(column.type, ranked),
        )
    del present
    as_float = ranked.values.astype(np.float64, copy=False)
    profile = ColumnProfile(
        column.name,
        column.type,
        kind,
        count,
        missing,
        len(ranked.firsts),
        low=_bound(column.type, ranked.values[0]),
        high=_bound(column.type, ranked.values[-1]),
        histogram=_histogram(as_float, _SECONDS.get(column.type, 1.0)),
        top=_top(column.type, ranked),
    )
    if column.type in _SECONDS:
        del as_float
        return replace(profile, spacing=_spacing(column.type, ranked))
    return _with_order(_with_numbers(profile, as_float))


def _with_numbers(profile: ColumnProfile, ordered: NDArray[np.float64]) -> ColumnProfile:
    mean, quantiles = _mean(ordered), _quantiles(ordered)
    std = _std(ordered) if profile.count > 1 else None
    skewness, kurtosis = shape.moments(ordered, mean, std)
    zeros, negatives = shape.signs(ordered)
    is_amount = profile.semantic in (SemanticType.INTEGER, SemanticType.NUMBER)
    return replace(
        profile,
        mean=mean,
        std=std,
        quantiles=quantiles,
        skewness=skewness,
        kurtosis=kurtosis,
        zeros=zeros,
        negatives=negatives,
        outliers=shape.outliers(ordered, quantiles[1], quantiles[3]) if is_amount else None,
    )


def _with_order(profile: ColumnProfile) -> ColumnProfile:
    """Return the profile of whole numbers as ordinal where they are grades."""
    if profile.type is not ColumnType.INTEGER or profile.semantic is not SemanticType.CATEGORY:
        return profile
    low, high = int(float(profile.low or 0)), int(float(profile.high or 0))
    order = ordinal.integer_order(profile.name, low, high, profile.distinct)
    return replace(profile, semantic=SemanticType.ORDINAL, order=order) if order else profile


def _spacing(kind: ColumnType, ranked: _Ranked) -> Spacing | None:
    is_each_once = len(ranked.firsts) == len(ranked.values)
    different = ranked.values if is_each_once else ranked.values[ranked.firsts]
    different = np.asarray(different, np.int64)
    return spacing.spacing(different, _SECONDS[kind], lambda value: value_text(kind, value))


def _rank(present: NDArray[Any]) -> _Ranked:
    if len(present) == 0:
        none = np.zeros(0, np.int64)
        return _Ranked(present, none, none)
    if present.dtype == np.bool_:
        present = present.view(np.uint8)
    if present.dtype.kind in "iu":
        low, high = int(present.min()), int(present.max())
        # Counting a small range takes a tenth of the time of sorting.
        if high - low < len(present):
            tally = np.bincount(present - low)
            found = np.flatnonzero(tally)
            counts = tally[found]
            ordered = np.repeat(found + low, counts)
            return _Ranked(ordered, np.cumsum(counts) - counts, counts)
    ordered = np.sort(present)
    is_first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    firsts = np.flatnonzero(is_first)
    return _Ranked(ordered, firsts, np.diff(firsts, append=len(ordered)))


def _traits(column: Column, present: NDArray[Any], ranked: _Ranked) -> Traits:
    if column.type is ColumnType.INTEGER and len(present):
        low, high = int(ranked.values[0]), int(ranked.values[-1])
        return Traits(column.name, column.type, len(present), len(ranked.firsts), low, high)
    return Traits(column.name, column.type, len(present), len(ranked.firsts))


def _mean(ordered: NDArray[np.float64]) -> float:
    scale = _scale(ordered)
    return float(np.mean(ordered / scale if scale != 1 else ordered)) * scale


def _std(ordered: NDArray[np.float64]) -> float | None:
    scale = _scale(ordered)
    found = float(np.std(ordered / scale if scale != 1 else ordered, ddof=1)) * scale
    return found if math.isfinite(found) else None


def _scale(ordered: NDArray[np.float64]) -> float:
    """Return what to divide by so that squares and sums of the values do not overflow."""
    largest = max(abs(float(ordered[0])), abs(float(ordered[-1])))
    return largest if largest > 1e100 else 1.0


def _bound(kind: ColumnType, value: Any) -> float | str:
    if kind in (ColumnType.DATE, ColumnType.DATETIME):
        return value_text(kind, value)
    return float(value)


def _quantiles(ordered: NDArray[np.float64]) -> tuple[float, ...]:
    places = np.array(QUANTILES) * (len(ordered) - 1)
    below = np.floor(places).astype(np.int64)
    above = np.minimum(below + 1, len(ordered) - 1)
    share = places - below
    # Weighted rather than low + share·(high − low), which overflows for opposite huge values.
    found = ordered[below] * (1 - share) + ordered[above] * share
    found = np.where(ordered[below] == ordered[above], ordered[below], found)
    return tuple(float(value) for value in found)


def _histogram(ordered: NDArray[np.float64], scale: float) -> Histogram | None:
    low, high = float(ordered[0]), float(ordered[-1])
    if not np.isfinite(high - low):
        return None
    if low == high:
        low, high = low - 0.5, high + 0.5
    edges = np.linspace(low, high, BINS + 1)
    inner = np.searchsorted(ordered, edges[1:-1], side="left")
    counts = np.diff(np.concatenate(([0], inner, [len(ordered)])))
    return Histogram(
        tuple(float(edge) * scale for edge in edges), tuple(int(count) for count in counts)
    )


def _top(kind: ColumnType, ranked: _Ranked) -> tuple[tuple[str, int], ...]:
    counts = ranked.counts
    if len(counts) > TOP:
        # The highest count that at least 20 values reach, from how often each count occurs.
        reached = np.cumsum(np.bincount(counts)[::-1])
        bar = len(reached) - 1 - int(np.argmax(reached >= TOP))
        sure, tied = np.flatnonzero(counts > bar), np.flatnonzero(counts == bar)
        chosen = np.concatenate((sure, tied[: TOP - len(sure)]))
    else:
        chosen = np.arange(len(counts))
    chosen = chosen[np.lexsort((chosen, -counts[chosen]))]
    return tuple(
        (value_text(kind, ranked.values[ranked.firsts[at]]), int(counts[at])) for at in chosen
    )


def value_text(kind: ColumnType, value: Any) -> str:
    """Return a value as text; dates and times (days, microseconds since 1970) as ISO 8601."""
    if kind is ColumnType.BOOLEAN:
        return "true" if value else "false"
    if kind is ColumnType.DATE:
        return str(np.datetime64(int(value), "D"))
    if kind is ColumnType.DATETIME:
        return time_text(int(value))
    return str(int(value)) if kind is ColumnType.INTEGER else repr(float(value))


def time_text(microseconds: int) -> str:
    """Return microseconds since 1970 as ISO 8601 without zone, fractions only when there are."""
    return str(np.datetime64(microseconds, "us")).removesuffix(".000000")


@dataclass(frozen=True, slots=True)
class _Told:
    """What was counted of a text column.

    Attributes:
        top: the most frequent values. spelt: all different ones, when they are few.
    """

    rows: int
    top: Sequence[tuple[str, int]]
    lengths: TextLengths | None
    spelt: Sequence[tuple[str, int]] = ()


def profile_texts(column: Column, values: Values) -> ColumnProfile:
    """Return the profile of a text column in memory."""
    present = values.present().tolist()
    counts = Counter(present)
    best = heapq.nsmallest(TOP, counts.items(), key=lambda item: (-item[1], item[0]))
    sizes = np.fromiter(map(len, present), np.int64, len(present))
    traits = Traits(
        column.name,
        column.type,
        len(present),
        len(counts),
        has_words=sum(" " in text for text in present) > 0.5 * len(present),
        length=float(sizes.sum()) / max(1, len(present)),
    )
    lengths = None
    if len(present):
        lengths = TextLengths(int(sizes.min()), traits.length, int(sizes.max()))
    spelt = list(counts.items()) if len(counts) <= variants.MOST_VALUES else []
    return _text_profile(traits, _Told(len(values.data), best, lengths, spelt))


def profile_long_texts(
    engine: Connection, table: str, index: int, column: Column, texts: Texts
) -> ColumnProfile:
    """Return the profile of text column ``c{index}``, counted by DuckDB."""
    name = f"c{index}"
    # Long texts are told apart by their MD5 sums: all of them at once do not fit into memory.
    text = f"md5({name}) AS v, any_value(length({name}))" if texts.are_long else f"{name} AS v, 0"
    groups = (
        f"SELECT {text} AS size, count(*) AS n FROM {table} WHERE {name} IS NOT NULL GROUP BY v"
    )
    length = "size" if texts.are_long else "length(v)"
    distinct, found, *sizes = engine.row(
        f"SELECT count(*), min({{'n': -n, 'v': v}}, {TOP}), min({length}),"
        f" sum(n * {length}), max({length}) FROM ({groups})"
    )
    rows = len(texts.lengths)
    count = rows if texts.is_present is None else int(np.count_nonzero(texts.is_present))
    words = 0.0
    if distinct >= UNIQUE_SHARE * count:
        (words,) = engine.row(f"SELECT avg(CAST(contains({name}, ' ') AS INT)) FROM {table}")
    traits = Traits(
        column.name,
        column.type,
        count,
        distinct,
        has_words=(words or 0.0) > 0.5,
        length=float(texts.lengths.sum(dtype=np.int64)) / max(1, count),
    )
    lengths = None
    if count:
        lengths = TextLengths(int(sizes[0]), float(sizes[1]) / count, int(sizes[2]))
    top = [(item["v"], -item["n"]) for item in found or ()]
    if texts.are_long:
        return _text_profile(traits, _Told(rows, _beginnings(engine, table, name, top), lengths))
    spelt: Sequence[tuple[str, int]] = top
    if len(top) < distinct <= variants.MOST_VALUES:
        spelt = [(text, count) for text, count in engine.rows(f"SELECT v, n FROM ({groups})")]
    return _text_profile(traits, _Told(rows, top, lengths, spelt))


def _beginnings(
    engine: Connection, table: str, name: str, top: Sequence[tuple[str, int]]
) -> list[tuple[str, int]]:
    """Return the beginnings of the texts with these MD5 sums, in the same order."""
    found = engine.rows(
        f"SELECT md5({name}) AS v, any_value(left({name}, {MAX_LISTED_TEXT})) FROM {table}"
        f" WHERE v IN ({', '.join(literal(digest) for digest, _ in top)}) GROUP BY v"
    )
    texts = dict(found)
    return [(texts[digest], count) for digest, count in top]


def _text_profile(traits: Traits, told: _Told) -> ColumnProfile:
    kind, order = meaning(traits), tuple[str, ...]()
    if kind is SemanticType.CATEGORY and traits.distinct <= min(TOP, ordinal.MOST_VALUES):
        order = ordinal.text_order(traits.name, [value for value, _ in told.top])
        order = tuple(value[:MAX_LISTED_TEXT] for value in order)
    # Free text and names of rows are not spelt wrong when two are alike.
    is_category = kind is SemanticType.CATEGORY
    return ColumnProfile(
        traits.name,
        traits.type,
        SemanticType.ORDINAL if order else kind,
        traits.values,
        told.rows - traits.values,
        traits.distinct,
        top=tuple((value[:MAX_LISTED_TEXT], count) for value, count in told.top),
        lengths=told.lengths,
        variants=variants.variants(told.spelt) if is_category else (),
        order=order,
    )
