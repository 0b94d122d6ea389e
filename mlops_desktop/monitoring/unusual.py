"""What finds unusual rows, watched: does it call more rows unusual than it did?"""

from __future__ import annotations

import math

from mlops_desktop.core.monitor import PerformanceChange, Verdict
from mlops_desktop.core.shares import newcombe, wilson
from mlops_desktop.monitoring import words
from mlops_desktop.monitoring.verdict import LEAST_ROWS

SCORE = "score of the model"
"""The name under which the drift of scores stands beside the columns."""


def share_change(before: tuple[int, int], now: tuple[int, int]) -> PerformanceChange:
    """Compare the share of rows called unusual with that of the hold-out.

    Intervals are Wilson's (1927); the difference has Newcombe's of two of them (1998, method 10).
    DRIFT: another share, more or fewer, and the interval excludes no change. Fewer than 30 rows on
    either side: CANNOT_TELL.

    Args:
        before: of the hold-out, how many rows are called unusual, and how many there are.
        now: of the current rows.
    """
    shares = [count / rows if rows else math.nan for count, rows in (before, now)]
    spans = [wilson(*pair) if pair[1] else (math.nan, math.nan) for pair in (before, now)]
    is_defined = before[1] and now[1]
    difference, low, high = newcombe(*now, *before) if is_defined else (math.nan,) * 3
    verdict = Verdict.NO_DRIFT if low <= 0 <= high else Verdict.DRIFT
    if min(before[1], now[1]) < LEAST_ROWS:
        verdict = Verdict.CANNOT_TELL
    return PerformanceChange(
        metric="flagged_share",
        reference=shares[0],
        reference_low=spans[0][0],
        reference_high=spans[0][1],
        current=shares[1],
        current_low=spans[1][0],
        current_high=spans[1][1],
        difference=difference,
        low=low,
        high=high,
        n_reference=before[1],
        n_current=now[1],
        verdict=verdict,
        sentence=_sentence(shares, verdict, min(before[1], now[1])),
    )


def _sentence(shares: list[float], verdict: Verdict, fewest: int) -> str:
    if verdict is Verdict.CANNOT_TELL:
        return f"Only {words.rows(fewest)}; at least {LEAST_ROWS} are needed to judge."
    now, before = words.share(shares[1]), words.share(shares[0])
    how = "not clearly another share"
    if verdict is Verdict.DRIFT:
        how = "clearly more" if shares[1] > shares[0] else "clearly fewer"
    return f"{now} of the rows are called unusual against {before} of the hold-out: {how}."
