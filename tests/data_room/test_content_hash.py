"""The content hash names what a table holds: vectors, a second implementation, independence."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import struct
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.data.content_hash import content_hash
from mlops_desktop.data.table import store_frame

VECTORS = json.loads(
    (Path(__file__).parents[1] / "data" / "content_hash.json").read_text(encoding="utf-8")
)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _second_implementation(columns, rows) -> str:
    """Follow the definition value by value, with nothing but the standard library."""
    names = [[name, kind + (f"[{zone}]" if zone else "")] for name, kind, zone in columns]
    header = json.dumps([names, len(rows)], ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(header.encode())
    for at, (_, kind, zone) in enumerate(columns):
        values = [row[at] for row in rows]
        column = hashlib.sha256((kind + (f"[{zone}]" if zone else "")).encode())
        column.update(bytes(value is not None for value in values))
        if kind == "text":
            texts = [(value or "").encode() for value in values]
            column.update(b"".join(struct.pack("<I", len(text)) for text in texts))
            column.update(b"".join(texts))
        else:
            column.update(b"".join(_packed(kind, value) for value in values))
        digest.update(column.digest())
    return digest.hexdigest()


def _packed(kind, value) -> bytes:
    if kind == "integer":
        return struct.pack("<q", value or 0)
    if kind == "number":
        return struct.pack("<d", (value or 0.0) + 0.0)
    if kind == "boolean":
        return struct.pack("<B", bool(value))
    if kind == "date":
        days = (dt.date.fromisoformat(value) - _EPOCH.date()).days if value else 0
        return struct.pack("<i", days)
    moment = dt.datetime.fromisoformat(value).replace(tzinfo=dt.UTC) if value else _EPOCH
    return struct.pack("<q", (moment - _EPOCH) // dt.timedelta(microseconds=1))


def _columns(described) -> list[Column]:
    return [
        Column(name, ColumnType(kind), SemanticType.TEXT, zone) for name, kind, zone in described
    ]


def _store(described, rows, folder) -> Path:
    values = {at: [row[at] for row in rows] for at in range(len(described))}
    frame = pd.DataFrame(values, dtype=object)
    stored = store_frame(frame, _columns(described), folder)
    assert stored.row_count == len(rows)
    path = folder / stored.table_file
    assert stored.content_hash == content_hash(path, _columns(described))
    return path


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["what"])
def test_the_committed_vectors_hold(vector, tmp_path) -> None:
    columns, rows = vector["columns"], vector["rows"]
    assert _second_implementation(columns, rows) == vector["hash"]
    assert content_hash(_store(columns, rows, tmp_path), _columns(columns)) == vector["hash"]


_VALUES = {
    "integer": st.integers(-(2**63), 2**63 - 1),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "date": st.dates(dt.date(1, 1, 1)).map(dt.date.isoformat),
    "datetime": st.datetimes().map(dt.datetime.isoformat),
    "text": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
}


@st.composite
def _tables(draw):
    kinds = draw(st.lists(st.sampled_from(sorted(_VALUES)), min_size=1, max_size=4))
    columns = [[f"c{at} é", kind, None] for at, kind in enumerate(kinds)]
    row = st.tuples(*(st.none() | _VALUES[kind] for kind in kinds))
    return columns, draw(st.lists(row, min_size=1, max_size=8))


@settings(max_examples=25)
@given(_tables())
def test_any_table_has_the_hash_of_the_definition(tmp_path_factory, table) -> None:
    columns, rows = table
    path = _store(columns, rows, tmp_path_factory.mktemp("table"))
    assert content_hash(path, _columns(columns)) == _second_implementation(columns, rows)


def test_the_layout_of_the_file_does_not_count(bikes, tmp_path) -> None:
    target = tmp_path / "other.parquet"
    table = duckdb.read_parquet(str(bikes.table))
    table.to_parquet(str(target), compression="snappy", row_group_size=50)
    assert target.read_bytes() != bikes.table.read_bytes()
    assert content_hash(target, bikes.result.columns) == bikes.result.content_hash


def test_meanings_do_not_count_but_names_types_and_orders_do(imported, bikes) -> None:
    columns = bikes.result.columns
    same = [replace(column, semantic=SemanticType.TEXT) for column in columns]
    assert content_hash(bikes.table, same) == bikes.result.content_hash
    renamed = [replace(columns[0], name="Season"), *columns[1:]]
    assert content_hash(bikes.table, renamed) != bikes.result.content_hash
    one, other = imported("a,b\n1,2\n3,4\n"), imported("a,b\n3,4\n1,2\n")
    swapped, text = imported("b,a\n2,1\n4,3\n"), imported("a,b\n1,x\n3,y\n")
    hashes = {done.result.content_hash for done in (one, other, swapped, text)}
    assert len(hashes) == 4


def test_the_way_the_file_is_written_does_not_count(imported) -> None:
    plain = imported("a,b\n1.5,x\n,y z\n")
    other = imported('a;b\r\n"1,50";x\r\nNA;"y z"\r\n'.encode("utf-16"))
    assert plain.result.content_hash == other.result.content_hash
    assert plain.result.file_sha256 != other.result.file_sha256


def test_many_rows_keep_their_order(imported) -> None:
    rows = [(n * 7919 % 1_000_003, f"t{n * 31 % 977}") for n in range(300_000)]
    done = imported("n,t\n" + "".join(f"{n},{t}\n" for n, t in rows))
    columns = [["n", "integer", None], ["t", "text", None]]
    assert done.result.content_hash == _second_implementation(columns, rows)
