"""Small tables for the tests of recipes, and a quick way to run steps on them."""

# ruff: noqa: S608, S311 - tables of the tests' own making
from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.progress import Silent
from mlops_desktop.core.recipes.outcome import SourceColumn, StepOutcome
from mlops_desktop.core.recipes.step import Step
from mlops_desktop.data.engine import Engine, identifier
from mlops_desktop.data.forms import SQL_TYPES
from mlops_desktop.data.recipes.running import InputTable, Recorded, run_steps
from mlops_desktop.data.recipes.state import Context, Field, State, ordered
from mlops_desktop.data.storing import write_table


def column(name: str, kind: str, zone: str | None = None) -> Column:
    return Column(name, ColumnType(kind), SemanticType.TEXT, zone)


@dataclass
class Table:
    """Columns and rows, as Python values."""

    columns: tuple[Column, ...]
    rows: list[tuple[object, ...]]

    @property
    def names(self) -> list[str]:
        return [item.name for item in self.columns]

    def values(self, name: str) -> list[object]:
        at = self.names.index(name)
        return [row[at] for row in self.rows]

    def with_values(self, changes: Mapping[str, Sequence[object]]) -> Table:
        columns = [changes.get(name, self.values(name)) for name in self.names]
        return Table(self.columns, list(zip(*columns, strict=True)))


def table(columns: str, *rows: tuple[object, ...]) -> Table:
    """Make a table from "name:type, name:datetime@UTC"."""
    parsed = []
    for part in columns.split(","):
        name, _, kind = part.strip().partition(":")
        kind, _, zone = kind.partition("@")
        parsed.append(column(name, kind, zone or None))
    return Table(tuple(parsed), [tuple(row) for row in rows])


@dataclass
class Result:
    """What steps made: names, rows in order, lineage."""

    columns: tuple[Column, ...]
    rows: list[tuple[object, ...]]
    fields: tuple[Field, ...]
    row_sources: frozenset[SourceColumn] | None
    outcomes: list[StepOutcome]

    @property
    def names(self) -> list[str]:
        return [item.name for item in self.columns]

    def values(self, name: str) -> list[object]:
        at = self.names.index(name)
        return [row[at] for row in self.rows]


def load(engine: Engine, name: str, given: Table) -> str:
    """Create a DuckDB table with c0, c1, … and place; return it as a subquery."""
    kinds = [SQL_TYPES[item.type] for item in given.columns]
    columns = ", ".join(f"c{at} {kind}" for at, kind in enumerate(kinds))
    engine.run(f"CREATE TABLE {identifier(name)} ({columns}, place BIGINT)")
    if given.rows:
        # One statement for all rows: a statement for each would take longer than the tests.
        marks = ", ".join("?" for _ in range(len(kinds) + 1))
        row = f"({marks})"
        values = [value for at, item in enumerate(given.rows) for value in (*item, at)]
        rows = ", ".join([row] * len(given.rows))
        engine.run(f"INSERT INTO {identifier(name)} VALUES {rows}", values)
    return f"(SELECT * FROM {identifier(name)})"


class Bench:
    """An engine that runs steps without storing and describing what comes out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._engine = Engine(folder / "tables", folder, [], Silent(), 20)
        self._runs = 0

    def run(
        self, steps: Sequence[Step], tables: Mapping[str, Table], recorded: Recorded = None
    ) -> Result:
        self._runs += 1
        states = {}
        for name, given in tables.items():
            fields = tuple(
                Field(item, frozenset({SourceColumn(name, item.name)})) for item in given.columns
            )
            sql = load(self._engine, f"{name} {self._runs}", given)
            states[name] = State(sql, fields, len(given.rows))
        context = Context(self._engine, self._folder, states, f"run{self._runs}")
        state, outcomes = run_steps(steps, context, Silent(), recorded)
        names = ", ".join(f"c{at}" for at in range(len(state.fields)))
        rows = self._engine.rows(f"SELECT {names} FROM {ordered(state)}")
        return Result(state.columns, rows, state.fields, state.row_sources, outcomes)

    def close(self) -> None:
        self._engine.__exit__(None, None, None)


def store(given: Table, path: Path) -> InputTable:
    """Write a table as the product stores it."""
    with Engine(path, path.parent, [], Silent(), len(given.columns)) as engine:
        sql = load(engine, "given", given)
        names = [f"c{at}" for at in range(len(given.columns))]
        write_table(engine, given.names, names, f"{sql} AS t", path)
    return InputTable(path, given.columns)


_SAMPLE = (
    "id:integer, who:text, group:text, wind:number, temp:number, count:integer, flag:boolean,"
    " day:date, moment:datetime@UTC, local:datetime, code:text, written:text, stamp:text,"
    " digits:text"
)
_DOMAINS: dict[str, list[object]] = {
    "who": ["Ada", " ada ", "Zoë  Ünal", "zoe unal", "Łukasz", "Bob"],
    "group": ["a", "b", "c"],
    "wind": [0.1, 0.2, 0.30000000000000004, 2.5, 1.0, 0.0, 7.0, 11.25, -3.5, 40.0],
    "temp": [1.5, 1e9, 1e-9, -1e9, 20.25, 3.0],
    "count": [0, 1, 2, 3, 5, 8, 13],
    "flag": [True, False],
    "day": [date(2013, 1, 1) + timedelta(days=at) for at in range(5)],
    "moment": [datetime(2013, 1, 1) + timedelta(hours=7 * at) for at in range(12)],  # noqa: DTZ001
    "local": [datetime(2013, 3, 30, 20) + timedelta(hours=5 * at) for at in range(9)],  # noqa: DTZ001
    "code": ["a-1-x", "b-2", "c", "d-4-y-z", "a-1"],
    "written": ["31/12/2011", "01/02/2013", "28/02/2012", "30/02/2012", "x"],
    "stamp": ["2013-01-05", "2012-02-29", "2011-12-31"],
    "digits": ["12.5", "7", "abc", "1e3", "0", "2011-12-31", "2011-12-31 10:00"],
}


def draw(name: str, rows: int, seed: int) -> list[object]:
    """Draw values of a column of the sample, one in five missing."""
    chance = random.Random(f"{name} {seed}")
    if name == "id":
        values = list(range(1, rows + 1))
        chance.shuffle(values)
        return list(values)
    return [None if chance.random() < 0.2 else chance.choice(_DOMAINS[name]) for _ in range(rows)]


def sample(rows: int = 60, seed: int = 1) -> Table:
    """Return a table with a column of every type, repeated and missing values."""
    empty = table(_SAMPLE)
    columns = [draw(name, rows, seed) for name in empty.names]
    return Table(empty.columns, [tuple(row) for row in zip(*columns, strict=True)])


def other_tables() -> dict[str, Table]:
    """Return the tables that steps of the examples join and add."""
    return {
        "groups": table(
            "key:text, rain:number, wind:number, note:text",
            ("a", 1.5, 9.0, "x"),
            ("b", 2.5, 8.0, None),
            ("z", None, 7.0, "y"),
        ),
        "many": table("key:text, tag:text", ("a", "1"), ("a", "2"), ("b", "3"), (None, "4")),
        "more": sample(7, seed=9),
        "fewer": table("id:integer, wind:integer, extra:text", (100, 4, "e"), (101, None, "f")),
    }
