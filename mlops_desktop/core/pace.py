"""How fast long work goes, and how long a phase of it still takes: one rule, one wording.

The rate is measured over the younger half of the phase, and over ten seconds at least, so that it
follows the work without jumping. Time comes from whoever asks: pauses can be left out of it.
"""

from __future__ import annotations

import math

from mlops_desktop.core.progress import Step, Unit
from mlops_desktop.core.wording import counted, duration_text, size_text

_WINDOW = 10.0
_MARKS = 50
"""So many places of the window are remembered."""
_EARLIEST = 1.0
"""Seconds that must have been seen before anything is told."""
_LEAST_SHARE = 0.02
"""The share that must have been done before the time left is told."""
_GRACE = 2.0
"""Seconds between two steps that are not yet a delay."""


class Pace:
    """Follows the steps of one piece of work and measures each phase from its own beginning."""

    def __init__(self) -> None:
        self._step = Step("")
        self._marks: list[tuple[float, int]] = []
        self._began, self._first = 0.0, 0

    def take(self, step: Step, now: float) -> None:
        """Take the next step.

        Args:
            now: seconds of any clock that never goes back.
        """
        before, self._step = self._step, step
        if step.done is None:
            self._marks = []
            return
        is_same = (before.phase, before.unit, before.total) == (step.phase, step.unit, step.total)
        if not (is_same and self._marks) or step.done < self._marks[-1][1]:
            self._began, self._first = now, step.done
            self._marks = [(now, step.done)]
        elif step.done > self._marks[-1][1]:
            self._mark(now, step.done)

    def _mark(self, now: float, done: int) -> None:
        """Remember where the work is; of places close to each other only the last."""
        window = max(_WINDOW, (now - self._began) / 2)
        marks = self._marks
        if len(marks) > 1 and marks[-1][0] - marks[-2][0] < window / _MARKS:
            marks.pop()
        marks.append((now, done))
        while len(marks) > 2 and marks[1][0] <= now - window:
            marks.pop(0)

    def _measured(self, now: float) -> tuple[float, float] | None:
        """Return what is done in a second, and the seconds since the last step that are no delay.

        None while it is too early, and when nothing has happened for as long as was measured.
        """
        if len(self._marks) < 2:
            return None
        (begin, before), (end, done) = self._marks[0], self._marks[-1]
        took, silence = end - begin, max(0.0, now - end)
        if took < _EARLIEST:
            return None
        grace = max(_GRACE, 2 * took / (len(self._marks) - 1))
        late = max(0.0, silence - grace)
        if late > took:
            return None
        return (done - before) / (took + late), min(silence, grace)

    def rate(self, now: float) -> float | None:
        """Return how many units are done in a second; None when nobody can tell."""
        measured = self._measured(now)
        return None if measured is None else measured[0]

    def seconds_left(self, now: float) -> float | None:
        """Return how long the phase still takes; None when nobody can tell."""
        measured, total = self._measured(now), self._step.total
        if measured is None or not total:
            return None
        done = self._marks[-1][1]
        if (done - self._first) / total < _LEAST_SHARE:
            return None
        left = (total - done) / measured[0] - measured[1]
        return left if left > 0 else None

    def words(self, now: float, elapsed: float = 0.0) -> str:
        """Return ``310,000 rows a second, about 40 s left in this step``, or what is known of it.

        The time left is not told where the step tells it itself.

        Args:
            elapsed: seconds that all the work took, told where nobody knows how long it still
                takes; 0: not told.
        """
        rate, left = self.rate(now), self.seconds_left(now)
        parts = [] if rate is None else [rate_words(rate, self._step.unit)]
        if left is not None and not self._step.tells_time_left:
            parts.append(f"about {duration_text(_roughly(left))} left in this step")
        elif elapsed >= _EARLIEST:
            parts.append(f"{duration_text(elapsed)} so far")
        return ", ".join(filter(None, parts))


def rate_words(rate: float, unit: Unit) -> str:
    """Return ``52 MB a second``, ``1 row a second`` or ``20 rows a minute``; two digits are told.

    Empty for what has no unit, or hardly moves.
    """
    if unit is Unit.BYTES and rate >= 1:
        return f"{size_text(_two_digits(rate))} a second"
    if unit is Unit.ROWS and rate >= 1:
        return f"{counted(_two_digits(rate), 'row')} a second"
    if unit is Unit.ROWS and 60 * rate >= 1:
        return f"{counted(_two_digits(60 * rate), 'row')} a minute"
    return ""


def _two_digits(amount: float) -> int:
    return int(round(amount, 1 - math.floor(math.log10(amount))))


def _roughly(seconds: float) -> float:
    """Round a time to what an estimate can promise."""
    grain = next(
        (grain for below, grain in ((10, 1), (60, 5), (120, 10), (3600, 60)) if seconds < below),
        300,
    )
    return max(1.0, grain * round(seconds / grain))
