"""Sudden death of a worker, a command, a window: nothing told is lost, nothing is half-done.

A sample; ``tests/benchmarks/kills.py`` does the same some hundred times.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from e2e.killing import Ground
from e2e.processes import is_alive, wait_until, workers_of
from e2e.window_life import listen

from mlops_desktop.services import training

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers in /proc"),
]

ORPHAN_SECONDS = 2.0

# A parent whose worker sits in a call that never lets another thread of it run.
PARENT = """
from pathlib import Path
from mlops_desktop.jobs import catalogue, requests, worker
from mlops_desktop.jobs.runner import Runner
from mlops_desktop.jobs.work import Work

serve = worker.main

def main(pipe, niceness):
    catalogue.TASKS["WarmUp"] = catalogue.Task(requests.WarmUp, "stuck", "waiting")
    serve(pipe, niceness)

worker.main = main

if __name__ == "__main__":
    Runner().run(requests.WarmUp(), type(None), Path(), Work())
"""
STUCK = """
import ctypes, sys

def run(request, folder, reporter):
    sys.setswitchinterval(600)
    c = ctypes.PyDLL(None)  # unlike CDLL, it keeps the interpreter's lock
    c.write(1, b"stuck\\n", 6)
    c.sleep(60)
"""


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """One project for all deaths of this module: each also proves that the earlier ones held."""
    with Ground(tmp_path_factory.mktemp("ground"), seed=20_110_601) as ground:
        yield ground


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start Python processes and end those that are left."""
    started: list[subprocess.Popen[str]] = []

    def begin(*words: object, **options: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            **options,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def window(ground: Ground) -> Iterator[subprocess.Popen[str]]:
    """A real window that works, and tells what it does."""
    process = ground.start_window()
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize(
    ("victim", "times"),
    [("import", 3), ("transform", 3), ("train", 3), ("promote", 2), ("worker", 2), ("window", 2)],
)
def test_what_a_killed_process_told_is_there_and_can_be_done_again(ground, victim, times) -> None:
    for _ in range(times):
        death = ground.kill(victim)
        assert death.is_harmless, death


def test_a_window_outlives_its_worker_and_the_next_one_ends_with_the_window(ground, window) -> None:
    listen(window, lambda told: told.get("begun") == "train")
    listen(window, lambda told: "step" in told)
    for worker in workers_of(window.pid):
        os.kill(worker, signal.SIGKILL)
    assert listen(window, lambda told: "failed" in told) == {"failed": "jobs.worker_died"}
    made = listen(window, lambda told: "runs" in told)
    assert [run["run"]["status"] for run in made["runs"]] == ["finished", "finished"]
    dies_with_its_parent(window)
    with ground.session() as session:
        ends = {run.status for run in training.recent_runs(session)}
        assert "failed" in ends  # the person finds it in the list of runs


def test_the_worker_of_a_killed_command_ends(ground, start) -> None:
    words = ["train", "--data", "bikes", "--target", "bikers", "--model", "forests", "--cv", "20"]
    process = start(
        "-m", "mlops_desktop", "--project", ground.project, *words, "--algorithm", "forest"
    )
    for line in process.stderr:
        if line.startswith("Training"):
            break
    dies_with_its_parent(process)
    with ground.session() as session:
        assert {run.status for run in training.recent_runs(session, 1)} == {"aborted"}
        assert list(session.project.jobs_folder.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the listener notices a little later")
def test_a_worker_ends_with_its_parent_even_inside_a_call_that_never_lets_go(
    tmp_path, start
) -> None:
    (tmp_path / "stuck.py").write_text(STUCK, "utf-8")
    (tmp_path / "parent.py").write_text(PARENT, "utf-8")
    search = os.pathsep.join([str(tmp_path), os.environ["PYTHONPATH"]])
    process = start(tmp_path / "parent.py", env={**os.environ, "PYTHONPATH": search})
    assert process.stdout.readline() == "stuck\n", process.communicate()[1]
    dies_with_its_parent(process)


def dies_with_its_parent(process: subprocess.Popen[str]) -> None:
    """Kill a process and expect its workers to end by themselves."""
    workers = workers_of(process.pid)
    assert workers
    process.kill()
    process.wait()
    assert wait_until(lambda: not any(map(is_alive, workers)), ORPHAN_SECONDS)
