"""Time as the registry writes it: aware, UTC, microseconds, ISO 8601 with a Z."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from mlops_desktop.core.errors import UserError


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def to_text(moment: datetime) -> str:
    """Return ``2026-11-21T06:00:00.123456Z``; sorts as text in the order of time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_text(text: str) -> datetime:
    """Read what :func:`to_text` wrote."""
    return datetime.fromisoformat(text)


def as_of(text: str) -> datetime:
    """Read a moment a person typed: a date means the end of that day in local time.

    Raises:
        UserError: ``usage.time`` when the text is no ISO date or date-time.
    """
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time.max).astimezone(UTC)
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise UserError("usage.time", text=text) from error
