"""Time as the registry writes it: aware, UTC, microseconds, ISO 8601 with a Z."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from mlops_desktop.core.errors import UserError


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def to_text(moment: datetime) -> str:
    """Return ``2026-11-21T06:00:00.123456Z``; sorts as text in the order of time."""
    # isoformat, as strftime does not pad years to four digits everywhere.
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def from_text(text: str) -> datetime:
    """Read what :func:`to_text` wrote."""
    return datetime.fromisoformat(text)


def as_of(text: str) -> datetime:
    """Read a moment a person typed: a date means the end of that day in local time.

    Raises:
        UserError: ``usage.time`` when the text is no ISO date or date-time.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    return _in_utc(_moment(text) if day is None else datetime.combine(day, time.max))


def start_of(text: str) -> datetime:
    """Read a moment a person typed as a lower bound: a date means the start of that day.

    Raises:
        UserError: ``usage.time`` when the text is no ISO date or date-time.
    """
    return _in_utc(_moment(text))


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError("usage.time", text=text[:100]) from error


def _in_utc(moment: datetime) -> datetime:
    """Return the moment in UTC.

    Where the calendar begins and ends no zone can be applied: there it is taken as UTC; a few
    hours decide nothing before and after everything that ever happens.
    """
    try:
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return moment.replace(tzinfo=UTC)
