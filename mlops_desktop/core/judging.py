"""A version looked at closely: parts of the rows, dependence on columns, single rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mlops_desktop.core.certainty import FEWEST_UNITS, NOT_RECORDED, Drawn, UnitKind


@dataclass(frozen=True, slots=True)
class Slice:
    """How a version does on part of the hold-out rows.

    Attributes:
        column: what divides the rows; name: the part, in words: "Monday", "12 to 18".
        rows: of the hold-out that were looked at; a found slice is judged on one half of it.
        metric: its key; value with its 95 % interval (as of all held-out rows; None where it cannot
            be told).
        gap: value − value on all other rows, with its 95 % interval.
        is_weak: whether the gap is on the worse side and stays significant (5 %) after allowing
            for how many slices were looked at (Holm 1979).
        is_found: whether it was searched for: on the one half of the hold-out, and judged on the
            other, so that the search does not make it look worse than it is.
    """

    column: str
    name: str
    rows: int
    metric: str
    value: float
    low: float | None
    high: float | None
    gap: float
    gap_low: float
    gap_high: float
    is_weak: bool
    is_found: bool = False


class Rate(StrEnum):
    """What is compared between groups of rows, of two classes.

    SELECTION: share predicted positive (demographic parity, Calders & Verwer 2010). TRUE_POSITIVE
    and FALSE_POSITIVE: share predicted positive of the rows that are and that are not (equalised
    odds, Hardt, Price & Srebro 2016).
    """

    SELECTION = "selection"
    TRUE_POSITIVE = "true_positive"
    FALSE_POSITIVE = "false_positive"


@dataclass(frozen=True, slots=True)
class FairnessGap:
    """How a group of held-out rows is decided about beside all others.

    Attributes:
        column: what tells the groups apart, whether or not the model takes it; name: the group.
        rows: of the group; counted: those the rate is a share of.
        value: the rate in the group, with its 95 % interval: of single rows Wilson's (1927), of
            groups and blocks expanded percentiles; None where it cannot be told.
        gap: value − rate of all other rows, with its 95 % interval: of single rows Newcombe's
            (1998, method 10), else as of the value.
        is_gap: whether the gap stays significant (5 %) after allowing for how many were looked at
            (Holm 1979).
        is_suspected: whether the column was taken for its name, not chosen by a person.
        drawn: what the intervals draw of all held-out rows.
    """

    column: str
    name: str
    rate: Rate
    rows: int
    counted: int
    value: float
    low: float | None
    high: float | None
    gap: float
    gap_low: float | None
    gap_high: float | None
    is_gap: bool
    is_suspected: bool = False
    drawn: Drawn = NOT_RECORDED


def drawn_words(gaps: Sequence[FairnessGap]) -> str:
    """Say what the ranges of gaps draw, and why some have none; "" where rows are single."""
    drawn = gaps[0].drawn if gaps else NOT_RECORDED
    if not gaps or (drawn.count and drawn.kind is UnitKind.ROWS):
        return ""
    if drawn.is_enough and any(item.gap_low is None for item in gaps):
        return (
            f"{drawn.words} Gaps without a range: fewer than {FEWEST_UNITS} {drawn.kind} hold rows "
            "of one side, or every draw gives one side the same share."
        )
    return drawn.words


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
