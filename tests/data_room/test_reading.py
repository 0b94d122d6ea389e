"""Encoding, separator, decimal mark and header are found out, said, and can be chosen."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Silent, Step
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.table import read_frame, read_rows


def test_a_real_file_is_read_as_it_stands(bikes, bikes_file) -> None:
    result = bikes.result
    assert (result.row_count, result.rows_in_file) == (500, 500)
    assert result.rejects.rows == ()
    assert result.file_sha256 == hashlib.sha256(bikes_file.read_bytes()).hexdigest()
    assert result.file_size == bikes_file.stat().st_size
    assert bikes.rows()[0] == (1, "Jan", 1, 0, 0, 6, 0, "clear", 0.24, 0.2879, 0.81, 0, 3, 13, 16)
    found = {item.option: item.value for item in result.detections}
    assert found == {
        "format": "csv",
        "encoding": "UTF-8",
        "delimiter": "comma",
        "decimal": "point",
        "header": "row 1",
        "missing": "empty",
        "dates": "none found",
    }
    assert all(item.reason for item in result.detections)


@pytest.mark.parametrize(
    ("delimiter", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")]
)
def test_the_separator_is_found(imported, delimiter, name) -> None:
    text = "\n".join(delimiter.join(row) for row in (["a", "b"], ["1", "x y"], ["2", "z"])) + "\n"
    done = imported(text)
    assert done.detected("delimiter").value == name
    assert done.rows() == [(1, "x y"), (2, "z")]


def test_separators_inside_quotes_do_not_mislead(imported) -> None:
    done = imported('a;b\n"1,2,3";x\n"4,5,6";y\n')
    assert done.result.options.delimiter == ";"
    assert done.rows() == [("1,2,3", "x"), ("4,5,6", "y")]


def test_a_chosen_separator_is_used(imported) -> None:
    done = imported("a;b,c\n1;2,3\n", delimiter=",")
    assert [column.name for column in done.result.columns] == ["a;b", "c"]
    assert done.detected("delimiter").reason == "chosen"


def test_one_column_is_a_table_too(imported) -> None:
    done = imported("name\nAda\n\nGrace\n")
    assert done.rows() == [("Ada",), (None,), ("Grace",)]
    assert done.result.rows_in_file == 3


@pytest.mark.parametrize(
    ("encoding", "title"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
def test_the_encoding_is_found(imported, encoding, title) -> None:
    done = imported("größe,ort\n1,Köln\n".encode(encoding))
    assert done.detected("encoding").value == title
    assert done.rows() == [(1, "Köln")]
    assert list(done.columns) == ["größe", "ort"]


def test_bytes_that_are_not_utf8_are_noticed_far_down_the_file(imported) -> None:
    text = "n,ort\n" + "".join(f"{n},Bonn\n" for n in range(300_000))
    done = imported(text.encode() + "1,Köln\n".encode("cp1252"))
    assert "line 300002" in done.detected("encoding").reason
    assert done.result.row_count == 300_001
    assert read_rows(done.table, done.result.columns, 300_000, 1) == ((1, "Köln"),)


def test_a_chosen_encoding_is_used(imported) -> None:
    done = imported("ort\nŁódź\n".encode("cp1250"), encoding="cp1250")
    assert done.rows() == [("Łódź",)]


def test_a_wrongly_chosen_encoding_names_line_and_byte(imported) -> None:
    with pytest.raises(UserError) as caught:
        imported("n,ort\n1,Bonn\n2,Köln\n".encode("cp1252"), encoding="utf-8")
    assert caught.value.code == "data.encoding"
    assert caught.value.facts["line"] == 3
    assert caught.value.facts["byte"] == "0xF6"


def test_an_encoding_nobody_knows_is_refused(imported) -> None:
    with pytest.raises(UserError, match="no text encoding “klingon”"):
        imported("a,b\n1,2\n", encoding="klingon")


def test_a_codec_that_makes_no_text_is_refused(imported) -> None:
    with pytest.raises(UserError) as caught:
        imported("a,b\n1,2\n", encoding="hex")
    assert caught.value.code == "data.unknown_encoding"


def test_decimal_commas_are_found_and_points_between_thousands(imported) -> None:
    done = imported("preis;menge;betrag\n1,50;3;1.234,5\n2,75;4;1.000,0\n")
    assert done.result.options.decimal == ","
    assert done.types == {"preis": "number", "menge": "integer", "betrag": "number"}
    assert done.rows()[0] == (1.5, 3, 1234.5)
    assert "1.234,5" in done.detected("thousands").reason


def test_a_decimal_comma_can_be_chosen_away(imported) -> None:
    done = imported("a;b\n1,50;3\n", decimal=".")
    assert done.types["a"] == "text"


def test_names_may_be_quoted_over_two_lines_and_padded(imported) -> None:
    done = imported('"first\nname", size \nAda,3\n')
    assert list(done.columns) == ["first\nname", "size"]
    assert done.rows() == [("Ada", 3)]


def test_names_may_differ_in_capitals_alone(imported) -> None:
    done = imported("t,T,Ä,ä\n1,2,3,4\n")
    assert done.rows() == [(1, 2, 3, 4)]
    assert read_frame(done.table, ["T", "ä"]).to_numpy().tolist() == [[2, 4]]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_break_is_read(imported, newline) -> None:
    done = imported(newline.join(["a,b", "1,x", "2,y"]))
    assert done.rows() == [(1, "x"), (2, "y")]


def test_values_keep_the_line_breaks_inside_quotes(imported) -> None:
    done = imported('a,b\r\n1,"x\r\ny"\r\n2,"x\ny"\r\n')
    assert done.rows() == [(1, "x\r\ny"), (2, "x\ny")]


def test_odd_file_names_are_just_names(imported) -> None:
    done = imported("a,b\n1,2\n", name="it's [a] *file*?.csv")
    assert done.rows() == [(1, 2)]


def test_reading_again_with_the_recorded_options_gives_the_same(imported) -> None:
    text = "a;b\n1,5;NA\n2,5;x\n"
    first = imported(text)
    options = first.result.options
    again = imported(
        text,
        format=options.format,
        delimiter=options.delimiter,
        encoding=options.encoding,
        decimal=options.decimal,
        missing=options.missing,
    )
    assert again.result.content_hash == first.result.content_hash
    assert again.result.options == options


class _Heard(Silent):
    """Remembers what was told."""

    def __init__(self) -> None:
        self.phases: set[str] = set()

    def step(self, step: Step) -> None:
        self.phases.add(step.phase)


@pytest.mark.parametrize(
    "content", ["ort,n\nZürich,1\nBern,2\n".encode("cp1252"), b"a,b\r1,2\r3,4\r", "workbook"]
)
def test_progress_calls_the_file_by_its_own_name(write, new_folder, content) -> None:
    workbook = Path(__file__).parents[1] / "data" / "rentals.xlsx"
    path = workbook if content == "workbook" else write(content)
    heard = _Heard()
    import_file(path, ReaderOptions(), new_folder(), heard)
    named = {words for words in heard.phases if ".csv" in words or ".xlsx" in words}
    phases = ("Opening", "Hashing") if content == "workbook" else ("Looking at", "Reading")
    assert {f"{phase} {path.name}" for phase in phases} <= named
    assert {words.split()[-1] for words in named} == {path.name}
