"""The race of candidates: who is tried, on how many rows, until the time is over."""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import metric
from mlops_desktop.core.search import Search, Trial
from mlops_desktop.modeling import catalogue
from mlops_desktop.modeling.decision import decided, finds_threshold, settled_threshold
from mlops_desktop.modeling.ensemble import Recipe, settled
from mlops_desktop.modeling.evaluate import PredictedRows, measure
from mlops_desktop.modeling.prepare import Prepared
from mlops_desktop.modeling.search_candidates import (
    Values,
    draw_candidates,
    generator,
    searched_parameters,
)
from mlops_desktop.modeling.search_folds import SharedFolds
from mlops_desktop.modeling.search_rungs import Rung, plan_rungs
from mlops_desktop.modeling.split import smallest_fold

NOT_FITTED = (UserError, MemoryError, ValueError, ArithmeticError, np.linalg.LinAlgError)
"""What makes one candidate fail and lets the others go on."""


class Spectator(Protocol):
    """Who is told how a search goes."""

    def check(self) -> None:
        """Wait while paused; raise ``Cancelled`` when the person asked to stop."""

    def at_search(self, share: float, what: str) -> None:
        """Tell what is tried now; ``share`` of the search, 0–1, is done."""

    def tried(self, trial: Trial) -> None:
        """Tell a trial; the same number comes again when it was tried on more rows."""


class Clock:
    """Seconds of work: what a person paused does not count."""

    def __init__(self, spectator: Spectator) -> None:
        self._spectator = spectator
        self._started = time.perf_counter()

    def check(self) -> None:
        """Wait while paused, at no cost; raises ``Cancelled``."""
        before = time.perf_counter()
        self._spectator.check()
        self._started += time.perf_counter() - before

    def seconds(self) -> float:
        """Return the seconds worked so far."""
        return time.perf_counter() - self._started


@dataclass(slots=True)
class Entry:
    """One candidate and how it has done on the most rows it was tried on."""

    number: int
    values: Values
    parameters: tuple[tuple[str, str], ...]
    rows: int = 0
    value: float | None = None
    spread: float | None = None
    seconds: float = 0.0
    error: Exception | None = None
    outcomes: list[PredictedRows] = field(default_factory=list)

    def trial(self, chosen: Entry | None = None) -> Trial:
        """Return it as it is told and stored."""
        return Trial(
            self.number,
            self.parameters,
            self.rows,
            self.value,
            self.spread,
            self.seconds,
            _in_words(self.error),
            is_chosen=chosen is self,
        )


class Race:
    """One search for one method on one set of training rows."""

    def __init__(self, prepared: Prepared, key: str, search: Search, spectator: Spectator) -> None:
        self._prepared = prepared
        self._key = key
        self._search = search
        self._spectator = spectator
        self._clock = Clock(spectator)
        self._sign = 1 if metric(prepared.metric).is_loss else -1
        self._cost = 0.0
        self._cost_of_all = 1.0
        self.entries: tuple[Entry, ...] = ()
        self.is_cut_short = False

    def run(self) -> Entry:
        """Try candidates and return the best, tried on all training rows.

        When the time was over after the first, that one, tried on as many as there was time for.

        Raises:
            Exception: why the defaults failed, when every candidate did.
            Cancelled: when the person asked to stop.
        """
        self.entries = self._draw()
        rungs = plan_rungs(self._prepared, len(self.entries), self._search.method)
        self._cost_of_all = sum(rung.cost for rung in rungs)
        running: Sequence[Entry] = self.entries
        folds = SharedFolds(rungs[0].prepared, self._key)
        for place, rung in enumerate(rungs):
            if place:
                folds = SharedFolds(rung.prepared, self._key)
            self._climb(rung, running[: rung.candidates], folds)
            if self.is_cut_short:
                break
            running = self._ranked(running[: rung.candidates])
        return self._winner(rungs[-1], folds)

    @property
    def tried(self) -> int:
        """How many candidates were tried."""
        return sum(1 for item in self.entries if item.rows)

    def recipe(self, entry: Entry, prepared: Prepared) -> Recipe:
        """Settle a candidate's parameters for a training."""
        given = {**prepared.given, self._key: entry.values}
        return settled(replace(prepared, given=given), self._key)

    def _draw(self) -> tuple[Entry, ...]:
        prepared, key = self._prepared, self._key
        task = prepared.target.task

        def stated(values: Values) -> tuple[tuple[str, str], ...]:
            recipe = settled(replace(prepared, given={**prepared.given, key: values}), key)
            texts = [(name, str(value)) for name, value in recipe.parameters.items()]
            return catalogue.restated(key, task, texts).values

        given = prepared.given.get(key, {})
        parameters = searched_parameters(key, task, given, smallest_fold(prepared.division))
        random = generator(prepared.spec.seed, key)
        drawn = draw_candidates(parameters, given, self._search.candidates, random, stated)
        return tuple(
            Entry(number, values, stated(values)) for number, values in enumerate(drawn, start=1)
        )

    def _climb(self, rung: Rung, entries: Sequence[Entry], folds: SharedFolds) -> None:
        """Try candidates on one rung, none after the time is over; the very first always."""
        for place, entry in enumerate(entries):
            self._clock.check()
            if self._cost and self._is_over():
                self.is_cut_short = True
                return
            rows = rung.prepared.division.train.size
            what = f"parameters {place + 1} of {len(entries)} on {rows:,} rows"
            self._tell(what)
            self._try(entry, rung.prepared, folds)
            self._cost += rung.share

    def _is_over(self) -> bool:
        minutes = self._search.minutes
        return minutes is not None and self._clock.seconds() >= 60 * minutes

    def _tell(self, what: str) -> None:
        self._spectator.at_search(min(1.0, self._cost / self._cost_of_all), what)

    def _try(self, entry: Entry, prepared: Prepared, folds: SharedFolds) -> None:
        """Cross-validate a candidate; what it did on fewer rows is forgotten."""
        entry.rows = prepared.division.train.size
        entry.value = entry.spread = entry.error = None
        entry.outcomes = []
        seconds = 0.0
        try:
            recipe = self.recipe(entry, prepared)
            for fold in range(len(folds)):
                self._clock.check()
                numbers = folds.ready(fold)
                started = time.perf_counter()
                with warnings.catch_warnings(action="ignore"):
                    entry.outcomes.append(folds.judged(recipe, numbers))
                seconds += time.perf_counter() - started
            entry.value, entry.spread = _summed(prepared, entry.outcomes)
        except NOT_FITTED as error:
            entry.error = error
        entry.seconds += seconds
        self._forget_all_but_the_best()
        self._spectator.tried(entry.trial())

    def _forget_all_but_the_best(self) -> None:
        """Keep the answers of one candidate: those of all would fill the memory."""
        for entry in self._ranked(self.entries)[1:]:
            entry.outcomes = []

    def _ranked(self, entries: Sequence[Entry]) -> list[Entry]:
        """Return the best first: first who was tried on more rows; those that failed last."""
        return sorted(entries, key=self._rank)

    def _rank(self, entry: Entry) -> tuple[bool, int, float, int]:
        value = entry.value
        if value is None:
            return (True, 0, 0.0, entry.number)
        return (False, -entry.rows, self._sign * value, entry.number)

    def _winner(self, last: Rung, folds: SharedFolds) -> Entry:
        """Return the best; tried on all rows now when the time was over before.

        Of one candidate nothing was to be chosen: it is not tried again where the time was over,
        unless its threshold is found from the answers of the folds.
        """
        whole = last.prepared.division.train.size
        alone = self.entries[0]
        is_enough = self.is_cut_short and self.tried == 1 and alone.value is not None
        if is_enough and not finds_threshold(self._prepared.spec.decision):
            return alone
        is_whole = False
        for entry in self._ranked(self.entries):
            if entry.value is None:
                break
            if entry.rows < whole:
                if not is_whole:
                    folds, is_whole = SharedFolds(last.prepared, self._key), True
                self._tell(f"the best parameters on all {whole:,} rows")
                self._try(entry, last.prepared, folds)
            if entry.value is not None:
                return entry
        raise self.entries[0].error or ValueError("no parameters could be fitted")


def _summed(prepared: Prepared, outcomes: Sequence[PredictedRows]) -> tuple[float, float]:
    """Return mean and standard deviation (ddof 1) over the folds where the metric is defined."""
    key, threshold = prepared.metric, settled_threshold(prepared, outcomes)
    values = np.array([measure(key, decided(outcome, threshold)) for outcome in outcomes])
    values = values[~np.isnan(values)]
    if not values.size or not np.isfinite(values).all():
        raise ValueError(f"{metric(key).title} has no value on these rows")
    return float(values.mean()), float(values.std(ddof=1)) if values.size > 1 else 0.0


def _in_words(error: Exception | None) -> str:
    if error is None:
        return ""
    if isinstance(error, UserError):
        return str(UserError(error.code, **{"data": "the table", **error.facts}))
    if isinstance(error, MemoryError):
        return "there was not enough memory"
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].rstrip(".")
