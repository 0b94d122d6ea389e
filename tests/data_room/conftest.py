"""What the data room's tests share: a job folder, files made on the spot, a short import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mlops_desktop.core.dataset import Column, Imported, ReaderOptions
from mlops_desktop.core.progress import Silent
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.table import read_rows

DATA = Path(__file__).parents[1] / "data"


class Import:
    """An import and the job folder it wrote into."""

    def __init__(self, path: Path, options: ReaderOptions, folder: Path) -> None:
        self.result: Imported = import_file(path, options, folder, Silent())
        self.table = folder / self.result.table_file

    @property
    def columns(self) -> dict[str, Column]:
        return {column.name: column for column in self.result.columns}

    @property
    def types(self) -> dict[str, str]:
        return {column.name: column.type.value for column in self.result.columns}

    def rows(self) -> list[tuple[object, ...]]:
        return list(read_rows(self.table, self.result.columns, 0, 100_000))

    def finding(self, code: str):
        found = [item for item in self.result.profile.findings if item.code == code]
        assert len(found) == 1, [item.code for item in self.result.profile.findings]
        return found[0]

    def detected(self, option: str):
        return next(item for item in self.result.detections if item.option == option)


@pytest.fixture
def new_folder(tmp_path: Path) -> Callable[[], Path]:
    count = 0

    def make() -> Path:
        nonlocal count
        count += 1
        folder = tmp_path / f"job-{count}"
        folder.mkdir()
        return folder

    return make


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def make(content: str | bytes, name: str = "data.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


@pytest.fixture
def imported(write, new_folder) -> Callable[..., Import]:
    """Import a text, bytes or file with reader options as keywords."""

    def run(content: str | bytes | Path, name: str = "data.csv", **options: object) -> Import:
        path = content if isinstance(content, Path) else write(content, name)
        return Import(path, ReaderOptions(**options), new_folder())

    return run


@pytest.fixture(scope="session")
def bikes_file() -> Path:
    return DATA / "bikeshare_500.csv"


@pytest.fixture(scope="session")
def bikes(bikes_file, tmp_path_factory) -> Import:
    return Import(bikes_file, ReaderOptions(), tmp_path_factory.mktemp("bikes"))
