"""Parquet files, read by DuckDB as they lie; every column keeps its type where it is exact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import duckdb

from mlops_desktop.core.dataset import ColumnType, Detection
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Step, Unit
from mlops_desktop.data.dialect import check_names
from mlops_desktop.data.engine import Engine, literal
from mlops_desktop.data.failures import damage_of, reading
from mlops_desktop.data.forms import SQL_TYPES, Form
from mlops_desktop.data.prepared import CountedLines, Prepared
from mlops_desktop.data.readers.parquet_types import Plan, plan_of, structure_of
from mlops_desktop.data.readers.reader import Request
from mlops_desktop.data.readers.staging import sample_rows, typed_form
from mlops_desktop.data.rows import Scan

_MAGIC, _LOCKED = b"PAR1", b"PARE"
_TAIL = 8
_DEEPEST = 20
_PROBED_ROWS = 200


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """The columns of a Parquet file.

    Attributes:
        columns: how many the file itself has.
        expressions: SQL of each column over the file's c0, c1 and so on.
        judged: positions of columns whose type is to be found out from their text.
        kept: positions of columns that are text and stay so.
        chosen: texts the person chose as missing.
        rows: only so many from the beginning; None: all.
    """

    path: Path
    columns: int
    expressions: tuple[str, ...]
    judged: frozenset[int]
    kept: frozenset[int]
    chosen: tuple[str, ...]
    rows: int | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """The file itself."""
        return (self.path,)

    def sql(self, missing: tuple[str, ...] = ()) -> str:
        """Return the table expression; see :class:`SourceTable`."""
        shown = []
        for at, expression in enumerate(self.expressions):
            tokens = ("", *missing) if at in self.judged else self.chosen
            if (at in self.judged or at in self.kept) and tokens:
                listed = ", ".join(literal(token) for token in tokens)
                expression = f"CASE WHEN {expression} NOT IN ({listed}) THEN {expression} END"  # noqa: PLW2901
            shown.append(f"{expression} AS c{at}")
        limit = "" if self.rows is None else f" LIMIT {self.rows}"
        return f"(SELECT {', '.join(shown)} FROM {self.source()}{limit})"

    def source(self) -> str:
        """Return the table expression of the file's own columns."""
        names = ", ".join(f"c{at}" for at in range(self.columns))
        return f"read_parquet({literal(str(self.path.absolute()))}) AS stored({names})"


class ParquetReader:
    """Reads a Parquet file."""

    kind: ClassVar[str] = "parquet"
    suffixes: ClassVar[tuple[str, ...]] = (".parquet", ".pq")
    uses: ClassVar[frozenset[str]] = frozenset({"flatten", "leave_out"})
    is_text: ClassVar[bool] = False

    def recognise(self, path: Path, start: bytes) -> str | None:
        """Say why the file is Parquet; None when it is not."""
        suffix = path.suffix.lower()
        if start.startswith(_LOCKED):
            raise UserError("data.locked_parquet", path=path)
        if start.startswith(_MAGIC):
            return "the file is Parquet"
        if suffix in self.suffixes:
            reason = "it does not begin as Parquet files do"
            raise UserError("data.damaged_parquet", path=path, reason=reason)
        return None

    def prepare(self, request: Request) -> Prepared:
        """Read the file; see :class:`mlops_desktop.data.readers.reader.Reader`."""
        path = request.path
        request.reporter.step(Step(f"Opening {path.name}"))
        _check_ends(path, request.stamp.size)
        with Engine(path, None, [path], request.reporter) as engine:
            try:
                return _File(request, engine, path).prepare()
            except duckdb.Error as error:
                raise UserError(
                    "data.damaged_parquet", path=path, reason=damage_of(error)
                ) from error


def read_table(request: Request, stored: Path, names: Sequence[str]) -> Prepared:
    """Read a Parquet file that another reader made of its source, whose columns have these names.

    Raises:
        UserError: whatever no table can hold; it names the source.
    """
    with Engine(request.path, None, [stored], request.reporter) as engine:
        return _File(request, engine, stored).prepare(names)


def _check_ends(path: Path, size: int) -> None:
    with reading(path), path.open("rb") as file:
        if size >= _TAIL + len(_MAGIC):
            file.seek(size - _TAIL)
            tail = file.read(_TAIL)
            if tail[4:] == _MAGIC and int.from_bytes(tail[:4], "little") <= size - _TAIL - 4:
                return
            if tail[4:] == _LOCKED:
                raise UserError("data.locked_parquet", path=path)
    raise UserError("data.damaged_parquet", path=path, reason="its end is missing")


@dataclass(frozen=True, slots=True)
class _Found:
    """A column as it will be: its name, SQL, DuckDB type."""

    name: str
    sql: str
    type: str


class _File:
    def __init__(self, request: Request, engine: Engine, path: Path) -> None:
        self._request = request
        self._engine = engine
        self._path = path
        self._nested: list[str] = []

    def prepare(self, known: Sequence[str] = ()) -> Prepared:
        """Read the table; its columns have the known names, or those in the file."""
        request = self._request
        file = literal(str(self._path.absolute()))
        own = self._engine.rows(f"DESCRIBE SELECT * FROM read_parquet({file})")
        given = check_names(known or [row[0] for row in own])
        bare = ParquetTable(self._path, len(own), (), frozenset(), frozenset(), ())
        found = [
            item
            for at, (name, (_, kind, *_)) in enumerate(zip(given, own, strict=True))
            for item in self._spread(_Found(name, f"c{at}", kind), bare.source())
        ]
        if not known:
            found = [found[at] for at in request.kept([item.name for item in found])]
        names = check_names([item.name for item in found])
        plans = [plan_of(request.path, item.name, item.sql, item.type) for item in found]
        rows, exact = self._judge(bare, plans)
        if rows == 0:
            raise UserError("data.no_rows", path=request.path)
        if request.row_limit is not None:
            rows = min(rows, request.row_limit)
        typed = self._typed(names, plans, exact)
        table = self._table(bare, plans, typed)
        most = sample_rows(self._row_bytes(table))
        return Prepared(
            path=request.path,
            stamp=request.stamp,
            sha256=request.sha256(),
            options=replace(request.options, format=request.found.value),
            detections=(request.found, *(() if known else self._detections())),
            names=names,
            text=table,
            sample=table if rows <= most else replace(table, rows=most),
            scan=Scan(rows_in_file=rows, kept=rows),
            lines=CountedLines(),
            typed=typed,
        )

    def _table(self, bare: ParquetTable, plans: list[Plan], typed: dict[int, Form]) -> ParquetTable:
        """Return the table of all columns as they will be."""
        expressions = [self._expression(plan, typed.get(at)) for at, plan in enumerate(plans)]
        return replace(
            bare,
            expressions=tuple(expressions),
            judged=frozenset(at for at in range(len(plans)) if at not in typed),
            kept=frozenset(at for at, form in typed.items() if form.type is ColumnType.TEXT),
            chosen=tuple(token for token in self._request.options.missing if token),
            rows=self._request.row_limit,
        )

    def _row_bytes(self, table: ParquetTable) -> float:
        """Return how long the first rows are on average."""
        first = replace(table, rows=min(table.rows or _PROBED_ROWS, _PROBED_ROWS)).sql()
        lengths = ", ".join(
            f"avg(strlen(CAST(c{at} AS VARCHAR)))" for at in range(len(table.expressions))
        )
        return sum(size or 0.0 for size in self._engine.row(f"SELECT {lengths} FROM {first}"))

    def _spread(self, item: _Found, source: str, depth: int = 0) -> Iterator[_Found]:
        """Yield the column, or the columns ``a.b`` of a record where that is wished."""
        if not item.type.startswith("STRUCT("):
            yield item
            return
        self._nested.append(item.name)
        if not self._request.options.flatten or depth > _DEEPEST:
            yield item
            return
        for name, kind in structure_of(self._engine, item.sql, source):
            inner = _Found(
                f"{item.name}.{name}", f"struct_extract({item.sql}, {literal(name)})", kind
            )
            yield from self._spread(inner, source, depth + 1)

    def _judge(self, table: ParquetTable, plans: list[Plan]) -> tuple[int, list[bool]]:
        """Return the number of rows, and of each column whether its values are all exact."""
        checks = [plan.exact for plan in plans if plan.exact]
        tests = "".join(f", coalesce(bool_and({check}), true)" for check in checks)
        phase, size = f"Looking at {self._request.path.name}", self._request.stamp.size
        with self._engine.telling(Step(phase, 0, size, unit=Unit.BYTES)):
            count, *answers = self._engine.row(f"SELECT count(*){tests} FROM {table.source()}")
        given = iter(answers)
        exact = [bool(next(given)) if plan.exact else True for plan in plans]
        for plan, is_exact in zip(plans, exact, strict=True):
            if plan.must_be_exact and not is_exact:
                raise UserError("data.binary_column", path=self._request.path, column=plan.name)
        return int(count), exact

    def _typed(
        self, names: tuple[str, ...], plans: list[Plan], exact: list[bool]
    ) -> dict[int, Form]:
        chosen = dict(self._request.options.types)
        typed: dict[int, Form] = {}
        for at, plan in enumerate(plans):
            kind = plan.type if exact[at] else ColumnType.TEXT
            if (exact[at] or plan.stays_text) and chosen.get(names[at], kind) is kind:
                typed[at] = typed_form(kind, plan.zone if exact[at] else None)
        return typed

    @staticmethod
    def _expression(plan: Plan, form: Form | None) -> str:
        if form is None or form.type is ColumnType.TEXT:
            return f"CAST({plan.text} AS VARCHAR)"
        return f"CAST({plan.value} AS {SQL_TYPES[form.type]})"

    def _detections(self) -> tuple[Detection, ...]:
        left_out = self._request.told_left_out()
        if not self._nested:
            return left_out
        reason = f"{self._nested[0]} holds records"
        if self._request.options.flatten:
            return (Detection("flatten", "yes", "chosen"), *left_out)
        return (Detection("flatten", "no", f"{reason}; they are kept as JSON text"), *left_out)
