"""Commands run in this process, through the same entry as the real program."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mlops_desktop.cli.entry import run
from mlops_desktop.resources import resource


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on stdout."""
        (line,) = self.out.splitlines()
        return json.loads(line)

    @property
    def error(self) -> dict[str, str]:
        """What the JSON form says about a failure."""
        return self.json["error"]

    @property
    def lines(self) -> list[str]:
        """The lines on stdout."""
        return self.out.splitlines()


@dataclass
class Program:
    """Runs command lines; remembers on which projects the window would have opened."""

    project: Path | None = None
    opened: list[Path | None] = field(default_factory=list)

    def __call__(self, *arguments: object) -> Ran:
        """Run a command line on the project, if there is one."""
        words = [] if self.project is None else ["--project", self.project]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([str(word) for word in (*words, *arguments)], self._open)
        assert "Traceback" not in out.getvalue() + err.getvalue()
        return Ran(code, out.getvalue(), err.getvalue())

    def done(self, *arguments: object) -> Ran:
        """Run a command line that must succeed."""
        ran = self(*arguments)
        assert ran.code == 0, ran.err + ran.out
        return ran

    def _open(self, project: Path | None) -> int:
        self.opened.append(project)
        return 0


@pytest.fixture(scope="session")
def new_program() -> type[Program]:
    """Makes programs, for fixtures that outlive a test."""
    return Program


@pytest.fixture
def mlops() -> Program:
    """The program without a project."""
    return Program()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty present folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="session")
def one_worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One real worker for all commands of this process: each would start its own otherwise."""
    from mlops_desktop.jobs.runner import Runner
    from mlops_desktop.services import session

    class Shared(Runner):
        def close(self) -> None:
            """Stay warm for the next command."""

    runner = Shared()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "Runner", lambda: runner)
        # Homes are private to a test; what lives longer logs elsewhere, but never at the person's.
        patch.setenv("MLOPS_DESKTOP_LOGS", str(tmp_path_factory.mktemp("logs")))
        yield
    Runner.close(runner)


@pytest.fixture
def project(here: Path, one_worker: None) -> Program:
    """The program on a new project; the present folder is the project's parent."""
    program = Program()
    program.done("init", here / "project", "--name", "Trial")
    program.project = here / "project"
    return program


@pytest.fixture(scope="session")
def rentals(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], Path]:
    """Cut the first rows of a sample file: real hourly bike rentals, small enough to be quick."""
    folder = tmp_path_factory.mktemp("rentals")

    def cut(part: str, rows: int) -> Path:
        source = resource("samples", "bikeshare", f"bikes_2011_{part}.csv")
        lines = source.read_text("utf-8").splitlines(keepends=True)
        path = folder / f"{part}_{rows}.csv"
        path.write_text("".join(lines[: rows + 1]), "utf-8")
        return path

    return cut
