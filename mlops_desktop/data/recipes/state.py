"""A table between two steps, and what a step's plan is given and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.recipes.outcome import Fitted, SourceColumn
from mlops_desktop.core.recipes.step import StepProblem
from mlops_desktop.data.engine import Engine, literal
from mlops_desktop.data.limits import MAX_NAME
from mlops_desktop.data.storing import table_sql

Sources = frozenset[SourceColumn] | None
"""Exactly these input columns; None: opaque."""

NOTHING: Sources = frozenset()
MOST_FITTED = 10_000
_MOST_NESTED = 150
_MOST_HELD = 10_000
"""Columns that all subqueries together may have: the engine holds 2,048 values of each of them."""


def together(parts: Iterable[Sources]) -> Sources:
    """Return the union; opaque if one is."""
    found: frozenset[SourceColumn] = frozenset()
    for part in parts:
        if part is None:
            return None
        found |= part
    return found


@dataclass(frozen=True, slots=True)
class Field:
    """One column between two steps and where its values come from."""

    column: Column
    sources: Sources

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name

    @property
    def type(self) -> ColumnType:
        """The column's stored type."""
        return self.column.type


def new_field(name: str, kind: ColumnType, sources: Sources, zone: str | None = None) -> Field:
    """Return a field; what its values mean is found when the table is described."""
    return Field(Column(name, kind, SemanticType.TEXT, zone), sources)


@dataclass(frozen=True, slots=True)
class State:
    """A table between two steps.

    Attributes:
        sql: a subquery with columns c0, c1, … and ``place``; put ``AS name`` behind it.
        rows: how many it has.
        row_sources: the input columns that decide which rows there are and in which order.
        order: SQL that puts the rows in order; other than ``place`` after a step that makes a
            new order, until the table is settled.
        is_in_order: whether reading gives the rows in order already.
        is_dense: whether ``place`` counts the rows from 0 without gaps.
    """

    sql: str
    fields: tuple[Field, ...]
    rows: int
    row_sources: Sources = NOTHING
    order: str = "place"
    is_in_order: bool = True
    is_dense: bool = True

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns."""
        return tuple(item.column for item in self.fields)

    @property
    def is_deep(self) -> bool:
        """Whether so many subqueries lie inside each other that it is better stored."""
        nested = self.sql.count("(SELECT ")
        return nested > _MOST_NESTED or nested > max(1, _MOST_HELD // len(self.fields))

    @property
    def names(self) -> list[str]:
        """The columns' names."""
        return [item.name for item in self.fields]

    def at(self, name: str) -> int:
        """Return the position of a column that is known to be there."""
        return self.names.index(name)

    def sql_of(self, name: str) -> str:
        """Return the SQL name of a column that is known to be there."""
        return f"c{self.at(name)}"

    def field_of(self, name: str) -> Field:
        """Return the field of a column that is known to be there."""
        return self.fields[self.at(name)]

    def sources_of(self, names: Iterable[str]) -> Sources:
        """Return where the values of some columns come from, together."""
        return together(self.field_of(name).sources for name in names)

    def kept(self) -> list[tuple[Field, str]]:
        """Return every field with the SQL that keeps it."""
        return [(item, f"c{at}") for at, item in enumerate(self.fields)]

    def select(self, items: Sequence[tuple[Field, str]], where: str = "") -> State:
        """Return the table of these columns, each with its SQL, of the rows where it holds."""
        check_names([item.name for item, _ in items])
        columns = ", ".join(f"{sql} AS c{at}" for at, (_, sql) in enumerate(items))
        condition = f" WHERE {where}" if where else ""
        return replace(
            self,
            sql=f"(SELECT {columns}, place FROM {self.sql} AS t{condition})",
            fields=tuple(item for item, _ in items),
            is_dense=self.is_dense and not where,
        )

    def put(self, changes: Mapping[str, tuple[Field, str]]) -> State:
        """Return the table with some columns replaced in place; new names come at the end."""
        items = [changes.get(item.name, (item, sql)) for item, sql in self.kept()]
        here = set(self.names)
        items += [change for name, change in changes.items() if name not in here]
        return self.select(items)

    def add(self, items: Sequence[tuple[Field, str]]) -> State:
        """Return the table with new columns at the end; their names must be new."""
        return self.select([*self.kept(), *items])


def check_names(names: Sequence[str]) -> None:
    """Raise ``StepProblem`` when there are no columns, two of one name, or one of no good name."""
    if not names:
        raise StepProblem("recipe.no_columns")
    seen: set[str] = set()
    for name in names:
        if not name.strip() or "\0" in name:
            raise StepProblem(
                "recipe.parameter",
                label="New column",
                reason="a column would have no name, or one that cannot be written",
            )
        if len(name) > MAX_NAME:
            raise StepProblem(
                "recipe.parameter",
                label="New column",
                reason=f"a column's name would have {len(name):,} characters; the limit is "
                f"{MAX_NAME:,}",
            )
        if name in seen:
            raise StepProblem("recipe.same_name", column=name)
        seen.add(name)


def stored_state(path: Path, columns: Sequence[Column], limit: int | None) -> str:
    """Return the SQL of a stored table as a subquery, of its first rows if there is a limit."""
    cut = "" if limit is None else f" WHERE place < {limit}"
    return f"(SELECT * FROM {table_sql(path, len(columns))}{cut})"


@dataclass(frozen=True, slots=True)
class Planned:
    """A step, planned.

    Attributes:
        keeps_rows: whether there are as many rows as before; else they are counted.
        rows: how many there are, where the plan knows.
        lost: (column, how many values became missing).
        fitted: what was computed from the data, at most ``MOST_FITTED``.
        depends_on_values: whether the columns there are depend on values.
    """

    state: State
    keeps_rows: bool = True
    rows: int | None = None
    lost: tuple[tuple[str, int], ...] = ()
    fitted: tuple[Fitted, ...] = ()
    fitted_count: int = 0
    depends_on_values: bool = False


@dataclass(slots=True)
class Context:
    """What plans may use: the engine, the other tables, a place for what lies in between.

    Attributes:
        folder: where tables in between are written.
        inputs: every input table by its name.
        word: what the names of tables in between begin with.
        written: the files of tables in between.
        given: what an earlier run of the step that is planned computed from its rows, to be used
            instead of computing it anew; None: it is computed.
    """

    engine: Engine
    folder: Path
    inputs: Mapping[str, State]
    word: str = "run"
    written: list[Path] = field(default_factory=list)
    given: tuple[Fitted, ...] | None = None
    _count: int = field(default=0)

    def new_name(self, word: str) -> str:
        """Return a name that no other table of this run has."""
        self._count += 1
        return f"{self.word}_{word}{self._count}"

    def settled(self, state: State) -> State:
        """Return the same table, stored, with rows in order and places from 0.

        Also one that many steps lie inside each other for: the engine refuses a thousand.
        """
        is_tidy = state.order == "place" and state.is_in_order and state.is_dense
        if is_tidy and not state.is_deep:
            return state
        path = self.folder / f"{self.new_name('between')}.parquet"
        self.written.append(path)
        width = len(state.fields)
        names = ", ".join(f"c{at}" for at in range(width))
        self.engine.run(
            f"COPY (SELECT {names} FROM {ordered(state)}) TO {literal(str(path.absolute()))}"
            f" (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
        )
        return replace(
            state,
            sql=f"(SELECT * FROM {table_sql(path, width)})",
            order="place",
            is_in_order=True,
            is_dense=True,
        )

    def input(self, name: str) -> State:
        """Return another input table; raises ``StepProblem`` when there is none."""
        if name not in self.inputs:
            raise StepProblem("recipe.unknown_table", table=name)
        return self.inputs[name]


def ordered(state: State) -> str:
    """Return a table expression that gives the rows in order."""
    if state.is_in_order and state.order == "place":
        return f"{state.sql} AS t"
    return f"(SELECT * FROM {state.sql} AS t ORDER BY {state.order}) AS t"
