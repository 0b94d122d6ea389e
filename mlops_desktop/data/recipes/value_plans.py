"""Plans of bins, replaced values and clipped outliers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.recipes.outcome import Fitted
from mlops_desktop.core.recipes.step import plain_number
from mlops_desktop.core.recipes.value_steps import (
    Bin,
    Binning,
    Clip,
    Clipping,
    MapValues,
    Otherwise,
    Outside,
)
from mlops_desktop.data.long_lists import split_sql
from mlops_desktop.data.recipes.conversion import (
    as_text,
    count_lost,
    number_literal,
    text_literal,
)
from mlops_desktop.data.recipes.planning import plan
from mlops_desktop.data.recipes.recorded import number_of, values_of
from mlops_desktop.data.recipes.state import Context, Planned, State, new_field


@plan.register
def plan_bin(step: Bin, state: State, context: Context) -> Planned:
    """Find the edges, then say for each number between which two it lies."""
    edges = _edges(step, state, context)
    item, sql = state.field_of(step.column), state.sql_of(step.column)
    label = _label_sql(sql, edges, step.labels)
    lost: tuple[tuple[str, int], ...] = ()
    if step.how is Binning.EDGES or context.given is not None:
        lost = count_lost(context, state, [(step.output, sql, label)])
    fitted = tuple(Fitted(step.column, f"edge {at}", edge) for at, edge in enumerate(edges))
    after = state.add([(new_field(step.output, ColumnType.TEXT, item.sources), label)])
    return Planned(after, lost=lost, fitted=fitted, fitted_count=len(fitted))


def _edges(step: Bin, state: State, context: Context) -> list[float]:
    """Return ascending edges; one alone where all values are equal, none where there are none."""
    if step.how is Binning.EDGES:
        return list(step.edges)
    if context.given is not None:
        column = state.field_of(step.column).column
        names = [item.what for item in values_of(context.given, step.column)]
        recorded = [number_of(context.given, column, name) for name in names]
        return [edge for edge in recorded if edge is not None]
    sql = f"CAST({state.sql_of(step.column)} AS DOUBLE)"
    if step.how is Binning.WIDTH:
        low, high = context.engine.row(f"SELECT min({sql}), max({sql}) FROM {state.sql} AS t")
        if low is None:
            return []
        inner = [low + (high - low) * (at / step.count) for at in range(step.count)]
        found = [*inner, high]
    else:
        shares = ", ".join(repr(at / step.count) for at in range(step.count + 1))
        (found,) = context.engine.row(
            f"SELECT quantile_cont({sql}, [{shares}]) FROM {state.sql} AS t"
        )
    return sorted(set(found or []))


def _label_sql(sql: str, edges: Sequence[float], labels: Sequence[str]) -> str:
    if not edges:
        return "CAST(NULL AS VARCHAR)"
    if len(edges) == 1:
        name = labels[0] if labels else f"[{plain_number(edges[0])}]"
        edge = number_literal(edges[0])
        return f"CASE WHEN CAST({sql} AS DOUBLE) = {edge} THEN {text_literal(name)} END"
    cases = [f"WHEN {sql} < {number_literal(edges[0])} THEN NULL"]
    last = len(edges) - 2
    for at, (low, high) in enumerate(pairwise(edges)):
        closing = "]" if at == last else ")"
        name = f"[{plain_number(low)}, {plain_number(high)}{closing}"
        sign = "<=" if at == last else "<"
        text = text_literal(labels[at] if labels else name)
        cases.append(f"WHEN {sql} {sign} {number_literal(high)} THEN {text}")
    return f"CASE {' '.join(cases)} END"


@plan.register
def plan_map_values(step: MapValues, state: State, context: Context) -> Planned:
    """Replace values by their text."""
    item, sql = state.field_of(step.column), state.sql_of(step.column)
    text = as_text(sql, item.column)
    rest = {
        Otherwise.KEEP: f"({text})",
        Otherwise.MISSING: "NULL",
        Otherwise.VALUE: f"CASE WHEN {sql} IS NOT NULL THEN {text_literal(step.default)} END",
    }
    table = _lookup_table(step, context)
    if table:
        found = f"(SELECT first(new) FROM {table} WHERE old = ({text}))"
        cases = f"CASE WHEN ({text}) IN (SELECT old FROM {table}) THEN {found}"
    else:
        pairs = [f"WHEN {text_literal(old)} THEN {text_literal(new)}" for old, new in step.values]
        cases = f"CASE ({text}) {' '.join(pairs)}"
    mapped = f"CAST({cases} ELSE {rest[step.otherwise]} END AS VARCHAR)"
    lost: tuple[tuple[str, int], ...] = ()
    if step.otherwise is Otherwise.MISSING:
        lost = count_lost(context, state, [(step.column, sql, mapped)])
    field = new_field(step.column, ColumnType.TEXT, item.sources)
    after = state.put({step.column: (field, mapped)})
    # Looking into a table may give the rows in another order.
    is_in_order = after.is_in_order and not table
    return Planned(replace(after, is_in_order=is_in_order), lost=lost)


def _lookup_table(step: MapValues, context: Context) -> str:
    """Put many values into a table and return its name; "" where they are few."""
    olds, news = (split_sql([pair[at] for pair in step.values]) for at in (0, 1))
    if olds is None or news is None:
        return ""
    table = context.new_name("values")
    columns = f"unnest({olds}) AS old, unnest({news}) AS new"
    context.engine.run(f"CREATE TABLE {table} AS SELECT {columns}")
    return table


@plan.register
def plan_clip(step: Clip, state: State, context: Context) -> Planned:
    """Find the limits of each column and keep its values between them."""
    changes, counted, fitted = {}, [], []
    for name in step.columns:
        item, sql = state.field_of(name), state.sql_of(name)
        low, high = _limits(step, state, context, name)
        after = _clipped(step, sql, item.type, (low, high))
        changes[name] = (item, after)
        if step.outside is Outside.MISSING:
            counted.append((name, sql, after))
        fitted += [Fitted(name, "low", low), Fitted(name, "high", high)]
    lost = count_lost(context, state, counted)
    recorded = () if step.how is Clipping.GIVEN else tuple(fitted)
    return Planned(state.put(changes), lost=lost, fitted=recorded, fitted_count=len(recorded))


def _limits(
    step: Clip, state: State, context: Context, name: str
) -> tuple[float | None, float | None]:
    if step.how is Clipping.GIVEN:
        return step.low, step.high
    if context.given is not None:
        column = state.field_of(name).column
        low, high = (number_of(context.given, column, what) for what in ("low", "high"))
        return low, high
    shares = (0.25, 0.75) if step.how is Clipping.IQR else (step.low, step.high)
    sql = f"CAST({state.sql_of(name)} AS DOUBLE)"
    found = ", ".join(
        "CAST(NULL AS DOUBLE)" if share is None else f"quantile_cont({sql}, {share!r})"
        for share in shares
    )
    low, high = context.engine.row(f"SELECT {found} FROM {state.sql} AS t")
    if step.how is Clipping.IQR and low is not None:
        spread = step.k * (high - low)
        return low - spread, high + spread
    return low, high


def _clipped(
    step: Clip, sql: str, kind: ColumnType, limits: tuple[float | None, float | None]
) -> str:
    low, high = limits
    if kind is ColumnType.INTEGER:
        low = None if low is None else _in_64_bits(math.ceil(low))
        high = None if high is None else _in_64_bits(math.floor(high))
    cases = [
        f"WHEN {sql} {sign} {bound} THEN {'NULL' if step.outside is Outside.MISSING else bound}"
        for sign, bound in (("<", _bound(low, kind)), (">", _bound(high, kind)))
        if bound
    ]
    return f"CASE {' '.join(cases)} ELSE {sql} END" if cases else sql


def _in_64_bits(value: int) -> int:
    return max(-(2**63), min(value, 2**63 - 1))


def _bound(value: float | None, kind: ColumnType) -> str:
    if value is None:
        return ""
    if kind is ColumnType.INTEGER:
        return f"CAST('{int(value)}' AS BIGINT)"
    return number_literal(float(value))
