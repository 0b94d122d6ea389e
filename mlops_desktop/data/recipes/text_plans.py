"""Plans of the steps about texts and times."""

from __future__ import annotations

from collections.abc import Callable

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.recipes.step import StepProblem
from mlops_desktop.core.recipes.text_steps import (
    Case,
    Cleaning,
    CleanText,
    DateOrder,
    DatePart,
    DateParts,
    DateResult,
    JoinTexts,
    ParseDates,
    SplitText,
)
from mlops_desktop.data.engine import literal, literals
from mlops_desktop.data.recipes.column_plans import on_bad
from mlops_desktop.data.recipes.conversion import FORM_OF, as_text, count_lost, text_literal
from mlops_desktop.data.recipes.planning import plan
from mlops_desktop.data.recipes.state import Context, Planned, State, new_field
from mlops_desktop.data.recipes.zones import local_sql, utc_sql

_MARKS = "/.-"
_TIMES = ("", " %H:%M:%S", " %H:%M")


@plan.register
def plan_parse_dates(step: ParseDates, state: State, context: Context) -> Planned:
    """Read texts; a zone turns clock times into UTC."""
    is_date = step.result is DateResult.DATE
    kind = ColumnType.DATE if is_date else ColumnType.DATETIME
    zone = "UTC" if step.zone and not is_date else None
    changes, counted = {}, []
    for name in step.columns:
        item, before = state.field_of(name), state.sql_of(name)
        text = as_text(before, item.column)
        if item.type is ColumnType.INTEGER and step.order is not DateOrder.PATTERN:
            raise StepProblem(
                "recipe.parameter",
                label="Order",
                reason=f"{name} holds whole numbers; only a pattern such as %Y%m%d reads them",
            )
        after = _parsed(step, f"({text})", is_date=is_date)
        if zone:
            after = utc_sql(after, step.zone, context)
        changes[name] = (new_field(name, kind, item.sources, zone), after)
        counted.append((name, before, after))
    lost = count_lost(context, state, counted, on_bad(step.bad))
    return Planned(state.put(changes), lost=lost)


def _parsed(step: ParseDates, text: str, *, is_date: bool) -> str:
    if step.order is DateOrder.YEAR:
        return FORM_OF["iso_date" if is_date else "iso_datetime"].parse(text)
    if step.order is DateOrder.PATTERN:
        patterns = [step.pattern]
        earliest = 1
    else:
        parts = ("%d", "%m") if step.order is DateOrder.DAY else ("%m", "%d")
        times = ("",) if is_date else _TIMES
        patterns = [f"{mark.join([*parts, '%Y'])}{time}" for mark in _MARKS for time in times]
        earliest = 1000  # a year of two digits would be read as the year 11
    value = f"try_strptime(trim({text}), {literals(patterns)})"
    value = f"CASE WHEN year({value}) BETWEEN {earliest} AND 9999 THEN {value} END"
    return f"CAST({value} AS DATE)" if is_date else value


_PARTS: dict[DatePart, str] = {
    DatePart.YEAR: "year({})",
    DatePart.QUARTER: "quarter({})",
    DatePart.MONTH: "month({})",
    DatePart.WEEK: "week({})",
    DatePart.DAY: "day({})",
    DatePart.WEEKDAY: "isodow({})",
    DatePart.DAY_OF_YEAR: "dayofyear({})",
    DatePart.HOUR: "hour({})",
    DatePart.MINUTE: "minute({})",
    DatePart.DATE: "CAST({} AS DATE)",
}
_OF_CLOCK = (DatePart.HOUR, DatePart.MINUTE)


@plan.register
def plan_date_parts(step: DateParts, state: State, context: Context) -> Planned:
    """Add a column for each part."""
    item = state.field_of(step.column)
    local = local_sql(state.sql_of(step.column), item.column, step.zone, context)
    items = []
    for part in step.parts:
        if part in _OF_CLOCK and item.type is ColumnType.DATE:
            reason = f"{step.column} holds dates without a time, so there is no {part.value}"
            raise StepProblem("recipe.parameter", label="Parts", reason=reason)
        name = f"{step.column}_{part.value.replace(' ', '_')}"
        kind = ColumnType.DATE if part is DatePart.DATE else ColumnType.INTEGER
        items.append((new_field(name, kind, item.sources), _PARTS[part].format(local)))
    return Planned(state.add(items))


@plan.register
def plan_split_text(step: SplitText, state: State, _context: Context) -> Planned:
    """Add a column for each part; the last takes the rest."""
    item, sql = state.field_of(step.column), state.sql_of(step.column)
    parts = f"string_split({sql}, {text_literal(step.separator)})"
    last = len(step.into)
    items = []
    for at, name in enumerate(step.into, 1):
        part = f"{parts}[{at}]"
        if at == last:
            rest = f"array_to_string({parts}[{at}:], {text_literal(step.separator)})"
            part = f"CASE WHEN len({parts}) >= {at} THEN {rest} END"
        value = f"nullif({part}, '')"
        items.append((new_field(name, ColumnType.TEXT, item.sources), value))
    return Planned(state.add(items))


@plan.register
def plan_join_texts(step: JoinTexts, state: State, _context: Context) -> Planned:
    """Put the values that are there together."""
    texts = [
        f"({as_text(state.sql_of(name), state.field_of(name).column)})" for name in step.columns
    ]
    joined = f"nullif(concat_ws({text_literal(step.separator)}, {', '.join(texts)}), '')"
    is_any = " OR ".join(f"{state.sql_of(name)} IS NOT NULL" for name in step.columns)
    field = new_field(step.output, ColumnType.TEXT, state.sources_of(step.columns))
    return Planned(state.add([(field, f"CASE WHEN {is_any} THEN {joined} END")]))


_SPACE = r"[\s\x{00A0}\x{2000}-\x{200B}\x{202F}\x{3000}\x{FEFF}]"
_SPACES = f"{_SPACE}+"
_ENDS = f"^{_SPACE}+|{_SPACE}+$"
_CLEANINGS: dict[Cleaning, Callable[[str], str]] = {
    Cleaning.ACCENTS: lambda text: f"strip_accents({text})",
    Cleaning.SPACES: lambda text: f"regexp_replace({text}, {literal(_SPACES)}, ' ', 'g')",
    Cleaning.TRIM: lambda text: f"regexp_replace({text}, {literal(_ENDS)}, '', 'g')",
}


@plan.register
def plan_clean_text(step: CleanText, state: State, context: Context) -> Planned:
    """Clean in a fixed order: accents, inner spaces, ends, capitals."""
    changes, counted = {}, []
    for name in step.columns:
        before = state.sql_of(name)
        after = before
        for cleaning, sql in _CLEANINGS.items():
            if cleaning in step.clean:
                after = sql(after)
        if step.case is not Case.KEEP:
            after = f"{step.case.value}({after})"
        after = f"nullif({after}, '')"
        changes[name] = (state.field_of(name), after)
        counted.append((name, before, after))
    return Planned(state.put(changes), lost=count_lost(context, state, counted))
