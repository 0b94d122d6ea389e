"""Parquet files: every type exact or kept as text; what no table can hold is refused by name."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from mlops_desktop.core.dataset import ColumnType, ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.data.preview import preview_file
from mlops_desktop.data.readers import reader


@pytest.fixture
def parquet(tmp_path):
    """Write a Parquet file from a query."""

    def make(query: str, name: str = "table.parquet") -> Path:
        path = tmp_path / name
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'Europe/Berlin'")
            connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
        return path

    return make


def _column(imported, parquet, expression: str, **options):
    done = imported(parquet(f"SELECT {expression} AS v"), **options)
    (column,) = done.result.columns
    return column, done.rows()[0][0]


@pytest.mark.parametrize(
    ("expression", "type", "value"),
    [
        ("200::UTINYINT", "integer", 200),
        ("4294967295::UINTEGER", "integer", 4294967295),
        ("9223372036854775807::UBIGINT", "integer", 9223372036854775807),
        ("18446744073709551615::UBIGINT", "text", "18446744073709551615"),
        ("12345678901234567890123::DECIMAL(30,0)", "text", "12345678901234567890123"),
        ("1.25::DECIMAL(9,2)", "number", 1.25),
        ("0.1::DECIMAL(25,3)", "number", 0.1),
        ("12345678901234567.891::DECIMAL(25,3)", "text", "12345678901234567.891"),
        ("0.5::FLOAT", "number", 0.5),
        ("true", "boolean", True),
        ("DATE '2011-01-31'", "date", "2011-01-31"),
        ("TIMESTAMP '2011-01-31 10:30:00.000001'", "datetime", "2011-01-31T10:30:00.000001"),
        ("TIMESTAMPTZ '2011-06-30 10:30:00+02'", "datetime", "2011-06-30T08:30:00Z"),
        ("TIMESTAMP_NS '2011-01-31 10:30:00.123456'", "datetime", "2011-01-31T10:30:00.123456"),
        ("TIMESTAMP_NS '2011-01-31 10:30:00.123456789'", "text", "2011-01-31 10:30:00.123456789"),
        ("TIME '10:30:00'", "text", "10:30:00"),
        ("'0012'", "text", "0012"),
        ("'12'", "text", "12"),
        ("[1, 2]", "text", "[1,2]"),
        ("{'a': 1, 'b': 'x'}", "text", '{"a":1,"b":"x"}'),
        ("map {'a': 1}", "text", '{"a":1}'),
        ("'ab'::BLOB", "text", "ab"),
    ],
)
def test_a_value_comes_in_exactly(imported, parquet, expression, type, value) -> None:  # noqa: A002
    column, stored = _column(imported, parquet, expression)
    assert (column.type.value, stored) == (type, value)


def test_times_with_a_zone_say_so(imported, parquet) -> None:
    column, _ = _column(imported, parquet, "TIMESTAMPTZ '2011-06-30 10:30:00+02'")
    assert column.zone == "UTC"


def test_nan_is_missing_and_infinity_is_listed(imported, parquet) -> None:
    value = "CASE i WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN 'inf'::DOUBLE ELSE i END"
    query = f"SELECT {value} AS x FROM range(200) r(i)"
    done = imported(parquet(query))
    assert done.types == {"x": "number"}
    assert done.rows()[:3] == [(None,), (None,), (2.0,)]
    assert [(cell.line, cell.value) for cell in done.result.rejects.cells] == [(2, "inf")]


def test_empty_texts_stay_apart_from_missing_ones(imported, parquet) -> None:
    done = imported(parquet("SELECT unnest(['', NULL, 'NA']) AS v"))
    assert done.rows() == [("",), (None,), ("NA",)]


def test_chosen_missing_texts_and_types_hold(imported, parquet) -> None:
    file = parquet("SELECT unnest(['1', 'NA', '3']) AS v, unnest([1, 2, 3]) AS n")
    done = imported(
        file, missing=("NA",), types=(("v", ColumnType.INTEGER), ("n", ColumnType.TEXT))
    )
    assert done.rows() == [(1, "1"), (None, "2"), (3, "3")]


def test_records_become_columns_when_wished(imported, parquet) -> None:
    file = parquet("SELECT 1 AS id, {'b': {'c': 2}, 'd.e': 'x', 'l': [1]} AS a")
    done = imported(file, flatten=True)
    assert list(done.types) == ["id", "a.b.c", "a.d.e", "a.l"]
    assert done.rows() == [(1, 2, "x", "[1]")]
    assert imported(file).detected("flatten").value == "no"


def test_bytes_that_are_no_text_are_refused_by_column(imported, parquet) -> None:
    with pytest.raises(UserError) as caught:
        imported(parquet(r"SELECT 1 AS a, '\xFF\xFE'::BLOB AS photo"))
    assert caught.value.code == "data.binary_column"
    assert "photo" in caught.value.message


def test_a_file_cut_short_is_refused(imported, parquet) -> None:
    path = parquet("SELECT * FROM range(10000) r(i)")
    whole = path.read_bytes()
    for size in (5, 11, len(whole) // 2, len(whole) - 3):
        path.write_bytes(whole[:size])
        with pytest.raises(UserError) as caught:
            imported(path)
        assert caught.value.code == "data.damaged_parquet"


def test_a_file_damaged_inside_is_refused(imported, parquet) -> None:
    path = parquet("SELECT hash(i)::VARCHAR AS a FROM range(50000) r(i)")
    data = bytearray(path.read_bytes())
    data[100:60_000] = bytes(59_900)
    path.write_bytes(data)
    with pytest.raises(UserError) as caught:
        imported(path)
    assert caught.value.code == "data.damaged_parquet"


def test_a_file_that_only_claims_to_be_parquet(imported) -> None:
    with pytest.raises(UserError) as caught:
        imported("a,b\n1,2\n", name="table.parquet")
    assert caught.value.code == "data.damaged_parquet"


def test_a_column_without_any_value_is_an_empty_one(imported, parquet) -> None:
    done = imported(parquet("SELECT NULL AS v, 1 AS a"))
    assert done.rows() == [(None, 1)]


def test_an_empty_table_is_refused(imported, parquet) -> None:
    with pytest.raises(UserError) as caught:
        imported(parquet("SELECT 1 AS a WHERE false"))
    assert caught.value.code == "data.no_rows"


def test_the_preview_of_a_large_file_reads_its_first_rows(parquet, monkeypatch) -> None:
    monkeypatch.setattr("mlops_desktop.data.preview.PREVIEW_BYTES", 1_000)
    monkeypatch.setattr("mlops_desktop.data.preview.PREVIEW_BEGINNING_BYTES", 1_000)
    monkeypatch.setattr(reader, "ROWS_OF_A_PREVIEW", 100)
    preview = preview_file(parquet("SELECT i FROM range(50000) r(i)"), ReaderOptions())
    assert (preview.is_complete, preview.profile.row_count) == (False, 100)
    assert preview.columns[0].type is ColumnType.INTEGER


def test_a_long_table_is_judged_by_all_its_rows(imported, parquet) -> None:
    value = "CASE WHEN i = 60000 THEN 18446744073709551615 ELSE i END"
    done = imported(parquet(f"SELECT {value}::UBIGINT AS n FROM range(60001) r(i)"))
    assert done.types == {"n": "text"}
    assert done.rows()[-1] == ("18446744073709551615",)
