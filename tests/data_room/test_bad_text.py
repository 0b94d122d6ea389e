"""Nasty text: classic CSV cases, odd bytes, breaks and names; each ends in words or in rows."""

from __future__ import annotations

import os
import time
import tracemalloc
from pathlib import Path

import pytest

from mlops_desktop.core.dataset import BadCells, ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Silent
from mlops_desktop.data.beginning import Beginning
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.preview import preview_file

_CLASSICS = {
    "a comma in quotes": ('first,city\nAda,"Bonn, am Rhein"\n', [("Ada", "Bonn, am Rhein")]),
    "empty values": ('a,b,c\n1,"",""\n2,3,4\n', [(1, None, None), (2, 3, 4)]),
    "empty values, windows": ('a,b,c\r\n1,"",""\r\n2,3,4\r\n', [(1, None, None), (2, 3, 4)]),
    "quotes in quotes": ('a,b\n1,"ha ""ha"" ha"\n3,x\n', [(1, 'ha "ha" ha'), (3, "x")]),
    "json in a field": (
        'key,val\n1,"{""type"": ""Point"", ""at"": [1, 2]}"\n',
        [(1, '{"type": "Point", "at": [1, 2]}')],
    ),
    "newlines in quotes": (
        'a,b\n1,"once\nupon"\n2,"a\n\ntime"\n',
        [(1, "once\nupon"), (2, "a\n\ntime")],
    ),
    "newlines in quotes, windows": ('a,b\r\n1,"once\r\nupon"\r\n', [(1, "once\r\nupon")]),
    "simple": ("a,b,c\n1,2,3\n", [(1, 2, 3)]),
    "windows": ("a,b,c\r\n1,2,3\r\n", [(1, 2, 3)]),
    "old Mac": ("a,b,c\r1,2,3\r4,5,6\r", [(1, 2, 3), (4, 5, 6)]),
    "no break at the end": ("a,b\n1,2", [(1, 2)]),
    "mixed breaks": ("a,b\n1,2\r\n3,4\n5,6\r\n", [(1, 2), (3, 4), (5, 6)]),
    "mixed breaks, a lone return": ("a,b\r\n1,2\r3,4\n5,6\n", [(1, 2), (3, 4), (5, 6)]),
    "all quoted": ('"a","b"\n"x","z"\n', [("x", "z")]),
    "utf-8": ("a,b\n1,ʤ\n2,日本\n", [(1, "ʤ"), (2, "日本")]),
    "a mark in front": ("\ufeffa,b\n1,2\n", [(1, 2)]),
    "quotes in the names": ('"a ""b""",c\n1,2\n', [(1, 2)]),
    "a separator at each end": ("a,b\n1,\n2,\n", [(1, None), (2, None)]),
}


@pytest.mark.parametrize("case", _CLASSICS)
def test_the_classic_cases_are_read_as_they_are_meant(imported, case) -> None:
    text, rows = _CLASSICS[case]
    done = imported(text)
    assert done.rows() == rows
    assert done.result.rejects.rows == ()
    assert done.result.rows_in_file == len(rows)


@pytest.mark.parametrize(("end", "bytes_lost"), [("z\n", 1), ("\U0001f600", 1), ("\U0001f600", 2)])
def test_utf16_that_ends_within_a_character_is_told_as_not_whole(write, end, bytes_lost) -> None:
    path = write(f"a,b\n1,2\n3,{end}".encode("utf-16")[:-bytes_lost])
    with pytest.raises(UserError) as caught:
        preview_file(path, ReaderOptions())
    assert caught.value.code == "data.cut_character"
    assert "on line 3: it is UTF-16" in caught.value.message
    assert "not copied" in caught.value.hint


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_with_its_mark_is_read(imported, encoding) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    done = imported((mark + 'name;note\nÄda;"two\nlines"\n😀;x\n').encode(encoding))
    assert done.rows() == [("Äda", "two\nlines"), ("😀", "x")]
    assert done.detected("encoding").value == "UTF-16"


def test_smart_quotes_of_windows_are_text(imported) -> None:
    done = imported("id,said\n1,“yes” – he’s €5\n".encode("cp1252"))
    assert done.rows() == [(1, "“yes” – he’s €5")]
    assert done.detected("encoding").value == "Windows-1252"


def test_a_quote_never_closed_costs_one_line(imported) -> None:
    done = imported('a,b\n1,x\n2,"open\n3,y\n4,z\n')
    assert [row[0] for row in done.rows()] == [1, 3, 4]
    (reject,) = done.result.rejects.rows
    assert (reject.line, reject.text) == (3, '2,"open')
    assert "never closed" in reject.reason


def test_names_may_be_pictures_or_program_text(imported) -> None:
    names = ["😀 mood", 'x"; DROP TABLE t; --', "select * from t", "a' OR '1'='1", "c0", "C0 "]
    header = ",".join('"' + name.replace('"', '""') + '"' for name in names)
    done = imported(header + "\n" + ",".join("123456") + "\n")
    assert list(done.columns) == [name.strip() for name in names]
    assert done.rows() == [(1, 2, 3, 4, 5, 6)]


@pytest.mark.parametrize("opening", ["x", '"'])
def test_one_field_of_endless_length_is_refused_without_filling_memory(
    write, new_folder, opening
) -> None:
    path = write(f"a,b\n1,2\n3,{opening}")
    with path.open("ab") as file:
        for _ in range(70):
            file.write(b"y" * 1_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(UserError) as caught:
            import_file(path, ReaderOptions(), new_folder(), Silent())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.code == "data.endless_line"
    assert caught.value.facts["line"] == 3
    assert peak < 700_000_000


def test_a_row_that_is_too_long_is_rejected_not_stored(imported) -> None:
    done = imported("a,b\n1,x\n2," + "y" * 2_100_000 + "\n3,z\n")
    assert [row[0] for row in done.rows()] == [1, 3]
    assert "longer than" in done.result.rejects.rows[0].reason
    assert len(done.result.rejects.rows[0].text) <= 500


def test_a_nul_byte_is_refused_in_a_compressed_file_too(imported, write) -> None:
    import gzip

    with pytest.raises(UserError) as caught:
        imported(write(gzip.compress(b"a,b\n1,2\n3,\x004\n"), "t.gz"))
    assert (caught.value.code, caught.value.facts["line"]) == ("data.nul", 3)
    assert "t.gz" in caught.value.message


@pytest.mark.parametrize("change", ["grows", "disappears"])
def test_a_file_that_changes_between_looking_and_storing(
    write, new_folder, monkeypatch, change
) -> None:
    path = write("a,b\n1,2\n3,4\n")
    look = Beginning.style

    def and_change(*arguments: object) -> object:
        if change == "grows":
            with path.open("a") as file:
                file.write("5,6\n")
            os.utime(path, ns=(1, 1))
        else:
            path.unlink()
        return look(*arguments)

    monkeypatch.setattr(Beginning, "style", and_change)
    with pytest.raises(UserError) as caught:
        import_file(path, ReaderOptions(), new_folder(), Silent())
    assert caught.value.code == "data.changed"
    assert caught.value.hint


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    ("name", "text", "options"),
    [
        ("columns.csv", "a  b\n" + "1  2\n" * 20_000, {"widths": (3, 1)}),
        ("rows.csv", "#x\na,b\n" + "1,2\n#y\n" * 20_000, {"comment": "#"}),
    ],
)
def test_a_full_disk_under_a_copy_is_said(write, new_folder, name, text, options) -> None:
    folder = new_folder()
    (folder / name).symlink_to("/dev/full")
    with pytest.raises(UserError) as caught:
        import_file(write(text), ReaderOptions(**options), folder, Silent())
    assert caught.value.code == "environment.disk_full"


_PATHS = {
    "plain": ("x,y\n{rows}", ",", {}),
    "comments": ("# c\nx,y\n{rows}# d\n", ",", {}),
    "apostrophes": ("'x','y'\n{rows}'1','k'\n", ",", {}),
    "no names": ("{rows}", ",", {"header": 0}),
    "title": ("A title\nx,y\n{rows}", ",", {}),
    "fixed width": ("x    y\n{rows}", "    ", {"widths": (5, 5)}),
    "thousands": ("x,y\n{rows}", ",", {"thousands": "'"}),
}


@pytest.mark.parametrize("path", _PATHS)
@pytest.mark.parametrize("choice", list(BadCells))
def test_the_choice_for_bad_values_holds_on_every_path(imported, path, choice) -> None:
    frame, mark, options = _PATHS[path]
    good = "".join(f"{n % 10}{mark}k\n" for n in range(300))
    text = frame.format(rows=good + f"?!{mark[1:] if len(mark) > 1 else mark}k\n" + good)
    column = "column_1" if options.get("header") == 0 else "x"
    if choice is BadCells.FAIL:
        with pytest.raises(UserError) as caught:
            imported(text, bad_cells=choice, **options)
        assert caught.value.code == "data.bad_cell"
        assert caught.value.facts["value"] == "?!"
        return
    done = imported(text, bad_cells=choice, **options)
    result = done.result
    assert result.rows_in_file == result.row_count + len(result.rejects.rows)
    if choice is BadCells.TEXT:
        assert done.types[column] == "text"
        assert ("?!", "k") in done.rows()
        return
    assert done.types[column] == "integer"
    (cell,) = result.rejects.cells
    assert text.splitlines()[cell.line - 1].startswith("?!")
    assert result.rejects.cell_counts == ((column, 1),)


def test_a_changed_option_is_previewed_quickly(write) -> None:
    lines = "".join(f"{n},{n / 7:.9f},word {n},2011-01-{n % 28 + 1:02d}\n" for n in range(200_000))
    path = write("a,b,c,d\n" + lines)
    preview_file(path, ReaderOptions())
    times = []
    for options in (
        ReaderOptions(delimiter=","),
        ReaderOptions(decimal=","),
        ReaderOptions(quote=""),
    ):
        start = time.perf_counter()
        preview_file(path, options)
        times.append(time.perf_counter() - start)
    assert min(times) < 1.0  # a fifth of it here; other work may share the machine
