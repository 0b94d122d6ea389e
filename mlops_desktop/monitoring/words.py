"""What changed, in words a person uses: numbers with sensible digits, shares in per cent."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from mlops_desktop.monitoring.binning import Bins
from mlops_desktop.monitoring.sample import Categories, Numbers

_QUARTILES = (0.25, 0.75)


def number(value: float, scale: float) -> str:
    """Format a number so that differences of a tenth of ``scale`` show.

    Args:
        scale: the spread or difference that matters, in the number's units.
    """
    if not math.isfinite(value):
        return "∞" if value > 0 else "−∞" if value < 0 else "unknown"
    if scale == 0 and value.is_integer() and abs(value) < 1e15:
        return f"{value:,.0f}".replace("-", "−")
    size = scale if 0 < scale < math.inf else abs(value)
    digits = 1 - math.floor(math.log10(size)) if size > 0 else 0
    if digits > 6 or abs(value) >= 1e15:
        return f"{value:.3g}".replace("-", "−")
    text = f"{value:,.{max(0, digits)}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def share(value: float) -> str:
    """Format a share of rows: ``62 %``, ``0.4 %``, ``under 0.1 %``."""
    percent = 100 * value
    if 0 < percent < 0.1:
        return "under 0.1 %"
    if 99.9 < percent < 100:
        return "over 99.9 %"
    if percent < 1 or 99 < percent < 100:
        return f"{percent:.1f} %".replace(".0 %", " %")
    return f"{percent:.0f} %"


def probability(value: float) -> str:
    """Format a p-value: ``p = 0.03``, ``p < 0.001``."""
    return "p < 0.001" if value < 0.001 else f"p = {value:.2g}"


def rows(count: int) -> str:
    """Return ``1 row`` or ``1,200 rows``."""
    return "1 row" if count == 1 else f"{count:,} rows"


def listed(names: Sequence[str], most: int = 3) -> str:
    """Join names: ``temp, hum and 4 more``."""
    shown = list(names[:most])
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def numbers_sentence(
    reference: Numbers, current: Numbers, area: float, *, is_far: bool = False
) -> str:
    """Say how a numeric column moved, the current rows first.

    Args:
        area: Wasserstein distance in the column's units: when the means explain less than half
            of it, the spread is what changed.
        is_far: whether a few far values make up most of that distance: then medians speak.
    """
    if is_far:
        old, new = reference.quantiles((0.25, 0.5, 0.75)), current.quantiles((0.25, 0.5, 0.75))
        scale = float(max(old[2] - old[0], new[2] - new[0]))
        return (
            f"{number(float(new[1]), scale)} against {number(float(old[1]), scale)} in the middle"
        )
    before, now, scale = reference.mean(), current.mean(), _spread(reference, current)
    if reference.is_constant or current.is_constant:
        return _constant_sentence(reference, current, scale)
    mean = f"{_against(now, before, scale)} on average"
    if abs(now - before) >= area / 2 or not math.isfinite(area):
        return mean
    old, new = reference.quantiles(_QUARTILES), current.quantiles(_QUARTILES)
    spans = [f"{number(float(q[0]), scale)} to {number(float(q[1]), scale)}" for q in (new, old)]
    if spans[0] == spans[1]:
        return mean
    return f"{mean}; the middle half spans {spans[0]} instead of {spans[1]}"


def _against(now: float, before: float, scale: float) -> str:
    """Return both numbers, with one digit more where they would look alike."""
    texts = number(now, scale), number(before, scale)
    if texts[0] == texts[1] and now != before and scale > 0:
        texts = number(now, scale / 10), number(before, scale / 10)
    return f"{texts[0]} against {texts[1]}"


def _constant_sentence(reference: Numbers, current: Numbers, scale: float) -> str:
    before, now = float(reference.values[0]), float(current.values[0])
    if reference.is_constant and current.is_constant:
        gap = 0.0 if now.is_integer() and before.is_integer() else abs(now - before)
        if now == before:
            return f"always {number(now, 0.0)}, as before"
        return f"always {number(now, gap)}, before always {number(before, gap)}"
    if reference.is_constant:
        return f"{number(current.mean(), scale)} on average, before always {number(before, scale)}"
    return f"always {number(now, scale)}, before {number(reference.mean(), scale)} on average"


def far_note(whole: float, inner: float) -> str:
    """Say that a few far values make up a distance, both in σ."""
    return (
        f"A few far values make the distance {number(whole, whole)} σ; without the outermost "
        f"0.1 % it is {number(inner, 0.1)} σ."
    )


def infinite_note(count: int) -> str:
    """Say how many infinite values are left out."""
    return (
        "1 infinite value is left out."
        if count == 1
        else f"{count:,} infinite values are left out."
    )


def categories_sentence(bins: Bins, unseen: Sequence[tuple[str, int]]) -> str:
    """Say which category's share moved most, and what is new."""
    p, q = bins.shares()
    known = bins.reference > 0
    most = int(np.argmax(np.where(known, np.abs(q - p), -1.0)))
    now, before = share(float(q[most])), share(float(p[most]))
    text = f"“{bins.labels[most]}”: {now} of the rows against {before}"
    if len(unseen) == 1:
        text += f"; “{unseen[0][0]}” is new ({rows(unseen[0][1])})"
    elif unseen:
        count = rows(sum(item[1] for item in unseen))
        text += f"; {len(unseen):,} new values ({count}), most often “{unseen[0][0]}”"
    return text


def missing_sentence(before: float, now: float) -> str:
    """Say how the share of missing values moved."""
    return f"missing in {share(now)} of the rows against {share(before)}"


def empty_sentence(reference: Numbers | Categories, current: Numbers | Categories) -> str:
    """Say which side has no values."""
    if not reference.n and not current.n:
        return "no values, before or now"
    return "no values any more" if not current.n else "no values in the reference"


def _spread(reference: Numbers, current: Numbers) -> float:
    found = max(reference.std(), current.std())
    return found if math.isfinite(found) else 0.0
