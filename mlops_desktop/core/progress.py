"""How work tells where it is, without knowing who listens."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

_TIME_LEFT = re.compile(r"(about .* left|nearly done)$")


class Unit(StrEnum):
    """What is counted, where a person would want to know how many of it a second."""

    NONE = "none"
    ROWS = "rows"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class Step:
    """Where a job is.

    Attributes:
        phase: what is being done, in words: "Reading bikes.csv".
        done: units finished, or None when the amount is unknown.
        total: units in all, or None.
        detail: the finer place: "candidate 2 of 5 · fold 3 of 5".
        unit: what ``done`` and ``total`` count.
    """

    phase: str
    done: int | None = None
    total: int | None = None
    detail: str = ""
    unit: Unit = Unit.NONE

    @property
    def tells_time_left(self) -> bool:
        """Whether the detail ends with an estimate of the work itself, as that of a search does."""
        return _TIME_LEFT.search(self.detail) is not None

    @property
    def fraction(self) -> float | None:
        """The share done, 0–1, or None when unknown."""
        if self.done is None or not self.total:
            return None
        return min(1.0, self.done / self.total)


class Reporter(Protocol):
    """What long work is given: it tells its steps and asks whether to go on."""

    def step(self, step: Step) -> None:
        """Tell where the work is; raises ``Cancelled`` when it should stop."""

    def check(self) -> None:
        """Raise ``Cancelled`` when the person asked to stop."""


class Silent:
    """A reporter nobody listens to."""

    def step(self, step: Step) -> None:
        """Ignore the step."""

    def check(self) -> None:
        """Never stop."""


class Quiet:
    """Asks another reporter whether to go on, and tells it nothing: for looks at a beginning."""

    def __init__(self, inner: Reporter) -> None:
        self._inner = inner

    def step(self, step: Step) -> None:  # noqa: ARG002 - nothing is told of it
        """Only ask."""
        self._inner.check()

    def check(self) -> None:
        """Ask."""
        self._inner.check()


OnStep = Callable[[Step], None]
