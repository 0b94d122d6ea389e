"""Finding rows unlike the others: what is asked when there is no answer to learn from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnomalyPlan:
    """What shall be called unusual.

    Attributes:
        share: of the training rows, the most unusual of them; 0.0001–0.5. New rows are called
            unusual when they are as unusual as those, so their share may be another one.
        labels: a column in which the answer is known; it only judges, nothing is learned from it.
    """

    share: float = 0.01
    labels: str | None = None


@dataclass(frozen=True, slots=True)
class KnownUnusual:
    """Where known answers stand: the column, and its value (as text) for an unusual row."""

    column: str
    value: str
