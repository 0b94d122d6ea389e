"""A registry with 100,000 model versions: pages, filters, writes and the promotion's transaction.

Run: ``python tests/benchmarks/registry_speed.py [VERSIONS]``. Prints medians in milliseconds and,
where MLflow is installed beside the product, how many times faster one version is written than by
MLflow on SQLite in the same run.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from mlops_desktop.core.audit import Actor, Subject
from mlops_desktop.core.dataset import Origin
from mlops_desktop.core.identity import Digest
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.stage import Stage
from mlops_desktop.core.training import MetricValue, RunStatus, Split
from mlops_desktop.storage.project import Project
from mlops_desktop.storage.records import NewDatasetVersion, NewModelVersion, NewTraining

BATCH = 500
SUBJECT = Subject("model", "", "bench")
OBJECT = Digest("0" * 64)


def median_ms(work: Callable[[int], object], times: int) -> float:
    """Return the median duration of ``work(0)`` … ``work(times − 1)`` in milliseconds."""
    durations = []
    for number in range(times):
        begun = time.perf_counter()
        work(number)
        durations.append((time.perf_counter() - begun) * 1000)
    return statistics.median(durations)


class Bench:
    """A project with one dataset, ten models and as many versions as asked for."""

    def __init__(self, folder: Path) -> None:
        self.project = Project.create(folder, "bench", Actor("bench", "bench", "bench"))
        with self.project.tx("bench", SUBJECT) as tx:
            data = tx.add_dataset("data")
            self.data = tx.add_dataset_version(
                NewDatasetVersion(
                    data.id, "0" * 64, 1, 1, OBJECT, OBJECT, OBJECT, "profile/1", Origin.IMPORT
                )
            )
            self.models = [
                tx.add_model(f"model{number}", Task.REGRESSION, "y", "mae") for number in range(10)
            ]
            self.trainings = [
                tx.add_training(NewTraining(model.id, self.data.id, OBJECT, ""))
                for model in self.models
            ]

    def fill(self, count: int) -> None:
        """Add versions, many in a transaction."""
        for start in range(0, count, BATCH):
            with self.project.tx("bench", SUBJECT) as tx:
                for number in range(start, min(start + BATCH, count)):
                    self._add(tx, number)

    def write_one(self, number: int) -> None:
        """Add one version in a transaction of its own."""
        with self.project.tx("bench", SUBJECT) as tx:
            self._add(tx, number)

    def promote(self, number: int) -> None:
        """Move a version into staging; the one there goes to the archive."""
        version = self.project.models.version(self.models[0].id, number + 1)
        assert version is not None
        with self.project.tx("bench", SUBJECT) as tx:
            tx.move(version.id, Stage.STAGING, "promotion", "bench")

    def _add(self, tx, number: int) -> None:
        place = number % len(self.models)
        run = tx.add_run(self.trainings[place].id, "linear")
        tx.end_run(run.id, RunStatus.FINISHED, "", OBJECT)
        tx.add_model_version(
            NewModelVersion(
                model_id=self.models[place].id,
                run_id=run.id,
                dataset_version_id=self.data.id,
                algorithm="linear",
                metric="mae",
                value=1000.0 / (number + 1),
                low=None,
                high=None,
                artifact_object=OBJECT,
                model_digest="0" * 64,
                facts_object=OBJECT,
                golden_object=OBJECT,
                behaviour_hash="0" * 64,
                split_object=OBJECT,
                holdout_object=OBJECT,
                environment_object=OBJECT,
                spec_object=OBJECT,
                metrics=(MetricValue("mae", Split.HOLDOUT, 1000.0 / (number + 1)),),
            )
        )


def mlflow_ms(folder: Path, times: int) -> float | None:
    """Return MLflow's median for one run with a metric and one version, or None without it."""
    try:
        from mlflow.tracking import MlflowClient
    except ImportError:
        return None
    address = f"sqlite:///{folder / 'mlflow.db'}"
    client = MlflowClient(tracking_uri=address, registry_uri=address)
    experiment = client.create_experiment("bench", artifact_location=str(folder / "artifacts"))
    client.create_registered_model("bench")

    def write(number: int) -> None:
        run = client.create_run(experiment)
        client.log_metric(run.info.run_id, "mae", float(number))
        client.set_terminated(run.info.run_id)
        client.create_model_version("bench", str(folder / "artifacts"), run_id=run.info.run_id)

    write(0)
    return median_ms(write, times)


def main(count: int) -> None:
    """Fill the registry and print the table."""
    with tempfile.TemporaryDirectory() as place:
        bench = Bench(Path(place) / "project")
        begun = time.perf_counter()
        bench.fill(count)
        print(f"{count:,} versions written in {time.perf_counter() - begun:.1f} s")
        models, first = bench.project.models, bench.models[0]
        newest = count // len(bench.models)
        rows = {
            "page of 100 versions": median_ms(lambda _: models.versions(first.id, limit=100), 21),
            "page in the middle": median_ms(
                lambda _: models.versions(first.id, limit=100, before_number=newest // 2), 21
            ),
            "best version": median_ms(lambda _: models.best(first.id), 21),
            "all models with stages": median_ms(lambda _: models.list(), 21),
            "promotion's transaction": median_ms(bench.promote, 21),
            "one version written": median_ms(lambda n: bench.write_one(count + n), 101),
            # The newest entries are those single writes; a batch's entry is 500 times longer.
            "log, newest 100": median_ms(lambda _: bench.project.log.entries(limit=100), 21),
        }
        for what, value in rows.items():
            print(f"{what:28} {value:8.2f} ms")
        peer = mlflow_ms(Path(place), 51)
        if peer is None:
            print("MLflow is not installed here; no comparison")
        else:
            ratio = peer / rows["one version written"]
            print(f"{'one version, MLflow/SQLite':28} {peer:8.2f} ms   {ratio:.1f} × ours")
        bench.project.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
