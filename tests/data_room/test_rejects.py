"""Rows and values that do not fit are listed with line and reason, and never just vanish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_desktop.core.dataset import BadCells, ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Silent
from mlops_desktop.data import importer
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.table import read_rows


def test_rows_of_the_wrong_width_are_listed_with_their_line(imported) -> None:
    done = imported("a,b\n1,2\n3\n4,5,6\n7,8\n")
    assert done.rows() == [(1, 2), (7, 8)]
    assert [(r.line, r.reason, r.text) for r in done.result.rejects.rows] == [
        (3, "1 field instead of 2", "3"),
        (4, "3 fields instead of 2", "4,5,6"),
    ]
    assert done.result.rows_in_file == 4


def test_lines_are_counted_as_an_editor_counts_them(imported) -> None:
    done = imported('a,b\n1,"x\ny\nz"\n\n2,u\nbad\n3,"v\nw"\nworse\n')
    assert [reject.line for reject in done.result.rejects.rows] == [7, 10]


def test_an_unclosed_quote_costs_one_line_and_swallows_nothing(imported) -> None:
    rows = "".join(f'{n},"text {n}"\n' for n in range(50))
    done = imported('a,b\n0,"open\n' + rows)
    assert done.result.row_count == 50
    (reject,) = done.result.rejects.rows
    assert (reject.line, reject.text) == (2, '0,"open')
    assert reject.reason == "a quote is opened and never closed"


def test_an_unclosed_quote_at_the_end_of_the_file_is_listed(imported) -> None:
    done = imported('a,b\n1,x\n2,"open\n3,y\n')
    assert done.rows() == [(1, "x"), (3, "y")]
    assert [reject.line for reject in done.result.rejects.rows] == [3]


def test_text_behind_a_closing_quote_is_rejected(imported) -> None:
    done = imported('a,b\n"1"x,2\n3,4\n')
    assert done.rows() == [(3, 4)]
    assert done.result.rejects.rows[0].reason == "text follows a closing quote"


def test_quotes_inside_unquoted_text_are_ordinary(imported) -> None:
    done = imported('a,b\n5" pipe,1\n6"" pipe,2\n')
    assert [row[0] for row in done.rows()] == ['5" pipe', '6"" pipe']


def test_a_row_longer_than_the_limit_is_rejected(imported) -> None:
    done = imported("a,b\n1,x\n2," + "y" * 2_100_000 + "\n3,z\n")
    assert done.rows() == [(1, "x"), (3, "z")]
    (reject,) = done.result.rejects.rows
    assert (reject.line, reject.reason) == (3, "longer than 2,000,000 bytes")
    assert len(reject.text) == 500


def test_the_line_of_the_first_reject_is_told_as_other_numbers_are(imported) -> None:
    done = imported("a,b\n" + "1,2\n" * 1_200 + "3\n")
    (detail,) = [item.detail for item in done.result.profile.findings if item.code == "rejects"]
    assert "the first is line 1,202: 1 field instead of 2" in detail


def test_a_title_above_the_names_is_said_instead_of_a_million_rejects(imported) -> None:
    text = "Report of today\n" + "".join(f"{n},{n}\n" for n in range(50))
    with pytest.raises(UserError) as caught:
        imported(text)
    assert caught.value.code == "data.mostly_rejected"
    assert "line 2" in caught.value.message


def test_bad_values_become_missing_and_are_listed(imported) -> None:
    rows = [str(n) for n in range(300)]
    rows[7], rows[200] = "oops", "n.v."
    done = imported("id,x\n" + "".join(f"k{n},{value}\n" for n, value in enumerate(rows)))
    assert done.types["x"] == "integer"
    assert done.rows()[7] == ("k7", None)
    assert [(c.line, c.column, c.value, c.reason) for c in done.result.rejects.cells] == [
        (9, "x", "oops", "not a whole number"),
        (202, "x", "n.v.", "not a whole number"),
    ]
    assert done.result.rejects.cell_counts == (("x", 2),)
    assert done.finding("bad_cells").columns == ("x",)


def test_bad_values_can_make_the_column_text(imported) -> None:
    text = "x,y\n" + "1,2\n" * 200 + "oops,3\n"
    done = imported(text, bad_cells=BadCells.TEXT)
    assert done.types == {"x": "text", "y": "integer"}
    assert done.result.rejects.cells == ()


def test_bad_values_can_stop_the_import(imported) -> None:
    with pytest.raises(UserError) as caught:
        imported("x,y\n" + "1,2\n" * 200 + "oops,3\n", bad_cells=BadCells.FAIL)
    facts = caught.value.facts
    assert caught.value.code == "data.bad_cell"
    assert (facts["line"], facts["column"], facts["value"]) == (202, "x", "oops")
    assert caught.value.message.endswith("Values that do not fit: 1.")


def test_the_list_of_bad_values_is_cut_but_the_count_is_not(imported, monkeypatch) -> None:
    monkeypatch.setattr(importer, "MAX_LISTED_CELLS", 5)
    monkeypatch.setattr(importer.list_bad_cells, "__defaults__", (5,))
    done = imported("x,y\n" + "1,2\n" * 2_000 + "oops,3\n" * 15)
    assert len(done.result.rejects.cells) == 5
    assert done.result.rejects.cell_counts == (("x", 15),)


def test_bad_values_after_a_rejected_row_have_the_right_line(imported) -> None:
    text = "x,y\n" + "1,2\n" * 150 + "short\n" + "1,2\n" * 50 + "oops,3\n"
    done = imported(text)
    assert [cell.line for cell in done.result.rejects.cells] == [203]


_PIECES = st.sampled_from(
    ["a", "1", "é", " ", ",", "\n", "\r\n", "\r", '"', '""', '"x"', '"x\ny"', ",\n", '"x",', "NA"]
)


@given(st.lists(_PIECES, max_size=60), st.integers(1, 3))
def test_rows_in_the_file_are_rows_stored_plus_rejects(tmp_path_factory, pieces, width) -> None:
    folder = tmp_path_factory.mktemp("any")
    path = folder / "any.csv"
    header = ",".join("abc"[:width])
    path.write_bytes(f"{header}\n{''.join(pieces)}".encode())
    try:
        result = import_file(path, ReaderOptions(delimiter=","), folder, Silent())
    except UserError as error:
        refused = error.code
    else:
        refused = None
    if refused is not None:
        assert refused in ("data.no_rows", "data.mostly_rejected")
        return
    assert result.rows_in_file == result.row_count + len(result.rejects.rows)
    rows = read_rows(folder / result.table_file, result.columns, 0, 1_000)
    assert len(rows) == result.row_count
    lines = [reject.line for reject in result.rejects.rows]
    assert lines == sorted(set(lines))
