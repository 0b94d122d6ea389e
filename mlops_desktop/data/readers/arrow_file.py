"""Arrow IPC files and streams, Feather version 2 among them; stored as Parquet, then read so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

import duckdb
import numpy as np
from numpy.typing import NDArray

from mlops_desktop.core.dataset import Detection
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Step, Unit
from mlops_desktop.data.dialect import check_names, too_many_columns
from mlops_desktop.data.engine import Engine, literal
from mlops_desktop.data.failures import reading, require_room
from mlops_desktop.data.limits import MAX_COLUMNS
from mlops_desktop.data.prepared import Prepared
from mlops_desktop.data.readers.arrow.flatbuffer import MalformedError
from mlops_desktop.data.readers.arrow.messages import (
    DICTIONARY,
    FILE_MAGIC,
    RECORDS,
    SCHEMA,
    STREAM_MARK,
    Body,
    Message,
    messages,
)
from mlops_desktop.data.readers.arrow.schema import Field, every, fields_of
from mlops_desktop.data.readers.arrow.sql import is_sure, sql_of, stored_type
from mlops_desktop.data.readers.arrow.values import HELD, Column, Decoder, Layout, Values
from mlops_desktop.data.readers.parquet import read_table
from mlops_desktop.data.readers.reader import Request

_FEATHER_1 = b"FEA1"
_WINDOW = 50_000


class ArrowReader:
    """Reads an Arrow file or stream."""

    kind: ClassVar[str] = "arrow"
    suffixes: ClassVar[tuple[str, ...]] = (".arrow", ".feather", ".arrows", ".ipc")
    uses: ClassVar[frozenset[str]] = frozenset({"flatten", "leave_out"})
    is_text: ClassVar[bool] = False

    def recognise(self, path: Path, start: bytes) -> str | None:
        """Say why the file is Arrow; None when it is not; Feather version 1 is refused."""
        if start.startswith(_FEATHER_1):
            raise UserError("data.feather", path=path)
        if start.startswith(FILE_MAGIC):
            return "the file is Arrow (Feather)"
        is_named = path.suffix.lower() in self.suffixes
        if start.startswith(STREAM_MARK) and (is_named or _is_stream(start)):
            return "the file is an Arrow stream"
        if is_named:
            reason = "it does not begin as Arrow files do"
            raise UserError("data.damaged_arrow", path=path, reason=reason)
        return None

    def prepare(self, request: Request) -> Prepared:
        """Read the file; see :class:`mlops_desktop.data.readers.reader.Reader`."""
        path = request.path
        request.reporter.step(Step(f"Opening {path.name}"))
        stored = request.folder / "arrow.parquet"
        try:
            with reading(path), path.open("rb") as file:
                names, found = _Conversion(request, file).run(stored)
        except (MalformedError, duckdb.Error) as error:
            reason = str(error).splitlines()[0].split("Error: ", 1)[-1].rstrip(".")
            raise UserError("data.damaged_arrow", path=path, reason=reason) from error
        prepared = read_table(request, stored, names)
        return replace(prepared, detections=(*prepared.detections, *found))


def _is_stream(start: bytes) -> bool:
    """Say whether a file that no name tells begins with a message."""
    length = int.from_bytes(start[4:8], "little")
    return length > 0 and length % 8 == 0


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A column of the table: a field, or a part of a record.

    Attributes:
        way: which child at each step, from the file's columns on.
    """

    name: str
    field: Field
    way: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Batch:
    """A window of rows of one batch."""

    decoder: Decoder
    columns: Sequence[Column]
    start: int
    stop: int

    def values(self, leaf: _Leaf) -> Values:
        """Return a column's values; where the record around one is missing, it is too."""
        column = self.columns[leaf.way[0]]
        there = None
        for step in leaf.way[1:]:
            there = _both(there, self.decoder.there(column, self.start, self.stop))
            column = column.children[step]
        values = self.decoder.values(column, self.start, self.stop)
        return Values(values.array, _both(there, values.there))


class _Conversion:
    """Brings the rows of one file into a Parquet file."""

    def __init__(self, request: Request, file: BinaryIO) -> None:
        self._request = request
        self._file = file
        self._fields: tuple[Field, ...] = ()
        self._by_number: dict[int, Field] = {}
        self._dictionaries: dict[int, Values] = {}
        self._nested: list[str] = []

    def run(self, stored: Path) -> tuple[list[str], list[Detection]]:
        """Write the file; return the names of its columns and what was found.

        Raises:
            MalformedError: when the file is damaged.
            UserError: for columns that no table can hold.
        """
        stream = self._ordered()
        self._schema(next(stream, None))
        leaves = [leaf for at, item in enumerate(self._fields) for leaf in self._spread(item, at)]
        names = [leaf.name for leaf in leaves]
        kept = self._request.kept(check_names(names))
        leaves = [leaves[at] for at in kept]
        for leaf in leaves:
            self._check(leaf)
        with Engine(self._request.path, stored.parent, [], self._request.reporter) as engine:
            columns = ", ".join(
                f"c{at} {stored_type(leaf.field)}" for at, leaf in enumerate(leaves)
            )
            engine.run(f"CREATE TABLE taken({columns})")
            self._take_all(engine, leaves, stream)
            given = ", ".join(self._final(engine, at, leaf) for at, leaf in enumerate(leaves))
            engine.run(
                f"COPY (SELECT {given} FROM taken) TO {literal(str(stored.absolute()))}"
                " (FORMAT parquet)"
            )
        return [leaf.name for leaf in leaves], self._found(leaves)

    def _ordered(self) -> Iterator[Message]:
        """Yield the messages; a file may hold its lists of values behind the rows."""
        self._file.seek(0)
        is_file = self._file.read(len(FILE_MAGIC)) == FILE_MAGIC
        found = messages(self._file, self._request.stamp.size)
        if not is_file:
            return found
        return iter(sorted(found, key=lambda message: message.kind == RECORDS))

    def _schema(self, message: Message | None) -> None:
        if message is None or message.kind != SCHEMA:
            raise MalformedError("it does not say which columns it has")
        self._fields = fields_of(message.head)
        if len(self._fields) > MAX_COLUMNS:
            raise too_many_columns(len(self._fields))
        for item in every(self._fields):
            if item.dictionary is not None:
                self._by_number[item.dictionary] = replace(item, dictionary=None, index=None)

    def _spread(self, field: Field, at: int) -> Iterator[_Leaf]:
        yield from self._parts(field, field.name, (at,))

    def _parts(self, field: Field, name: str, way: tuple[int, ...]) -> Iterator[_Leaf]:
        is_record = field.kind == "struct" and field.index is None and field.children
        if is_record:
            self._nested.append(name)
        if not (is_record and self._request.options.flatten):
            yield _Leaf(name, field, way)
            return
        for at, child in enumerate(field.children):
            yield from self._parts(child, f"{name}.{child.name}", (*way, at))

    def _check(self, leaf: _Leaf) -> None:
        for item in every((leaf.field,)):
            if item.kind not in HELD:
                facts = {"column": leaf.name, "kind": item.shown}
                raise UserError("data.column_kind", path=self._request.path, **facts)

    def _take_all(self, engine: Engine, leaves: list[_Leaf], stream: Iterator[Message]) -> None:
        rows = 0
        limit = self._request.row_limit
        for message in stream:
            if message.kind == DICTIONARY:
                self._look_up_later(message)
            if message.kind != RECORDS:
                continue
            body = Body(self._file, message.head, (message.body, message.size))
            layout = Layout(body)
            columns = [layout.column(item) for item in self._fields]
            for start in range(0, body.rows, _WINDOW):
                stop = min(start + _WINDOW, body.rows)
                if limit is not None:
                    stop = min(stop, start + limit - rows)
                batch = _Batch(Decoder(body, self._dictionaries), columns, start, stop)
                _take(engine, leaves, batch)
                rows += stop - start
                name, done = self._request.path.name, message.body
                step = Step(f"Reading {name}", done, self._size, unit=Unit.BYTES)
                self._request.reporter.step(step)
                require_room(self._request.folder, self._request.path)
                if limit is not None and rows >= limit:
                    return

    @property
    def _size(self) -> int:
        return self._request.stamp.size

    def _look_up_later(self, message: Message) -> None:
        number = message.head.number(0, "<q")
        batch = message.head.table(1)
        field = self._by_number.get(number)
        if batch is None or field is None:
            raise MalformedError("a list of values belongs to no column")
        body = Body(self._file, batch, (message.body, message.size))
        column = Layout(body).column(field)
        values = Decoder(body, self._dictionaries).values(column, 0, column.rows)
        if message.head.number(2, "<B") and number in self._dictionaries:
            values = _joined(self._dictionaries[number], values)
        self._dictionaries[number] = values

    def _final(self, engine: Engine, at: int, leaf: _Leaf) -> str:
        test = is_sure(leaf.field, f"c{at}")
        is_exact = True
        if test:
            (is_exact,) = engine.row(f"SELECT coalesce(bool_and({test}), true) FROM taken")
        return f"{sql_of(leaf.field, f'c{at}', is_exact=is_exact)} AS c{at}"

    def _found(self, leaves: list[_Leaf]) -> list[Detection]:
        found = list(self._request.told_left_out())
        for leaf in leaves:
            if leaf.field.kind == "duration":
                reason = f"{leaf.name} holds durations; 0.5 is 12 hours"
                found.append(Detection("durations", "in days", reason))
                break
        if not self._nested:
            return found
        if self._request.options.flatten:
            return [*found, Detection("flatten", "yes", "chosen")]
        reason = f"{self._nested[0]} holds records; they are kept as JSON text"
        return [*found, Detection("flatten", "no", reason)]


def _take(engine: Engine, leaves: Sequence[_Leaf], batch: _Batch) -> None:
    """Add the rows of a window to those taken before."""
    given: dict[str, NDArray[Any]] = {}
    selected = []
    for at, leaf in enumerate(leaves):
        values = batch.values(leaf)
        given[f"c{at}"] = values.array
        value = f"CAST(c{at} AS {stored_type(leaf.field)})"
        if values.there is not None:
            given[f"v{at}"] = values.there
            value = f"CASE WHEN v{at} THEN {value} END"
        selected.append(value)
    engine.register("given", given)
    engine.run(f"INSERT INTO taken SELECT {', '.join(selected)} FROM given")


def _both(
    first: NDArray[np.bool_] | None, second: NDArray[np.bool_] | None
) -> NDArray[np.bool_] | None:
    if first is None or second is None:
        return second if first is None else first
    return first & second


def _joined(before: Values, added: Values) -> Values:
    array = np.concatenate([before.array, added.array])
    if before.there is None and added.there is None:
        return Values(array, None)
    there = [
        np.ones(len(item.array), bool) if item.there is None else item.there
        for item in (before, added)
    ]
    return Values(array, np.concatenate(there))
