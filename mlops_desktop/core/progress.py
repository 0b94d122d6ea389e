"""How work tells where it is, without knowing who listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Step:
    """Where a job is.

    Attributes:
        phase: what is being done, in words: "Reading bikes.csv".
        done: units finished, or None when the amount is unknown.
        total: units in all, or None.
        detail: the finer place: "candidate 2 of 5 · fold 3 of 5".
    """

    phase: str
    done: int | None = None
    total: int | None = None
    detail: str = ""

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


OnStep = Callable[[Step], None]
