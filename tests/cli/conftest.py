"""Commands run in this process, through the same entry as the real program."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mlops_desktop.cli.entry import run


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


@dataclass
class Window:
    """Stands where the window would open and remembers on what."""

    opened: list[Path | None]

    def open(self, project: Path | None) -> int:
        self.opened.append(project)
        return 0


Command = Callable[..., Ran]


@pytest.fixture
def window() -> Window:
    return Window([])


@pytest.fixture
def mlops(capsys: pytest.CaptureFixture[str], window: Window) -> Command:
    """Run a command line and return its exit code and what it printed."""

    def call(*arguments: object) -> Ran:
        code = run([str(item) for item in arguments], window.open)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return Ran(code, captured.out, captured.err)

    return call


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty present folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="session")
def shared_worker() -> Iterator[Any]:
    """One real worker for all commands of this process: each would start its own otherwise."""
    from mlops_desktop.jobs.runner import Runner

    class Shared(Runner):
        def close(self) -> None:
            """Stay warm for the next command."""

    runner = Shared()
    yield runner
    Runner.close(runner)


@pytest.fixture
def project(
    here: Path, mlops: Command, shared_worker: Any, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A new project; the present folder is its parent, and commands find it by the variable."""
    from mlops_desktop.services import session

    monkeypatch.setattr(session, "Runner", lambda: shared_worker)
    folder = here / "project"
    assert mlops("init", folder).code == 0
    monkeypatch.setenv("MLOPS_DESKTOP_PROJECT", str(folder))
    return folder
