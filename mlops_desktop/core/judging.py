"""A version looked at closely: parts of the rows, dependence on columns, single rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slice:
    """How a version does on part of the hold-out rows.

    Attributes:
        column: what divides the rows; name: the part, in words: "Monday", "12 to 18".
        metric: its key; value with its 95 % interval (percentile bootstrap).
        gap: value − value on all other rows, with its 95 % interval.
        is_weak: whether the interval of the gap lies wholly on the worse side.
    """

    column: str
    name: str
    rows: int
    metric: str
    value: float
    low: float
    high: float
    gap: float
    gap_low: float
    gap_high: float
    is_weak: bool


@dataclass(frozen=True, slots=True)
class Dependence:
    """How the answer changes with one column, the others as they are.

    Friedman 2001 (partial dependence), Goldstein et al. 2015 (ICE).

    Attributes:
        points: values of the column, as text; categories by frequency.
        mean: mean answer (probability of the positive class, or the number) at each point.
        curves: the same for single rows, at most 50.
        label: the class the probability is of; "" for numbers.
    """

    column: str
    points: tuple[str, ...]
    mean: tuple[float, ...]
    curves: tuple[tuple[float, ...], ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One smallest change of a row that changes its answer.

    Attributes:
        changes: (column, value now, value needed) as text.
        answer: what the model says then; probability: of that class, None for numbers.
    """

    changes: tuple[tuple[str, str, str], ...]
    answer: str
    probability: float | None = None
