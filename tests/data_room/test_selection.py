"""Filtered and sorted pages of a stored table."""

from __future__ import annotations

import pytest

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.selection import Selection, SortKey
from mlops_desktop.data.selection import read_selection

TABLE = "city,units,day\nBonn,3,2013-05-01\nKöln,,2013-05-02\nAachen,1,2013-05-03\nBonn,2,\n"


@pytest.fixture
def select(imported):
    table = imported(TABLE)

    def run(where: str = "", sort: tuple[SortKey, ...] = (), page: tuple[int, int] = (0, 10)):
        return read_selection(table.table, table.result.columns, Selection(where, sort), page)

    return run


def test_a_filter_keeps_the_rows_where_it_is_true(select) -> None:
    found = select("units < 3 or city = 'Köln'")
    assert [row[0] for row in found.rows] == ["Köln", "Aachen", "Bonn"]
    assert [row[0] for row in select("units < 3").rows] == ["Aachen", "Bonn"]
    assert select("not (units < 3)").total == 1
    assert select("day >= '2013-05-02'").rows == (
        ("Köln", None, "2013-05-02"),
        ("Aachen", 1, "2013-05-03"),
    )


def test_rows_are_sorted_with_missing_ones_last_and_ties_in_stored_order(select) -> None:
    assert [row[1] for row in select(sort=(SortKey("units"),)).rows] == [1, 2, 3, None]
    assert [row[1] for row in select(sort=(SortKey("units", True),)).rows] == [3, 2, 1, None]
    by_city = select(sort=(SortKey("city"), SortKey("units")))
    assert [row[:2] for row in by_city.rows][:3] == [("Aachen", 1), ("Bonn", 2), ("Bonn", 3)]
    assert [row[1] for row in select(sort=(SortKey("city"),)).rows] == [1, 3, 2, None]


def test_a_page_is_cut_from_all_rows_wanted(select) -> None:
    found = select("city = 'Bonn' or city = 'Aachen'", (SortKey("units"),), (1, 1))
    assert found.rows == (("Bonn", 2, None),)
    assert found.total == 3
    assert select(page=(9, 5)).rows == ()


def test_what_is_no_condition_and_unknown_columns_are_refused(select) -> None:
    with pytest.raises(UserError, match="gives a whole number"):
        select("units + 1")
    with pytest.raises(UserError, match="“units”"):
        select("unit > 1")
    with pytest.raises(UserError, match="no column"):
        select(sort=(SortKey("nope"),))
