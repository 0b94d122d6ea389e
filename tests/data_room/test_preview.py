"""A preview says what an import would do, and touches nothing."""

from __future__ import annotations

import tempfile

import pytest

from mlops_desktop.core.codec import from_bytes, to_bytes
from mlops_desktop.core.dataset import BadCells, Preview, ReaderOptions
from mlops_desktop.data import preview as module
from mlops_desktop.data.preview import preview_file


def test_it_agrees_with_the_import(bikes, bikes_file) -> None:
    preview = preview_file(bikes_file, ReaderOptions())
    assert preview.is_complete
    assert preview.columns == bikes.result.columns
    # What the columns tell together is looked at when they are stored.
    assert preview.profile.columns == bikes.result.profile.columns
    assert preview.profile.head == bikes.result.profile.head
    assert set(preview.profile.findings) <= set(bikes.result.profile.findings)
    assert preview.profile.facts is None
    assert preview.detections == bikes.result.detections
    assert preview.options == bikes.result.options
    assert preview.rejects == bikes.result.rejects
    assert preview.file_size == bikes.result.file_size


def test_it_crosses_a_process_boundary_unchanged(bikes_file) -> None:
    preview = preview_file(bikes_file, ReaderOptions())
    assert from_bytes(Preview, to_bytes(preview)) == preview


def test_of_a_large_file_it_reads_the_beginning(write, monkeypatch) -> None:
    monkeypatch.setattr(module, "PREVIEW_BYTES", 10_000)
    monkeypatch.setattr(module, "PREVIEW_BEGINNING_BYTES", 5_000)
    path = write("n,t\n" + "".join(f'{n},"word, {n}"\n' for n in range(2_000)))
    preview = preview_file(path, ReaderOptions())
    assert not preview.is_complete
    assert 200 < preview.profile.row_count < 400
    assert preview.profile.head[-1] == (199, "word, 199")
    assert preview.rejects.rows == ()
    assert "read so far" in next(f.title for f in preview.profile.findings if f.code == "rejects")


def test_rejects_and_bad_values_are_shown_before_anything_is_stored(write) -> None:
    path = write("x,y\n" + "1,2\n" * 200 + "3\noops,4\n")
    preview = preview_file(path, ReaderOptions())
    assert [reject.line for reject in preview.rejects.rows] == [202]
    assert [(cell.line, cell.value) for cell in preview.rejects.cells] == [(203, "oops")]


def test_values_an_import_would_refuse_are_shown(write) -> None:
    path = write("x,y\n" + "1,2\n" * 200 + "oops,4\n")
    preview = preview_file(path, ReaderOptions(bad_cells=BadCells.FAIL))
    assert len(preview.rejects.cells) == 1
    assert preview.options.bad_cells is BadCells.FAIL


@pytest.mark.parametrize("missing", [(), ("unknown",)])
def test_missing_words_are_missing_in_the_preview_too(write, imported, missing) -> None:
    text = "n,t\n1,unknown\nNA,x\n"
    preview = preview_file(write(text), ReaderOptions(missing=missing))
    assert list(preview.profile.head) == imported(text, missing=missing).rows()


def test_it_leaves_no_file_behind(bikes_file, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = bikes_file.stat().st_mtime_ns
    preview_file(bikes_file, ReaderOptions())
    assert list(tmp_path.iterdir()) == []
    assert bikes_file.stat().st_mtime_ns == before
