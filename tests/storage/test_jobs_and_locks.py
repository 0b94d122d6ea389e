from __future__ import annotations

import pytest

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.training import RunStatus
from mlops_desktop.storage import jobs
from mlops_desktop.storage.jobs import JobFolder
from mlops_desktop.storage.locks import FileLock
from mlops_desktop.storage.records import NewTraining

HOLD_A_JOB = """
import sys
from pathlib import Path
from mlops_desktop.storage.jobs import JobFolder
job = JobFolder.create(Path(sys.argv[1]))
(job.path / "table.parquet").write_bytes(b"half a table")
(job.path / "parts").mkdir()
(job.path / "parts" / "1").write_bytes(b"x")
print(job.name, flush=True)
sys.stdin.read()
"""


def test_a_lock_belongs_to_one(tmp_path):
    first, second = FileLock(tmp_path / "LOCK"), FileLock(tmp_path / "LOCK")
    assert first.try_acquire()
    assert not second.try_acquire()
    with pytest.raises(UserError) as caught:
        second.acquire(0.05)
    assert caught.value.code == "environment.locked"
    first.release()
    assert second.try_acquire()
    second.release()


def test_a_left_over_lock_file_locks_nothing(tmp_path):
    (tmp_path / "LOCK").write_text("pid 4711")
    with FileLock(tmp_path / "LOCK") as lock:
        assert lock.try_acquire()
        assert not FileLock(tmp_path / "LOCK").try_acquire()
    with FileLock(tmp_path / "LOCK") as again:
        assert again.try_acquire()


def test_a_job_folder_is_gone_when_its_work_is_done(tmp_path):
    with JobFolder.create(tmp_path) as job:
        (job.path / "parts").mkdir()
        (job.path / "parts" / "1").write_bytes(b"x")
        assert jobs.is_alive(tmp_path, job.name)
        assert jobs.sweep(tmp_path) == ()
    assert not job.path.exists()
    assert not jobs.is_alive(tmp_path, job.name)


def test_a_folder_without_any_lock_is_an_orphan(tmp_path):
    (tmp_path / "left").mkdir()
    (tmp_path / "left" / "file").write_text("x")
    assert jobs.sweep(tmp_path) == ("left",)


@pytest.mark.parametrize("name", ["", "never-was", "..", "."])
def test_a_job_that_never_was_is_not_alive(tmp_path, name):
    if name in {"..", "."}:
        tmp_path = tmp_path / "jobs"
        tmp_path.mkdir()
    assert not jobs.is_alive(tmp_path, name)


@pytest.mark.slow
def test_a_killed_process_lets_go_of_its_job(tmp_path, child):
    process = child(HOLD_A_JOB, tmp_path)
    name = process.stdout.readline().strip()
    assert jobs.is_alive(tmp_path, name)
    assert jobs.sweep(tmp_path) == ()
    process.kill()
    process.wait()
    assert not jobs.is_alive(tmp_path, name)
    assert jobs.sweep(tmp_path) == (name,)
    assert not (tmp_path / name).exists()


@pytest.mark.slow
def test_runs_of_dead_processes_are_marked_and_living_ones_left_alone(project, life, child):
    process = child(HOLD_A_JOB, project.jobs_folder)
    dead = process.stdout.readline().strip()
    data, model = life.dataset_version(), life.model()
    with JobFolder.create(project.jobs_folder) as living:
        runs = {}
        for name in (dead, living.name):
            with project.tx("model.train", Subject("model", model.id, "demand")) as tx:
                training = tx.add_training(NewTraining(model.id, data.id, life.blob, name))
                runs[name] = tx.add_run(training.id, "forest")
        assert project.recover() == ()
        process.kill()
        process.wait()
        assert project.recover() == (runs[dead].id,)
        assert project.trainings.run(runs[dead].id).status is RunStatus.ABORTED
        assert project.trainings.running() == (runs[living.name],)
        assert not (project.jobs_folder / dead).exists()
        assert living.path.exists()
        entry = project.log.entries(1)[0]
        assert entry.action == "run.recover"
        assert ("running", "aborted") in {(c.old, c.new) for c in entry.changes}
        assert project.recover() == ()
