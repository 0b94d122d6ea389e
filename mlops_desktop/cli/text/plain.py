"""Numbers, times and marks as plain text, and text from files made safe for a terminal."""

from __future__ import annotations

import math
import unicodedata
from datetime import UTC, datetime

from mlops_desktop.core.dataset import Severity
from mlops_desktop.core.monitor import Verdict
from mlops_desktop.core.stage import GateStatus, Stage
from mlops_desktop.core.wording import counted

SEVERITY_MARK = {Severity.BAD: "▲", Severity.WARN: "◆", Severity.OK: "●", Severity.NOTE: "○"}
STAGE_MARK = {
    Stage.PRODUCTION: "■",
    Stage.STAGING: "◆",
    Stage.DEVELOPMENT: "○",
    Stage.ARCHIVED: "○",
}
GATE_MARK = {
    GateStatus.PASS: "●",
    GateStatus.FAIL: "▲",
    GateStatus.CANNOT_TELL: "◆",
    GateStatus.OFF: "○",
}
VERDICT_MARK = {
    Verdict.DRIFT: "▲",
    Verdict.NO_DRIFT: "●",
    Verdict.CANNOT_TELL: "○",
    Verdict.NOT_CHECKED: "○",
}
VERDICT_WORDS = {
    Verdict.DRIFT: "drift",
    Verdict.NO_DRIFT: "no drift",
    Verdict.CANNOT_TELL: "cannot tell",
    Verdict.NOT_CHECKED: "not checked",
}


def number(value: float | None, digits: int = 4) -> str:
    """Return a number with that many significant digits, thousands grouped; "–" for none."""
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    scientific = f"{value:.{digits - 1}e}"
    before_point = int(scientific.partition("e")[2]) + 1
    if before_point < -3:
        return scientific.replace("-", "−")
    text = f"{value:,.{max(0, digits - before_point)}f}"
    return text.replace("-", "−")


def brief(value: float | None) -> str:
    """Return a number as :func:`number` does, whole ones whole, without zeros at the end."""
    if value is not None and float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}".replace("-", "−")
    text = number(value)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def interval(low: float | None, high: float | None) -> str:
    """Return ``36.9–39.6``, or nothing when it was not computed."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return ""
    joint = " to " if low < 0 or high < 0 else "–"
    return f"{number(low)}{joint}{number(high)}"


def probability(value: float | None) -> str:
    """Return a p-value; very small ones as a bound."""
    if value is None:
        return "–"
    return "< 0.0001" if value < 0.0001 else f"{value:.4f}"


def size(number_of_bytes: int) -> str:
    """Return a file size in the unit that suits it (1 kB = 1,000 bytes)."""
    if number_of_bytes < 1000:
        return counted(number_of_bytes, "byte")
    value, unit = number_of_bytes / 1000, "kB"
    for larger in ("MB", "GB", "TB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{value:.1f} {unit}"


def duration(seconds: float) -> str:
    """Return ``0.8 s``, ``12 s`` or ``2 min 5 s``."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def local(moment: datetime) -> str:
    """Return the moment in local time, to the minute."""
    return _digits(_here(moment), "minutes")


def _digits(moment: datetime, unit: str) -> str:
    # isoformat, as strftime does not pad years to four digits everywhere.
    return moment.replace(tzinfo=None).isoformat(" ", unit)


def _here(moment: datetime) -> datetime:
    """Return the moment in local time; in UTC where the calendar begins and ends."""
    try:
        return moment.astimezone()
    except (ValueError, OverflowError):
        return moment.astimezone(UTC)


def both_times(moment: datetime) -> str:
    """Return the moment in local time and in UTC, to the second; once where they are the same."""
    here = _here(moment)
    offset = here.strftime("%z")
    shown = _digits(here, "seconds")
    utc = _digits(moment.astimezone(UTC), "seconds")
    if offset == "+0000":
        return f"{utc} UTC"
    return f"{shown} {offset[:3]}:{offset[3:5]} ({utc} UTC)"


def safe(text: str) -> str:
    r"""Return text with everything that could move a terminal's cursor made visible.

    Names and values come from files: control and format characters are shown as ``\x1b``.
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def width(text: str) -> int:
    """Return how many columns of a terminal the text takes (wide East Asian characters: two)."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def clip(text: str, limit: int) -> str:
    """Return the text cut to ``limit`` columns, with an ellipsis where it was cut."""
    if width(text) <= limit:
        return text
    kept, used = [], 0
    for character in text:
        used += width(character)
        if used > limit - 1:
            break
        kept.append(character)
    return "".join(kept) + "…"
