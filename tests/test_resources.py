"""Shipped files are found from the source tree, an installed package and a frozen program."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mlops_desktop import resources

REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLE = ("samples", "bikeshare", "bikes_2011_june.csv")


@pytest.fixture(autouse=True)
def forgetful():
    """Look the folder up anew in each test."""
    resources.root.cache_clear()
    yield
    resources.root.cache_clear()


def test_in_a_source_tree_they_stand_beside_the_package() -> None:
    path = resources.resource(*SAMPLE)
    assert path == REPOSITORY.joinpath("resources", *SAMPLE)
    assert path.read_text("utf-8").startswith('"season","mnth"')


def test_a_frozen_program_looks_beside_itself_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "resources" / "help").mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources.resource("help") == tmp_path / "resources" / "help"


def test_what_is_not_shipped_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"help/nothing\.md"):
        resources.resource("help", "nothing.md")


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("bikes_2011_january_to_may.csv", 3530),
        ("bikes_2011_june.csv", 720),
        ("bikes_2011_july.csv", 744),
    ],
)
def test_the_sample_has_the_rows_its_readme_says(name: str, rows: int) -> None:
    lines = resources.resource("samples", "bikeshare", name).read_text("utf-8").splitlines()
    assert len(lines) - 1 == rows
    readme = resources.resource("samples", "bikeshare", "README.md").read_text("utf-8")
    assert f"| `{name}` | {rows:,} |" in readme


@pytest.mark.slow
def test_an_installed_package_carries_them_inside(tmp_path: Path) -> None:
    build = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    answer = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    wheel = tmp_path / answer.stdout.split()[-1]
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    program = f"from mlops_desktop.resources import resource; print(resource(*{SAMPLE!r}))"
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=installed,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(installed)},
        check=True,
    )
    found = Path(answer.stdout.strip())
    assert found == installed.joinpath("mlops_desktop", "_resources", *SAMPLE)
    assert found.read_bytes() == REPOSITORY.joinpath("resources", *SAMPLE).read_bytes()
