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
        size: how far that is, 0–1 per column: of numbers and dates the share of the training
            rows that lie between both values; of anything else 1 (Gower 1971, with ranks as
            Podani 1999).
    """

    changes: tuple[tuple[str, str, str], ...]
    answer: str
    probability: float | None = None
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Explanation:
    """What would change the answer for one row.

    It says how the model answers, not what would happen in the world.

    Attributes:
        row: its number in the dataset version, 1-based; values: its inputs, as text.
        answer: what the model says now; probability: of that class, None for numbers.
        wanted: what was to be reached, in words: "another class than yes", "30 or more".
        changes: the smallest first, at most 5; empty when none was found.
        why_none: why there is none, a sentence; "" otherwise.
        kept: columns that were left as they are.
        tried: how many changed rows the model was asked about.
    """

    row: int
    values: tuple[tuple[str, str], ...]
    answer: str
    probability: float | None
    wanted: str
    changes: tuple[Change, ...] = ()
    why_none: str = ""
    kept: tuple[str, ...] = ()
    tried: int = 0
