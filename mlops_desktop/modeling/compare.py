"""Versions on the same rows, which none of them was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.decision import Worth
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.forecast import ForecastPoint
from mlops_desktop.core.identity import ModelVersionId
from mlops_desktop.core.metrics import WORTH_METRIC, Task
from mlops_desktop.core.model import MetricDifference, SameRows, Valued
from mlops_desktop.core.training import Signature, SplitPlan
from mlops_desktop.modeling.anomaly.compare import by_known_answers, ranked_alike
from mlops_desktop.modeling.anomaly.compare import outcome as anomaly_outcome
from mlops_desktop.modeling.answers import read_answers
from mlops_desktop.modeling.evaluate import PredictedRows, class_places, measure
from mlops_desktop.modeling.forecasting.compare import (
    LEAST_DAYS,
    CommonDays,
    Forecasts,
    common_days,
    newest,
    paired,
    scale_before,
    unfair,
    with_later,
)
from mlops_desktop.modeling.forecasting.follow import since_training
from mlops_desktop.modeling.inputs import checked_inputs
from mlops_desktop.modeling.interval import differences, drawn_of
from mlops_desktop.modeling.persist import load
from mlops_desktop.modeling.predict import predict
from mlops_desktop.modeling.rule import chosen_places, rule_of
from mlops_desktop.modeling.table import Table, as_float, as_text
from mlops_desktop.modeling.target import Floats, Integers
from mlops_desktop.modeling.units import units_in

CHANGED = 0.1
"""A predicted number has changed when it differs by more than this share of the target's
standard deviation (ddof 1)."""

ENOUGH = 100
"""Rows below which a comparison cannot tell; see :attr:`SameRows.is_enough`."""


@dataclass(frozen=True, slots=True)
class ComparedVersion:
    """A version with the table it was trained on.

    Attributes:
        train_rows: numbers of its training rows in ``table``.
        forecasts: what the backtest of a forecast forecast; None of all others.
        worth: what its training stated that decisions are worth, if it did.
        divided: how its rows were held out, which says what is drawn together.
    """

    version_id: ModelVersionId
    model_path: Path
    signature: Signature
    table: Table
    train_rows: np.ndarray[Any, np.dtype[np.int64]]
    forecasts: Forecasts | None = None
    worth: Worth | None = None
    divided: SplitPlan | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """Versions on the same rows.

    Attributes:
        table: the one whose rows they are; its place among the versions' tables is ``at``.
        rows: their numbers in the table, int64, ascending; empty: nothing could be measured.
        outcomes: of each version on these rows, over the classes that any of them knows.
        days: of forecasts, the days that all backtests forecast; None of all others.
    """

    versions: tuple[ComparedVersion, ...]
    at: int
    rows: Integers
    outcomes: tuple[PredictedRows, ...] = ()
    days: CommonDays | None = None

    @property
    def table(self) -> Table:
        """The table whose rows they are."""
        return self.versions[self.at].table


def beside(versions: Sequence[ComparedVersion]) -> Beside:
    """Let versions answer the rows of one of their tables that none was trained on.

    A row is told from others by a digest over the columns that all tables have, the target among
    them, numbers as float64. Copies count: of n equal rows in the table, as many are left as the
    version that was trained on most of them has not seen. The rows come from the last version's
    table; where fewer than 100 are left of it, from the one that most are left of among those with
    every column that any version takes. Forecasts answer for days instead, see
    :func:`_on_common_days`.

    Args:
        versions: two or more, the reference first.

    Raises:
        UserError: ``models.not_comparable``; ``models.missing_column`` or ``models.wrong_type``
            when a version cannot be used on that table.
    """
    reference = versions[0]
    for other in versions[1:]:
        _check_same_question(reference.signature, other.signature)
    found = tuple(versions)
    if reference.signature.task is Task.FORECAST:
        return _on_common_days(found)
    at, rows = _chosen_table(found)
    if not rows.size:
        return Beside(found, at, rows)
    return Beside(found, at, rows, _outcomes(found, at, rows))


def _on_common_days(versions: tuple[ComparedVersion, ...]) -> Beside:
    """Let forecasts answer for the days that all of them forecast without having seen them.

    Of each those are the days of its backtest, and where another version has a longer history the
    days that have come since it was trained, as it forecasts them.
    """
    stored = [item.forecasts for item in versions if item.forecasts is not None]
    at = newest(stored)
    table = versions[at].table
    found = [
        with_later(known, _days_since(version, table))
        for version, known in zip(versions, stored, strict=True)
    ]
    days = common_days(found, at)
    outcomes = tuple(PredictedRows(days.actual, predicted) for predicted in days.predicted)
    return Beside(versions, at, days.rows, outcomes, days)


def _days_since(version: ComparedVersion, table: Table) -> tuple[ForecastPoint, ...]:
    """Return the days of a longer history as a version forecasts them; none where it cannot."""
    if version.table is table:
        return ()
    try:
        return since_training(version.model_path, version.signature, version.table, table)
    except UserError as error:
        if error.code in ("forecast.nothing_new", "forecast.history_before"):
            return ()
        raise


def same_rows(answered: Beside, metrics: Sequence[str], seed: int) -> tuple[SameRows, ...]:
    """Compare each later version with the first, on the same rows.

    Where one of them was trained with worths of decisions, the decisions of all are valued by
    these, the reference's before others', each version deciding at its own threshold: what they
    are worth comes first.

    Args:
        metrics: keys of the metrics to compare.
        seed: of the bootstrap.
    """
    return tuple(_against(answered, at, metrics, seed) for at in range(1, len(answered.versions)))


def _against(answered: Beside, at: int, metrics: Sequence[str], seed: int) -> SameRows:
    ids = answered.versions[0].version_id, answered.versions[at].version_id
    if answered.days is not None:
        return _against_days(answered, answered.days, at, seed)
    if not answered.rows.size:
        return SameRows(*ids, 0)
    pair, agreement = (answered.outcomes[0], answered.outcomes[at]), None
    if answered.versions[0].signature.task is Task.ANOMALY:
        details = by_known_answers(*pair, seed)
        agreement = ranked_alike(*pair, seed)
    else:
        worth = (WORTH_METRIC,) if pair[0].worth is not None else ()
        details = _details((*worth, *metrics), pair, seed)
    count, differing = int(answered.rows.size), int(_is_changed(*pair).sum())
    facts: dict[str, Any] = {"agreement": agreement, "drawn": drawn_of(pair, seed)}
    if pair[0].worth is not None:
        facts["valued"] = _valued(answered.versions)
    return SameRows(*ids, count, details, differing, **facts)


def _valued(versions: Sequence[ComparedVersion]) -> Valued | None:
    """Return what decisions are worth: as the reference says, else the first that does."""
    stated = (Valued(item.version_id, item.worth) for item in versions if item.worth is not None)
    return next(stated, None)


def _worth_in(versions: Sequence[ComparedVersion], question: Signature) -> Worth | None:
    """Return what decisions are worth, told for the positive class that is asked about."""
    if len(question.classes) != 2:
        return None
    for item in versions:
        if item.worth is not None:
            is_same = item.signature.positive == question.positive
            return item.worth if is_same else item.worth.mirrored
    return None


def _details(
    metrics: Sequence[str], pair: tuple[PredictedRows, PredictedRows], seed: int
) -> tuple[MetricDifference, ...]:
    found = differences(metrics, *pair, seed)
    return tuple(
        MetricDifference(
            metric=key,
            first=measure(key, pair[0]),
            second=measure(key, pair[1]),
            difference=interval.value,
            low=interval.low,
            high=interval.high,
        )
        for key, interval in found.items()
        if not np.isnan(interval.value)
    )


def _against_days(answered: Beside, days: CommonDays, at: int, seed: int) -> SameRows:
    owner, first = answered.versions[answered.at], answered.versions[0]
    other = answered.versions[at]
    facts: dict[str, Any] = {"least": LEAST_DAYS, "unit": "day", "obstacle": unfair(days, at)}
    if not days.days:
        return SameRows(first.version_id, other.version_id, 0, **facts)
    scale, length = scale_before(owner.model_path, owner.table, days.days[0])
    return SameRows(
        first.version_id,
        other.version_id,
        len(days.days),
        paired(days, at, scale, length, seed),
        int(_is_changed(answered.outcomes[0], answered.outcomes[at]).sum()),
        **facts,
    )


def changed(answered: Beside) -> Integers:
    """Return places in ``answered.rows`` that a version answers differently from the first."""
    if not answered.rows.size:
        return np.empty(0, dtype=np.int64)
    reference = answered.outcomes[0]
    marks = [_is_changed(reference, other) for other in answered.outcomes[1:]]
    return np.flatnonzero(np.logical_or.reduce(marks)).astype(np.int64)


def _check_same_question(first: Signature, second: Signature) -> None:
    if (first.target, first.task) != (second.target, second.task):
        raise UserError(
            "models.not_comparable",
            first=f"{first.target} ({first.task.value})",
            second=f"{second.target} ({second.task.value})",
        )


def _chosen_table(versions: Sequence[ComparedVersion]) -> tuple[int, Integers]:
    """Return the place of the version whose table is used, and the rows of it."""
    best: tuple[int, Integers] | None = None
    tried: set[int] = set()
    for at in reversed(range(len(versions))):
        if id(versions[at].table) in tried:
            continue
        tried.add(id(versions[at].table))
        if best is not None and not _holds_all_inputs(versions, versions[at].table):
            continue
        rows = unseen_rows(versions, at)
        if rows.size >= ENOUGH:
            return at, rows
        if best is None or rows.size > best[1].size:
            best = at, rows
    assert best is not None  # noqa: S101 - there are two versions at least
    return best


def _holds_all_inputs(versions: Sequence[ComparedVersion], table: Table) -> bool:
    names = {column.name for column in table.columns}
    return all(field.name in names for item in versions for field in item.signature.inputs)


def unseen_rows(versions: Sequence[ComparedVersion], at: int) -> Integers:
    """Return numbers of rows of one version's table that none was trained on, ascending."""
    owner = versions[at]
    shared = _shared_columns([version.table for version in versions])
    known: dict[int, np.ndarray[Any, np.dtype[np.uint64]]] = {}
    for version in versions:
        if id(version.table) not in known:
            known[id(version.table)] = row_digests(version.table, shared)
    digests = known[id(owner.table)]
    candidates = np.ones(digests.size, dtype=bool)
    candidates[owner.train_rows] = False
    candidates &= _has_target(owner.table, owner.signature)
    rows = np.flatnonzero(candidates).astype(np.int64)
    frame = pd.DataFrame({"row": rows, "digest": digests[rows]})
    # Of equal rows the first ones stay: total − what the version that saw most of them saw.
    place = frame.groupby("digest", sort=False).cumcount()
    left = frame["digest"].map(_counts(digests))
    seen = [
        frame["digest"].map(_counts(known[id(version.table)][version.train_rows])).fillna(0)
        for version in versions
    ]
    left -= np.maximum.reduce(seen)
    unseen: Integers = frame.loc[place < left, "row"].to_numpy(dtype=np.int64)
    return unseen


def _counts(digests: np.ndarray[Any, np.dtype[np.uint64]]) -> pd.Series[Any]:
    return pd.Series(digests).value_counts()


def _shared_columns(tables: Sequence[Table]) -> list[str]:
    """Return names of the columns that all tables have in the same form, in the last's order."""
    forms = [{column.name: _form(column.type) for column in table.columns} for table in tables]
    return [
        name for name, form in forms[-1].items() if all(kinds.get(name) == form for kinds in forms)
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
    if not signature.target:
        return np.ones(len(table.frame), dtype=bool)
    present = np.zeros(len(table.frame), dtype=bool)
    present[read_answers(table, signature)[0]] = True
    return present


def _outcomes(
    versions: Sequence[ComparedVersion], at: int, rows: Integers
) -> tuple[PredictedRows, ...]:
    owner = versions[at]
    frame = owner.table.frame.iloc[rows].reset_index(drop=True)
    table = Table(frame, owner.table.columns)
    units = units_in(owner.table, rows, [item.divided for item in (owner, *versions)])
    if owner.signature.task is Task.ANOMALY:
        return tuple(
            replace(
                anomaly_outcome(item.model_path, item.signature, table, owner.signature),
                units=units,
            )
            for item in versions
        )
    # All are measured over the classes that any knows, and at the reference's quantile.
    known = dict.fromkeys(
        name for version in (owner, *versions) for name in version.signature.classes
    )
    quantile = versions[0].signature.quantile
    question = replace(owner.signature, classes=tuple(known), quantile=quantile)
    _, actual = read_answers(table, question)
    worth = _worth_in(versions, question)
    outcomes = (_outcome(version, table, actual, question) for version in versions)
    return tuple(replace(item, worth=worth, units=units) for item in outcomes)


def _outcome(
    version: ComparedVersion, table: Table, actual: Floats | Integers, question: Signature
) -> PredictedRows:
    answer = predict(load(version.model_path), checked_inputs(table, version.signature))
    if answer.probabilities is None:
        return PredictedRows(actual, answer.values, quantile=question.quantile)
    whole = np.zeros((len(answer.probabilities), len(question.classes)))
    places = class_places(version.signature.classes, question.classes)
    whole[:, places] = answer.probabilities
    predicted = places[chosen_places(answer.probabilities, rule_of(version.signature))]
    return PredictedRows(actual, predicted, whole, question.classes, question.positive)


def _is_changed(first: PredictedRows, second: PredictedRows) -> np.ndarray[Any, np.dtype[np.bool_]]:
    if first.task is Task.CLASSIFICATION:
        return np.asarray(first.predicted != second.predicted)
    spread = float(np.std(first.actual, ddof=1)) if first.size > 1 else 0.0
    return np.asarray(np.abs(first.predicted - second.predicted) > CHANGED * spread)
