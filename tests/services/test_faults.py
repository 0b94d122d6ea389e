"""A fault at every write of an import, a recipe, a training and a promotion: nothing is half-done.

What the worker computed is recorded once and replayed, so that only the writing is repeated. The
n-th write of the project (a file operation, a changing statement, a commit) fails as on a full
disk; then the project is opened anew, verifies, and holds all of an action or nothing of it.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mlops_desktop.core.audit import Actor
from mlops_desktop.core.errors import ExitCode, UserError
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.core.recipes.row_steps import FilterRows, Sort
from mlops_desktop.core.stage import Stage
from mlops_desktop.jobs.runner import Runner
from mlops_desktop.services import audit, datasets, promotion, recipes, training, transforming
from mlops_desktop.services.session import Session
from mlops_desktop.storage.fs import FileSystem
from mlops_desktop.storage.project import Project
from mlops_desktop.storage.sqlite import Connection

pytestmark = pytest.mark.slow

ANA = Actor("Ana", "ana", "desk")
_FILE_OPERATIONS = ("create", "write", "sync", "replace", "unlink", "set_read_only", "sync_folder")
_STATEMENTS = ("insert", "run", "commit")


@dataclass
class Take:
    """What one piece of work answered: its events, its answer, its files."""

    events: list[tuple[str, Any]] = field(default_factory=list)
    answer: Any = None
    files: Path = Path()


class Recorder(Runner):
    """Does the work and keeps what came of it."""

    def __init__(self, place: Path) -> None:
        super().__init__()
        self._place = place
        self.takes: list[Take] = []

    def run(self, request, answer, folder, work, *, on_event=None, quick=False, limits=None):
        take = Take(files=self._place / str(len(self.takes)))

        def keep(kind: str, value: Any) -> None:
            # Files of a run are moved on its event: they are copied before.
            shutil.copytree(folder, take.files, dirs_exist_ok=True)
            take.events.append((kind, value))
            if on_event is not None:
                on_event(kind, value)

        take.answer = super().run(request, answer, folder, work, on_event=keep, quick=quick)
        shutil.copytree(folder, take.files, dirs_exist_ok=True)
        self.takes.append(take)
        return take.answer


class Replay:
    """Answers as the recorder did, in the same order."""

    def __init__(self, takes: list[Take]) -> None:
        self._takes = iter(takes)

    def run(self, _request, _answer, folder, _work, *, on_event=None, quick=False, limits=None):
        take = next(self._takes)
        for file in take.files.iterdir():
            if not file.name.endswith("lock"):
                shutil.copy(file, folder / file.name)
        for kind, value in take.events:
            on_event(kind, value)
        return take.answer

    def close(self) -> None:
        """Nothing runs."""


class Fault:
    """Lets the n-th write fail; 0 = none does."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.count = 0

    def step(self) -> bool:
        self.count += 1
        return self.count == self.at


def faulty_files(fault: Fault) -> FileSystem:
    files = FileSystem()
    for name in _FILE_OPERATIONS:
        original = getattr(files, name)

        def operate(*arguments: Any, original: Callable[..., Any] = original) -> Any:
            if fault.step():
                raise OSError(errno.ENOSPC, "no space left")
            return original(*arguments)

        setattr(files, name, operate)
    return files


def attempt(
    folder: Path, takes: list[Take], action: Callable[[Session], Any], at: int, monkeypatch
) -> tuple[int, bool]:
    """Do the action with a fault; return how many writes there were and whether it succeeded."""
    fault = Fault(at)
    project = Project.open(folder, ANA, files=faulty_files(fault))
    session = Session(project)
    session.runner = Replay(takes)
    with monkeypatch.context() as patch:
        for name in _STATEMENTS:
            original = getattr(Connection, name)

            def state(self, *arguments: Any, original: Callable[..., Any] = original) -> Any:
                if fault.step():
                    raise UserError("environment.disk_full", path="registry.db")
                return original(self, *arguments)

            patch.setattr(Connection, name, state)
        try:
            action(session)
            succeeded = True
        except UserError as error:
            if error.exit_code is not ExitCode.ENVIRONMENT:
                raise
            succeeded = False
        finally:
            session.close()
    return fault.count, succeeded


def check_every_write(before: Path, takes, action, state_of, allowed, monkeypatch, tmp_path):
    """Let each write fail in turn and look at the project afterwards."""
    at, done = 0, False
    failures = 0
    while not done:
        at += 1
        folder = tmp_path / f"try{at}"
        shutil.copytree(before, folder)
        count, succeeded = attempt(folder, takes, action, at, monkeypatch)
        done = count < at
        failures += not succeeded
        with Session.open(folder) as session:
            found = audit.verify(session)
            assert found.is_sound, (at, found.problems)
            state = state_of(session)
            assert state in allowed, (at, state)
            if succeeded:
                assert state == allowed[-1], at
            assert list(session.project.jobs_folder.iterdir()) == []
        shutil.rmtree(folder)
    assert failures > 10


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory):
    """A project with June, and what importing July, training and comparing came to."""
    sample = Path(__file__).parents[2] / "resources" / "samples" / "bikeshare"
    folder = tmp_path_factory.mktemp("faults")
    recorder = Recorder(folder / "takes")
    recorder._place.mkdir()
    project = folder / "project"
    session = Session(Project.create(project, "Bikes", ANA))
    session.runner = recorder
    datasets.import_file(session, sample / "bikes_2011_june.csv", "bikes")
    session.project.close()  # the recorder goes on: a closed one takes no more work
    yield project, recorder, sample
    recorder.close()


def record(project: Path, copy: Path, recorder: Recorder, action) -> list[Take]:
    """Do an action for real in a copy and return what the worker answered."""
    shutil.copytree(project, copy)
    first = len(recorder.takes)
    session = Session(Project.open(copy, ANA))
    session.runner = recorder
    action(session)
    session.project.close()
    return recorder.takes[first:]


def test_an_import_is_stored_whole_or_not_at_all(imported, tmp_path, monkeypatch):
    project, recorder, sample = imported

    def action(session: Session) -> object:
        return datasets.import_file(session, sample / "bikes_2011_july.csv", "bikes")

    def versions(session: Session) -> list[int]:
        return [version.row_count for version in datasets.versions(session, "bikes")]

    takes = record(project, tmp_path / "real", recorder, action)
    check_every_write(project, takes, action, versions, ([720], [744, 720]), monkeypatch, tmp_path)


BUSY = Recipe("busy", "", (FilterRows("bikers > 100"), Sort(("bikers",))))


def kept(session: Session) -> tuple[list[int], list[int], int]:
    """Return the numbers of the dataset's and of the recipe's versions, and how many runs."""
    made = session.project.datasets.by_name("busy")
    recipe = session.project.recipes.by_name("busy")
    return (
        [v.number for v in datasets.versions(session, "busy")] if made else [],
        [v.number for v in recipes.show(session, "busy").versions] if recipe else [],
        len(session.project.transformations.all()),
    )


def test_a_recipe_makes_its_version_is_saved_and_recorded_or_none_of_it(
    imported, tmp_path, monkeypatch
):
    project, recorder, _sample = imported

    def action(session: Session) -> object:
        return transforming.transform(session, BUSY, "bikes", "busy")

    takes = record(project, tmp_path / "real", recorder, action)
    allowed = (([], [], 0), ([1], [1], 1))
    check_every_write(project, takes, action, kept, allowed, monkeypatch, tmp_path)


def test_running_a_recipe_again_stores_all_of_it_or_nothing(imported, tmp_path, monkeypatch):
    project, recorder, sample = imported
    before = tmp_path / "before"

    def prepare(session: Session) -> None:
        transforming.transform(session, BUSY, "bikes", "busy")
        datasets.import_file(session, sample / "bikes_2011_july.csv", "bikes")

    record(project, before, recorder, prepare)

    def action(session: Session) -> object:
        return transforming.reapply(session, "busy")

    takes = record(before, tmp_path / "real", recorder, action)
    allowed = (([1], [1], 1), ([2, 1], [1], 2))
    check_every_write(before, takes, action, kept, allowed, monkeypatch, tmp_path)


def test_a_recipe_is_saved_whole_or_not_at_all(imported, tmp_path, monkeypatch):
    project, _recorder, _sample = imported

    def action(session: Session) -> object:
        return recipes.save(session, BUSY, note="first")

    allowed = (([], [], 0), ([], [1], 0))
    check_every_write(project, [], action, kept, allowed, monkeypatch, tmp_path)


def test_a_training_keeps_what_it_acknowledged(imported, spec, tmp_path, monkeypatch):
    project, recorder, _sample = imported

    def action(session: Session) -> object:
        return training.train(session, "bikes", spec)

    def state(session: Session) -> tuple[int, int]:
        model = session.project.models.by_name("demand")
        versions = session.project.models.versions(model.id) if model else ()
        return (int(model is not None), len(versions))

    takes = record(project, tmp_path / "real", recorder, action)
    allowed = ((0, 0), (1, 0), (1, 1), (1, 2))
    check_every_write(project, takes, action, state, allowed, monkeypatch, tmp_path)


def test_a_promotion_moves_both_versions_or_none(imported, spec, tmp_path, monkeypatch):
    project, recorder, _sample = imported
    before = tmp_path / "before"

    def prepare(session: Session) -> None:
        training.train(session, "bikes", spec)
        promotion.promote(session, "demand@1", Stage.STAGING, "first")
        promotion.promote(session, "demand@1", Stage.PRODUCTION, "first")
        promotion.promote(session, "demand@2", Stage.STAGING, "second")

    record(project, before, recorder, prepare)

    def action(session: Session) -> object:
        return promotion.promote(session, "demand@2", Stage.PRODUCTION, "better")

    def stages(session: Session) -> tuple[str, str]:
        model = session.project.models.by_name("demand")
        return tuple(
            str(session.project.models.version(model.id, number).stage) for number in (1, 2)
        )

    takes = record(before, tmp_path / "real", recorder, action)
    allowed = (("production", "staging"), ("archived", "production"))
    check_every_write(before, takes, action, stages, allowed, monkeypatch, tmp_path)
