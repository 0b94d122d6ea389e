"""What was chosen for a dataset holds for its next file, as far as it fits."""

from __future__ import annotations

import pytest

from mlops_desktop.core.dataset import BadCells, ColumnType, ReaderOptions, Remembered
from mlops_desktop.core.progress import Silent
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.preview import preview_file


def _again(path, folder, chosen: ReaderOptions, given: ReaderOptions, kind: str = "csv"):
    memory = Remembered(chosen, kind, "sales@3")
    return import_file(path, given, folder, Silent(), memory)


def test_chosen_options_hold_again_and_say_so(write, new_folder) -> None:
    chosen = ReaderOptions(
        delimiter=";", missing=("x",), types=(("n", ColumnType.TEXT),), bad_cells=BadCells.TEXT
    )
    done = _again(write("n;m\n1;x\n2;5\n"), new_folder(), chosen, ReaderOptions())
    assert [column.type.value for column in done.columns] == ["text", "integer"]
    assert done.chosen == chosen
    told = {item.option: item.reason for item in done.detections}
    assert told["delimiter"] == told["types"] == told["bad_cells"] == "as for sales@3"


def test_what_is_given_now_goes_before(write, new_folder) -> None:
    chosen = ReaderOptions(delimiter=";", missing=("x",))
    done = _again(write("n,m\n1,x\n"), new_folder(), chosen, ReaderOptions(delimiter=","))
    assert done.chosen == ReaderOptions(delimiter=",", missing=("x",))


def test_what_was_only_found_out_is_found_out_anew(write, new_folder) -> None:
    first = import_file(write("n;m\n1;2\n"), ReaderOptions(), new_folder(), Silent())
    assert first.chosen == ReaderOptions()
    done = _again(write("n,m\n1,2\n"), new_folder(), first.chosen, ReaderOptions())
    assert len(done.columns) == 2


def test_options_of_another_kind_of_file_are_left_aside(write, new_folder) -> None:
    chosen = ReaderOptions(format="xlsx", sheet="May", missing=("x",))
    done = _again(write("n\nx\n1\n"), new_folder(), chosen, ReaderOptions(), "xlsx")
    assert done.chosen == ReaderOptions(missing=("x",))
    assert done.row_count == 2


def test_types_of_columns_that_are_gone_are_forgotten(write, new_folder) -> None:
    chosen = ReaderOptions(types=(("gone", ColumnType.TEXT), ("n", ColumnType.TEXT)))
    done = _again(write("n\n1\n"), new_folder(), chosen, ReaderOptions())
    assert done.columns[0].type is ColumnType.TEXT


def test_the_preview_remembers_too(write) -> None:
    memory = Remembered(ReaderOptions(delimiter=";"), "csv", "sales@3")
    preview = preview_file(write("a,b;c\n1,2;3\n"), ReaderOptions(), Silent(), memory)
    assert [column.name for column in preview.columns] == ["a,b", "c"]


def _bad(write, new_folder, before: BadCells | None, now: BadCells | None):
    text = "n\n" + "".join(f"{n}\n" for n in range(300)) + "many\n"
    chosen, given = ReaderOptions(bad_cells=before), ReaderOptions(bad_cells=now)
    return _again(write(text), new_folder(), chosen, given)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (BadCells.TEXT, None, BadCells.TEXT),
        (BadCells.TEXT, BadCells.MISSING, BadCells.MISSING),
        (BadCells.MISSING, BadCells.TEXT, BadCells.TEXT),
        (BadCells.FAIL, BadCells.MISSING, BadCells.MISSING),
        (None, None, BadCells.MISSING),
    ],
)
def test_a_choice_for_bad_values_goes_before_the_remembered_one(
    write, new_folder, before, now, expected
) -> None:
    done = _bad(write, new_folder, before, now)
    assert done.options.bad_cells is expected
    assert done.columns[0].type.value == ("text" if expected is BadCells.TEXT else "integer")
    assert done.chosen.bad_cells is (now or before)


def test_what_is_usual_is_not_told_as_remembered(write, new_folder) -> None:
    done = _bad(write, new_folder, BadCells.MISSING, None)
    assert done.options.bad_cells is BadCells.MISSING
    assert "bad_cells" not in {item.option for item in done.detections}
