"""Counting, over every value of a column, how many have which form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mlops_desktop.data.column_types import TOKENS, Counts
from mlops_desktop.data.engine import Engine, literal
from mlops_desktop.data.forms import FAMILIES, Form, code_like, family_test

_EXPRESSIONS_AT_ONCE = 400


def count_forms(
    engine: Engine, table: str, wanted: Mapping[int, Sequence[Form]], chosen: Sequence[str] = ()
) -> dict[int, Counts]:
    """Count the forms of some columns.

    Two passes: which families of forms occur at all, then only the forms of those.

    Args:
        table: SQL of a table with text columns c0, c1, … (the empty text read as NULL).
        wanted: which forms to count, by column position.
        chosen: further texts that may stand for "no value".
    """
    tokens = [token for token in (*TOKENS, *chosen) if token]
    first = _in_batches(engine, table, {index: _first_look(index, tokens) for index in wanted})
    second: dict[int, list[str]] = {}
    plausible: dict[int, list[Form]] = {}
    for index, forms in wanted.items():
        families = dict(zip(FAMILIES, first[index][2:], strict=True))
        plausible[index] = [form for form in forms if families.get(form.family, 1)]
        second[index] = [f"count({form.parse(f'c{index}')})" for form in plausible[index]]
        if families["number"]:
            second[index].append(f"count(*) FILTER (WHERE {code_like(f'c{index}')})")
    counted = _in_batches(engine, table, second)
    return {
        index: _counts(first[index], plausible[index], counted.get(index, [])) for index in wanted
    }


def _first_look(index: int, tokens: Sequence[str]) -> list[str]:
    name = f"c{index}"
    longest = max(len(token) for token in tokens)
    among = ", ".join(literal(token) for token in tokens)
    return [
        f"count(*) FILTER (WHERE trim({name}) <> '')",
        f"histogram({name}) FILTER (WHERE length({name}) <= {longest} AND {name} IN ({among}))",
        *(f"count(*) FILTER (WHERE {family_test(family, name)})" for family in FAMILIES),
    ]


def _counts(first: Sequence[Any], forms: Sequence[Form], counted: Sequence[Any]) -> Counts:
    codes = counted[len(forms)] if len(counted) > len(forms) else 0
    parsed = {form.key: counted[at] for at, form in enumerate(forms)}
    return Counts(first[0], first[1] or {}, codes, parsed)


def _in_batches(
    engine: Engine, table: str, expressions: Mapping[int, Sequence[str]]
) -> dict[int, list[Any]]:
    """Evaluate aggregates by column, a bounded number of them per statement."""
    result: dict[int, list[Any]] = {}
    batch: list[tuple[int, Sequence[str]]] = []
    for index, texts in expressions.items():
        batch.append((index, texts))
        if sum(len(item) for _, item in batch) >= _EXPRESSIONS_AT_ONCE:
            _evaluate(engine, table, batch, result)
            batch = []
    _evaluate(engine, table, batch, result)
    return result


def _evaluate(
    engine: Engine,
    table: str,
    batch: Sequence[tuple[int, Sequence[str]]],
    result: dict[int, list[Any]],
) -> None:
    texts = [text for _, item in batch for text in item]
    if not texts:
        return
    values = iter(engine.row(f"SELECT {', '.join(texts)} FROM {table}"))
    for index, item in batch:
        result[index] = [next(values) for _ in item]
