"""JSON: a list of records, a document with such a list inside, or one record per line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from mlops_desktop.core.dataset import Detection
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.messages.message import first_names
from mlops_desktop.data.failures import reading
from mlops_desktop.data.prepared import Prepared
from mlops_desktop.data.readers.json_stream import JsonStream
from mlops_desktop.data.readers.json_values import cells, decode
from mlops_desktop.data.readers.reader import Request
from mlops_desktop.data.readers.staging import Staging

_RECORD = re.compile(rb'\s*\{\s*["}]')
_LIST = re.compile(rb'\s*\[\s*([\[{"\]\dtfn-]|$)')
_LINES = (".jsonl", ".ndjson")
_DEEPEST_LIST = 4
_MOST_LISTS = 1_000
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
LINES, WHOLE = "one per line", "the document itself"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the records are.

    Attributes:
        keys: the path to the list; empty: at the top.
        is_list: whether they stand in a list; else one after the other.
        is_by_line: whether each stands on a line of its own.
        lists: every list of records in the document, dotted.
    """

    keys: tuple[str, ...]
    is_list: bool
    is_by_line: bool
    reason: str
    lists: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        if self.is_by_line:
            return LINES
        return ".".join(self.keys) or WHOLE


class JsonReader:
    """Reads JSON and JSON lines."""

    kind: ClassVar[str] = "json"
    suffixes: ClassVar[tuple[str, ...]] = (".json", *_LINES, ".geojson")
    uses: ClassVar[frozenset[str]] = frozenset({"records", "flatten"})
    is_text: ClassVar[bool] = True

    def recognise(self, path: Path, start: bytes) -> str | None:
        """Say why the file is JSON; None when it is not."""
        if path.suffix.lower() in self.suffixes:
            return "the file is called so"
        for mark in _MARKS:
            start = start.removeprefix(mark)
        start = start.replace(b"\0", b"")
        if _RECORD.match(start) or (_LIST.match(start) and b"{" in start[:200]):
            return "the file begins as JSON does"
        return None

    def prepare(self, request: Request) -> Prepared:
        """Read the file; see :class:`mlops_desktop.data.readers.reader.Reader`."""
        document = _Document(request)
        place = document.find()
        found = [Detection("records", place.name, place.reason)]
        columns: dict[str, int] = {}
        nested = ""
        with Staging(request) as staging:
            for line, value in document.records(place):
                if staging.rows == request.row_limit:
                    break
                record = document.record(staging, line, value)
                if record is None:
                    continue
                if not nested:
                    nested = next((k for k, v in record.items() if isinstance(v, dict)), "")
                document.add(staging, line, record, columns)
            if nested:
                found.append(_flattened(request, nested))
            names = list(columns)
            prepared = staging.finish(names, request.sha256(), found)
        return replace(prepared, sheets=place.lists)


def _flattened(request: Request, nested: str) -> Detection:
    if request.options.flatten:
        return Detection("flatten", "yes", "chosen")
    return Detection("flatten", "no", f"{nested} holds records; they are kept as JSON text")


class _Document:
    """A JSON file, read as often as needed."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def _opened(self) -> Iterator[JsonStream]:
        path = self._request.path
        with reading(path), path.open("rb") as file:
            yield JsonStream(file, path, self._request.stamp.size, self._request.reporter)

    def find(self) -> _Place:
        """Find the records.

        Raises:
            UserError: when the chosen list is not there, or the document holds no records.
        """
        chosen = self._request.options.records
        for stream in self._opened():
            first = stream.peek()
            if first == "[" and not chosen:
                return _Place((), True, False, "the file is a list")
            if first != "{":
                if chosen:
                    raise self._no_list(chosen, [])
                raise UserError("data.json_records", path=self._request.path)
            if not chosen and (place := self._by_line()):
                return place
            lists: list[tuple[str, ...]] = []
            _find_lists(stream, (), lists)
            if stream.peek() and not chosen:
                return _Place((), False, False, "records stand one after the other")
            return self._choose(lists, chosen)
        raise RuntimeError("a stream was not opened")

    def _by_line(self) -> _Place | None:
        """Return the place when the first line is a record of its own and another follows."""
        for stream in self._opened():
            stream.peek()
            line = stream.next_line() or ""
            is_named = self._request.path.suffix.lower() in _LINES
            if not is_named and not stream.peek():
                return None
            try:
                decode(line)
            except ValueError:
                if not is_named:
                    return None
            return _Place((), False, True, "every line is a record")
        return None

    def _choose(self, lists: list[tuple[str, ...]], chosen: str | None) -> _Place:
        names = tuple(".".join(keys) for keys in lists)
        if chosen is not None:
            if chosen not in names:
                raise self._no_list(chosen, list(names))
            return _Place(lists[names.index(chosen)], True, False, "chosen", names)
        if not lists:
            return _Place((), False, False, "the file is one record")
        reason = "the only list" if len(lists) == 1 else f"the first of {len(lists)} lists"
        return _Place(lists[0], True, False, f"{reason} of records in the document", names)

    def _no_list(self, chosen: str, names: list[str]) -> UserError:
        known = first_names(names) or "none"
        return UserError("data.json_list", path=self._request.path, records=chosen, lists=known)

    def records(self, place: _Place) -> Iterator[tuple[int, str]]:
        """Yield (line, text) of every record."""
        for stream in self._opened():
            if place.is_by_line:
                yield from _lines(stream)
                return
            for key in place.keys:
                _go_to(stream, key)
            if not place.is_list:
                while stream.peek():
                    line = stream.line
                    yield line, stream.take()
                return
            stream.expect("[")
            if stream.peek() == "]":
                return
            while True:
                stream.peek()
                line = stream.line
                yield line, stream.take()
                if stream.expect(",]") == "]":
                    break
            if not place.keys and (rest := stream.peek()):
                raise stream.fault(f"{rest} stands behind the end of the list")

    def record(self, staging: Staging, line: int, text: str) -> dict[str, Any] | None:
        """Return the record; None when the text is none, which is then rejected."""
        try:
            value = decode(text)
        except ValueError as error:
            staging.reject(line, str(error), text)
            return None
        if not isinstance(value, dict):
            staging.reject(line, "not a record of names and values", text)
            return None
        return value

    def add(
        self, staging: Staging, line: int, record: dict[str, Any], columns: dict[str, int]
    ) -> None:
        """Add the record's values under their columns, new ones behind the others."""
        if any(isinstance(value, dict | list) for value in record.values()):
            record = dict(cells(record, flatten=bool(self._request.options.flatten)))
        if record.keys() != columns.keys():
            for name in record:
                columns.setdefault(name, len(columns))
        staging.add(line, [record.get(name) for name in columns])


def _lines(stream: JsonStream) -> Iterator[tuple[int, str]]:
    while True:
        line = stream.line
        text = stream.next_line()
        if text is None:
            return
        if text.strip():
            yield line, text


def _go_to(stream: JsonStream, wanted: str) -> None:
    """Stop before the value of a key of the object that comes next."""
    for key in _keys(stream):
        if key == wanted:
            return
        stream.skip()
    raise RuntimeError("a key that was found is not there")


def _keys(stream: JsonStream) -> Iterator[str]:
    """Yield the keys of the object that comes next; each value must be taken in between."""
    stream.expect("{")
    if stream.peek() == "}":
        stream.expect("}")
        return
    while True:
        if stream.peek() != '"':
            raise stream.fault("the name of a value must be a text")
        try:
            key = decode(stream.take())
        except ValueError as error:
            raise stream.fault(str(error)) from error
        stream.expect(":")
        yield key
        if stream.expect(",}") == "}":
            return


def _find_lists(stream: JsonStream, keys: tuple[str, ...], found: list[tuple[str, ...]]) -> None:
    """Note the paths of all lists of records in the object that comes next."""
    for key in _keys(stream):
        first = stream.peek()
        if first == "{" and len(keys) < _DEEPEST_LIST:
            _find_lists(stream, (*keys, key), found)
        elif first == "[":
            stream.expect("[")
            if stream.peek() == "{" and len(found) < _MOST_LISTS:
                found.append((*keys, key))
            _skip_rest(stream)
        else:
            stream.skip()


def _skip_rest(stream: JsonStream) -> None:
    """Go past the rest of a list."""
    if stream.peek() == "]":
        stream.expect("]")
        return
    while True:
        stream.skip()
        if stream.expect(",]") == "]":
            return
