"""Whether a version is almost too good, so that somebody should ask what it leans on.

Rules, each by the near end of the 95 % interval on held-out rows: area under the ROC curve,
balanced accuracy or R² above 0.99; of a forecast with events MASE below 0.1. A constant answer has
an area of 0.5, a balanced accuracy of one part per class and an R² of 0, repeating the season a
MASE of 1: what is asked about is far from each baseline by itself. Too few rows say nothing, as
all may be right by chance: with none wrong of n rows up to 3/n may be (Hanley & Lippman-Hand 1983).
"""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.metrics import Task, metric
from mlops_desktop.core.model import VersionFacts
from mlops_desktop.core.training import Evaluation, Importance, MetricValue, Split

ALMOST_PERFECT = 0.99
HARDLY_WRONG = 0.1
"""Of a forecast: the error is a tenth of what repeating the season is off by."""
ENOUGH_ROWS = 100
ENOUGH_OTHERS = 10
"""Held-out rows that are not of the most frequent class."""
ENOUGH_DAYS = 28

MOST_NAMED = 3
_WORTH_NAMING = 0.1
"""Of what the first column matters."""

_ASKED = ("roc_auc", "balanced_accuracy", "r2", "mase")


@dataclass(frozen=True, slots=True)
class TooGood:
    """What makes a version look too good.

    Attributes:
        metric: its key; value: on held-out rows; low, high: its 95 % interval, None where every
            draw of the rows is perfect.
        columns: those it leans on most, the most important first; empty where that is not known.
    """

    metric: str
    value: float
    low: float | None
    high: float | None
    columns: tuple[str, ...]

    @property
    def finding(self) -> str:
        """What is almost too good."""
        title = metric(self.metric).in_a_sentence
        interval = "in every draw of them"
        if self.low is not None and self.high is not None:
            interval = f"{self.low:.3f} to {self.high:.3f}"
        return f"Almost too good: {title} {self.value:.3f} ({interval}) on held-out rows."

    @property
    def question(self) -> str:
        """What somebody should ask."""
        if not self.columns:
            return "Is every input known at the time of prediction?"
        *others, last = self.columns
        verb, names = ("Are", f"{', '.join(others)} and {last}") if others else ("Is", last)
        return f"{verb} {names}, on which it leans most, known at the time of prediction?"

    @property
    def sentence(self) -> str:
        """Both."""
        return f"{self.finding} {self.question}"


def too_good(facts: VersionFacts) -> TooGood | None:
    """Return why a version should be asked about; None where nothing speaks for it.

    What was made elsewhere is not asked about: which rows it knows is not known anyway.
    """
    if facts.origin is not None or not _may_know(facts) or not _has_enough(facts.evaluation):
        return None
    held_out = {item.name: item for item in facts.metrics if item.split is Split.HOLDOUT}
    for name in _ASKED:
        found = held_out.get(name)
        if found is not None and _is_too_good(found, facts.evaluation):
            leans_on = _leaned_on(facts.importances)
            return TooGood(name, found.value, found.low, found.high, leans_on)
    return None


def _is_too_good(found: MetricValue, evaluation: Evaluation) -> bool:
    about = metric(found.name)
    if found.low is not None and found.high is not None:
        return found.high < HARDLY_WRONG if about.is_loss else found.low > ALMOST_PERFECT
    # Every draw of many rows is perfect: it has no range, and could not look better.
    best = about.lowest if about.is_loss else about.highest
    is_drawn = evaluation.drawn.count > 0 and evaluation.drawn.is_enough
    return is_drawn and found.value == best


def _may_know(facts: VersionFacts) -> bool:
    """Say whether it looks at anything that may be known too late.

    Of a forecast only events are: what else it looks at is from before it is made.
    """
    signature = facts.signature
    if signature.task is not Task.FORECAST:
        return True
    known = (signature.target, ColumnType.DATE, ColumnType.DATETIME)
    return any(item.name not in known and item.type not in known for item in signature.inputs)


def _has_enough(evaluation: Evaluation) -> bool:
    if evaluation.backtest:
        return len(evaluation.backtest) >= ENOUGH_DAYS
    if evaluation.confusion:
        by_class = [sum(row) for row in evaluation.confusion]
        rows = sum(by_class)
        return rows >= ENOUGH_ROWS and rows - max(by_class) >= ENOUGH_OTHERS
    residuals = evaluation.residuals
    return residuals is not None and sum(residuals.y) >= ENOUGH_ROWS


def _leaned_on(importances: tuple[Importance, ...]) -> tuple[str, ...]:
    most = max((item.value for item in importances), default=0.0)
    named = [
        item.column
        for item in sorted(importances, key=lambda item: -item.value)
        if item.value > 0 and item.value >= _WORTH_NAMING * most
    ]
    return tuple(named[:MOST_NAMED])
