"""Looking for good parameters of a method, within a budget, and judging the search itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.search import Search, Trial
from mlops_desktop.core.training import MetricValue
from mlops_desktop.core.wording import counted, duration_text
from mlops_desktop.modeling import catalogue
from mlops_desktop.modeling.decision import decided, settled_threshold
from mlops_desktop.modeling.evaluate import all_metrics
from mlops_desktop.modeling.fit import Fitted, finished, fit_recipe, outcome, summary
from mlops_desktop.modeling.prepare import Prepared
from mlops_desktop.modeling.search_candidates import searched_parameters
from mlops_desktop.modeling.search_race import Clock, Race, Spectator
from mlops_desktop.modeling.split import Division, smallest_fold

Fold = tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.int64]]]


_JUDGED = {
    False: "on the hold-out, which took no part; the cross-validation chose it: a little too good",
    True: "on the hold-out, which took no part, and by cross-validation of the search itself",
}
"""By which rows what a search found can be trusted; by whether it was judged itself."""


class Audience(Spectator, Protocol):
    """A spectator who is also told the last fit."""

    def at_final_fit(self) -> None:
        """Tell that the chosen candidate is fitted to all training rows."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found.

    Attributes:
        fitted: the chosen candidate on all training rows; its folds are those of the search
            itself when that was judged (nested).
        trials: every candidate that was tried, in the order drawn.
    """

    fitted: Fitted
    trials: tuple[Trial, ...]


def search_for(prepared: Prepared, key: str) -> Search | None:
    """Return the search asked for; None where a method has nothing to be searched."""
    search = prepared.spec.search
    if search is None or catalogue.method(key).joins is not None:
        return None
    given = prepared.given.get(key, {})
    rows = smallest_fold(prepared.division)
    return search if searched_parameters(key, prepared.target.task, given, rows) else None


def search_method(prepared: Prepared, key: str, search: Search, audience: Audience) -> Searched:
    """Search, then fit the best candidate to all training rows.

    The hold-out takes no part: what is measured on it is honest either way, so that a search is not
    judged itself unless that is wanted: it costs as many searches more as there are folds.
    With ``is_nested`` the whole search is made again within each fold and its choice judged on
    the fold's test rows (Varma & Simon 2006; Cawley & Talbot 2010); the minutes are shared.

    Raises:
        UserError: why the method cannot be fitted, whatever its parameters.
        Cancelled: when the person asked to stop.
    """
    parts = _parts(prepared) if search.is_nested else ()
    searches = len(parts) + 1
    each = search
    if search.minutes is not None:
        each = replace(search, minutes=search.minutes / searches)
    view = _View(audience, searches, search)
    race = Race(prepared, key, each, _Part(view, 0, ""))
    best = race.run()
    judged = _judged(parts, key, each, view) if parts else None
    audience.at_final_fit()
    recipe = race.recipe(best, prepared)
    model, remarks = fit_recipe(prepared, recipe, prepared.division.train)
    texts = tuple((name, str(value)) for name, value in recipe.parameters.items())
    told = (*_told(race, best.rows, prepared), *_overrun(view.seconds_beyond()))
    texts += (*remarks, ("search", "; ".join(told)))
    texts += (("search_judged", _JUDGED[search.is_nested]),)
    fitted = finished(prepared, Fitted(model, texts, (), recipe), best.outcomes)
    if best.rows < prepared.division.train.size:
        fitted = replace(fitted, folds=())  # of fewer rows: no cross-validation of this version
    if judged is not None:
        fitted = replace(fitted, folds=judged)
    trials = tuple(item.trial(best) for item in race.entries if item.rows)
    return Searched(fitted, trials)


def _told(race: Race, rows: int, prepared: Prepared) -> Iterator[str]:
    """Say how many sets were tried, and what was left out when the time was over."""
    yield f"best of {race.tried} tried"
    if not race.is_cut_short:
        return
    left = len(race.entries) - race.tried
    before = f"{left} more" if left else "the best were compared on all rows"
    is_whole = rows == prepared.division.train.size
    more = "" if is_whole else ", and before cross-validation on all training rows"
    yield f"the time was over before {before}{more}"


def _overrun(seconds: float) -> Iterator[str]:
    if seconds >= 1:
        yield f"what had begun, and the final fit, took {duration_text(seconds)} more"


def _judged(
    parts: tuple[Prepared, ...], key: str, search: Search, view: _View
) -> tuple[MetricValue, ...]:
    """Search within each fold and judge each choice on the fold's test rows."""
    scores = []
    for number, part in enumerate(parts, start=1):
        within = f" within fold {number} of {len(parts)}"
        race = Race(part, key, search, _Part(view, number, within))
        best = race.run()
        model, _ = fit_recipe(part, race.recipe(best, part), part.division.train)
        threshold = settled_threshold(part, best.outcomes)
        answered = decided(outcome(part, model, part.division.holdout), threshold)
        scores.append(all_metrics(answered))
    ratio = float(np.mean([p.division.holdout.size / p.division.train.size for p in parts]))
    return summary(scores, parts[0].target.task, ratio)


def _parts(prepared: Prepared) -> tuple[Prepared, ...]:
    """Return a training within each fold: its test rows held out, the other folds its folds.

    So groups stay together and time keeps its order. A fold before which no other lies, the
    first in time, has nothing to search on and is left out.

    Raises:
        UserError: ``training.nested_folds``.
    """
    folds = prepared.division.folds
    train = prepared.division.train
    found = []
    for inside, outside in folds:
        place = np.full(train.size, -1, dtype=np.int64)
        place[inside] = np.arange(inside.size)
        inner: list[Fold] = []
        for learn, test in folds:
            kept = place[learn][place[learn] >= 0]
            if (place[test] >= 0).all() and kept.size:
                inner.append((kept, place[test]))
        if inner:
            division = Division(train[inside], train[outside], tuple(inner))
            found.append(replace(prepared, division=division))
    if len(found) < 2:
        raise UserError("training.nested_folds", folds=len(folds))
    return tuple(found)


class _View:
    """What a person sees of all the searches of a method: the share done, and the time left."""

    def __init__(self, audience: Audience, searches: int, search: Search) -> None:
        self.audience = audience
        self._searches = searches
        self._clock = Clock(audience)
        self._most = None if search.minutes is None else 60 * search.minutes

    def check(self) -> None:
        """Wait while paused; raises ``Cancelled``."""
        self._clock.check()

    def seconds_beyond(self) -> float:
        """Return how long after the time allowed it is; 0 within it, and without one."""
        return 0.0 if self._most is None else max(0.0, self._clock.seconds() - self._most)

    def tell(self, number: int, share: float, what: str) -> None:
        """Tell what one search does, and from the second candidate on how long all will take."""
        whole = (number + share) / self._searches
        if whole > 0:
            done = self._clock.seconds()
            left = done / whole * (1 - whole)
            if self._most is not None:
                left = min(left, max(0.0, self._most - done))
            what = f"{what} · {left_in_words(left)}"
        self.audience.at_search(whole, what)


class _Part:
    """A spectator of one of the searches; trials of the first only are told."""

    def __init__(self, view: _View, number: int, where: str) -> None:
        self._view = view
        self._number = number
        self._where = where

    def check(self) -> None:
        """Pass on whether to go on."""
        self._view.check()

    def at_search(self, share: float, what: str) -> None:
        """Tell what is tried, and where."""
        self._view.tell(self._number, share, what + self._where)

    def tried(self, trial: Trial) -> None:
        """Pass on trials of the search itself."""
        if not self._number:
            self._view.audience.tried(trial)


def left_in_words(seconds: float) -> str:
    """Return "about 40 seconds left", "about 3 minutes left", "nearly done"."""
    if seconds < 1:
        return "nearly done"
    if seconds < 90:
        count, unit = round(seconds, 0 if seconds < 10 else -1), "second"
    elif seconds < 90 * 60:
        count, unit = round(seconds / 60), "minute"
    else:
        count, unit = round(seconds / 3600), "hour"
    return f"about {counted(int(count), unit)} left"
