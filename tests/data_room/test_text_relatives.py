"""Relatives of CSV: what is found out is said with its reason, and every choice is kept."""

from __future__ import annotations

import pytest

from mlops_desktop.core.codec import from_bytes, to_bytes
from mlops_desktop.core.dataset import ColumnType, ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.data import rows as rows_module
from mlops_desktop.data.preview import preview_file


def _code(imported, text: str | bytes, **options: object) -> str:
    with pytest.raises(UserError) as caught:
        imported(text, **options)
    assert caught.value.message
    assert caught.value.hint
    return caught.value.code


@pytest.mark.parametrize("mark", ["\x01", "\x1f", "\x1c", "^", "~", " ", ":"])
def test_separators_of_other_kinds_are_found(imported, mark) -> None:
    lines = [["id", "name", "city"], ["1", "Ada", "Bonn"], ["2", "Bo", "Graz"]]
    done = imported("".join(mark.join(line) + "\n" for line in lines))
    assert done.result.options.delimiter == mark
    assert done.rows() == [(1, "Ada", "Bonn"), (2, "Bo", "Graz")]


def test_words_in_a_single_column_are_not_split_at_their_blanks(imported) -> None:
    done = imported("full name\nAda Lovelace\nGrace Hopper\n")
    assert done.rows() == [("Ada Lovelace",), ("Grace Hopper",)]


@pytest.mark.parametrize("mark", ["x", "7", "\x7f", "'"])
def test_any_single_character_can_be_chosen_as_separator(imported, mark) -> None:
    done = imported(f"a{mark}b\nc{mark}d\n", delimiter=mark)
    assert done.rows() == [("c", "d")]


def test_apostrophes_around_texts_are_found(imported) -> None:
    done = imported("'id','name'\n1,'O''Hara, Ada'\n2,'two\nlines'\n3,plain\n")
    assert done.result.options.quote == "'"
    assert done.detected("quote").value == "apostrophe"
    assert done.rows() == [(1, "O'Hara, Ada"), (2, "two\nlines"), (3, "plain")]


def test_apostrophes_inside_texts_are_just_characters(imported) -> None:
    done = imported("id,name\n1,'tis\n2,O'Hara\n3,'n\n")
    assert done.result.options.quote == '"'
    assert [row[1] for row in done.rows()] == ["'tis", "O'Hara", "'n"]


def test_no_quote_can_be_chosen(imported) -> None:
    text = 'size,name\n1,5" pipe\n2,"open\n3,"a" b\n'
    assert len(imported(text).result.rejects.rows) > 0
    done = imported(text, quote="")
    assert [row[1] for row in done.rows()] == ['5" pipe', '"open', '"a" b']
    assert done.detected("quote").value == "none"


@pytest.mark.parametrize("quote", ["ab", "\n", "“"])
def test_a_quote_that_cannot_be_one_is_refused(imported, quote) -> None:
    assert _code(imported, "a,b\n1,2\n", quote=quote) == "reading.quote"


@pytest.mark.parametrize("prefix", ["#", "//", "%", "--"])
def test_comments_at_the_beginning_are_found_and_counted(imported, prefix) -> None:
    text = f'{prefix} made by "x\n{prefix}\nid,name\n1,Ada\n{prefix} a note\n2,Bo\n'
    done = imported(text)
    assert done.rows() == [(1, "Ada"), (2, "Bo")]
    assert done.result.rows_in_file == 2
    found = done.detected("comment")
    assert found.value == prefix
    assert "line" in found.reason
    assert done.detected("header").value == "row 3"


def test_a_marked_header_is_no_comment(imported) -> None:
    done = imported("#id,name\n1,Ada\n2,Bo\n")
    assert list(done.columns) == ["#id", "name"]
    assert done.result.options.comment == ""


def test_rows_that_begin_like_comments_stay_rows_unless_chosen(imported) -> None:
    text = "id,name\n#1,Ada\n2,Bo\n"
    assert imported(text).result.row_count == 2
    done = imported(text, comment="#")
    assert done.rows() == [(2, "Bo")]
    finding = done.finding("comments")
    assert "line 2" in finding.detail


def test_a_comment_sign_inside_quotes_is_text(imported) -> None:
    done = imported('# note\nid,name\n1,"two\n# lines"\n#x\n2,b\n')
    assert done.rows() == [(1, "two\n# lines"), (2, "b")]


@pytest.mark.parametrize("block", [1, 3, 7, 64])
def test_comments_are_the_same_however_the_file_is_cut(imported, monkeypatch, block) -> None:
    monkeypatch.setattr(rows_module, "CHUNK", block)
    done = imported('//a "b\nx,y\n1,"p\n//q"\n//,"\n2,r\n// end', comment="//")
    assert done.rows() == [(1, "p\n//q"), (2, "r")]
    assert done.result.rejects.rows == ()


def test_lines_are_counted_through_comments(imported) -> None:
    done = imported("# a\nx,y\n1,2\n# b\n3\n4,5\n")
    assert [reject.line for reject in done.result.rejects.rows] == [5]


def test_names_below_a_title_are_found(imported) -> None:
    done = imported("Sales of July\n\nid,name,city\n1,Ada,Bonn\n2,Bo,Graz\n")
    assert list(done.columns) == ["id", "name", "city"]
    assert done.rows() == [(1, "Ada", "Bonn"), (2, "Bo", "Graz")]
    assert done.detected("header").value == "row 3"
    assert "title" in done.detected("header").reason
    assert done.result.rows_in_file == 2


def test_names_below_an_empty_line_are_found(imported) -> None:
    done = imported("\na,b\n1,2\n")
    assert (list(done.columns), done.rows()) == (["a", "b"], [(1, 2)])


def test_the_line_of_the_names_can_be_chosen(imported) -> None:
    text = "a,b\nx,y\n1,2\n"
    done = imported(text, header=2)
    assert (list(done.columns), done.rows()) == (["x", "y"], [(1, 2)])
    assert _code(imported, text, header=9) == "reading.header_line"


@pytest.mark.parametrize(
    "text",
    [
        "1,2.5\n2,3.5\n3,4.5\n",
        "Ada,36\nBo,41\nCy,29\n",
        "2024-01-01,x\n2024-01-02,y\n2024-01-03,z\n",
    ],
)
def test_a_file_without_names_gets_some(imported, text) -> None:
    done = imported(text)
    assert list(done.columns) == ["column_1", "column_2"]
    assert done.result.row_count == 3
    assert done.detected("header").value == "none"
    assert "line 1 holds values" in done.detected("header").reason


@pytest.mark.parametrize("text", ["city,2021,2022\nBonn,1,2\nGraz,3,4\n", "1,2,3\n4,5,6\n7,8,9\n"])
def test_years_and_positions_may_be_names(imported, text) -> None:
    assert imported(text).result.row_count == 2


def test_no_names_can_be_chosen(imported) -> None:
    done = imported("a,b\nc,d\n", header=0)
    assert done.rows() == [("a", "b"), ("c", "d")]
    assert done.result.options.header == 0


def test_no_names_with_windows_line_breaks(imported) -> None:
    done = imported("1,2.5\r\n2,3.5\r\n3,4.5\r\n")
    assert done.rows() == [(1, 2.5), (2, 3.5), (3, 4.5)]


_FIXED = (
    "id   name         amount  city\n"
    "1    Ada King       1.50  Bonn\n"
    "22   Bo            22.75  Graz am See\n"
    "\n"
    "333  Cy Ü. Long   1234.00\n"
)


def test_fixed_width_is_found_from_the_blanks(imported) -> None:
    done = imported(_FIXED)
    assert done.types == {"id": "integer", "name": "text", "amount": "number", "city": "text"}
    assert done.rows() == [
        (1, "Ada King", 1.5, "Bonn"),
        (22, "Bo", 22.75, "Graz am See"),
        (333, "Cy Ü. Long", 1234.0, None),
    ]
    assert "same places" in done.detected("widths").reason
    assert done.result.options.delimiter is None


def test_widths_can_be_chosen(imported) -> None:
    done = imported('id name\n01Ada\n02Bo\n03Cy, "D"\n', widths=(2, 8), header=0)
    assert done.rows()[1:] == [("01", "Ada"), ("02", "Bo"), ("03", 'Cy, "D"')]
    assert done.detected("widths").reason == "chosen"


def test_a_line_longer_than_chosen_widths_is_rejected_with_its_line(imported) -> None:
    done = imported("a b\n1 2\n3 4 5\n6 7\n", widths=(2, 2))
    assert done.rows() == [(1, 2), (6, 7)]
    (reject,) = done.result.rejects.rows
    assert (reject.line, reject.text) == (3, "3 4 5")
    assert "longer" in reject.reason


def test_text_over_a_found_boundary_is_rejected(imported) -> None:
    lines = "".join(f"{n:<6}{'word':<8}{n:>4}\n" for n in range(600))
    done = imported(f"{'id':<6}{'name':<8}{'n':>4}\n" + lines + "7     muchtoolong12345\n")
    assert done.result.row_count == 600
    (reject,) = done.result.rejects.rows
    assert reject.line == 602
    assert "boundary" in reject.reason


def test_widths_that_cannot_cut_are_refused(imported) -> None:
    assert _code(imported, "ab\ncd\n", widths=(1, 0)) == "reading.widths"


@pytest.mark.parametrize(
    ("values", "decimal", "thousands", "first"),
    [
        (["1,234.5", "12.25"], ".", ",", 1234.5),
        (["1.234,5", "12,25"], ",", ".", 1234.5),
        (["1'234.5", "7.25"], ".", "'", 1234.5),
        (["1’234", "12’000"], ".", "'", 1234),
        (["1\u00a0234,5", "7,25"], ",", " ", 1234.5),
        (["1\u202f234\u202f567", "12"], ".", " ", 1234567),
        (["1\u2009234", "1\u2009000"], ".", " ", 1234),
        (["-1,234,567", "12"], ".", ",", -1234567),
    ],
)
def test_thousands_marks_are_found(imported, values, decimal, thousands, first) -> None:
    done = imported("x;y\n" + "".join(f"{value};a\n" for value in values))
    options = done.result.options
    assert (options.decimal, options.thousands) == (decimal, thousands)
    assert done.types["x"] == ("integer" if isinstance(first, int) else "number")
    assert done.rows()[0][0] == first
    assert done.result.rejects.cells == ()


def test_a_plain_blank_between_digits_is_a_mark_only_when_chosen(imported) -> None:
    text = "x;y\n1 234;a\n12;b\n"
    assert imported(text).types["x"] == "text"
    assert imported(text, thousands=" ").rows() == [(1234, "a"), (12, "b")]


def test_numbers_written_both_ways_are_told_apart(imported) -> None:
    done = imported("a;b\n1,234.5;1.234,5\n2,345.5;2.345,5\n")
    assert sorted(done.types.values()) == ["number", "text"]
    assert "written otherwise" in done.detected("decimal").reason


def test_both_ways_in_one_column_are_listed_or_text(imported) -> None:
    text = "a;b\n" + "1,234.5;x\n" * 200 + "1.234,5;x\n"
    done = imported(text)
    assert [(cell.line, cell.value) for cell in done.result.rejects.cells] == [(202, "1.234,5")]
    assert imported("a;b\n1,234.5;x\n1.234,5;y\n").types["a"] == "text"


def test_a_thousand_or_decimals_is_asked_not_guessed(imported) -> None:
    text = "a;b\n1,234;x\n12,500;y\n"
    done = imported(text)
    assert done.types["a"] == "text"
    asked = done.detected("thousands")
    assert (asked.value, asked.column) == ("?", "a")
    assert len(asked.choices) == 2
    assert "1234" in asked.reason
    assert imported(text, thousands=",").rows()[0] == (1234, "x")
    assert imported(text, decimal=",").rows()[0] == (1.234, "x")


@pytest.mark.parametrize("options", [{"thousands": "x"}, {"thousands": ".", "decimal": "."}])
def test_a_thousands_mark_that_cannot_be_one_is_refused(imported, options) -> None:
    assert _code(imported, "a,b\n1,2\n", **options) == "reading.thousands"


@pytest.mark.parametrize("value", ["$1,234.50", "12 %", "1.234,5 €"])
def test_currency_and_percent_stay_text(imported, value) -> None:
    assert imported(f"a;b\n{value};x\n{value};y\n").types["a"] == "text"


_AMBIGUOUS = "day;n\n01/02/2011;1\n03/04/2011;2\n05/05/2011;3\n"


def test_the_order_of_dates_is_asked_and_the_column_kept_as_text(imported, write) -> None:
    done = imported(_AMBIGUOUS)
    assert done.types["day"] == "text"
    assert done.finding("ambiguous_dates").columns == ("day",)
    preview = preview_file(write(_AMBIGUOUS), ReaderOptions())
    for detections in (done.result.detections, preview.detections):
        (asked,) = [item for item in detections if item.option == "date_order"]
        assert (asked.column, asked.choices) == ("day", ("dmy", "mdy"))
        assert "1 February 2011" in asked.reason
        assert "2 January 2011" in asked.reason


@pytest.mark.parametrize(("order", "first"), [("dmy", "2011-02-01"), ("mdy", "2011-01-02")])
def test_the_order_of_dates_can_be_told(imported, order, first) -> None:
    done = imported(_AMBIGUOUS, date_orders=(("day", order),))
    assert done.types["day"] == "date"
    assert done.rows()[0] == (first, 1)
    assert not [item for item in done.result.detections if item.choices]
    assert done.result.options.date_orders == (("day", order),)


def test_an_order_no_value_has_is_refused(imported) -> None:
    assert _code(imported, _AMBIGUOUS, date_orders=(("day", "ymd"),)) == "reading.date_order"


def test_times_can_be_told_their_order_too(imported) -> None:
    text = "at;n\n01/02/2011 10:00;1\n03/04/2011 11:30;2\n"
    types = (("at", ColumnType.DATETIME),)
    done = imported(text, types=types, date_orders=(("at", "mdy"),))
    assert done.rows()[0][0] == "2011-01-02T10:00:00"


def test_date_times_state_their_zone(imported) -> None:
    done = imported("a,b\n2011-01-31T10:00:00+02:00,2011-01-31 10:00\n")
    zones = {item.column: item.value for item in done.result.detections if item.option == "zone"}
    assert zones == {"a": "UTC", "b": "none"}


def test_whole_numbers_are_exact_up_to_64_bits_and_codes_beyond(imported) -> None:
    done = imported(
        "a,b,c,d\n4294967295,9223372036854775807,9223372036854775808,007\n"
        "4294967294,-9223372036854775808,-9223372036854775809,008\n"
    )
    assert done.types == {"a": "integer", "b": "integer", "c": "text", "d": "text"}
    assert done.rows()[0] == (4294967295, 2**63 - 1, "9223372036854775808", "007")
    assert done.finding("codes").columns == ("c", "d")


def test_texts_that_mean_missing_are_listed_with_their_counts(imported) -> None:
    done = imported("a,b\n1,NULL\n-,n/a\nnan,x\n-,y\n" + "2,z\n" * 5)
    found = done.detected("missing")
    assert "- 2×" in found.reason
    assert "n/a 1×" in found.reason
    assert done.result.options.missing == ("n/a", "NULL", "nan", "-")


def test_infinity_is_no_number(imported) -> None:
    done = imported("a,b\n" + "1.5,x\n" * 200 + "inf,y\n-Infinity,z\n")
    assert [cell.value for cell in done.result.rejects.cells] == ["inf", "-Infinity"]
    assert done.types["a"] == "number"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("day,n\n2011-02-29,1\n2012-02-29,2\n", "text"),
        ("day,n\n10000-01-01,1\n12011-05-05,2\n", "text"),
        ("day,n\n9999-12-31,1\n2012-02-29,2\n", "date"),
        ("day,n\n29.02.2011,1\n30.02.2012,2\n", "text"),
    ],
)
def test_days_that_do_not_exist_are_not_made_up(imported, text, kind) -> None:
    assert imported(text).types["day"] == kind


def test_every_choice_is_remembered_and_reads_the_same_again(imported) -> None:
    text = "# note\n'a';'b'\n'1,234.5';'x;y'\n# more\n'2,000.0';'z'\n"
    first = imported(text)
    kept = from_bytes(ReaderOptions, to_bytes(first.result.options))
    again = imported(text, **{name: getattr(kept, name) for name in ReaderOptions.__slots__})
    assert again.rows() == first.rows() == [(1234.5, "x;y"), (2000.0, "z")]
    assert again.result.content_hash == first.result.content_hash


def test_preview_and_import_agree_on_fixed_width(write, imported) -> None:
    preview = preview_file(write(_FIXED), ReaderOptions())
    assert list(preview.profile.head) == imported(_FIXED).rows()
