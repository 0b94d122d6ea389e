"""Whatever a person drops in: a sentence that names file, place and next step."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import duckdb
import pytest

from mlops_desktop.core.dataset import BadCells, ColumnType, ReaderOptions
from mlops_desktop.core.errors import ExitCode, UserError
from mlops_desktop.core.messages import message_for
from mlops_desktop.core.progress import Silent
from mlops_desktop.data import importer, rows, source, storing, text_reader
from mlops_desktop.data.appending import Base, append_file
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.failures import engine_failures
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.preview import preview_file


@pytest.fixture(params=["import", "preview"])
def read(request, new_folder):
    """Read a file both ways: whatever an import refuses, its preview refuses too."""

    def run(path: Path, **options: object) -> object:
        if request.param == "preview":
            return preview_file(path, ReaderOptions(**options))
        return import_file(path, ReaderOptions(**options), new_folder(), Silent())

    return run


def _refused(read, path: Path, **options: object) -> UserError:
    with pytest.raises(UserError) as caught:
        read(path, **options)
    error = caught.value
    assert error.hint
    assert "…" not in error.message.replace(", …", ""), "a fact is missing from the sentence"
    assert "{path}" not in message_for(error.code).what or path.name in error.message
    return error


def test_a_missing_file(read, tmp_path) -> None:
    error = _refused(read, tmp_path / "gone.csv")
    assert (error.code, error.exit_code) == ("data.missing_file", ExitCode.INPUT)
    assert "gone.csv" in error.message


ASYNC = (
    'IO Error: Async write failed for range [offset=37854, size=3527]: {"exception_type":"IO",'
    '"exception_message":"Could not write file \\"/jobs/x/table.parquet\\": %s","errno":"%s"}'
)


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (ASYNC % ("File too large", 27), "environment.file_size", "/jobs/x/table.parquet would"),
        (
            ASYNC % ("Input/output error", 5),
            "environment.input_output",
            'Could not write file "/jobs/x/table.parquet": Input/output error',
        ),
        (
            'IO Error: Could not write file "/jobs/x/table.parquet": File too large',
            "environment.file_size",
            "/jobs/x/table.parquet would",
        ),
    ],
)
def test_what_the_engine_says_of_writing_names_the_file_without_its_records(
    tmp_path, said, code, words
) -> None:
    with pytest.raises(UserError) as caught, engine_failures(tmp_path / "97bedecf"):
        raise duckdb.IOException(said)
    assert (caught.value.code, caught.value.exit_code) == (code, ExitCode.ENVIRONMENT)
    assert words in caught.value.message
    assert "exception_" not in caught.value.message


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
@pytest.mark.parametrize("place", ["file", "member", "folder"])
def test_a_name_that_is_not_text(read, tmp_path, place) -> None:
    top = Path(os.fsdecode(os.fsencode(tmp_path) + b"/m\xff")) if place == "folder" else tmp_path
    top.mkdir(exist_ok=True)
    file = Path(os.fsdecode(os.fsencode(top) + b"/bad\xff.csv"))
    file.write_text("a,b\n1,2\n2,3\n")
    with pytest.raises(UserError) as caught:
        read(file if place == "file" else top)
    error = caught.value
    assert (error.code, error.exit_code) == ("data.file_name", ExitCode.INPUT)
    assert "bad�.csv is not valid text" in error.message
    assert "Rename" in error.hint


def test_an_empty_folder(read, tmp_path) -> None:
    error = _refused(read, tmp_path)
    assert (error.code, error.exit_code) == ("data.empty_folder", ExitCode.INPUT)
    assert str(tmp_path) in error.message


def test_a_folder_of_unlike_files(read, tmp_path) -> None:
    (tmp_path / "sales.csv").write_text("a,b\n1,2\n")
    (tmp_path / "notes.json").write_text('[{"a": 1}]')
    error = _refused(read, tmp_path)
    assert (error.code, error.exit_code) == ("data.mixed_folder", ExitCode.INPUT)
    assert "csv" in error.message.lower()
    assert "json" in error.message.lower()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_does_not_hang(read, tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert _refused(read, tmp_path / "pipe.csv").code == "data.not_a_file"


def test_a_file_without_permission(read, write, monkeypatch) -> None:
    path = write("a,b\n1,2\n")

    def forbidden(self: Path, *_: object, **__: object) -> object:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", forbidden)
    error = _refused(read, path)
    assert (error.code, error.exit_code) == ("data.unreadable", ExitCode.ENVIRONMENT)


def test_an_empty_file(read, write) -> None:
    assert _refused(read, write("")).code == "data.empty_file"


@pytest.mark.parametrize("text", ["a,b\n", "a,b", "a,b\n\n\n"])
def test_names_without_rows(read, write, text) -> None:
    assert _refused(read, write(text)).code == "data.no_rows"


def test_nothing_but_empty_rows(read, write) -> None:
    assert _refused(read, write("\n\n\n")).code == "data.header_empty"


def test_the_same_name_twice(read, write) -> None:
    error = _refused(read, write("a,b, a\n1,2,3\n"))
    assert error.code == "data.duplicate_names"
    assert "“a”" in error.message
    assert "1, 3" in error.message


def test_columns_without_a_name(read, write) -> None:
    error = _refused(read, write("a,,b, \n1,2,3,4\n"))
    assert error.code == "data.empty_names"
    assert "2, 4" in error.message


def test_row_numbers_as_pandas_and_r_write_them_come_in_under_a_name_that_is_told(imported) -> None:
    done = imported(",a,b\n0,1,x\n1,2,y\n")
    assert list(done.types) == ["column_1", "a", "b"]
    assert done.rows() == [(0, 1, "x"), (1, 2, "y")]
    assert done.detected("header").reason.endswith(
        "the first has none, as of row numbers: called column_1"
    )


def test_a_separator_after_the_last_name_makes_columns_with_names_that_are_told(imported) -> None:
    done = imported("a,b,,\n1,2,,x\n3,4,,y\n")
    assert list(done.types) == ["a", "b", "column_3", "column_4"]
    assert done.rows() == [(1, 2, None, "x"), (3, 4, None, "y")]
    assert "without a name: called column_3, column_4" in done.detected("header").reason


def test_more_columns_without_a_name_than_with_one_are_no_row_of_names(read, write) -> None:
    error = _refused(read, write("Report,,\n1,2,3\n4,5,6\n"))
    assert error.code == "data.empty_names"


def test_a_first_name_that_would_be_given_twice_is_refused(read, write) -> None:
    error = _refused(read, write(",column_1\n0,1\n1,2\n"))
    assert error.code == "data.duplicate_names"


def test_a_quote_never_closed_in_the_names(read, write) -> None:
    error = _refused(read, write('a,"b\n1,2\n3,4\n'))
    assert error.code == "data.header_fault"


def test_a_nul_byte_is_named_by_its_line(read, write) -> None:
    error = _refused(read, write(b"a,b\n1,2\n3,\x004\n"))
    assert (error.code, error.facts["line"]) == ("data.nul", 3)


def test_a_nul_byte_far_down_is_named_by_its_line(write, new_folder) -> None:
    path = write(b"a,b\n" + b"1,2\n" * 1_000_000 + b"3,\x004\n")
    with pytest.raises(UserError) as caught:
        import_file(path, ReaderOptions(), new_folder(), Silent())
    assert (caught.value.code, caught.value.facts["line"]) == ("data.nul", 1_000_002)


def test_utf16_without_its_mark_is_refused_with_the_way_out(read, write) -> None:
    path = write("a,b\n1,2\n".encode("utf-16-le"))
    error = _refused(read, path)
    assert error.code == "data.nul"
    assert "encoding" in error.hint
    assert read(path, encoding="utf-16-le") is not None


def test_a_byte_windows_1252_does_not_have(read, write) -> None:
    error = _refused(read, write(b"a,b\n1,\x81\n"))
    assert (error.code, error.facts["line"], error.facts["byte"]) == (
        "data.damaged_text",
        2,
        "0x81",
    )


@pytest.mark.parametrize("bad", [b"x\xe9,7\n", b"\x81,7\n"])
@pytest.mark.parametrize("before", [3, 60_000])
def test_one_bad_byte_in_a_utf8_file_does_not_turn_its_accents_into_two_signs(
    read, write, bad, before
) -> None:
    good = "".join(f"Ångström{row} café,{row}\n" for row in range(before)).encode()
    path = write(b"name,b\n" + good + bad + good)
    error = _refused(read, path)
    assert (error.code, error.facts["line"]) == ("data.mixed_encoding", before + 2)
    assert error.facts["byte"] == f"0x{bad.lstrip(b'x')[0]:02X}"
    assert "cp1252" in error.hint


def test_windows_1252_with_smart_quotes_is_still_found(read, write) -> None:
    text = "a,b\n1,“it’s” 5 €\n2,à » É ? déjà\n"
    assert read(write(text.encode("cp1252"))) is not None


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n...", "a picture"),
    ],
)
def test_files_of_other_kinds_are_called_by_their_kind(read, write, content, kind) -> None:
    error = _refused(read, write(content))
    assert error.code == "data.foreign"
    assert kind in error.message


def test_a_format_that_is_not_the_files(read, write) -> None:
    assert _refused(read, write("a,b\n1,2\n"), format="xlsx").code == "data.wrong_format"
    assert _refused(read, write("a,b\n1,2\n"), format="ods").code == "data.format"


@pytest.mark.parametrize("delimiter", ["", ",,", '"', "\n", "§"])
def test_a_separator_that_cannot_be_one(read, write, delimiter) -> None:
    assert _refused(read, write("a,b\n1,2\n"), delimiter=delimiter).code == "data.delimiter"


def test_a_decimal_mark_that_cannot_be_one(read, write) -> None:
    assert _refused(read, write("a,b\n1,2\n"), decimal="x").code == "data.decimal"


def test_100_000_columns_are_refused_before_anything_heavy(read, write, monkeypatch) -> None:
    def heavy(*_: object) -> object:
        raise AssertionError("rows were read")

    monkeypatch.setattr(text_reader, "scan", heavy)
    names = ",".join(f"c{n}" for n in range(100_000))
    error = _refused(read, write(names + "\n" + ",".join(["1"] * 100_000) + "\n"))
    assert error.code == "data.too_many_columns"
    assert "the limit is 2,000" in error.message
    assert (error.facts["columns"], error.facts["limit"]) == ("100,000", "2,000")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"types": (("c", ColumnType.TEXT),)}, "data.unknown_column"),
        ({"types": (("a", ColumnType.DATE),)}, "data.type"),
        ({"types": (("d", ColumnType.DATE),)}, "data.ambiguous_dates"),
    ],
)
def test_a_column_that_is_not_as_chosen_is_named_with_its_file(read, write, options, code) -> None:
    path = write("a,d\n" + "1,03/04/2011\n" * 20)
    error = _refused(read, path, **options)
    assert error.code == code
    assert path.name in error.message
    assert f"{options['types'][0][0]}" in error.message


def test_a_value_that_may_not_be_is_named_with_file_line_and_column(write, new_folder) -> None:
    path = write("a,b\n" + "1,2\n" * 300 + "x,2\n")
    with pytest.raises(UserError) as caught:
        import_file(path, ReaderOptions(bad_cells=BadCells.FAIL), new_folder(), Silent())
    assert caught.value.message.startswith(f"Line 302 of {path}, column a: “x”")


def test_what_is_wrong_with_an_added_file_names_that_file(write, new_folder) -> None:
    base = Base(Path("base.parquet"), (), "bikes@1")
    path = write("a,a\n1,2\n")
    with pytest.raises(UserError) as caught:
        append_file(path, ReaderOptions(), base, new_folder(), Silent())
    assert caught.value.code == "data.duplicate_names"
    assert str(path) in caught.value.message


def test_a_file_without_line_breaks(read, write, monkeypatch) -> None:
    monkeypatch.setattr(rows, "MAX_LINE_BYTES", 3_000_000)
    monkeypatch.setattr(rows, "MAX_ROW_BYTES", 1_000_000)
    error = _refused(read, write("a,b\n1,2\n" + "x" * 4_500_000), encoding="utf-8")
    assert (error.code, error.facts["line"]) == ("data.endless_line", 3)


def test_a_first_row_without_a_line_break_is_named_by_its_line(read, write, monkeypatch) -> None:
    monkeypatch.setattr(rows, "MAX_LINE_BYTES", 3_000_000)
    monkeypatch.setattr(rows, "MAX_ROW_BYTES", 1_000_000)
    error = _refused(read, write("a,b\n" + "x" * 4_500_000), encoding="utf-8")
    assert (error.code, error.facts["line"]) == ("data.endless_line", 2)


def test_too_many_rejects_to_be_true(read, write, monkeypatch) -> None:
    monkeypatch.setattr(rows, "MAX_ROW_REJECTS", 20)
    error = _refused(read, write("a,b\n" + "1,2\n" * 100 + "3\n" * 30))
    assert error.code == "data.too_many_rejects"
    assert "the first is line 102: 1 field instead of 2" in error.message


def test_a_file_that_is_cut_while_it_is_stored_has_changed(write, new_folder, monkeypatch) -> None:
    path = write("a,b\n" + "1,2\n" * 1_000)
    run = Engine.run

    def cut_first(engine: Engine, sql: str, *more: object) -> object:
        if "COPY" in sql and path.stat().st_size > 10:
            path.write_text("a,b\n")
            raise UserError("environment.input_output", path=path, reason="too few bytes")
        return run(engine, sql, *more)

    monkeypatch.setattr(Engine, "run", cut_first)
    with pytest.raises(UserError) as caught:
        import_file(path, ReaderOptions(), new_folder(), Silent())
    assert caught.value.code == "data.changed"


def test_a_file_that_changes_while_it_is_read(write, new_folder, monkeypatch) -> None:
    path = write("a,b\n1,2\n")
    store = importer.store_typed

    def store_and_change(*arguments: object) -> object:
        done = store(*arguments)
        path.write_text("a,b\n1,2\n3,4\n")
        return done

    monkeypatch.setattr(importer, "store_typed", store_and_change)
    with pytest.raises(UserError) as caught:
        import_file(path, ReaderOptions(), new_folder(), Silent())
    assert caught.value.code == "data.changed"


def test_a_file_that_disappears_while_it_is_read(write, new_folder, monkeypatch) -> None:
    path = write("a,b\n1,2\n")
    prepare = importer.prepare

    def prepare_and_delete(*arguments: object, **named: object) -> object:
        done = prepare(*arguments, **named)
        path.unlink()
        return done

    monkeypatch.setattr(importer, "prepare", prepare_and_delete)
    with pytest.raises(UserError) as caught:
        import_file(path, ReaderOptions(), new_folder(), Silent())
    assert caught.value.code == "data.changed"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "environment.disk_full"),
        (errno.EROFS, "environment.no_permission"),
        (errno.EIO, "environment.input_output"),
    ],
)
def test_a_disk_that_takes_no_more(write, new_folder, monkeypatch, number, code) -> None:
    def full(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(storing.os, "fsync", full)
    with pytest.raises(UserError) as caught:
        import_file(write("a,b\n1,2\n"), ReaderOptions(), new_folder(), Silent())
    assert (caught.value.code, caught.value.exit_code) == (code, ExitCode.ENVIRONMENT)


def test_a_full_disk_under_the_table_itself(write, new_folder, monkeypatch) -> None:
    full = duckdb.IOException("IO Error: Could not write file: No space left on device")

    def run(self: Engine, sql: str, *_: object) -> None:
        with self._failures():
            if sql.startswith("COPY"):
                raise full
            self._connection.execute(sql)

    monkeypatch.setattr(Engine, "run", run)
    with pytest.raises(UserError) as caught:
        import_file(write("a,b\n1,2\n"), ReaderOptions(), new_folder(), Silent())
    assert caught.value.code == "environment.disk_full"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("name", ["text.csv", "rows.csv"])
def test_a_full_disk_under_a_copy(write, new_folder, name) -> None:
    folder = new_folder()
    (folder / name).symlink_to("/dev/full")
    path = write("a,b\n1,é\n2\n".encode("cp1252") * 20_000)
    with pytest.raises(UserError) as caught:
        import_file(path, ReaderOptions(), folder, Silent())
    assert caught.value.code == "environment.disk_full"


def test_the_kinds_of_files_are_looked_up_by_their_first_bytes() -> None:
    assert all(magic and kind.startswith(("a ", "an ")) for magic, kind in source._FOREIGN)
