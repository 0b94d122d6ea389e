"""What is written beside a destination leaves nothing there, not even where it was killed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mlops_desktop.data.beside import PREFIX, sweep, working_folder
from mlops_desktop.data.export import export_csv

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no folder is locked there")

_KILLED = """
import os, signal, sys
from pathlib import Path
from mlops_desktop.data.beside import working_folder
with working_folder(Path(sys.argv[1])) as folder:
    (folder / "table").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_export_left_goes_with_the_next_one(imported, tmp_path) -> None:
    done = imported("a\n1\n2\n")
    place = tmp_path / "out"
    place.mkdir()
    subprocess.run([sys.executable, "-c", _KILLED, str(place)], check=False)
    (left,) = place.iterdir()
    assert (left / "table").read_text() == "half"
    assert export_csv(done.table, done.result.columns, place / "t.csv") == 2
    assert [path.name for path in place.iterdir()] == ["t.csv"]


def test_what_is_in_use_or_anybody_elses_stays(tmp_path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    (tmp_path / f"{PREFIX}link").symlink_to(elsewhere)
    (tmp_path / f"{PREFIX}file").touch()
    (tmp_path / ".export-2024").mkdir()
    before = sorted(tmp_path.rglob("*"))
    with working_folder(tmp_path) as used:
        with working_folder(tmp_path):
            assert used.is_dir()
        sweep(tmp_path)
        assert used.is_dir()
    assert sorted(tmp_path.rglob("*")) == before
