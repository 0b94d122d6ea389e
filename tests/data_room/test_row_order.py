"""Rows written down in an order, their pages, and texts found in them."""

from __future__ import annotations

import pytest

from mlops_desktop.core.selection import Selection, SortKey, TextHit, TextSearch
from mlops_desktop.data.row_order import read_page, write_order
from mlops_desktop.data.text_search import find_text

ROWS = 30_000
TABLE = "n,city,day\n" + "".join(
    f"{n},{('Rome', 'Oslo', '')[n % 3]},2013-01-{n % 28 + 1:02}\n" for n in range(ROWS)
)


@pytest.fixture
def table(imported):
    return imported(TABLE)


@pytest.fixture
def arrange(table, tmp_path):
    def run(where: str = "", *sort: SortKey):
        folder = tmp_path / "order"
        folder.mkdir()
        order = write_order(table.table, table.result.columns, Selection(where, sort), folder)

        def page(offset: int, limit: int):
            return [
                row[0] for row in read_page(table.table, table.result.columns, order, offset, limit)
            ]

        return order, page

    return run


def test_pages_of_the_whole_table_lie_as_stored(table) -> None:
    page = read_page(table.table, table.result.columns, None, 12_345, 2)
    assert page == ((12_345, "Rome", "2013-01-26"), (12_346, "Oslo", "2013-01-27"))
    assert read_page(table.table, table.result.columns, None, ROWS, 5) == ()


def test_a_filter_that_keeps_much_leaves_places_and_gives_any_page(arrange) -> None:
    order, page = arrange("city = 'Oslo'")
    assert not order.holds_rows
    assert order.total == ROWS // 3
    assert page(5_000, 3) == [15_001, 15_004, 15_007]
    assert page(ROWS // 3 - 1, 10) == [ROWS - 2]
    assert page(ROWS, 10) == []


def test_a_filter_that_keeps_little_copies_the_rows(arrange) -> None:
    order, page = arrange("n % 1000 = 7")
    assert order.holds_rows
    assert order.total == 30
    assert page(28, 5) == [28_007, 29_007]


def test_a_filter_that_keeps_nothing_has_empty_pages(arrange) -> None:
    order, page = arrange("n < 0")
    assert order.total == 0
    assert page(0, 10) == []


def test_sorted_rows_keep_their_order_on_every_page(arrange) -> None:
    order, page = arrange("n >= 100", SortKey("city", True), SortKey("n", True))
    expected = sorted(range(100, ROWS), key=lambda n: (n % 3, -n))
    assert order.total == len(expected)
    found = [n for offset in range(0, ROWS, 5_000) for n in page(offset, 5_000)]
    assert found == expected


def search(table, order, text: str, start: int, *, back: bool = False, columns=(0, 1, 2)):
    total = order.total if order is not None else ROWS
    wanted = TextSearch(text, columns, start, total, back)
    return find_text(table.table, table.result.columns, order, wanted)


def test_a_text_is_found_after_and_before_a_row_and_around_the_end(table) -> None:
    assert search(table, None, "oslo", -1) == TextHit(1, 1)
    assert search(table, None, "OSLO", 1) == TextHit(4, 1)
    assert search(table, None, "oslo", 4, back=True) == TextHit(1, 1)
    assert search(table, None, "oslo", ROWS - 1) == TextHit(1, 1)
    assert search(table, None, "oslo", 1, back=True) == TextHit(ROWS - 2, 1)
    assert search(table, None, "29,999", -1) == TextHit(29_999, 0)
    assert search(table, None, "2013-01-28", -1) == TextHit(27, 2)


def test_only_the_columns_shown_are_searched(table) -> None:
    assert search(table, None, "oslo", -1, columns=(0, 2)) is None
    assert search(table, None, "nowhere", 5) is None
    assert search(table, None, " ", 5) is None


def test_a_text_is_found_among_filtered_and_among_sorted_rows(table, arrange) -> None:
    order, page = arrange("city is missing")
    assert search(table, order, "29", -1, columns=(0,)) == TextHit(9, 0)
    assert page(9, 1) == [29]


def test_a_text_is_found_in_the_order_of_sorting(table, arrange) -> None:
    order, page = arrange("", SortKey("n", True))
    hit = search(table, order, "29998", -1)
    assert hit == TextHit(1, 0)
    assert page(1, 1) == [29_998]
