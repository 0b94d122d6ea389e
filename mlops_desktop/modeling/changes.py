"""What would change the answer for one row: the smallest changes of one column or two.

A counterfactual explanation (Wachter, Mittelstadt & Russell 2018), found by asking the model
about values it has seen: quantiles of numbers and dates, known categories. Which rows are asked
about depends on nothing but the model, its training rows and the row, so the answer is the same
every time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.judging import Change, Explanation
from mlops_desktop.core.progress import Reporter
from mlops_desktop.core.training import FieldSignature, Signature
from mlops_desktop.core.wording import counted
from mlops_desktop.modeling.inputs import checked_inputs
from mlops_desktop.modeling.persist import load
from mlops_desktop.modeling.predict import Answer, predict
from mlops_desktop.modeling.rule import chosen_places, rule_of
from mlops_desktop.modeling.signature import value_text
from mlops_desktop.modeling.table import Table
from mlops_desktop.modeling.target import Floats

MOST_COLUMNS = 60
"""Of more inputs, those that the model leans on most are changed."""
VALUES = 64
"""Quantiles of a number that are tried, or the most frequent categories."""
PAIRED_COLUMNS = 6
PAIRED_VALUES = 12
MOST_CHANGES = 5
_BLOCK = 2_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked; see :class:`~mlops_desktop.jobs.explain_requests.ExplainRow`.

    Attributes:
        label: the version's, to name it in refusals.
    """

    label: str
    row: int
    keep: tuple[str, ...] = ()
    beyond: str | None = None
    ranked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Options:
    """Values that a column could have instead, the nearest first, and how far each is."""

    field: FieldSignature
    values: np.ndarray[Any, Any]
    sizes: Floats

    def fewer(self, most: int) -> _Options:
        """Return some of them, evenly from near to far."""
        if self.sizes.size <= most:
            return self
        kept = np.linspace(0, self.sizes.size - 1, most).round().astype(np.int64)
        return _Options(self.field, self.values[kept], self.sizes[kept])


@dataclass(frozen=True, slots=True)
class _Goal:
    """What is to be reached.

    Attributes:
        place: the class to be reached; None: any but ``now``, or a number.
        now: the place of the class answered now; −1 for numbers.
        value: the number to be passed; sign: +1 upwards, −1 downwards.
    """

    words: str
    place: int | None = None
    now: int = -1
    value: float = 0.0
    sign: int = 1


@dataclass(frozen=True, slots=True)
class _Asked:
    """A model's answers: whether each reaches the goal, how near it comes, and in words."""

    reached: np.ndarray[Any, np.dtype[np.bool_]]
    nearness: Floats
    words: tuple[str, ...]
    probabilities: tuple[float | None, ...]


def what_would_change(
    version: tuple[Path, Signature], seen: Table, row: Table, wish: Wish, reporter: Reporter
) -> Explanation:
    """Search the changes of one column, then of two, that reach what is wished.

    Args:
        version: the model's file and what it expects.
        seen: the rows it was trained on.
        row: one row.

    Raises:
        UserError: ``models.needs_value``, ``models.not_a_value``, ``models.unknown_class``; what
            :func:`~mlops_desktop.modeling.inputs.checked_inputs` refuses.
    """
    path, signature = version
    inputs = checked_inputs(row, signature)
    search = _Search(load(path), signature, inputs, reporter)
    goal, now = search.goal(wish)
    known = checked_inputs(seen, signature)
    changes: tuple[Change, ...] = ()
    why_none = f"The answer is {now.words[0]} already."
    if not now.reached[0]:
        changes = search.changes(_options(signature, inputs, known, wish), goal)
        why_none = _why_none(goal, search, signature) if not changes else ""
    fields = signature.inputs
    return Explanation(
        row=wish.row,
        values=tuple((item.name, value_text(inputs[item.name].iloc[0], item)) for item in fields),
        answer=now.words[0],
        probability=now.probabilities[0],
        wanted=goal.words,
        changes=changes,
        why_none=why_none,
        kept=wish.keep,
        tried=search.tried,
    )


class _Search:
    """Asks a model about changed copies of one row."""

    def __init__(
        self, model: Any, signature: Signature, inputs: pd.DataFrame, reporter: Reporter
    ) -> None:
        self._model = model
        self._signature = signature
        self._inputs = inputs
        self._reporter = reporter
        self.tried = 0
        self.nearest: tuple[float, str] | None = None

    def goal(self, wish: Wish) -> tuple[_Goal, _Asked]:
        """Return what is to be reached, and the answer now."""
        answer = predict(self._model, self._inputs, rule=rule_of(self._signature))
        classes = self._signature.classes
        if answer.probabilities is None:
            goal = _number_goal(float(answer.values[0]), wish)
        else:
            now = int(chosen_places(answer.probabilities, rule_of(self._signature))[0])
            goal = _class_goal(now, wish, classes)
        return goal, self._judged(answer, goal)

    def changes(self, options: Sequence[_Options], goal: _Goal) -> tuple[Change, ...]:
        """Return the smallest changes, the smallest first: of single columns, else of pairs.

        A pair is told where it is smaller than every change of a single column.
        """
        singles, moved = [], []
        for option in options:
            if not option.sizes.size:
                continue
            asked = self._ask({option.field.name: option.values}, goal)
            moved.append((float(asked.nearness.max()), option))
            hits = np.flatnonzero(asked.reached)
            if hits.size:
                singles.append(self._change(asked, int(hits[0]), (option,), (int(hits[0]),)))
        moved.sort(key=lambda pair: -pair[0])
        movers = [option for _, option in moved[:PAIRED_COLUMNS]]
        most = min((item.size for item in singles), default=np.inf)
        pairs = [
            found
            for place, first in enumerate(movers)
            for second in movers[place + 1 :]
            for found in self._pair(first, second, goal)
            if found.size < most
        ]
        found = sorted((*singles, *pairs), key=lambda item: (item.size, item.changes))
        return tuple(found[:MOST_CHANGES])

    def _pair(self, first: _Options, second: _Options, goal: _Goal) -> list[Change]:
        one, two = first.fewer(PAIRED_VALUES), second.fewer(PAIRED_VALUES)
        left = np.repeat(np.arange(one.sizes.size), two.sizes.size)
        right = np.tile(np.arange(two.sizes.size), one.sizes.size)
        values = {one.field.name: one.values[left], two.field.name: two.values[right]}
        asked = self._ask(values, goal)
        sizes = np.where(asked.reached, one.sizes[left] + two.sizes[right], np.inf)
        best = int(sizes.argmin())
        if not asked.reached[best]:
            return []
        return [self._change(asked, best, (one, two), (int(left[best]), int(right[best])))]

    def _change(
        self, asked: _Asked, place: int, options: Sequence[_Options], chosen: Sequence[int]
    ) -> Change:
        parts = []
        for option, at in zip(options, chosen, strict=True):
            field = option.field
            now = value_text(self._inputs[field.name].iloc[0], field)
            needed = value_text(_plain(option.values[at]), field)
            parts.append((field.name, now, needed))
        size = sum(float(option.sizes[at]) for option, at in zip(options, chosen, strict=True))
        return Change(tuple(parts), asked.words[place], asked.probabilities[place], size)

    def _ask(self, values: dict[str, np.ndarray[Any, Any]], goal: _Goal) -> _Asked:
        """Ask about copies of the row with other values in some columns."""
        self._reporter.check()
        count = len(next(iter(values.values())))
        frame = self._inputs.iloc[np.zeros(count, dtype=np.int64)].reset_index(drop=True)
        frame = frame.assign(
            **{name: pd.Series(v, dtype=frame[name].dtype) for name, v in values.items()}
        )
        self.tried += count
        asked = self._judged(
            predict(self._model, frame, self._reporter, rule_of(self._signature)), goal
        )
        best = int(asked.nearness.argmax())
        nearest = float(asked.nearness[best])
        if self.nearest is None or nearest > self.nearest[0]:
            self.nearest = (nearest, asked.words[best])
        return asked

    def _judged(self, answer: Answer, goal: _Goal) -> _Asked:
        probabilities, classes = answer.probabilities, self._signature.classes
        if probabilities is None:
            values = answer.values.astype(np.float64)
            nearness = goal.sign * (values - goal.value)
            words = tuple(f"{value:.6g}" for value in values)
            return _Asked(nearness >= 0, nearness, words, (None,) * values.size)
        places = chosen_places(probabilities, rule_of(self._signature))
        if goal.place is None:
            reached, nearness = places != goal.now, 1 - probabilities[:, goal.now]
        else:
            reached, nearness = places == goal.place, probabilities[:, goal.place]
        own = np.take_along_axis(probabilities, places[:, None], axis=1)[:, 0]
        return _Asked(
            reached,
            nearness,
            tuple(classes[place] for place in places),
            tuple(float(value) for value in own),
        )


def _plain(value: Any) -> Any:
    return pd.Timestamp(value) if isinstance(value, np.datetime64) else value


def _class_goal(now: int, wish: Wish, classes: tuple[str, ...]) -> _Goal:
    beyond = wish.beyond
    if beyond is None:
        if len(classes) == 2:
            return _Goal(classes[1 - now], now=now)
        return _Goal(f"another class than {classes[now]}", now=now)
    if beyond not in classes:
        known = ", ".join(classes)
        raise UserError("models.unknown_class", value=beyond, classes=known, label=wish.label)
    return _Goal(beyond, place=classes.index(beyond), now=now)


def _number_goal(now: float, wish: Wish) -> _Goal:
    beyond = wish.beyond
    if beyond is None:
        raise UserError("models.needs_value", answer=f"{now:.6g}", label=wish.label)
    try:
        value = float(beyond)
    except ValueError:
        value = np.nan
    if not np.isfinite(value):
        raise UserError("models.not_a_value", value=beyond, label=wish.label)
    if value >= now:
        return _Goal(f"{beyond} or more", value=value, sign=1)
    return _Goal(f"{beyond} or less", value=value, sign=-1)


def _why_none(goal: _Goal, search: _Search, signature: Signature) -> str:
    if search.nearest is None:
        return "No column may be changed, or none has another value that the model has seen."
    asked = f"None of {counted(search.tried, 'change')} of one column or two"
    if not signature.classes:
        return f"{asked} leads to {goal.words}; the nearest answer is {search.nearest[1]}."
    nearest = f"{search.nearest[0]:.1%}".replace("%", " %")
    return f"{asked} leads to {goal.words}; the most that its probability reaches is {nearest}."


# What could be otherwise -------------------------------------------------------------------


def _options(
    signature: Signature, inputs: pd.DataFrame, seen: pd.DataFrame, wish: Wish
) -> list[_Options]:
    """Return what each column that may change could be, those the model leans on most first."""
    fields = {field.name: field for field in signature.inputs}
    order = [name for name in wish.ranked if name in fields]
    order += [name for name in fields if name not in set(order)]
    free = [name for name in order if name not in wish.keep][:MOST_COLUMNS]
    return [_option(fields[name], inputs[name].iloc[0], seen[name]) for name in free]


def _option(field: FieldSignature, now: Any, seen: pd.Series[Any]) -> _Options:
    present = seen.dropna()
    if pd.api.types.is_object_dtype(seen.dtype):
        # Whole texts have no categories: no other text of one column is a sensible change.
        ranked = present[present.isin(field.categories)].value_counts()
        names = sorted(ranked.index, key=lambda name: (-ranked[name], name))
        others = [name for name in names[:VALUES] if name != now]
        return _Options(field, np.array(others, dtype=object), np.ones(len(others)))
    values = np.sort(present.to_numpy())
    if not values.size:
        return _Options(field, values, np.empty(0))
    shares = np.linspace(0, 1, VALUES)
    tried = np.unique(values[np.round(shares * (values.size - 1)).astype(np.int64)])
    is_missing = bool(pd.isna(now))
    if not is_missing:
        tried = tried[tried != _as_array(now, values.dtype)]
    is_graded = not is_missing and ColumnType(field.type) is not ColumnType.BOOLEAN
    sizes = _between(values, now, tried) if is_graded else np.ones(tried.size)
    order = np.argsort(sizes, kind="stable")
    return _Options(field, tried[order], sizes[order])


def _as_array(now: Any, dtype: np.dtype[Any]) -> Any:
    return np.asarray(now.to_datetime64() if isinstance(now, pd.Timestamp) else now).astype(dtype)


def _between(values: np.ndarray[Any, Any], now: Any, tried: np.ndarray[Any, Any]) -> Floats:
    """Return the share of sorted values that lie between a value and each tried one, both ends."""
    here = _as_array(now, values.dtype)
    low, high = np.minimum(tried, here), np.maximum(tried, here)
    inside = np.searchsorted(values, high, "right") - np.searchsorted(values, low, "left")
    return np.asarray(inside / values.size, dtype=np.float64)
