"""Clocks and calendars of time zones."""

from __future__ import annotations

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.recipes.step import StepProblem
from mlops_desktop.core.wording import did_you_mean
from mlops_desktop.data.engine import literal
from mlops_desktop.data.recipes.state import Context


def check_zone(zone: str, context: Context) -> None:
    """Raise ``StepProblem`` when there is no such time zone."""
    names = [str(row[0]) for row in context.engine.rows("SELECT name FROM pg_timezone_names()")]
    if zone in names:
        return
    raise StepProblem("recipe.unknown_zone", zone=zone, hint=did_you_mean(zone, names))


def local_sql(sql: str, column: Column, zone: str, context: Context) -> str:
    """Return a date or time as shown by the clock of a zone, without zone.

    Raises:
        StepProblem: times in UTC without a stated zone, others with one, or an unknown zone.
    """
    if column.type is ColumnType.DATETIME and column.zone:
        if not zone:
            raise StepProblem("recipe.zone_needed", column=column.name)
        check_zone(zone, context)
        return f"timezone({literal(zone)}, timezone({literal(column.zone)}, {sql}))"
    if zone:
        raise StepProblem("recipe.zone_not_needed", column=column.name, zone=zone)
    return sql


def utc_sql(sql: str, zone: str, context: Context) -> str:
    """Return the instant, in UTC, at which a zone's clock shows a time."""
    check_zone(zone, context)
    return f"timezone('UTC', timezone({literal(zone)}, {sql}))"
