"""JSON and JSON lines: records become rows, types hold over the whole file, traps are refused."""

from __future__ import annotations

import json

import pytest

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.data.preview import preview_file
from mlops_desktop.data.readers import json_stream, reader

RECORDS = [
    {"id": 1, "x": 0.5, "ok": True, "day": "2011-01-31", "name": "Zoë"},
    {"id": 2, "x": 1, "ok": False, "day": "2011-02-28", "name": None},
]
ROWS = [(1, 0.5, True, "2011-01-31", "Zoë"), (2, 1.0, False, "2011-02-28", None)]
TYPES = {"id": "integer", "x": "number", "ok": "boolean", "day": "date", "name": "text"}


@pytest.mark.parametrize(
    ("content", "records"),
    [
        (json.dumps(RECORDS), "the document itself"),
        (json.dumps(RECORDS, indent=2), "the document itself"),
        ("\n".join(map(json.dumps, RECORDS)), "one per line"),
        ("\r\n".join(map(json.dumps, RECORDS)) + "\r\n\r\n", "one per line"),
        ("\n".join(json.dumps(item, indent=1) for item in RECORDS), "the document itself"),
        (json.dumps({"meta": {"n": 2}, "data": {"items": RECORDS}}), "data.items"),
        (json.dumps(RECORDS).encode("utf-16"), "the document itself"),
        (b"\xef\xbb\xbf" + json.dumps(RECORDS).encode(), "the document itself"),
    ],
)
def test_records_in_any_shape_are_the_same_table(imported, content, records) -> None:
    done = imported(content, name="table.json")
    assert (done.types, done.rows()) == (TYPES, ROWS)
    assert done.detected("records").value == records


def test_the_content_decides_not_the_name(imported) -> None:
    assert imported(json.dumps(RECORDS), name="data.txt").detected("format").value == "json"


def test_text_that_looks_like_json_can_be_read_as_text(imported) -> None:
    content = "[{x},b\n1,2\n"
    assert list(imported(content, format="csv").types) == ["[{x}", "b"]
    with pytest.raises(UserError) as caught:
        imported(content)
    assert caught.value.code == "data.json_fault"


def test_lists_to_choose_from_are_told_and_can_be_chosen(imported, write) -> None:
    content = json.dumps({"a": [{"x": 1}], "n": [1, 2], "b": {"c": [{"y": 2}, {"y": 3}]}})
    preview = preview_file(write(content, "d.json"), ReaderOptions())
    assert preview.sheets == ("a", "b.c")
    assert imported(content, name="d.json", records="b.c").rows() == [(2,), (3,)]
    with pytest.raises(UserError) as caught:
        imported(content, name="d.json", records="n")
    assert caught.value.code == "data.json_list"
    assert "a, b.c" in caught.value.hint


def test_records_inside_records_become_columns_when_wished(imported) -> None:
    content = json.dumps([{"a": {"b": {"c": 1}, "d": [1, {"e": 2}]}}, {"a": {"b": {"c": 2}}}])
    kept = imported(content, name="d.json")
    assert kept.rows() == [('{"b":{"c":1},"d":[1,{"e":2}]}',), ('{"b":{"c":2}}',)]
    assert "a holds records" in kept.detected("flatten").reason
    flat = imported(content, name="d.json", flatten=True)
    assert list(flat.types) == ["a.b.c", "a.d"]
    assert flat.rows() == [(1, '[1,{"e":2}]'), (2, None)]


def test_keys_that_come_late_or_not_at_all_are_missing_elsewhere(imported) -> None:
    done = imported('{"a": 1}\n{"b": "x\\ny", "a": 2}\n{"b": "z"}\n', name="d.jsonl")
    assert done.rows() == [(1, None), (2, "x\ny"), (None, "z")]


def test_mixed_values_are_judged_over_the_whole_file(imported) -> None:
    records = [{"n": i} for i in range(300)]
    records[250] = {"n": "oops"}
    done = imported("\n".join(map(json.dumps, records)), name="d.jsonl")
    assert done.types == {"n": "integer"}
    assert [(c.line, c.column, c.value) for c in done.result.rejects.cells] == [(251, "n", "oops")]


def test_numbers_stay_exact(imported) -> None:
    content = (
        '[{"big": 9007199254740993, "huge": 123456789012345678901234567890, "f": 0.1},'
        ' {"big": 1, "huge": 2, "f": 1e999}]'
    )
    done = imported(content, name="d.json")
    assert done.rows()[0][:2] == (9007199254740993, "123456789012345678901234567890")


def test_lines_that_are_no_record_are_listed(imported) -> None:
    lines = [json.dumps({"a": i}) for i in range(20)]
    lines[3], lines[7], lines[9] = '{"a": 1', "[1, 2]", '{"a": 1, "a": 2}'
    done = imported("\n".join(lines), name="d.jsonl")
    assert [(item.line, item.reason.split(":")[0]) for item in done.result.rejects.rows] == [
        (4, "not JSON"),
        (8, "not a record of names and values"),
        (10, "the key “a” stands twice in one record"),
    ]
    assert done.result.rows_in_file == 20 == done.result.row_count + 3


def test_a_number_of_thousands_of_digits_is_listed_in_plain_words(imported) -> None:
    done = imported('[{"a": 1}, {"a": ' + "9" * 5000 + "}]", name="d.json")
    reasons = [item.reason for item in done.result.rejects.rows]
    assert reasons == ["a whole number has more than 4,300 digits"]


def test_texts_no_table_can_hold_are_listed(imported) -> None:
    lines = [json.dumps({"a": f"t{i}"}) for i in range(5)]
    lines[1], lines[2] = r'{"a": "x\u0000y"}', r'{"a": "\ud800"}'
    done = imported("\n".join(lines), name="d.jsonl")
    assert [item.line for item in done.result.rejects.rows] == [2, 3]


@pytest.mark.parametrize("mark", ["[", '{"a":'])
@pytest.mark.parametrize("front", ["", '[{"a": 1},', '{"a": [{"b": 1}], "c": '])
def test_a_file_nested_100_000_deep_is_refused(imported, mark, front) -> None:
    with pytest.raises(UserError) as caught:
        imported(front + mark * 100_000, name="deep.json")
    assert caught.value.code == "data.json_depth"
    assert "deep.json" in caught.value.message


def test_a_line_nested_100_000_deep_is_listed(imported) -> None:
    done = imported('{"a": 1}\n{"a": ' + "[" * 100_000 + '\n{"a": 2}\n', name="d.jsonl")
    assert done.rows() == [(1,), (2,)]
    assert [(item.line, item.reason) for item in done.result.rejects.rows] == [
        (2, "nested too deeply")
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('[{"a": 1}, {"a": 2', "data.json_fault"),
        ('[{"a": 1} {"a": 2}]', "data.json_fault"),
        ('[{"a": 1}] x', "data.json_fault"),
        ('{"a": [{"b": 1}], ', "data.json_fault"),
        ("[]", "data.no_rows"),
        ("[1, 2]", "data.all_rejected"),
        ('"text"', "data.json_records"),
        (b'[{"a": "\xff"}]', "data.json_encoding"),
        ('[{"": 1}]', "data.empty_names"),
    ],
)
def test_what_is_no_table_is_refused_in_words(imported, content, code) -> None:
    with pytest.raises(UserError) as caught:
        imported(content, name="bad.json")
    assert caught.value.code == code


def test_a_record_longer_than_a_row_may_be_is_refused(imported) -> None:
    with pytest.raises(UserError) as caught:
        imported(json.dumps([{"a": "x" * 9_000_000}]), name="long.json")
    assert caught.value.code == "data.json_long"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_where_a_piece_ends_does_not_matter(imported, monkeypatch, size) -> None:
    monkeypatch.setattr(json_stream, "_CHUNK", size)
    content = json.dumps({"note": 'a "quoted" [text]', "data": RECORDS}, ensure_ascii=False)
    assert imported(content, name="d.json").rows() == ROWS


def test_the_preview_of_a_large_file_reads_its_first_records(write, monkeypatch) -> None:
    monkeypatch.setattr("mlops_desktop.data.preview.PREVIEW_BYTES", 1_000)
    monkeypatch.setattr("mlops_desktop.data.preview.PREVIEW_BEGINNING_BYTES", 1_000)
    monkeypatch.setattr(reader, "ROWS_OF_A_PREVIEW", 10)
    path = write("\n".join(json.dumps({"a": i}) for i in range(5_000)), "d.jsonl")
    preview = preview_file(path, ReaderOptions())
    assert (preview.is_complete, preview.profile.row_count) == (False, 10)
