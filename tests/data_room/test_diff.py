"""What differs between two tables: by hand, and against a slow comparison in pandas."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlops_desktop.core.codec import from_bytes, to_bytes
from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.diff import Matching, SchemaChangeKind, Sign, TableDiff
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Silent
from mlops_desktop.data.diff.compare import Side, Wish, compare_tables, read_changes
from mlops_desktop.data.table import store_frame

NAN = float("nan")


@pytest.fixture
def compare(imported, new_folder):
    """Compare two CSV texts."""

    def run(before: str, after: str, **wish) -> TableDiff:
        sides = []
        for label, text in (("t@1", before), ("t@2", after)):
            found = imported(text)
            sides.append(Side(found.table, found.result.columns, label, found.result.profile))
        diff = compare_tables(*sides, Wish(**wish), new_folder(), Silent())
        assert from_bytes(TableDiff, to_bytes(diff)) == diff
        return diff

    return run


def column(diff: TableDiff, name: str):
    return next(item for item in diff.columns if item.name == name)


def changes(diff: TableDiff):
    return [(str(row.sign), row.before_row, row.after_row) for row in diff.rows.rows]


BEFORE = "id,price,city\n1,10.5,Bonn\n2,20.0,Köln\n3,30.0,Bonn\n4,,Aachen\n"
AFTER = "id,price,city\n2,20.0,Köln\n1,11.5,Bonn\n4,40.0,Aachen\n5,50.0,Essen\n6,60.0,Essen\n"


def test_rows_are_matched_by_the_column_that_names_them(compare):
    diff = compare(BEFORE, AFTER)
    assert (diff.matching, diff.key) == (Matching.FOUND, ("id",))
    assert (diff.added, diff.removed, diff.changed) == (2, 1, 2)
    assert changes(diff) == [
        ("~", 0, 1),
        ("~", 3, 2),
        ("+", None, 3),
        ("+", None, 4),
        ("−", 2, None),
    ]
    assert diff.rows.rows[0].before == (1, 10.5, "Bonn")
    assert diff.rows.rows[0].after == (1, 11.5, "Bonn")
    assert diff.rows.rows[0].changed == (1,)
    assert diff.summary == "2 rows added, 1 removed, 2 changed in price."


def test_changed_cells_are_counted_per_column_with_examples(compare):
    price = column(compare(BEFORE, AFTER), "price")
    assert price.changed == 2
    assert [(item.before, item.after) for item in price.examples] == [(10.5, 11.5), (None, 40.0)]
    assert column(compare(BEFORE, AFTER), "city").changed == 0


def test_columns_tell_how_far_they_moved(compare):
    moved = column(compare(BEFORE, AFTER), "price").movement
    # 10.5, 20, 30 (one missing of 4) become 20, 11.5, 40, 50, 60.
    assert moved.mean == pytest.approx(36.3 - 60.5 / 3)
    assert moved.median == pytest.approx(40 - 20)
    assert moved.missing == pytest.approx(-0.25)
    # Squared deviations: 190.1667 / 2 and 1643.8 / 4; 16.1333 / √253.0167.
    assert moved.effect == pytest.approx(1.01426, abs=1e-5)


def test_both_spreads_stand_on_the_same_bins(compare):
    bins = column(compare(BEFORE, AFTER), "price").bins
    assert bins.edges[0] == 10.5
    assert bins.edges[-1] == 60.0
    assert len(bins.edges) == 21
    assert (sum(bins.before), sum(bins.after)) == (3, 5)
    assert (bins.before[0], bins.after[0], bins.after[-1]) == (1, 1, 1)


def test_kinds_are_counted_side_by_side(compare):
    before = "k,c\n" + "".join(f"{n},{'a' if n < 6 else 'b'}\n" for n in range(10))
    after = "k,c\n" + "".join(f"{n},{'a' if n < 2 else 'c'}\n" for n in range(10))
    found = column(compare(before, after), "c")
    assert dict(
        zip(found.bins.labels, zip(found.bins.before, found.bins.after, strict=True), strict=True)
    ) == {
        "a": (6, 2),
        "b": (4, 0),
        "c": (0, 8),
    }
    assert found.movement.moved == pytest.approx(0.8)


def test_without_a_key_rows_count_as_often_as_they_stand(compare):
    diff = compare("a,b\n1,x\n1,x\n2,y\n", "a,b\n1,x\n2,y\n2,y\n2,y\n")
    assert (diff.matching, diff.key) == (Matching.CONTENT, ())
    assert (diff.added, diff.removed, diff.changed) == (2, 1, 0)
    assert changes(diff) == [("+", None, 2), ("+", None, 3), ("−", 1, None)]


def test_a_key_of_two_columns_is_found(compare):
    rows = [(day, hour) for day in range(1, 4) for hour in range(5)]
    before = "day,hour,n\n" + "".join(f"{d},{h},7.5\n" for d, h in rows)
    after = before.replace("2,3,7.5", "2,3,8.5")
    diff = compare(before, after)
    assert diff.key == ("day", "hour")
    assert (diff.added, diff.removed, diff.changed) == (0, 0, 1)


def test_a_given_key_must_name_each_row(compare):
    with pytest.raises(UserError, match="cannot be the key: the value in row 1 stands 2 times"):
        compare(BEFORE, AFTER, key=("city",))
    with pytest.raises(UserError, match="Row 4 of the version before has no value in price"):
        compare(BEFORE, AFTER, key=("price",))
    with pytest.raises(UserError, match="“prize” is not in both"):
        compare(BEFORE, AFTER, key=("prize",))
    assert compare(BEFORE, AFTER, key=("id", "city")).matching is Matching.GIVEN


def test_changes_of_the_columns_are_told(compare):
    before = "a,b,c,d,e\n1,x,10,0.5,u\n2,y,20,0.6,v\n"
    after = "b,a,cc,d,f\nx,1,10,u1,9\ny,2,20,u2,8\n"
    diff = compare(before, after)
    told = {(item.kind, item.column, item.before, item.after) for item in diff.schema}
    kinds = SchemaChangeKind
    assert told == {
        (kinds.ADDED, "f", "", "integer"),
        (kinds.REMOVED, "e", "text", ""),
        (kinds.RENAMED, "cc", "c", "cc"),
        (kinds.TYPE, "d", "number", "text"),
        (kinds.ORDER, "b", "2", "1"),
    }
    assert [item.name for item in diff.columns] == ["b", "a", "cc", "d", "f", "e"]
    assert column(diff, "cc").before.name == "c"


def test_a_whole_number_equals_itself_with_a_decimal_point(compare):
    diff = compare("k,n\na,1\nb,2\nc,\n", "k,n\na,1.0\nb,2.5\nc,\n")
    assert [item.kind for item in diff.schema] == [SchemaChangeKind.TYPE]
    assert column(diff, "n").changed == 1


def test_the_same_rows_in_another_order_are_said_to_be_so(compare):
    diff = compare("a,b\n1,x\n2,y\n", "a,b\n2,y\n1,x\n")
    assert diff.is_reordered
    assert not diff.is_identical
    assert diff.summary == "The same rows, in another order."
    assert compare(BEFORE, BEFORE).is_identical


def test_tables_without_a_common_column_or_row_have_nothing_in_common(compare):
    diff = compare("a\n1\n2\n", "b\nx\n")
    assert (diff.added, diff.removed, diff.changed) == (1, 2, 0)
    assert [row.before for row in diff.rows.rows if row.sign is Sign.REMOVED] == [
        (None, 1),
        (None, 2),
    ]


def test_names_that_are_sql_are_only_names(compare):
    before = 'id,"x"" FROM y; --"\n1,2\n2,3\n'
    diff = compare(before, before.replace("2,3", "2,4"))
    assert diff.changed == 1


def stored(values, types, folder: Path, label: str) -> Side:
    columns = tuple(
        Column(name, kind, SemanticType.NUMBER) for name, kind in zip("kxt", types, strict=True)
    )
    folder.mkdir()
    frame = pd.DataFrame(
        {at: pd.Series([row[at] for row in values], dtype=object) for at in range(3)}
    )
    kept = store_frame(frame, columns, folder)
    return Side(folder / kept.table_file, columns, label, kept.profile)


TYPES = (ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.TEXT)
ROWS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from([None, NAN, 0.0, -0.0, 1.5, 2.0]),
        st.sampled_from([None, "", "a", "b", "NULL"]),
    ),
    max_size=9,
)


def same(value):
    """Return a value as the content hash sees it."""
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return None
    return value + 0.0 if isinstance(value, float) else value


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(before=ROWS, after=ROWS)
def test_content_diffs_equal_a_slow_comparison(tmp_path_factory, before, after):
    folder = tmp_path_factory.mktemp("d")
    sides = [
        stored(rows, TYPES, folder / name, name) for name, rows in (("b", before), ("a", after))
    ]
    diff = compare_tables(*sides, Wish(by_content=True), folder, Silent())
    old, new = (Counter(tuple(map(same, row)) for row in rows) for rows in (before, after))
    assert diff.added == (new - old).total()
    assert diff.removed == (old - new).total()
    added = Counter(tuple(map(same, r.after)) for r in diff.rows.rows if r.sign is Sign.ADDED)
    assert added == new - old


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(before=ROWS, after=ROWS)
def test_keyed_diffs_equal_a_slow_comparison(tmp_path_factory, before, after):
    folder = tmp_path_factory.mktemp("d")
    tables = [list({row[0]: row for row in rows}.values()) for rows in (before, after)]
    sides = [
        stored(rows, TYPES, folder / name, name) for rows, name in zip(tables, "ba", strict=True)
    ]
    diff = compare_tables(*sides, Wish(key=("k",)), folder, Silent())
    frames = [
        pd.DataFrame([tuple(map(same, row)) for row in rows], columns=list("kxt"), dtype=object)
        for rows in tables
    ]
    both = frames[0].merge(frames[1], on="k", how="outer", suffixes=("_b", "_a"), indicator=True)
    common = both[both["_merge"] == "both"]
    expected = {
        name: sum(
            not (old == new or (pd.isna(old) and pd.isna(new)))
            for old, new in zip(common[f"{name}_b"], common[f"{name}_a"], strict=True)
        )
        for name in "xt"
    }
    assert {name: column(diff, name).changed for name in "xt"} == expected
    assert diff.added == (both["_merge"] == "right_only").sum()
    assert diff.removed == (both["_merge"] == "left_only").sum()


def test_every_row_that_differs_can_be_reached_page_by_page(tmp_path):
    before = [(n, float(n), "a") for n in range(300)]
    after = [(n, float(n) + (n % 2), "a") for n in range(10, 320)]
    sides = [
        stored(rows, TYPES, tmp_path / name, name)
        for rows, name in zip((before, after), "ba", strict=True)
    ]
    pages = [
        read_changes(*sides, Wish(offset=offset, limit=70), tmp_path, Silent())
        for offset in range(0, 210, 70)
    ]
    rows = [row for page in pages for row in page.rows]
    assert {page.total for page in pages} == {145 + 20 + 10}
    assert [row.sign for row in rows] == [Sign.CHANGED] * 145 + [Sign.ADDED] * 20 + [
        Sign.REMOVED
    ] * 10
    only = read_changes(*sides, Wish(signs=(Sign.REMOVED,)), tmp_path, Silent())
    assert [row.before_row for row in only.rows] == list(range(10))
