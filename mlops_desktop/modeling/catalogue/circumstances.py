"""What a method's parameters are, and what they depend on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Parameters = dict[str, Any]
"""Parameters by key: those a person can set, settled, and what follows from the circumstances."""

INNER_FOLDS = 5
"""Folds within a fit: to calibrate, to find a shrinkage, to stack."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the parameters depend on.

    Attributes:
        rows: training rows.
        smallest: rows of the smallest training fold.
        holdout: hold-out rows.
        seed: 0–2³²−1.
        rarest: rows of the rarest class in the training fold that has fewest; rows of the
            smallest fold for numbers.
    """

    rows: int
    smallest: int
    holdout: int
    seed: int
    rarest: int = INNER_FOLDS

    @property
    def inner_folds(self) -> int:
        """Folds within a fit: fewer when a class, or a fold, has fewer rows."""
        return max(2, min(INNER_FOLDS, self.rarest, self.smallest // 2))
