"""Two tables compared column by column: effects, certainty and a verdict for each column."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import pandas as pd

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.monitor import ColumnDrift, Size, Tolerances, Verdict
from mlops_desktop.core.progress import Reporter, Step
from mlops_desktop.monitoring import words
from mlops_desktop.monitoring.column import Measured, Missing, is_excluded, measure, prepare
from mlops_desktop.monitoring.exact import benjamini_hochberg
from mlops_desktop.monitoring.verdict import MISSING_POINTS, Effect, Judgement, judge, too_few

# Sorting and counting release the interpreter's lock; two columns at once use two cores.
_THREADS = 2


class ColumnSource(Protocol):
    """A table that hands out one column at a time, so that it need not lie in memory whole."""

    def __contains__(self, name: object, /) -> bool:
        """Say whether there is a column of that name."""

    def __getitem__(self, name: str, /) -> pd.Series:
        """Return one column."""


def compare(
    reference: pd.DataFrame | ColumnSource,
    current: pd.DataFrame | ColumnSource,
    columns: Sequence[Column],
    tolerances: Tolerances,
    reporter: Reporter,
) -> tuple[ColumnDrift, ...]:
    """Compare the columns of two tables.

    Every column gets an answer: one that cannot be compared (absent, empty, dates, identifiers,
    too few rows) says so and never aborts the run. p-values are adjusted over all columns that
    were tested (Benjamini & Hochberg 1995), those of values and those of missing shares apart.

    Args:
        reference: the rows the model was trained on; a data frame or a :class:`ColumnSource`,
            which is asked for each column once, by one thread at a time.
        current: the later rows.
        columns: the columns to compare, with the reference's types and meanings.
        tolerances: from which effect on a change counts.
        reporter: told of each column; may raise ``Cancelled``.

    Returns:
        One record per column, in the order given.
    """
    tables = _Tables(reference, current, threading.Lock())
    measured = []
    with ThreadPoolExecutor(_THREADS, "drift") as pool:
        waiting = [pool.submit(_measure, tables, column, tolerances) for column in columns]
        try:
            for index, column in enumerate(columns):
                reporter.step(Step("Comparing columns", index, len(columns), column.name))
                measured.append(waiting[index].result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    values = _adjusted([item.p_value if item.can_be_judged else None for item in measured])
    gaps = _adjusted(
        [item.missing.statistic.p_value if item.missing else None for item in measured]
    )
    return tuple(
        _judged(item, value, gap, tolerances)
        for item, value, gap in zip(measured, values, gaps, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    reference: pd.DataFrame | ColumnSource
    current: pd.DataFrame | ColumnSource
    reading: threading.Lock


def _measure(tables: _Tables, column: Column, tolerances: Tolerances) -> Measured:
    found = is_excluded(column)
    if found is not None:
        return found
    samples = []
    for table, name in ((tables.reference, "reference"), (tables.current, "current")):
        if column.name not in table:
            return Measured(column, obstacle=f"The {name} table has no column {column.name}.")
        # One reader at a time; a column's rows are let go before the next are read.
        with tables.reading:
            rows = table[column.name]
        samples.append(prepare(column, rows))
        del rows
    return measure(column, samples[0], samples[1], tolerances)


def _adjusted(p_values: Sequence[float | None]) -> list[float | None]:
    known = [index for index, p in enumerate(p_values) if p is not None]
    adjusted = benjamini_hochberg(np.array([p for p in p_values if p is not None], dtype=float))
    found: list[float | None] = [None] * len(p_values)
    for index, p in zip(known, adjusted, strict=True):
        found[index] = float(p)
    return found


def _judged(
    item: Measured, adjusted: float | None, gap: float | None, tolerances: Tolerances
) -> ColumnDrift:
    found = _Decided(
        item.effect, item.p_value, adjusted, _judgement(item, adjusted, tolerances.alpha)
    )
    sentence, statistics, missing = item.sentence, item.statistics, item.missing
    if missing is not None:
        statistics = (*statistics, missing.statistic)
        if abs(missing.now - missing.before) >= MISSING_POINTS:
            sentence = f"{sentence}; {words.missing_sentence(missing.before, missing.now)}"
        if missing.effect.size is not Size.NONE and gap is not None and gap < tolerances.alpha:
            found = _with_missing(item, missing, found, gap)
    before, now = item.histograms or (None, None)
    effect, judgement = found.effect, found.judgement
    return ColumnDrift(
        column=item.column.name,
        is_numeric=item.is_numeric,
        n_reference=item.n_reference,
        n_current=item.n_current,
        missing_reference=item.missing_reference,
        missing_current=item.missing_current,
        statistics=statistics,
        effect=effect.name if effect else "",
        effect_value=effect.value if effect else None,
        size=effect.size if effect else Size.NONE,
        p_value=found.p_value,
        adjusted_p=found.adjusted_p,
        verdict=judgement.verdict,
        reason=f"{judgement.reason} {item.note}".strip(),
        sentence=sentence,
        unseen=item.unseen,
        reference_histogram=before,
        current_histogram=now,
        reference_top=item.tops[0],
        current_top=item.tops[1],
    )


@dataclass(frozen=True, slots=True)
class _Decided:
    effect: Effect | None
    p_value: float | None
    adjusted_p: float | None
    judgement: Judgement


def _with_missing(item: Measured, missing: Missing, found: _Decided, gap: float) -> _Decided:
    """Add that the share of missing values changed: drift of its own if the values show none."""
    moved = words.missing_sentence(missing.before, missing.now)
    if item.can_be_judged and found.judgement.verdict is not Verdict.DRIFT:
        chance = words.probability(gap)
        text = f"The values did not clearly change, but their absence did: {moved} ({chance})."
        judgement = Judgement(Verdict.DRIFT, text)
        return _Decided(missing.effect, missing.statistic.p_value, gap, judgement)
    if not item.n_reference or not item.n_current:
        return found
    reason = f"{found.judgement.reason} Also {moved}."
    return replace(found, judgement=Judgement(found.judgement.verdict, reason))


def _judgement(item: Measured, adjusted: float | None, alpha: float) -> Judgement:
    if item.obstacle:
        verdict = Verdict.NOT_CHECKED if item.is_excluded else Verdict.CANNOT_TELL
        return Judgement(verdict, item.obstacle)
    if not item.can_be_judged or item.effect is None or item.power is None or adjusted is None:
        return too_few(item.n_reference, item.n_current, item.power)
    return judge(item.effect, adjusted, item.power, alpha)
