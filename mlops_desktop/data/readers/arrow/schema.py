"""What an Arrow file says of its columns: names, types and how their values lie in buffers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from mlops_desktop.data.readers.arrow.flatbuffer import MalformedError, Table

_DEEPEST = 64
_INDEX: dict[str, Any] = {"width": 4}  # what indices are where nothing else is said
_NAMES = (
    *("none", "null", "int", "float", "binary", "utf8", "bool", "decimal", "date", "time"),
    *("timestamp", "interval", "list", "struct", "union", "fixed_binary", "fixed_list", "map"),
    *("duration", "large_binary", "large_utf8", "large_list", "run_end", "binary_view"),
    *("utf8_view", "list_view", "large_list_view"),
)
_UNIT_NAMES = ("s", "ms", "us", "ns")
_FLOATS = (2, 4, 8)


@dataclass(frozen=True, slots=True)
class Field:
    """One column, or a part of one.

    Attributes:
        kind: one of the format's types, such as ``int``.
        width: bytes of a value (of an index where there is a dictionary); 0 where they vary.
        is_signed: whether whole numbers may be negative.
        unit: ``s``, ``ms``, ``us``, ``ns`` or ``d`` of dates and times.
        zone: the time zone of moments; "" when none is named.
        scale: decimal places.
        precision: decimal digits.
        count: values in a list of fixed length.
        is_dense: whether a union has offsets.
        dictionary: number of the dictionary that its values are looked up in.
        index: how the places in it are stored.
    """

    name: str
    kind: str
    width: int = 0
    is_signed: bool = True
    unit: str = ""
    zone: str = ""
    scale: int = 0
    precision: int = 0
    count: int = 0
    is_dense: bool = False
    children: tuple[Field, ...] = ()
    dictionary: int | None = None
    index: Field | None = None

    @property
    def shown(self) -> str:
        """The type as people write it."""
        return self.kind.replace("_", " ")


def fields_of(schema: Table) -> tuple[Field, ...]:
    """Return the columns of a schema.

    Raises:
        MalformedError: for a schema that no file can have, or of a big-endian machine.
    """
    if schema.number(0, "<h"):
        raise MalformedError("its numbers are stored with the largest byte first")
    return tuple(_field(item, 0) for item in schema.tables(1))


def every(fields: tuple[Field, ...]) -> Iterator[Field]:
    """Yield all fields and the fields inside them."""
    for item in fields:
        yield item
        yield from every(item.children)


def _field(table: Table, depth: int) -> Field:
    if depth > _DEEPEST:
        raise MalformedError("its columns are nested too deep")
    children = tuple(_field(item, depth + 1) for item in table.tables(5))
    code = table.number(2, "<B")
    kind = _NAMES[code] if 0 < code < len(_NAMES) else f"type {code}"
    about = table.table(3) or Table(b"\0\0\0\0\x04\0\0\0\x04\0\0\0", 8)
    read = _FACTS.get(kind)
    facts = read(about) if read else {}
    found = Field(table.text(0) or "", kind, children=children, **facts)
    encoding = table.table(4)
    if encoding is None:
        return found
    integer = encoding.table(1)
    index = Field("", "int", **(_int(integer) if integer else _INDEX))
    return replace(found, dictionary=encoding.number(0, "<q"), index=index)


def _int(about: Table) -> dict[str, Any]:
    width = about.number(0, "<i") // 8
    if width not in (1, 2, 4, 8):
        raise MalformedError(f"whole numbers have {width} bytes")
    return {"width": width, "is_signed": bool(about.number(1, "<B"))}


def _float(about: Table) -> dict[str, Any]:
    precision = about.number(0, "<h")
    if not 0 <= precision < len(_FLOATS):
        raise MalformedError("numbers are of an unknown precision")
    return {"width": _FLOATS[precision]}


def _decimal(about: Table) -> dict[str, Any]:
    width = about.number(2, "<i", 128) // 8
    if width not in (4, 8, 16, 32):
        raise MalformedError(f"decimal numbers have {width} bytes")
    scale = about.number(1, "<i")
    return {"width": width, "precision": about.number(0, "<i"), "scale": scale}


def _unit(about: Table, default: int) -> str:
    unit = about.number(0, "<h", default)
    if not 0 <= unit < len(_UNIT_NAMES):
        raise MalformedError("times are of an unknown unit")
    return _UNIT_NAMES[unit]


def _time(about: Table) -> dict[str, Any]:
    width = about.number(1, "<i", 32) // 8
    if width not in (4, 8):
        raise MalformedError(f"times have {width} bytes")
    return {"unit": _unit(about, 1), "width": width}


def _date(about: Table) -> dict[str, Any]:
    is_days = about.number(0, "<h", 1) == 0
    return {"unit": "d" if is_days else "ms", "width": 4 if is_days else 8}


def _sized(about: Table, name: str) -> dict[str, Any]:
    size = about.number(0, "<i")
    if size < 0:
        raise MalformedError("a length is negative")
    return {name: size}


_FACTS: dict[str, Callable[[Table], dict[str, Any]]] = {
    "int": _int,
    "float": _float,
    "decimal": _decimal,
    "date": _date,
    "time": _time,
    "timestamp": lambda about: {
        "unit": _unit(about, 0),
        "zone": about.text(1) or "",
        "width": 8,
    },
    "duration": lambda about: {"unit": _unit(about, 1), "width": 8},
    "interval": lambda about: {"width": {0: 4, 1: 8, 2: 16}.get(about.number(0, "<h"), 8)},
    "fixed_binary": lambda about: _sized(about, "width"),
    "fixed_list": lambda about: _sized(about, "count"),
    "union": lambda about: {"is_dense": bool(about.number(0, "<h"))},
}
