"""A small project with something of every kind in it, and files that fail when told to."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mlops_desktop.core.audit import Actor, Subject
from mlops_desktop.core.dataset import DatasetVersion, Origin
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.model import Model, ModelVersion
from mlops_desktop.core.monitor import Verdict
from mlops_desktop.core.reproduction import ReproductionVerdict
from mlops_desktop.core.stage import Policy, Stage
from mlops_desktop.core.training import MetricValue, RunStatus, Split
from mlops_desktop.core.transformation import RecipeVersion, Transformation, TransformationInput
from mlops_desktop.storage.fs import FileSystem
from mlops_desktop.storage.project import Project
from mlops_desktop.storage.records import (
    NewDatasetVersion,
    NewImport,
    NewModelVersion,
    NewPrediction,
    NewReport,
    NewRuleCheck,
    NewTraining,
    NewTransformation,
)

ANA = Actor("Ana Lima", "ana", "WS-12")


class Life:
    """Writes plausible things into a project, each in a transaction of its own."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.blob = project.objects.put_bytes(b"some stored file")

    def dataset_version(
        self, name: str = "bikes", content: str = "a", origin: Origin = Origin.IMPORT
    ) -> DatasetVersion:
        """Import one more version of a dataset."""
        with self.project.tx("data.import", Subject("dataset", "", name), "a new file") as tx:
            dataset = self.project.datasets.by_name(name) or tx.add_dataset(
                name, origin is Origin.PREDICTIONS
            )
            version = tx.add_dataset_version(
                NewDatasetVersion(
                    dataset_id=dataset.id,
                    content_hash=content * 64,
                    row_count=120,
                    column_count=3,
                    table_object=self.blob,
                    columns_object=self.blob,
                    profile_object=self.blob,
                    profile_method="profile/1",
                    origin=origin,
                )
            )
            tx.add_import(
                NewImport(version.id, "bikes.csv", "f" * 64, 900, 121, 1, 0, False, self.blob)
            )
        return version

    def model(self, name: str = "demand", metric: str = "mae") -> Model:
        """Make a model."""
        with self.project.tx("model.create", Subject("model", "", name)) as tx:
            return tx.add_model(name, Task.REGRESSION, "rentals", metric)

    def version(
        self, model: Model, value: float = 12.5, data: DatasetVersion | None = None
    ) -> ModelVersion:
        """Train one more version of a model."""
        data = data or self.project.datasets.newest(self.project.datasets.by_name("bikes").id)
        with self.project.tx("model.train", Subject("model", model.id, model.name), "weekly") as tx:
            training = tx.add_training(NewTraining(model.id, data.id, self.blob, job="gone"))
            run = tx.add_run(training.id, "forest")
            tx.end_run(run.id, RunStatus.FINISHED, environment=self.blob)
            return tx.add_model_version(
                NewModelVersion(
                    model_id=model.id,
                    run_id=run.id,
                    dataset_version_id=data.id,
                    algorithm="forest",
                    metric=model.deciding_metric,
                    value=value,
                    low=value - 1,
                    high=value + 1,
                    artifact_object=self.blob,
                    model_digest="d" * 64,
                    facts_object=self.blob,
                    golden_object=self.blob,
                    behaviour_hash="b" * 64,
                    split_object=self.blob,
                    holdout_object=self.blob,
                    environment_object=self.blob,
                    spec_object=self.blob,
                    metrics=(
                        MetricValue("mae", Split.HOLDOUT, value, value - 1, value + 1),
                        MetricValue("r2", Split.CROSS_VALIDATION, 0.8),
                    ),
                )
            )

    def move(self, version: ModelVersion, *stages: Stage, kind: str = "promotion") -> None:
        """Move a version through stages."""
        for stage in stages:
            subject = Subject("model_version", version.id, version.label)
            with self.project.tx("model.promote", subject, "better") as tx:
                tx.move(version.id, stage, kind, "better", self.blob)

    def produce(self, version: ModelVersion) -> None:
        """Bring a version into production the regular way."""
        self.move(version, Stage.STAGING, Stage.PRODUCTION)

    def recipe(self, name: str = "daily", text: bytes = b"some steps") -> RecipeVersion:
        """Save a recipe."""
        document = self.project.objects.put_bytes(text)
        with self.project.tx("recipe.save", Subject("recipe", "", name)) as tx:
            recipe = self.project.recipes.by_name(name) or tx.add_recipe(name)
            return tx.add_recipe_version(recipe.id, document, "as agreed")

    def transformation(
        self, recipe: RecipeVersion, source: DatasetVersion, made: DatasetVersion
    ) -> Transformation:
        """Run a recipe."""
        subject = Subject("dataset_version", made.id, made.label)
        with self.project.tx("recipe.run", subject) as tx:
            return tx.add_transformation(
                NewTransformation(
                    version_id=made.id,
                    recipe_version_id=recipe.id,
                    rows_in=source.row_count,
                    rows_out=made.row_count,
                    identical=False,
                    details_object=self.blob,
                    inputs=(TransformationInput("bikes", source.id),),
                )
            )

    def governed(self, version: DatasetVersion) -> None:
        """Give a dataset a contract, a check that blocks, a waiver and a card."""
        subject = Subject("dataset_version", version.id, version.label)
        with self.project.tx("rules.check", subject, "the first check") as tx:
            rules = tx.add_rule_set_version(version.dataset_id, self.blob, "as suggested")
            check = tx.add_rule_check(NewRuleCheck(version.id, rules.id, self.blob, 7, 2, 1))
            tx.add_waiver(check.id, "known, and harmless here")
            tx.add_card_version(version.dataset_id, self.blob)

    def proven(self, version: ModelVersion) -> None:
        """Give a model version a card and a reproduction."""
        subject = Subject("model_version", version.id, version.label)
        with self.project.tx("model.reproduce", subject) as tx:
            tx.add_model_card_version(version.id, self.blob)
            tx.add_reproduction(version.id, ReproductionVerdict.IDENTICAL, self.blob)

    def whole(self) -> ModelVersion:
        """Put something into every table; return the version in production."""
        data = self.dataset_version()
        self.dataset_version(content="c")
        model = self.model()
        first, second = self.version(model, 12.5, data), self.version(model, 11.0, data)
        self.produce(first)
        self.produce(second)
        scored = self.dataset_version("scored", "e", Origin.PREDICTIONS)
        subject = Subject("model", model.id, model.name)
        with self.project.tx("use", subject, "the rest") as tx:
            tx.add_prediction(NewPrediction(second.id, data.id, scored.id, 120, 4, self.blob))
            tx.add_report(
                NewReport(
                    second.id,
                    data.id,
                    scored.id,
                    Verdict.DRIFT,
                    Verdict.NOT_CHECKED,
                    2,
                    3,
                    "mae",
                    11.0,
                    None,
                    "Two of three columns drifted.",
                    self.blob,
                )
            )
            tx.set_policy(model.id, Policy(threshold=20.0))
            tx.refer("stage_event", "1", "evidence", self.blob)
            tx.hide("model_version", first.id, "an early try")
        daily = self.dataset_version("daily", "d", Origin.RECIPE)
        self.transformation(self.recipe(text=b"some stored file"), data, daily)
        self.governed(data)
        self.proven(second)
        return second


class Faulty(FileSystem):
    """Files whose n-th operation fails; counts from 1, and 0 never fails."""

    def __init__(self, fail_at: int = 0, code: int = errno.ENOSPC) -> None:
        self.fail_at = fail_at
        self.code = code
        self.calls: list[str] = []

    def _step(self, name: str) -> None:
        self.calls.append(name)
        if len(self.calls) == self.fail_at:
            raise OSError(self.code, "injected")

    def create(self, path: Path) -> int:
        self._step("create")
        return super().create(path)

    def write(self, descriptor: int, data: bytes | memoryview) -> None:
        # Half of it arrives before the disk is full.
        super().write(descriptor, data[: len(data) // 2])
        self._step("write")
        super().write(descriptor, data[len(data) // 2 :])

    def sync(self, descriptor: int) -> None:
        self._step("sync")
        super().sync(descriptor)

    def replace(self, source: Path, target: Path) -> None:
        self._step("replace")
        super().replace(source, target)

    def unlink(self, path: Path) -> None:
        self._step("unlink")
        super().unlink(path)

    def make_folder(self, path: Path) -> None:
        self._step("make_folder")
        super().make_folder(path)

    def set_read_only(self, path: Path) -> None:
        self._step("set_read_only")
        super().set_read_only(path)

    def sync_folder(self, path: Path) -> None:
        self._step("sync_folder")
        super().sync_folder(path)


@pytest.fixture
def ana() -> Actor:
    return ANA


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "project"


@pytest.fixture(scope="session")
def whole_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed project with something in every table; copied by the tests, never opened."""
    path = tmp_path_factory.mktemp("whole") / "project"
    with Project.create(path, "Bikes", ANA) as opened:
        Life(opened).whole()
    return path


@pytest.fixture
def whole(whole_folder: Path, folder: Path) -> Iterator[Project]:
    """A project with something in every table."""
    shutil.copytree(whole_folder, folder)
    with Project.open(folder, ANA) as opened:
        yield opened


@pytest.fixture
def project(folder: Path) -> Iterator[Project]:
    with Project.create(folder, "Bikes", ANA) as opened:
        yield opened


@pytest.fixture
def life(project: Project) -> Life:
    return Life(project)


@pytest.fixture
def live() -> Callable[[Project], Life]:
    """Life for projects that a test makes itself."""
    return Life


@pytest.fixture
def faulty() -> type[Faulty]:
    return Faulty


@pytest.fixture
def child() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start Python processes that run a script, and end those that are left."""
    started: list[subprocess.Popen[str]] = []

    def start(script: str, *arguments: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", script, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def raw(folder: Path) -> Callable[..., object]:
    """Open the registry past all protections, as another program would."""
    import sqlite_utils

    @contextmanager
    def connect(recursive_triggers: bool = False, foreign_keys: bool = False) -> Iterator[object]:
        connection = sqlite_utils.Database(
            str(folder / "registry.db"), recursive_triggers=recursive_triggers
        ).conn
        connection.isolation_level = None
        connection.execute(f"PRAGMA recursive_triggers={int(recursive_triggers)}")
        connection.execute(f"PRAGMA foreign_keys={int(foreign_keys)}")
        try:
            yield connection
        finally:
            connection.close()

    return connect
