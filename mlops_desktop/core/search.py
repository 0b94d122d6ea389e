"""Looking for good parameters within a budget, and what was tried on the way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SearchMethod(StrEnum):
    """How candidates are tried.

    RANDOM: every one on all rows. HALVING: many on few rows, the better third of them on three
    times as many, and so on (Jamieson & Talwalkar 2016).
    """

    RANDOM = "random"
    HALVING = "halving"


@dataclass(frozen=True, slots=True)
class Search:
    """How parameters are looked for, per method.

    Attributes:
        candidates: how many sets of parameters are tried per method, 1–1,000; the defaults are
            always the first of them.
        minutes: none is begun after so many minutes of a method's search; None: no limit.
        is_nested: judge the search itself by cross-validation around it.
    """

    candidates: int = 20
    minutes: float | None = None
    method: SearchMethod = SearchMethod.HALVING
    is_nested: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """One set of parameters tried inside a run.

    Attributes:
        number: 1 is the defaults.
        rows: training rows it was last tried on.
        value: mean of the deciding metric over the folds; None when it failed.
        spread: standard deviation over the folds; None with it.
        seconds: time of its fits.
        problem: why it failed, in words; "" otherwise.
        is_chosen: whether the version was made with it.
    """

    number: int
    parameters: tuple[tuple[str, str], ...]
    rows: int
    value: float | None
    spread: float | None
    seconds: float
    problem: str = ""
    is_chosen: bool = False
