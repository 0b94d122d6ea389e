"""How much a model leans on each input column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.metrics import metric
from mlops_desktop.core.training import Importance
from mlops_desktop.modeling.evaluate import PredictedRows, losses, measure, resampled
from mlops_desktop.modeling.interval import expanded
from mlops_desktop.modeling.predict import Answer, predict
from mlops_desktop.modeling.target import Floats
from mlops_desktop.modeling.units import drawing

MOST_ROWS = 2_000
MOST_ROWS_OF_SLOW = 300
"""Nearest neighbours, among others, look at many training rows for each prediction."""
REPEATS = 3
RESAMPLES = 200
MOST_CELLS = 4_000_000
MOST_INTERVALS = 40
"""Of more columns, those that matter most get an interval; of fewer when there are many classes."""

_ROUNDING = 1e-9
"""A worsening below this share of the metric is rounding: the column changes nothing."""

Judge = Callable[[Answer, np.ndarray[Any, Any]], PredictedRows]


def permutation_importances(
    model: Any,
    inputs: pd.DataFrame,
    judge: Judge,
    deciding: str,
    random: np.random.Generator,
) -> tuple[Importance, ...]:
    """Return the mean worsening of a metric when a column is shuffled, the largest first.

    Breiman 2001, "Random forests", sec. 10; Fisher, Rudin & Dominici 2019 (permutation on
    held-out rows, mean of :data:`REPEATS` shuffles). The interval is that of
    :class:`~mlops_desktop.core.training.Importance`. A column is left out where the metric is
    undefined of these rows, shuffled or not: that is not the same as no worsening.

    Args:
        inputs: hold-out rows in canonical form, at most :data:`MOST_ROWS`.
        judge: turns an answer, and the places of the rows it is for, into an outcome.
        deciding: key of the metric.
        random: shuffles the columns.
    """
    rows = np.arange(len(inputs))
    sign = 1.0 if metric(deciding).is_loss else -1.0
    before = judge(predict(model, inputs), rows)
    whole = measure(deciding, before)
    most = max(3, MOST_INTERVALS * 2 // max(2, len(before.classes)))
    shuffled: dict[str, list[PredictedRows]] = {}
    found: dict[str, Importance] = {}
    changes: dict[str, Floats] = {}
    for name, answers in _answers(model, inputs, random):
        outcomes = [judge(answer, rows) for answer in answers]
        changes[name] = np.array([measure(deciding, item) - whole for item in outcomes])
        value = sign * float(changes[name].mean())
        if np.isnan(value):
            continue
        scale = max(abs(whole), float(np.abs(whole + changes[name]).max()))
        if float(np.abs(changes[name]).max()) <= _ROUNDING * scale:
            found[name] = Importance(name, 0.0, 0.0, 0.0)
            continue
        found[name] = Importance(name, value)
        shuffled[name] = outcomes
        if len(shuffled) > most:
            del shuffled[min(shuffled, key=lambda key: found[key].value)]
    spreads, width = _row_spreads(deciding, before, shuffled)
    for name, by_rows in spreads.items():
        by_shuffles = float(changes[name].var(ddof=1)) / REPEATS
        half = width * float(np.sqrt(by_rows**2 + by_shuffles))
        if np.isfinite(half):
            value = found[name].value
            found[name] = replace(found[name], low=value - half, high=value + half)
    return tuple(sorted(found.values(), key=lambda item: -item.value))


def _row_spreads(
    deciding: str, before: PredictedRows, shuffled: dict[str, list[PredictedRows]]
) -> tuple[dict[str, float], float]:
    """Return the bootstrap standard error of each mean worsening, paired by row.

    Returns:
        And how many standard errors half an interval has; NaN of too few units to tell.
    """
    how = drawing(before.size, before.units, losses(before), 0)
    width = expanded(how.drawn.count) if how.drawn.is_enough else np.nan
    drawn: dict[str, list[Floats]] = {name: [] for name in shuffled}
    for weights in how.weights(0, RESAMPLES):
        whole = resampled(deciding, before, weights)
        for name, outcomes in shuffled.items():
            after = [resampled(deciding, item, weights) for item in outcomes]
            drawn[name].append(np.mean(after, axis=0) - whole)
    found = {}
    for name, parts in drawn.items():
        values = np.concatenate(parts)
        defined = values[np.isfinite(values)]
        found[name] = float(defined.std(ddof=1)) if defined.size > 1 else np.nan
    return found, width


def _answers(
    model: Any, inputs: pd.DataFrame, random: np.random.Generator
) -> Iterator[tuple[str, list[Answer]]]:
    """Yield each column and the answers when it is shuffled, :data:`REPEATS` times.

    As many columns as fit into :data:`MOST_CELLS` are asked about at once: asking often about few
    rows of many columns takes far longer.
    """
    rows, places = len(inputs), range(inputs.shape[1])
    each = REPEATS * rows * max(1, inputs.shape[1])
    step = max(1, MOST_CELLS // each)
    for start in places[::step]:
        chosen = places[start : start + step]
        copies = len(chosen) * REPEATS
        frame = inputs.iloc[np.tile(np.arange(rows), copies)].reset_index(drop=True)
        for number in range(copies):
            place = chosen[number // REPEATS]
            values = inputs.iloc[:, place].to_numpy()[random.permutation(rows)]
            frame.iloc[number * rows : (number + 1) * rows, place] = values
        answer = predict(model, frame)
        parts = [_part(answer, number * rows, rows) for number in range(copies)]
        for number, place in enumerate(chosen):
            name = str(inputs.columns[place])
            yield name, parts[number * REPEATS : (number + 1) * REPEATS]


def _part(answer: Answer, start: int, rows: int) -> Answer:
    probabilities = answer.probabilities
    return Answer(
        answer.values[start : start + rows],
        None if probabilities is None else probabilities[start : start + rows],
    )
