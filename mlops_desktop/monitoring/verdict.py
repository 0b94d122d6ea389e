"""From numbers to "drift", "no drift" or "cannot tell".

The rule: drift is an effect of at least the tolerance *and* a Benjamini–Hochberg adjusted p below
α. Fewer than 30 values on either side are never judged. A large effect that could be chance is
"cannot tell" when so few rows could not have shown it, else "no drift".
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from mlops_desktop.core.monitor import Size, Statistic, Tolerances, Verdict
from mlops_desktop.monitoring import words

LEAST_ROWS = 30
_FEW_ROWS = 200
_POWER = 0.8
# KS sees a shift of a normal variable with 80 % power at α = 0.05 from 3.35·√(1/n + 1/m) σ on:
# simulated for n, m from 20 to 3,600 (3.2–3.6).
_KS_SHIFT = 3.35
MISSING_POINTS = 0.05
_TITLES = {"psi": "PSI", "cramers_v": "Cramér’s V", "missing": "PSI of missing values"}


@dataclass(frozen=True, slots=True)
class Effect:
    """The statistic whose size decides.

    Attributes:
        limits: small / medium / large of that measure.
    """

    name: str
    value: float
    limits: tuple[float, float, float]

    @property
    def size(self) -> Size:
        """How large the effect is by its limits."""
        small, medium, large = self.limits
        if self.value >= large:
            return Size.LARGE
        if self.value >= medium:
            return Size.MEDIUM
        return Size.SMALL if self.value >= small else Size.NONE

    @property
    def text(self) -> str:
        """The value with its unit; with a third digit where it would look like the tolerance."""
        is_close = abs(self.value - self.limits[0]) < 0.005
        text = f"{self.value:.3f}" if is_close else _two_digits(self.value)
        title = _TITLES.get(self.name, "")
        return f"{title} {text}" if title else f"{text} σ"

    @property
    def tolerance(self) -> str:
        """The tolerance, with the unit where there is one."""
        return f"{self.limits[0]:.2f}{' σ' if self.name == 'wasserstein' else ''}"


@dataclass(frozen=True, slots=True)
class Power:
    """What could have been seen with these rows.

    Attributes:
        n, m: values of both samples.
        shift: the smallest shift in σ (numbers) or in a share's points / 100 (categories) that
            the test finds with 80 % power.
        distance: the same as a squared standardised distance, comparable with PSI.
    """

    is_numeric: bool
    n: int
    m: int
    shift: float
    distance: float

    @classmethod
    def of_numbers(cls, n: int, m: int) -> Power:
        """Return the power of the KS test for a shifted normal variable."""
        shift = _KS_SHIFT * math.sqrt(1 / n + 1 / m)
        # PSI of a normal variable shifted by δ σ is δ².
        return cls(True, n, m, shift, shift**2)

    @classmethod
    def of_categories(cls, n: int, m: int, categories: int) -> Power:
        """Return the power of the χ² test by its non-central distribution (Cohen 1988, ch. 7)."""
        freedom = max(1, categories - 1)
        critical = special.chdtri(freedom, 0.05)
        beyond = float(special.chndtrinc(critical, freedom, 1 - _POWER))
        distance = beyond * (1 / n + 1 / m)
        return cls(False, n, m, min(1.0, 0.5 * math.sqrt(distance)), distance)

    def is_low(self, effect: Effect) -> bool:
        """Whether an effect as small as the tolerance would have been missed."""
        if effect.name == "wasserstein":
            return self.shift > effect.limits[0]
        if effect.name == "cramers_v":
            share = self.n * self.m / (self.n + self.m) ** 2
            return self.distance * share > effect.limits[0] ** 2
        return self.distance > effect.limits[0]

    @property
    def line(self) -> str:
        """What could have been seen, in words."""
        few = words.rows(min(self.n, self.m))
        if self.is_numeric:
            return f"with {few} only shifts above about {_two_digits(self.shift)} σ could be seen"
        points = max(1, round(100 * self.shift))
        return f"with {few} only shares that move by more than about {points} points could be seen"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and why."""

    verdict: Verdict
    reason: str


def decide(first: Statistic, second: Statistic, by_chance: float, limits: Tolerances) -> Effect:
    """Return the effect that decides: the first measure, or PSI where that says more.

    Args:
        first: Wasserstein in σ, or Cramér's V. V fades when one table is much larger than the
            other, and Wasserstein does not see what happens inside a distribution: PSI does.
        second: PSI. It is never zero for small samples, so it counts only above ``by_chance``,
            what it exceeds without drift in 5 % of cases.
    """
    by_name = {"wasserstein": limits.wasserstein, "cramers_v": limits.cramers_v}
    effect = Effect(first.name, first.value, by_name[first.name])
    index = Effect("psi", second.value, limits.psi)
    order = list(Size)
    if second.value > by_chance and order.index(index.size) > order.index(effect.size):
        return index
    return effect


def judge(effect: Effect, adjusted_p: float, power: Power, alpha: float) -> Judgement:
    """Apply the rule to a column with enough rows."""
    chance = words.probability(adjusted_p)
    few = f" Mind the power: {power.line}." if min(power.n, power.m) < _FEW_ROWS else ""
    if effect.size is Size.NONE:
        real = "; the change is real but small" if adjusted_p < alpha else ""
        reason = f"{effect.text} is under the tolerance of {effect.tolerance}{real}."
        return Judgement(Verdict.NO_DRIFT, reason + few)
    if adjusted_p < alpha:
        reason = (
            f"{effect.text} is over the tolerance of {effect.tolerance} and not chance ({chance})."
        )
        return Judgement(Verdict.DRIFT, reason)
    if power.is_low(effect):
        reason = f"{effect.text} could be chance ({chance}): {power.line}."
        return Judgement(Verdict.CANNOT_TELL, reason)
    reason = (
        f"{effect.text} is no more than chance gives ({chance}) with rows enough to see a shift."
    )
    return Judgement(Verdict.NO_DRIFT, reason)


def too_few(n: int, m: int, power: Power | None) -> Judgement:
    """Say that there are too few values to judge."""
    if not n or not m:
        which = f"The {'reference' if not n else 'current'} table has no value"
        return Judgement(
            Verdict.CANNOT_TELL,
            f"{'Neither table has a value' if not n and not m else which} in this column.",
        )
    where = "reference" if n < m else "current"
    few = f"Only {words.rows(min(n, m))} with a value in the {where} table"
    reason = f"{few}; at least {LEAST_ROWS} are needed"
    return Judgement(Verdict.CANNOT_TELL, f"{reason}: {power.line}." if power else f"{reason}.")


def _two_digits(value: float) -> str:
    if not math.isfinite(value):
        return "∞"
    return f"{value:,.0f}" if value >= 10 else f"{value:.2f}" if value < 1 else f"{value:.1f}"
