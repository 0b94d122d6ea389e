"""How sure a measured number is: what its range draws, and whether anything was gained."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from mlops_desktop.core.metrics import metric
from mlops_desktop.core.wording import counted

FEWEST_UNITS = 5
"""Of fewer groups, blocks or rows no range is told: drawing so few says nothing."""


class UnitKind(StrEnum):
    """What is drawn together when rows are drawn again and again.

    ROWS: each row by itself. GROUPS: all rows of a group. BLOCKS: rows that follow one another.
    STARTS: all days that were forecast from one start.
    """

    ROWS = "rows"
    GROUPS = "groups"
    BLOCKS = "blocks"
    STARTS = "starts"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a 95 % range draws: rows that are alike are one piece of evidence, not many.

    Attributes:
        count: how many of them there are; 0: not recorded, of versions made before it was.
        by: the column that tells groups apart, or orders rows; "" where there is none.
        length: rows per block; 0 of all others.
    """

    kind: UnitKind = UnitKind.ROWS
    count: int = 0
    by: str = ""
    length: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether a range can be told."""
        return self.count == 0 or self.count >= FEWEST_UNITS

    @property
    def words(self) -> str:
        """What is drawn, a sentence or two."""
        if self.count == 0:
            return (
                "The 95 % range was made before it was recorded what is drawn: single rows, also "
                "where rows of a group, or those that follow one another, are alike."
            )
        return self._sentence if self.is_enough else f"{self._sentence} {self._too_few}"

    @property
    def _sentence(self) -> str:
        if self.kind is UnitKind.ROWS:
            return f"The 95 % range draws single rows out of {counted(self.count, 'row')}."
        if self.kind is UnitKind.STARTS:
            return f"The 95 % range draws whole starts of the backtest ({self.count})."
        if self.kind is UnitKind.GROUPS:
            return (
                f"The 95 % range draws whole groups by {self.by} ({self.count}): rows of one group "
                "are alike."
            )
        order = f" by {self.by}" if self.by else ""
        rows = counted(self.length, "row")
        return (
            f"The 95 % range draws blocks of {rows} in their order{order} ({self.count} fit): rows "
            "that follow one another are alike."
        )

    @property
    def _too_few(self) -> str:
        return f"Of fewer than {FEWEST_UNITS} it cannot be told how sure a number is."


NOT_RECORDED = Drawn()
"""Of versions made before it was recorded: rows were drawn one by one."""

ALL_ALIKE = "Every draw of these rows gives the same number: drawing cannot tell how sure it is."
"""Why a number has no range though there is enough to draw."""

FOLDS = (
    "Cross-validation: the mean of the folds ± Student's t, widened as folds share training rows."
)
"""What the ranges of cross-validation are (Nadeau & Bengio 2003)."""

SELECTED = "The best of several on the same rows looks a little better than it is."
"""What choosing the best does to its number."""


def why_no_range(drawn: Drawn) -> str:
    """Say why a held-out number has no range, in a sentence."""
    return ALL_ALIKE if drawn.is_enough else drawn.words


class Verdict(StrEnum):
    """What a range of a gain says."""

    BETTER = "better"
    WORSE = "worse"
    UNSURE = "not sure"


@dataclass(frozen=True, slots=True)
class BaselineGain:
    """A method beside the baseline on the same held-out rows.

    Of a forecast beside repeating the season, on the days of the backtest.

    Attributes:
        metric: its key.
        baseline: the baseline's value.
        difference: the method's value − the baseline's, with its paired 95 % range; the ends are
            None where it cannot be told.
        beside: what the baseline is called.
    """

    metric: str
    baseline: float
    difference: float
    low: float | None = None
    high: float | None = None
    beside: str = "the baseline"

    @property
    def verdict(self) -> Verdict:
        """Whether the whole range is a gain, a loss, or neither."""
        return verdict_of(self.metric, self.low, self.high)

    def words(self, number: Callable[[float], str]) -> str:
        """Say it: ``0.05 lower than the baseline (−0.12 to 0.02: not sure it is better)``.

        Args:
            number: writes a number.
        """
        side = "lower than" if self.difference < 0 else "higher than"
        text = f"{number(abs(self.difference))} {side} {self.beside}"
        if self.difference == 0:
            text = f"the same as {self.beside}"
        verdict = str(self.verdict)
        if self.verdict is Verdict.UNSURE:
            verdict = "not sure it is better"
        if self.low is None or self.high is None:
            return f"{text} ({verdict})"
        return f"{text} ({number(self.low)} to {number(self.high)}: {verdict})"


def verdict_of(key: str, low: float | None, high: float | None) -> Verdict:
    """Say whether a difference in a metric is better or worse over its whole range.

    Args:
        low, high: the range; None or NaN: it cannot be told.
    """
    if low is None or high is None or math.isnan(low + high) or low <= 0 <= high:
        return Verdict.UNSURE
    return Verdict.BETTER if (high < 0) == metric(key).is_loss else Verdict.WORSE
