"""A real project, a desk without a window around it, and the data page on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.jobs.runner import Runner
from mlops_desktop.services import datasets, shelf
from mlops_desktop.services.session import Session


@pytest.fixture
def july(samples: Path) -> Path:
    """744 hours of bike rentals, 15 columns."""
    return samples / "bikes_2011_july.csv"


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    """Semicolons, decimal commas; line 42 has two fields, line 102 no number."""
    lines = [f"{n};{n / 4:.2f};{('Rome', 'Oslo')[n % 2]}".replace(".", ",") for n in range(300)]
    lines[40] = "broken;line"
    lines[100] = "100;cheap;Rome"
    file = tmp_path / "prices.csv"
    file.write_text("\n".join(["id;price;city", *lines]) + "\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def template(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """One project for a module's tests that only look."""
    folder = tmp_path_factory.mktemp("projects") / "bikes"
    with Session.create(folder, "Bikes") as session:
        datasets.import_file(session, samples / "bikes_2011_june.csv", "bikes")
        datasets.append_file(session, samples / "bikes_2011_july.csv", "bikes")
        datasets.import_file(session, samples / "bikes_2011_july.csv", "secret")
        shelf.archive(session, "secret", "Imported by mistake")
        yield session


@pytest.fixture(scope="session")
def runner() -> Iterator[Runner]:
    """One warm background process for all projects: starting one takes a second."""
    made = Runner()
    yield made
    made.close()


@pytest.fixture
def own(tmp_path: Path, runner: Runner) -> Iterator[Session]:
    """An empty project of the test's own."""
    session = Session.create(tmp_path / "project", "Own")
    session.runner = runner
    yield session
    session.project.close()


@pytest.fixture
def open_page(open_page: Callable[..., DataPage]) -> Callable[[Session], DataPage]:
    """Put the data page on a desk with a project and wait until it shows it."""
    return partial(open_page, DataPage)
