"""Sudden death in the middle of a search: an aborted run, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from e2e.processes import is_alive, wait_until, workers_of

from mlops_desktop.services import audit, datasets, training
from mlops_desktop.services.session import Session

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers in /proc"),
]

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "bikeshare"
WORDS = (
    *("--data", "bikes", "--target", "bikers", "--model", "m", "--algorithm", "forest"),
    *("--exclude", "casual", "--exclude", "registered", "--tune", "200", "--search", "random"),
)


def test_a_command_killed_while_it_searches_leaves_an_aborted_run(tmp_path) -> None:
    folder = tmp_path / "project"
    with Session.create(folder, "Killed") as session:
        datasets.import_file(session, SAMPLE / "bikes_2011_june.csv", "bikes")
    process = subprocess.Popen(
        [sys.executable, "-m", "mlops_desktop", "--project", folder, "train", *WORDS],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        for line in process.stderr:
            if "Random forest no." in line:
                break
        workers = workers_of(process.pid)
        assert workers
    finally:
        process.kill()
        process.communicate()
    for worker in workers:
        assert wait_until(lambda worker=worker: not is_alive(worker), 10)
    with Session.open(folder) as session:
        assert [str(run.status) for run in training.recent_runs(session)] == ["aborted"]
        assert session.project.models.by_name("m") is not None
        assert list(session.project.jobs_folder.iterdir()) == []
        assert audit.verify(session).is_sound
