"""What a method costs on so many rows, in words: an order of magnitude, never a promise."""

from __future__ import annotations

from mlops_desktop.core.algorithms import Cost
from mlops_desktop.core.search import Search, SearchMethod
from mlops_desktop.gui.pages.train.words import tr

_SECONDS_A_ROW = {Cost.QUICK: 2e-6, Cost.MEDIUM: 1e-4, Cost.SLOW: 6e-4}
"""One fit on one core, a dozen columns: measured for one method of each cost, rounded up."""
_SHARE_OF_HALVING = 0.4
"""Beside trying every set on all rows."""


def fits(folds: int, search: Search | None) -> float:
    """Return how many fits to all rows a method takes: folds, the last one, a search."""
    if search is None:
        return folds + 1
    share = _SHARE_OF_HALVING if search.method is SearchMethod.HALVING else 1.0
    once = share * search.candidates * folds
    return once * (folds + 1 if search.is_nested else 1) + 1


def cost_words(cost: Cost, rows: int, fitted: float) -> str:
    """Return how long a method takes on so many rows, in words."""
    if not rows:
        words = {Cost.QUICK: tr("quick"), Cost.MEDIUM: tr("takes a while"), Cost.SLOW: tr("slow")}
        return words[cost]
    seconds = _SECONDS_A_ROW[cost] * rows * fitted
    steps = (
        (3.0, tr("a moment")),
        (45.0, tr("some seconds")),
        (120.0, tr("about a minute")),
        (1800.0, tr("some minutes")),
        (7200.0, tr("about an hour")),
    )
    return next((words for most, words in steps if seconds <= most), tr("hours"))
