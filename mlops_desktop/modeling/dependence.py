"""How the answer changes with one column while the others stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.judging import Dependence
from mlops_desktop.core.training import FieldSignature, Signature
from mlops_desktop.modeling.predict import predict
from mlops_desktop.modeling.signature import value_text
from mlops_desktop.modeling.target import Floats

MOST_COLUMNS = 6
MOST_POINTS = 20
MOST_CURVES = 50
MOST_ROWS = 500
MOST_ROWS_OF_SLOW = 100
MOST_CLASSES = 3
"""Of more than two classes, the most frequent ones are told."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The values a column is set to."""

    field: FieldSignature
    values: np.ndarray[Any, Any]


def dependences(
    model: Any,
    inputs: pd.DataFrame,
    grids: Sequence[Grid],
    signature: Signature,
    check: Callable[[], object],
) -> tuple[Dependence, ...]:
    """Return the partial dependence and single curves of each column.

    Every row gets each value of the grid in turn; the mean answer over the rows is the partial
    dependence (Friedman 2001), the answers of single rows are the curves (Goldstein et al. 2015).

    Args:
        inputs: rows in canonical form, drawn at random from the hold-out; at most
            :data:`MOST_CURVES` of them, evenly spread, get a curve.
        check: asked between columns whether to go on.
    """
    found = []
    count = min(MOST_CURVES, len(inputs))
    shown = np.linspace(0, max(len(inputs) - 1, 0), count).round().astype(np.int64)
    for grid in grids:
        check()
        for label, answers in _answers(model, inputs, grid, signature):
            curves = answers[:, shown].T
            found.append(
                Dependence(
                    column=grid.field.name,
                    points=tuple(value_text(_plain(value), grid.field) for value in grid.values),
                    mean=tuple(float(value) for value in answers.mean(axis=1)),
                    curves=tuple(tuple(float(v) for v in curve) for curve in curves),
                    label=label,
                )
            )
    return tuple(found)


def grid_of(field: FieldSignature, values: pd.Series[Any]) -> Grid | None:
    """Return the values a column is set to; None where it has fewer than two.

    Categories by frequency, equal ones by name; of numbers and dates observed quantiles from the
    smallest to the largest. Texts that are new in every row have none.
    """
    present = values.dropna()
    if pd.api.types.is_object_dtype(values.dtype):
        counts = present[present.isin(field.categories)].value_counts()
        names = sorted(counts.index, key=lambda name: (-counts[name], name))[:MOST_POINTS]
        grid = np.array(names, dtype=object)
    else:
        ordered = np.sort(present.to_numpy())
        places = np.linspace(0, max(ordered.size - 1, 0), MOST_POINTS).round().astype(np.int64)
        grid = np.unique(ordered[places]) if ordered.size else ordered
    return Grid(field, grid) if grid.size > 1 else None


def _answers(
    model: Any, inputs: pd.DataFrame, grid: Grid, signature: Signature
) -> list[tuple[str, Floats]]:
    """Return per class (label "" for numbers) the answers of shape (points, rows)."""
    points, rows = grid.values.size, len(inputs)
    name = grid.field.name
    frame = inputs.iloc[np.tile(np.arange(rows), points)].reset_index(drop=True)
    column = pd.Series(np.repeat(grid.values, rows), dtype=inputs[name].dtype)
    answer = predict(model, frame.assign(**{name: column}))
    if answer.probabilities is None:
        return [("", answer.values.astype(np.float64).reshape(points, rows))]
    if len(signature.classes) == 2:
        places = [1 if signature.positive is None else signature.classes.index(signature.positive)]
    else:
        mean = answer.probabilities.mean(axis=0)
        places = sorted(np.argsort(-mean, kind="stable")[:MOST_CLASSES].tolist())
    return [
        (signature.classes[place], answer.probabilities[:, place].reshape(points, rows))
        for place in places
    ]


def _plain(value: Any) -> Any:
    return pd.Timestamp(value) if isinstance(value, np.datetime64) else value
