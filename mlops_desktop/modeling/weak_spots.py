"""Parts of the rows that a model does worse on, searched for: by one column or by two together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeRegressor

from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.parts import MIN_ROWS, MOST_CATEGORIES, Mask, number_text
from mlops_desktop.modeling.table import Input, Kind
from mlops_desktop.modeling.target import Floats
from mlops_desktop.modeling.threads import one_thread

MOST_SPOTS = 6
TREES = 3
"""Each after the first does without the column that the one before divided by first."""
MOST_ROWS = 10_000
SMALLEST_SHARE = 0.04
_CUTS = np.linspace(0.1, 0.9, 9)


@dataclass(frozen=True, slots=True)
class Condition:
    """Something a row may fulfil: a number over a cut, a category, no value; or the contrary.

    Attributes:
        over: numbers and dates beyond it; True: a truth value; equal: the category; neither: no
            value.
        is_met: False for the contrary. Where a number is missing it is not beyond the cut.
    """

    column: str
    over: Any = None
    equal: str | None = None
    is_met: bool = True

    @property
    def words(self) -> str:
        """The condition in words: ``hour over 17``."""
        if self.equal is not None:
            return f"{self.column} {'is' if self.is_met else 'is not'} {self.equal}"
        if self.over is None:
            return f"{self.column} {'missing' if self.is_met else 'not missing'}"
        if self.over is True:
            return f"{self.column} is {'true' if self.is_met else 'not true'}"
        cut = str(self.over)[:16] if isinstance(self.over, pd.Timestamp) else None
        return (
            f"{self.column} {'over' if self.is_met else 'not over'} {cut or number_text(self.over)}"
        )

    def holds(self, inputs: pd.DataFrame) -> Mask:
        """Return which rows fulfil it."""
        values = inputs[self.column]
        if self.equal is not None:
            found = values == self.equal
        elif self.over is None:
            found = values.isna()
        else:
            found = values == 1 if self.over is True else values > self.over
        return np.asarray(np.asarray(found, dtype=bool) == self.is_met)


@dataclass(frozen=True, slots=True)
class Spot:
    """One or two conditions that hold together."""

    conditions: tuple[Condition, ...]

    @property
    def column(self) -> str:
        """The columns: ``hour, weather``."""
        return ", ".join(dict.fromkeys(item.column for item in self.conditions))

    @property
    def name(self) -> str:
        """The conditions in words."""
        return " and ".join(item.words for item in self.conditions)

    @property
    def is_plain(self) -> bool:
        """Whether it is a single category: those are looked at without being searched for."""
        first = self.conditions[0]
        is_value = first.equal is not None or first.over is True
        return len(self.conditions) == 1 and first.is_met and is_value

    def holds(self, inputs: pd.DataFrame) -> Mask:
        """Return which rows fulfil all of them."""
        return np.asarray(np.logical_and.reduce([one.holds(inputs) for one in self.conditions]))


def weak_spots(
    inputs: pd.DataFrame, columns: Sequence[Input], outcome: PredictedRows, seed: int
) -> tuple[Spot, ...]:
    """Return parts with a larger mean loss than all rows, those that matter most first.

    Regression trees of two levels over the loss of each row (|y − ŷ|; 1 − probability of the true
    class), as Slice Finder has it (Chung et al. 2019). Judge them on other rows: on these they
    look worse than they are.
    """
    loss = row_losses(outcome)
    rows = np.arange(loss.size)
    if loss.size > MOST_ROWS:
        random = np.random.default_rng([seed, 10])
        rows = np.sort(random.choice(loss.size, MOST_ROWS, replace=False))
    inputs, loss = inputs.iloc[rows], loss[rows]
    conditions = [item for column in columns for item in _conditions(inputs, column)]
    smallest = max(MIN_ROWS, int(SMALLEST_SHARE * loss.size))
    found: dict[Spot, float] = {}
    for _ in range(TREES):
        if not conditions or loss.size < 2 * smallest:
            break
        table = np.column_stack([item.holds(inputs) for item in conditions]).astype(np.float32)
        tree = DecisionTreeRegressor(max_depth=2, min_samples_leaf=smallest, random_state=seed)
        with one_thread():
            tree.fit(table, loss)
        for spot, excess in _paths(tree.tree_, conditions, float(loss.mean())):
            found.setdefault(spot, excess)
        root = int(tree.tree_.feature[0])
        if root < 0:
            break
        conditions = [item for item in conditions if item.column != conditions[root].column]
    ranked = sorted(found.items(), key=lambda pair: -pair[1])
    return tuple(spot for spot, excess in ranked if excess > 0 and not spot.is_plain)[:MOST_SPOTS]


def row_losses(outcome: PredictedRows) -> Floats:
    """Return how wrong each answer is: |y − ŷ|, or 1 − probability of the true class."""
    if outcome.probabilities is None:
        wrong = outcome.actual != outcome.predicted if outcome.classes else None
        distance = outcome.actual - outcome.predicted if wrong is None else wrong
        return np.abs(np.asarray(distance, dtype=np.float64))
    places = np.maximum(outcome.actual, 0).astype(np.int64)
    chosen = np.take_along_axis(outcome.probabilities, places[:, None], axis=1)[:, 0]
    return np.asarray(1 - np.where(outcome.actual < 0, 0.0, chosen))


def _conditions(inputs: pd.DataFrame, column: Input) -> Iterator[Condition]:
    values = inputs[column.name]
    if values.isna().any():
        yield Condition(column.name)
    present = values.dropna()
    if column.kind is Kind.CATEGORY:
        counts = present.value_counts()
        names = sorted(counts.index, key=lambda name: (-counts[name], name))[:MOST_CATEGORIES]
        yield from (Condition(column.name, equal=str(name)) for name in names)
    elif column.kind is Kind.BOOLEAN:
        yield Condition(column.name, over=True)
    elif len(present):
        ordered = np.sort(present.to_numpy())
        places = np.unique((_CUTS * (ordered.size - 1)).astype(np.int64))
        for cut in np.unique(ordered[places]):
            is_date = column.kind is Kind.DATE
            yield Condition(column.name, over=pd.Timestamp(cut) if is_date else float(cut))


def _paths(tree: Any, conditions: Sequence[Condition], mean: float) -> Iterator[tuple[Spot, float]]:
    """Yield every node but the root, with how much its loss exceeds the mean, weighed by rows."""

    def below(node: int, path: tuple[Condition, ...]) -> Iterator[tuple[Spot, float]]:
        if path:
            excess = float(tree.value[node].ravel()[0]) - mean
            yield Spot(path), excess * float(np.sqrt(tree.n_node_samples[node]))
        if tree.children_left[node] < 0:
            return
        atom = conditions[int(tree.feature[node])]
        contrary = Condition(atom.column, atom.over, atom.equal, is_met=False)
        yield from below(int(tree.children_left[node]), (*path, contrary))
        yield from below(int(tree.children_right[node]), (*path, atom))

    yield from below(0, ())
