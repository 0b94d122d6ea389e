"""Pasted tables, folders, remembered options: what is recorded and what holds again."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest

from mlops_desktop.core.dataset import ColumnType, ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.services import datasets, pasting
from mlops_desktop.services.session import Session

pytestmark = pytest.mark.slow


def test_a_pasted_table_comes_in_as_the_clipboard(empty: Session) -> None:
    done = pasting.import_pasted(empty, "ort\tn\nZürich\t1\n", "towns").value
    assert (done.version.label, done.event.file_name) == ("towns@1", "clipboard")
    assert datasets.rows(empty, "towns").rows == (("Zürich", 1),)


def test_what_comes_through_a_pipe_is_named_as_wished(empty: Session) -> None:
    done = pasting.import_pasted(empty, BytesIO(b"n\n1\n2\n"), "numbers", called="stdin").value
    assert (done.event.file_name, done.version.row_count) == ("stdin", 2)


class _Endless(BytesIO):
    """A pipe that never ends."""

    def read(self, size: int | None = -1) -> bytes:
        return b"1,2\n" * ((size or 4) // 4)


def test_a_pipe_without_end_stops_before_the_disk_is_full(empty: Session, monkeypatch) -> None:
    usage = shutil.disk_usage("/")
    room = iter([10**12, 10**12, 400_000_000])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=next(room)))
    monkeypatch.setattr(pasting, "_CHECK_DISK", 2_000_000)
    with pytest.raises(UserError) as caught:
        pasting.import_pasted(empty, _Endless(), "numbers", called="stdin")
    assert (caught.value.code, caught.value.facts["path"]) == ("environment.disk_full", "stdin")
    assert datasets.list_datasets(empty) == ()


def test_pasted_rows_are_added_to_the_newest_version(empty: Session) -> None:
    pasting.import_pasted(empty, "ort\tn\nBern\t1\n", "towns")
    done = pasting.import_pasted(empty, "n\tort\n2\tZug\n", "towns", append=True).value
    assert (done.version.label, done.event.file_name) == ("towns@2", "clipboard")
    assert datasets.rows(empty, "towns").rows == (("Bern", 1), ("Zug", 2))
    assert datasets.show(empty, "towns").base == "towns@1"
    with pytest.raises(UserError) as caught:
        pasting.import_pasted(empty, "ort\tm\nBern\t1\n", "towns", append=True)
    assert caught.value.message == (
        "clipboard cannot be added to towns@2: it comes without n and with m."
    )
    with pytest.raises(UserError) as caught:
        pasting.import_pasted(empty, "ort\nBern\n", "cities", append=True)
    assert caught.value.code == "data.unknown"


def test_a_pasted_nothing_is_refused_without_naming_a_file_of_ours(empty: Session) -> None:
    with pytest.raises(UserError) as caught:
        pasting.import_pasted(empty, "", "towns")
    assert caught.value.message == "clipboard is empty."


def test_a_pasted_table_can_be_previewed(empty: Session) -> None:
    preview = pasting.preview_pasted(empty, "a\tb\n1\tx\n")
    assert [column.name for column in preview.columns] == ["a", "b"]


def test_chosen_options_hold_for_the_next_version_until_forgotten(
    empty: Session, tmp_path: Path
) -> None:
    file = tmp_path / "sales.csv"
    file.write_text("code;x\n1;5\n")
    chosen = ReaderOptions(types=(("code", ColumnType.TEXT),))
    datasets.import_file(empty, file, "sales", chosen)
    file.write_text("code;x\n2;6\n")
    preview = datasets.preview_file(empty, file, name="sales")
    assert preview.columns[0].type is ColumnType.TEXT
    again = datasets.import_file(empty, file, "sales").value
    assert again.details.chosen == chosen
    assert "as for sales@1" in {item.reason for item in again.details.detections}
    assert datasets.rows(empty, "sales@2").rows == (("2", 6),)
    fresh = datasets.import_file(empty, file, "sales", forget=True).value
    assert fresh.version.number == 3
    assert datasets.rows(empty, "sales@3").rows == ((2, 6),)


def test_added_rows_keep_what_was_chosen(empty: Session, tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text("code;x\n1;5\n")
    chosen = ReaderOptions(delimiter=";", missing=("?",))
    datasets.import_file(empty, file, "sales", chosen)
    file.write_text("code;x\n2;?\n")
    added = datasets.append_file(empty, file, "sales").value
    assert added.details.chosen == chosen
    assert datasets.rows(empty, "sales").rows == ((1, 5), (2, None))


def test_a_folder_is_one_import_with_its_list_of_files(empty: Session, tmp_path: Path) -> None:
    folder = tmp_path / "months"
    folder.mkdir()
    for month in ("01", "02"):
        (folder / f"{month}.csv").write_text(f"n\n{month}1\n")
    done = datasets.import_file(empty, folder, "months").value
    assert done.event.file_name == "months"
    details = datasets.show(empty, "months").details
    assert details is not None
    assert [item.name for item in details.files] == ["01.csv", "02.csv"]
    again = datasets.import_file(empty, folder, "months").value
    assert again.identical
    assert again.event.file_sha256 == done.event.file_sha256
