"""Sudden death of a worker, a command or a window, and what must be left afterwards.

A :class:`Ground` is one project on which process after process is killed. It writes down whatever
they had told as done, and after every death looks whether all of that, from the first death on,
is still there. Moments come from a seeded generator: a point in the usual duration, the n-th file
that appears in the project, the n-th commit, the n-th line that a window told, plus a fraction.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from e2e.processes import workers_of
from e2e.window_life import SPEC

from mlops_desktop.core.codec import to_json
from mlops_desktop.core.recipes.recipe import Recipe, to_text
from mlops_desktop.core.recipes.row_steps import FilterRows, Sort
from mlops_desktop.core.stage import Stage
from mlops_desktop.core.training import RunStatus
from mlops_desktop.jobs.runner import Runner
from mlops_desktop.services import audit, datasets, promotion, recipes, training, transforming
from mlops_desktop.services.session import Session, present_actor
from mlops_desktop.storage.project import Project

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "bikeshare"
COMMANDS = ("import", "transform", "train", "promote")
VICTIMS = (*COMMANDS, "worker", "window")
_OBJECTS = {"import": 4, "transform": 5, "train": 14, "promote": 1}
"""How many files an action adds to the object store."""
_LOOK = 0.001
"""Seconds between two looks whether the moment has come."""
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill: after ``count`` signs of that kind, and ``delay`` seconds more."""

    sign: str
    count: int
    delay: float

    def __str__(self) -> str:
        return f"{self.sign} {self.count} + {self.delay * 1000:.0f} ms"


@dataclass(slots=True)
class Death:
    """One kill and what was found."""

    victim: str
    moment: Moment
    was_done: bool = False
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)

    @property
    def is_harmless(self) -> bool:
        """Whether nothing was lost and the project was sound."""
        return not self.lost and not self.unsound


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a process told as done: its kind, its id, and what it must still say."""

    kind: str
    key: Any
    says: str
    stored: str


def facts_of(answer: dict[str, Any]) -> list[Fact]:
    """Return what an answer acknowledges; both doors answer with the same objects."""
    if "runs" in answer:
        versions = [run["version"] for run in answer["runs"] if run["version"]]
        return [Fact("model", v["id"], v["model_digest"], v["artifact_object"]) for v in versions]
    if "event" in answer and "to_stage" in answer["event"]:
        event = answer["event"]
        says = f"{event['version_id']} {event['to_stage']}"
        return [Fact("stage", event["seq"], says, event["gates_object"])]
    if "version" in answer:
        version = answer["version"]
        facts = [Fact("data", version["id"], version["content_hash"], version["table_object"])]
        run = answer.get("run")
        if run is not None:
            facts.append(Fact("run", run["id"], run["version_id"], run["details_object"]))
        return facts
    return []


class _Warm(Runner):
    """Stays warm from one session to the next."""

    def close(self) -> None:
        """Wait for the next session."""


class Ground:
    """One project on which processes are killed.

    Args:
        folder: an empty folder for the project and what goes with it.
        seed: decides every moment.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.project = folder / "project"
        self.random = random.Random(seed)  # noqa: S311 - moments, not secrets
        self.facts: list[Fact] = []
        self._files = folder / "files"
        self._errors = folder / "errors.txt"
        self._runner = _Warm()
        self._usual: dict[str, float] = {}
        self._environment = {
            **os.environ,
            "MLOPS_DESKTOP_SETTINGS": str(folder / "settings.json"),
            "MLOPS_DESKTOP_LOGS": str(folder / "logs"),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": os.pathsep.join(
                [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
            ),
        }
        self._cut_files()
        Session.create(self.project, "Ground").close()
        with self.session() as session:
            self._note(datasets.import_file(session, self.next_file(), "bikes").value)
            self._note(training.train(session, "bikes", SPEC).value)

    def close(self) -> None:
        """End the worker."""
        Runner.close(self._runner)

    def __enter__(self) -> Ground:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @contextlib.contextmanager
    def session(self) -> Iterator[Session]:
        """Open the project in this process, with a worker that stays warm."""
        with Session.open(self.project) as session:
            session.runner = self._runner
            yield session

    # Killing ------------------------------------------------------------------------------

    def kill(self, victim: str) -> Death:
        """Start a victim, kill it at a sampled moment, look, and do the same thing again."""
        death = Death(victim, self._moment(victim))
        action = "train" if victim == "worker" else victim
        words = self._words(action)
        process = self.start_window() if victim == "window" else self.start(*words)
        try:
            told = self._end(process, death)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
        for line in told:
            self._hear(line, death)
        self._look(death)
        self._do_again(action, words, death)
        return death

    def _end(self, process: subprocess.Popen[str], death: Death) -> list[str]:
        """Wait for the moment, kill, and return the whole lines that were told."""
        if death.victim == "window":
            told = [process.stdout.readline() for _ in range(death.moment.count)]
            self._pass(process, death.moment.delay)
        else:
            told = []
            self._wait_for(process, death.moment)
        if death.victim == "worker":
            for worker in workers_of(process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
        else:
            process.kill()
        rest = process.stdout.read()
        process.wait(_PATIENCE)
        death.was_done = process.returncode == 0
        if death.victim == "worker" and process.returncode not in (0, 3):
            death.unsound.append(f"exit code {process.returncode} after the worker's death")
        told += rest.splitlines(keepends=True)
        return [line for line in told if line.endswith("\n")]

    def _wait_for(self, process: subprocess.Popen[str], moment: Moment) -> None:
        count = {"objects": self._objects, "jobs": self._jobs}.get(moment.sign)
        if moment.sign == "commits":
            count = _Changes(self.project / "registry.db-wal")
        if count is not None:
            start, limit = count(), time.monotonic() + _PATIENCE
            while count() < start + moment.count and self._pass(process, _LOOK):
                if time.monotonic() > limit:
                    raise TimeoutError(f"{moment}: {self._errors.read_text('utf-8')}")
        self._pass(process, moment.delay)

    def _pass(self, process: subprocess.Popen[str], seconds: float) -> bool:
        """Let time pass unless the process ends; say whether it lives."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        return process.poll() is None

    def _moment(self, victim: str) -> Moment:
        draw = self.random
        delay = draw.random() * draw.choice((0.004, 0.03, 0.2))
        if victim == "window":
            return Moment("lines", draw.randint(1, 24), delay)
        if victim == "worker":
            after_jobs = Moment("jobs", 1, draw.random() * 2)
            return draw.choice((after_jobs, Moment("objects", draw.randint(1, 12), delay)))
        sign = draw.choice(("share", "objects", "commits", *(["jobs"] * (victim != "promote"))))
        if sign == "share":
            return Moment(sign, 0, draw.random() * self._usual_seconds(victim))
        most = _OBJECTS if sign == "objects" else {"train": 3}
        return Moment(sign, draw.randint(1, most.get(victim, 1)), delay)

    def _usual_seconds(self, action: str) -> float:
        """Return how long a command takes, from start to end; measured once."""
        if action not in self._usual:
            begun = time.monotonic()
            process = self.start(*self._words(action))
            told, _ = process.communicate(timeout=_PATIENCE)
            self._usual[action] = time.monotonic() - begun
            self.facts += facts_of(json.loads(told))
        return self._usual[action]

    # Looking ------------------------------------------------------------------------------

    def _hear(self, line: str, death: Death) -> None:
        facts = facts_of(json.loads(line))
        death.acknowledged += bool(facts)
        self.facts += facts

    def _look(self, death: Death) -> None:
        """Open the project as the next person does and compare it with all that was told."""
        with Project.open(self.project, present_actor(), read_only=True) as project:
            left_running = [run.id for run in project.trainings.running()]
        with self.session() as session:
            project = session.project
            for run_id in left_running:
                run = project.trainings.run(run_id)
                if run is None or run.status is not RunStatus.ABORTED:
                    death.unsound.append(f"run {run_id} is {run and run.status}")
            if project.trainings.running():
                death.unsound.append("runs go on without a process")
            left = sorted(item.name for item in project.jobs_folder.iterdir())
            if left:
                death.unsound.append(f"jobs left: {left}")
            death.unsound += [str(problem) for problem in audit.verify(session).problems]
            moves = {event.seq: event for event in project.stages.history()}
            for fact in self.facts:
                if _present(project, fact, moves) != fact.says:
                    death.lost.append(f"{fact.kind} {fact.key}")
                project.objects.path(fact.stored)  # verify has read every byte of it

    def _do_again(self, action: str, words: list[str], death: Death) -> None:
        """Do what was interrupted, in a session of our own."""
        with self.session() as session:
            if action in ("import", "window"):
                path = Path(words[2]) if words else self.next_file()
                self._note(datasets.import_file(session, path, "bikes").value)
            if action == "transform":
                self._note(self._transform(session, words))
            if action in ("train", "window"):
                made = training.train(session, "bikes", SPEC).value
                self._note(made)
                if len(made.versions) != len(SPEC.algorithms):
                    death.unsound.append("training again made fewer versions")
            if action in ("promote", "window"):
                ref = words[1] if words else "demand"
                version = training.resolve.model_version(session, ref)
                if version.stage is Stage.STAGING:  # it was done, only not told any more
                    ref = self._other_than_staging(session)
                self._note(promotion.promote(session, ref, Stage.STAGING, "again").value)

    def _transform(self, session: Session, words: list[str]) -> object:
        recipe = recipes.read_json(Path(words[words.index("--recipe") + 1]))
        return transforming.transform(session, recipe, "bikes", "busy").value

    def _note(self, summary: object) -> None:
        self.facts += facts_of(to_json(summary))

    # Victims ------------------------------------------------------------------------------

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command on the project that answers with JSON."""
        return self._popen("-m", "mlops_desktop", "--project", str(self.project), "--json", *words)

    def start_window(self) -> subprocess.Popen[str]:
        """Start a real window on the project that imports, trains and promotes for ever."""
        script = Path(__file__).with_name("window_life.py")
        return self._popen(str(script), str(self.project), str(self._files))

    def _popen(self, *words: str) -> subprocess.Popen[str]:
        with self._errors.open("w", encoding="utf-8") as errors:
            return subprocess.Popen(
                [sys.executable, *words],
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
                env=self._environment,
            )

    def _words(self, action: str) -> list[str]:
        if action == "import":
            return ["data", "import", str(self.next_file()), "--name", "bikes"]
        if action == "transform":
            recipe = str(self._recipe())
            return ["data", "transform", "bikes", "--recipe", recipe, "--name", "busy"]
        if action == "promote":
            with self.session() as session:
                ref = self._other_than_staging(session)
            return ["promote", ref, "--to", "staging", "--reason", "it is better"]
        if action == "window":
            return []
        words = ["train", "--data", "bikes", "--target", SPEC.target, "--model", SPEC.model]
        for algorithm in SPEC.algorithms:
            words += ["--algorithm", algorithm]
        for column in SPEC.exclude:
            words += ["--exclude", column]
        return [*words, "--cv", str(SPEC.split.folds)]

    def _other_than_staging(self, session: Session) -> str:
        model = session.project.models.by_name(SPEC.model)
        versions = session.project.models.versions(model.id, limit=10)
        free = [version.label for version in versions if version.stage is not Stage.STAGING]
        return self.random.choice(free)

    def _cut_files(self) -> None:
        """Write real rentals in pieces of different length: each import has news."""
        self._files.mkdir()
        lines = (SAMPLE / "bikes_2011_june.csv").read_text("utf-8").splitlines(keepends=True)
        for rows in range(200, 240):
            (self._files / f"june_{rows}.csv").write_text("".join(lines[: rows + 1]), "utf-8")

    def _recipe(self) -> Path:
        """Write a recipe as a file: most make other rows than the one before."""
        steps = (FilterRows(f"bikers > {self.random.randint(1, 150)}"), Sort(("bikers",)))
        path = self._files.with_name("busy.json")
        path.write_text(to_text(Recipe("busy", "", steps)), "utf-8")
        return path

    def next_file(self) -> Path:
        """Return a file to import."""
        return self.random.choice(sorted(self._files.iterdir()))

    def _objects(self) -> int:
        return sum(1 for _ in (self.project / "objects").glob("*/*"))

    def _jobs(self) -> int:
        return sum(1 for _ in (self.project / "jobs").iterdir())


class _Changes:
    """Counts how often a file has been seen to change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = self._now()
        self._count = 0

    def __call__(self) -> int:
        now = self._now()
        if now != self._seen:
            self._seen = now
            self._count += 1
        return self._count

    def _now(self) -> tuple[int, int]:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return (0, 0)
        return (status.st_size, status.st_mtime_ns)


def _present(project: Project, fact: Fact, moves: dict[int, Any]) -> str | None:
    """Return what the registry says about a fact today; None when it does not know it."""
    if fact.kind == "data":
        data = project.datasets.version_by_id(fact.key)
        return data and data.content_hash
    if fact.kind == "run":
        run = project.transformations.transformation(fact.key)
        return run and run.version_id
    if fact.kind == "model":
        model = project.models.version_by_id(fact.key)
        return model and model.model_digest
    move = moves.get(fact.key)
    return move and f"{move.version_id} {move.to_stage}"
