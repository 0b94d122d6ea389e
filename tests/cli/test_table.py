"""Tables line up, whatever the cells hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mlops_desktop.cli.text.plain import width
from mlops_desktop.cli.text.table import Heading, facts, fitting, headings, table


def test_text_stands_left_and_numbers_right() -> None:
    lines = list(table(headings("Dataset", ">Rows"), [("bikes", "3,624"), ("b", "7")]))
    assert lines == ["Dataset   Rows", "bikes    3,624", "b            7"]


def test_wide_characters_do_not_push_the_next_column() -> None:
    first, second = list(table(headings("Name", "Kind"), [("東京", "city"), ("x", "other")]))[1:]
    assert width(first[: first.index("city")]) == width(second[: second.index("other")])


@given(st.lists(st.tuples(st.text(), st.text(min_size=1)), max_size=5))
def test_each_row_is_one_line_whatever_a_file_holds(rows: list[tuple[str, str]]) -> None:
    lines = list(table(headings("A", "B"), rows))
    assert len(lines) == len(rows) + 1
    assert all(line.isprintable() for line in lines)


def test_a_table_without_rows_is_its_heading() -> None:
    assert list(table(headings("A", ">B"), [])) == ["A  B"]


def test_a_long_cell_is_cut_to_its_limit() -> None:
    (_, line) = table([Heading("Text", limit=5)], [("abcdefgh",)])
    assert line == "abcd…"


def test_facts_line_up_and_leave_out_what_is_empty() -> None:
    assert list(facts([("Rows", "7"), ("State", ""), ("Made by", "Ada")])) == [
        "  Rows     7",
        "  Made by  Ada",
    ]


def test_on_a_terminal_only_the_columns_that_fit_are_chosen() -> None:
    titles = headings("aaaa", "bbbb", "cccc")
    rows = [("1", "22222222", "3")]
    assert fitting(titles, rows, 14) == 2
    assert fitting(titles, rows, None) == 3
    assert fitting(titles, rows, 1) == 1
