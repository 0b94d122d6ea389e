"""Arrow files as pyarrow writes them: every value as it was, compressed or not."""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.data.preview import preview_file
from mlops_desktop.data.readers import arrow_file, reader
from mlops_desktop.data.readers.arrow import lz4
from mlops_desktop.data.readers.arrow.flatbuffer import MalformedError

_FILES = Path(__file__).parents[1] / "data" / "arrow"
_PLAIN = _FILES / "uncompressed.feather"
_WAYS = ("uncompressed", "lz4", "zstd")

_ROW_4 = {
    "small": ("integer", -2),
    "large": ("text", "9223372036854775806"),
    "number": ("number", 0.5),
    "half": ("number", 2.0),
    "flag": ("boolean", True),
    "text": ("text", "wört 4 🚲"),
    "code": ("text", "004"),
    "view": ("text", "4"),
    "bytes": ("text", "abc"),
    "day": ("date", "2024-02-29"),
    "day_ms": ("date", "1969-12-29"),
    "second": ("datetime", "2024-01-01T10:00:04"),
    "nano": ("datetime", "2001-09-09T01:46:40.000004"),
    "zoned": ("datetime", "2001-09-09T01:46:40.000004Z"),
    "finest": ("text", "2001-09-09 01:46:40.000000004Z"),
    "time": ("text", "10:01:02.000004"),
    "span": ("number", 2.0),
    "money": ("number", 1.0),
    "level": ("text", "high"),
    "nothing": ("text", None),
    "list": ("text", "[4,null,2]"),
    "record": ("text", '{"a":4,"b":{"c":"x4","d":"2024-01-01"}}'),
    "map": ("text", '{"k":4}'),
}
_WITH_GAPS = {
    *("small", "number", "flag", "text", "view", "day", "second", "money", "level", "list"),
    *("record", "nothing"),
}


@pytest.mark.parametrize("way", _WAYS)
def test_every_kind_of_value_comes_in_as_it_was(imported, way) -> None:
    done = imported(_FILES / f"{way}.feather")
    assert [column.name for column in done.result.columns] == list(_ROW_4)
    rows = done.rows()
    assert len(rows) == 12
    found = {
        column.name: (column.type.value, value)
        for column, value in zip(done.result.columns, rows[4], strict=True)
    }
    assert found == _ROW_4
    lacking = {name for name, value in zip(_ROW_4, rows[3], strict=True) if value is None}
    assert lacking == _WITH_GAPS


def test_compressed_or_not_the_content_is_the_same(imported) -> None:
    hashes = {imported(_FILES / f"{way}.feather").result.content_hash for way in _WAYS}
    assert len(hashes) == 1


def test_the_rows_of_all_batches_come_in_their_order(imported, monkeypatch) -> None:
    monkeypatch.setattr(arrow_file, "_WINDOW", 5)
    rows = imported(_PLAIN).rows()
    assert [row[6] for row in rows] == [f"00{n}" for n in range(12)]
    assert [row[0] for row in rows] == [None if n % 5 == 3 else n - 6 for n in range(12)]


def test_values_that_repeat_are_unpacked_from_lz4(imported) -> None:
    rows = imported(_FILES / "repeats_lz4.feather").rows()
    assert rows == [(n, f"name {n % 37}") for n in range(4_000)]


def test_a_list_of_values_may_grow_within_a_stream(imported) -> None:
    done = imported(_FILES / "growing.arrows")
    assert done.rows() == [("a",), ("b",), ("c",), (None,), ("a",)]
    assert done.detected("format").reason == "the file is an Arrow stream"


def test_records_become_columns_where_that_is_wished(imported) -> None:
    done = imported(_PLAIN, flatten=True)
    names = [column.name for column in done.result.columns]
    assert names[-4:] == ["record.a", "record.b.c", "record.b.d", "map"]
    assert done.rows()[4][-4:] == (4, "x4", "2024-01-01", '{"k":4}')
    assert done.rows()[3][-4:-1] == (None, None, None)


def test_columns_can_be_left_out_and_unknown_ones_are_named(imported) -> None:
    kept = [name for name in _ROW_4 if name not in ("list", "map")]
    done = imported(_PLAIN, leave_out=("list", "map"))
    assert [column.name for column in done.result.columns] == kept
    with pytest.raises(UserError) as caught:
        imported(_PLAIN, leave_out=("price",))
    assert caught.value.code == "data.unknown_column"


def test_a_kind_that_no_table_holds_is_named_and_can_be_left_out(imported) -> None:
    with pytest.raises(UserError) as caught:
        imported(_FILES / "interval.feather")
    assert caught.value.code == "data.column_kind"
    assert "odd" in caught.value.message
    assert imported(_FILES / "interval.feather", leave_out=("odd",)).rows() == [(1,)]


def test_feather_of_version_1_is_refused_with_the_way_out(imported) -> None:
    with pytest.raises(UserError) as caught:
        imported(_FILES / "version_1.feather")
    assert caught.value.code == "data.feather"
    assert "Parquet" in caught.value.hint


def test_the_preview_of_a_large_file_reads_its_first_rows(monkeypatch) -> None:
    monkeypatch.setattr("mlops_desktop.data.preview.PREVIEW_BYTES", 1_000)
    monkeypatch.setattr("mlops_desktop.data.preview.PREVIEW_BEGINNING_BYTES", 1_000)
    monkeypatch.setattr(reader, "ROWS_OF_A_PREVIEW", 9)
    preview = preview_file(_PLAIN, ReaderOptions())
    assert preview.profile.row_count == 9
    assert not preview.is_complete


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9])
def test_a_truncated_one_is_refused_by_name(imported, write, share) -> None:
    data = _PLAIN.read_bytes()
    body = data[: data.rindex(b"\xff\xff\xff\xff")]
    with pytest.raises(UserError) as caught:
        imported(write(body[: int(len(body) * share)], "cut.arrow"))
    assert caught.value.code == "data.damaged_arrow"
    assert "cut.arrow" in caught.value.message


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(["lz4.feather", "uncompressed.feather", "growing.arrows"]),
    marks=st.lists(st.tuples(st.floats(0, 0.999), st.integers(1, 255)), min_size=1, max_size=4),
)
def test_damage_ends_in_words_or_in_other_values(name, marks, tmp_path_factory) -> None:
    raw = bytearray((_FILES / name).read_bytes())
    for share, bits in marks:
        raw[8 + int((len(raw) - 8) * share)] ^= bits
    path = tmp_path_factory.mktemp("damaged") / "t.arrow"
    path.write_bytes(bytes(raw))
    with contextlib.suppress(UserError):
        assert preview_file(path, ReaderOptions()).profile.row_count > 0


def test_lz4_that_claims_more_or_less_than_it_holds_is_refused() -> None:
    block = b"\x50hello"
    frame = b"\x04\x22\x4d\x18\x40\x40\xc0" + struct.pack("<I", len(block)) + block + bytes(4)
    assert lz4.unpack(frame, 5) == b"hello"
    for size in (4, 6):
        with pytest.raises(MalformedError):
            lz4.unpack(frame, size)
    endless = b"\x1fA\x01\x00" + b"\xff" * 1_000 + b"\x00" + b"\x10A"
    frame = b"\x04\x22\x4d\x18\x40\x40\xc0" + struct.pack("<I", len(endless)) + endless + bytes(4)
    with pytest.raises(MalformedError, match="more than was said"):
        lz4.unpack(frame, 100)
