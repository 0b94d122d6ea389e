"""What the data page says about values, columns and files."""

from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtCore import QCoreApplication

from mlops_desktop.core import wording
from mlops_desktop.core.column_sentence import column_words
from mlops_desktop.core.dataset import Cell, ColumnProfile, ColumnType, SemanticType

NUMERIC = frozenset({ColumnType.INTEGER, ColumnType.NUMBER})
TIMES = frozenset({ColumnType.DATE, ColumnType.DATETIME})
"""Types whose histograms have edges in seconds since 1970."""

QUANTILES = ("5 %", "25 %", "50 %", "75 %", "95 %")
"""Where a profile's quantiles lie."""


def tr(text: str) -> str:
    """Return a text of this page in the person's language."""
    return QCoreApplication.translate("DataPage", text)


share_text = wording.share_text


def number_text(value: float, digits: int = 6) -> str:
    """Return a number with ``digits`` significant digits, exponents only for the very large."""
    if isinstance(value, int) or (float(value).is_integer() and abs(value) < 1e15):
        return str(int(value)).replace("-", "−")
    size = abs(value)
    if not 1e-6 <= size < 1e12:
        return f"{value:.{digits}g}".replace("-", "−")
    whole = len(str(int(size))) if size >= 1 else 0
    text = f"{value:.{max(0, digits - whole) if whole else digits}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def exact_edge(value: float, kind: ColumnType | None) -> str:
    """Return an edge of a bin for a file: a moment where it is one, else every digit."""
    moment = moment_of(value) if kind in TIMES else None
    return moment.isoformat() if moment else repr(value)


def day_of(seconds: float) -> str:
    """Return the day of a moment: ``2024-02-29``."""
    moment = moment_of(seconds)
    return moment.strftime("%Y-%m-%d") if moment else number_text(seconds, 4)


def minute_of(seconds: float) -> str:
    """Return the minute of a moment: ``2024-02-29 13:05``."""
    moment = moment_of(seconds)
    return moment.strftime("%Y-%m-%d %H:%M") if moment else number_text(seconds, 4)


def moment_of(seconds: float) -> datetime | None:
    """Return the moment so many seconds after 1970; None beyond what a datetime can say."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def cell_text(value: Cell) -> str:
    """Return a value as a table shows it; "" for a missing one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, int):
        return str(value).replace("-", "−")
    return value


def moment_text(value: str) -> str:
    """Return an ISO date or date-time as a table shows it: a space for the T, no empty seconds."""
    text = value.replace("T", " ", 1)
    return text.removesuffix(":00") if len(text) == 19 else text


def shown_text(value: Cell, kind: ColumnType) -> str:
    """Return a value in one line, as a cell of that type shows it."""
    if isinstance(value, str):
        if kind in (ColumnType.DATE, ColumnType.DATETIME):
            return moment_text(value)
        return value[:300].replace("\r", " ").replace("\n", " ↵ ")
    return cell_text(value)


def tooltip_text(value: Cell) -> str:
    """Return a value in full where a cell shows less; "" where it shows everything."""
    exact = exact_text(value)
    if isinstance(value, str):
        return exact[:2000] if len(exact) > 40 or "\n" in exact else ""
    return exact if exact != cell_text(value).replace("−", "-") else ""


def exact_text(value: Cell) -> str:
    """Return a value with nothing left out, for the clipboard and files."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def edge_text(value: float | str | None) -> str:
    """Return a column's lowest or highest value."""
    if value is None:
        return "–"
    return moment_text(value) if isinstance(value, str) else number_text(value, 4)


def short_edge(profile: ColumnProfile, value: float | str | None) -> str:
    """Return a lowest or highest value; of times on several days only the day."""
    low, high = str(profile.low), str(profile.high)
    if profile.type is ColumnType.DATETIME and low[:10] != high[:10]:
        return str(value)[:10]
    return edge_text(value)


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return ``1 row``, ``4,344 rows``."""
    return wording.counted(count, tr(one), tr(many or one + "s"))


def rows_of(profile: ColumnProfile) -> int:
    """Return how many rows the column has; its ``count`` leaves out the missing ones."""
    return profile.count + profile.missing


def range_text(profile: ColumnProfile) -> str:
    """Return the short line below a column's bars: its range, or how many values it has."""
    if profile.count == 0:
        return tr("empty")
    if profile.semantic is SemanticType.CONSTANT or profile.distinct == 1:
        return tr("one value")
    if profile.type in NUMERIC and profile.low is not None and profile.high is not None:
        low, high = edge_text(profile.low), edge_text(profile.high)
        # A dash between signs cannot be read.
        return tr("{0} to {1}").format(low, high) if "−" in low + high else f"{low}–{high}"
    if profile.type in (ColumnType.DATE, ColumnType.DATETIME) and profile.low is not None:
        return _span_text(str(profile.low), str(profile.high))
    return counted(profile.distinct, "value")


def _span_text(low: str, high: str) -> str:
    """Return ``Jan–May 2011``, ``2009–2011``, ``1–7 Jan 2011``; ISO text where it is no date."""
    try:
        first, last = datetime.fromisoformat(low), datetime.fromisoformat(high)
    except ValueError:
        return f"{low} – {high}"
    if first.year != last.year:
        return f"{first.year}–{last.year}"
    if first.month != last.month:
        return f"{first:%b}–{last:%b} {last.year}"
    if first.day != last.day:
        return f"{first.day}–{last.day} {last:%b %Y}"
    return day_text(first.date())


def day_text(day: date) -> str:
    """Return ``21 Nov 2026``."""
    return f"{day.day} {day:%b %Y}"


def column_sentence(profile: ColumnProfile) -> str:
    """Say in one plain sentence what a column holds."""
    said = column_words(profile)
    return f"{said[0].upper()}{said[1:]}."
