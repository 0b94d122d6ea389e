"""Two shares of rows beside each other where rows are drawn in groups or in blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from mlops_desktop.core.certainty import FEWEST_UNITS, UnitKind
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.interval import RESAMPLES, percentiles
from mlops_desktop.modeling.parts import Mask
from mlops_desktop.modeling.target import Floats, Integers
from mlops_desktop.modeling.units import Drawing, Units

Ends = tuple[float, float] | tuple[None, None]
_NO_ENDS = (None, None)


@dataclass(frozen=True, slots=True)
class Sides:
    """Which rows have something, among those here and those there: bool of shape (n,) each."""

    has: Mask
    here: Mask
    there: Mask

    @property
    def columns(self) -> Floats:
        """What is summed up per resample: float64 of shape (n, 4)."""
        masks = self.here, self.has & self.here, self.there, self.has & self.there
        return np.stack(masks, axis=1).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure a share and its gap are; ends are None where it cannot be told.

    Attributes:
        ends: of the share here; gap_ends: of share here − share there; p: of no gap.
    """

    ends: Ends
    gap_ends: Ends
    p: float


def by_units(
    sides: Sequence[Sides], outcome: PredictedRows, how: Drawing, seed: int
) -> Iterator[Sureness]:
    """Yield how sure each share and gap is, by the groups or blocks that are drawn together.

    Ends are expanded percentiles of the drawn shares (see
    :func:`~mlops_desktop.modeling.interval.percentiles`), of as many units as hold rows of the side
    that has fewer. None of fewer than five, and none where a side has the same share in every draw:
    the range would be of the other side alone. The p-value is that of the pooled score test with
    scores summed per unit (Boos 1992, "On generalized score tests"), two-sided, by Student's t; 1
    of fewer than five units.

    Args:
        outcome: with units; how: what draws from it.
    """
    units = outcome.units
    if units is None or not sides:
        return
    codes = _codes(units, how.drawn.length)
    drawn = _drawn(sides, how, seed)
    for place, item in enumerate(sides):
        fewer = min(np.unique(codes[rows]).size for rows in (item.here, item.there))
        if fewer < FEWEST_UNITS:
            yield Sureness(_NO_ENDS, _NO_ENDS, 1.0)
            continue
        here, there = np.clip(drawn[:, place], 0, 1).T
        ends, others = _ends(here, fewer), _ends(there, fewer)
        is_told = _NO_ENDS not in (ends, others)
        gap_ends = _ends(here - there, fewer) if is_told else _NO_ENDS
        yield Sureness(ends, gap_ends, _p_value(item, codes, fewer))


def _codes(units: Units, length: int) -> Integers:
    """Return the number of each row's group or, side by side, block."""
    if units.kind is UnitKind.GROUPS:
        return np.unique(units.places, return_inverse=True)[1].astype(np.int64)
    codes = np.empty(units.places.size, dtype=np.int64)
    codes[np.argsort(units.places, kind="stable")] = np.arange(codes.size) // max(1, length)
    return codes


def _drawn(sides: Sequence[Sides], how: Drawing, seed: int) -> Floats:
    """Return the drawn shares here and there: float64 of shape (resamples, sides, 2)."""
    whole = np.concatenate([item.columns for item in sides], axis=1)
    part = whole if how.rows is None else whole[how.rows]
    sums = np.concatenate([weights @ part for weights in how.weights(seed, RESAMPLES)])
    shares = _shares(sums)
    if how.rows is None:
        return shares
    return _shares(whole.sum(0)) + how.shrink * (shares - _shares(part.sum(0)))


def _shares(sums: Floats) -> Floats:
    """Return the shares of sums of :attr:`Sides.columns`; NaN of a side without rows."""
    of_sides = sums.reshape(-1, sums.shape[-1] // 4, 2, 2)
    with np.errstate(invalid="ignore"):
        return np.asarray(of_sides[..., 1] / of_sides[..., 0])


def _ends(drawn: Floats, units: int) -> Ends:
    defined = drawn[~np.isnan(drawn)]
    if defined.size < RESAMPLES / 2:
        return _NO_ENDS
    low, high = percentiles(defined, units)
    return (low, high) if low < high else _NO_ENDS


def _p_value(item: Sides, codes: Integers, fewer: int) -> float:
    weight = item.here / item.here.sum() - item.there / item.there.sum()
    scores = weight * (item.has - item.has[item.here | item.there].mean())
    sums = np.bincount(codes, scores)
    spread = float(np.sqrt((sums**2).sum() * fewer / (fewer - 1)))
    if spread == 0:
        return 1.0
    return float(2 * stdtr(fewer - 1, -abs(float(scores.sum())) / spread))
