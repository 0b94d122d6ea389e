"""From probabilities to decisions: weights, calibration, and what each decision is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from mlops_desktop.core.errors import UserError


class Balance(StrEnum):
    """How much each row counts: all the same, or each class as a whole the same."""

    NONE = "none"
    CLASSES = "classes"


class Calibration(StrEnum):
    """How probabilities are corrected on rows that the model was not fitted to.

    SIGMOID: Platt 1999. ISOTONIC: Zadrozny & Elkan 2002.
    """

    NONE = "none"
    SIGMOID = "sigmoid"
    ISOTONIC = "isotonic"


@dataclass(frozen=True, slots=True)
class Worth:
    """What a decision about one row is worth, in the person's own unit; costs are negative.

    Two classes only. The threshold follows from it: predict the positive class from that
    probability on at which its mean worth is the higher one (Elkan 2001).

    Attributes:
        unit: "€", "hours".
        hit: positive, predicted positive.
        miss: positive, predicted negative.
        false_alarm: negative, predicted positive.
        rest: negative, predicted negative.
    """

    unit: str
    hit: float
    miss: float
    false_alarm: float
    rest: float = 0.0

    @property
    def words(self) -> str:
        """What each decision is worth: ``hit 100, miss -500, false alarm -20, rest 0 (EUR)``."""
        numbers = (self.hit, self.miss, self.false_alarm, self.rest)
        names = ("hit", "miss", "false alarm", "rest")
        told = ", ".join(f"{name} {n:.12g}" for name, n in zip(names, numbers, strict=True))
        return f"{told} ({self.unit})" if self.unit else told

    @property
    def mirrored(self) -> Worth:
        """The same worths, told with the other class as the positive one."""
        return Worth(self.unit, self.rest, self.false_alarm, self.miss, self.hit)

    @property
    def threshold(self) -> float:
        """The probability from which on the positive class is worth more.

        p·hit + (1 − p)·false alarm ≥ p·miss + (1 − p)·rest, solved for p (Elkan 2001, eq. 2).

        Raises:
            UserError: ``decision.worth_pointless`` when one class would be the answer whatever p
                is.
        """
        gain, loss = self.hit - self.miss, self.rest - self.false_alarm
        if not (math.isfinite(gain) and math.isfinite(loss) and gain > 0 and loss > 0):
            raise UserError("decision.worth_pointless")
        return loss / (gain + loss)


@dataclass(frozen=True, slots=True)
class Decision:
    """How classes are decided.

    Attributes:
        balance: weights while fitting; weight: the column whose numbers weight the rows instead.
        worth: what decisions are worth; None: the more probable class is predicted.
        threshold: the positive class is predicted from this probability on, 0–1; found from
            ``worth`` unless given.
    """

    balance: Balance = Balance.NONE
    weight: str | None = None
    calibration: Calibration = Calibration.NONE
    worth: Worth | None = None
    threshold: float | None = None

    @property
    def unit(self) -> str:
        """The unit of the worths; "" where nobody said what decisions are worth."""
        return self.worth.unit if self.worth is not None else ""


MOST_PROBABLE = Decision()
"""All rows count the same, and the more probable class is the answer."""
