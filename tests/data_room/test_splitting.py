"""However a file is cut into blocks, the rows are the same."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_desktop.core.progress import Silent
from mlops_desktop.data import rows
from mlops_desktop.data.records import Dialect
from mlops_desktop.data.rows import Layout, LineMap, scan, write_kept

_TEXT = st.text(st.sampled_from('ab,;"\n\r é'), max_size=6)


@given(st.lists(st.tuples(_TEXT, _TEXT), min_size=1, max_size=12), st.integers(1, 9))
def test_what_a_csv_writer_writes_is_split_as_it_was(tmp_path_factory, table, block) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
    path = tmp_path_factory.mktemp("csv") / "table.csv"
    path.write_bytes(out.getvalue().encode())
    layout = Layout(path, 0, 1, Dialect(","), 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "CHUNK", block)
        result = scan(layout, Silent())
        copy = io.BytesIO()
        write_kept(layout, copy, Silent())
    assert (result.kept, result.rejects) == (len(table), [])
    text = io.StringIO(copy.getvalue().decode(), newline="")
    assert [tuple(row) for row in csv.reader(text)] == table


@given(st.text(st.sampled_from('ab,"\n\r '), max_size=80), st.integers(1, 7))
def test_blocks_of_any_size_give_the_same_rows_and_lines(tmp_path_factory, text, block) -> None:
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(text.encode())
    layout = Layout(path, 0, 1, Dialect(","), 2)

    def look(size: int):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rows, "CHUNK", size)
            copy = io.BytesIO()
            try:
                result = scan(layout, Silent())
            except rows.UserError as error:
                return error.code
            write_kept(layout, copy, Silent())
        lines = result.lines.lines(np.arange(result.kept)).tolist()
        fields = list(csv.reader(io.StringIO(copy.getvalue().decode(), newline="")))
        return result.kept, result.rejects, lines, fields

    assert look(block) == look(1 << 20)


def test_lines_of_rows_are_remembered_where_they_jump() -> None:
    lines = LineMap()
    lines.add(np.array([2, 3, 4, 9, 10]))
    lines.add(np.array([11, 20], np.int64))
    assert lines.lines(np.array([6, 0, 3, 4, 5])).tolist() == [20, 2, 9, 10, 11]
