"""Several processes on one project, and what is left when one of them is killed."""

from __future__ import annotations

import pytest

from mlops_desktop.core.stage import Stage
from mlops_desktop.storage.project import Project
from mlops_desktop.storage.verify import verify

pytestmark = pytest.mark.slow

START = """
import sys
from pathlib import Path
from mlops_desktop.core.audit import Actor, Subject
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.stage import Stage
from mlops_desktop.storage.project import Project

folder, who, times = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
project = Project.open(folder, Actor(who, who, "WS-12"))
"""

WRITE = (
    START
    + """
print("ready", flush=True)
sys.stdin.readline()
for n in range(times):
    digest = project.objects.put_bytes(f"{who} {n}".encode() * 1000)
    name = f"{who}.{n}"
    with project.tx("model.create", Subject("model", "", name), "concurrently") as tx:
        model = tx.add_model(name, Task.REGRESSION, "rentals", "mae")
        tx.refer("model", model.id, "note", digest)
    print(name, digest, flush=True)
"""
)

PROMOTE = (
    START
    + """
from mlops_desktop.core.errors import UserError
model = project.models.by_name("demand")
version = project.models.version(model.id, times)
print("ready", flush=True)
sys.stdin.readline()
with project.tx("model.promote", Subject("model_version", version.id, version.label), "me") as tx:
    champion = tx.in_stage(model.id, Stage.PRODUCTION)
    tx.move(version.id, Stage.PRODUCTION, "rollback", f"instead of {champion and champion.label}")
print("done", flush=True)
"""
)

CREATE = """
import sys
from pathlib import Path
from mlops_desktop.core.audit import Actor
from mlops_desktop.core.errors import UserError
from mlops_desktop.storage.project import Project
print("ready", flush=True)
sys.stdin.readline()
try:
    Project.create(Path(sys.argv[1]), sys.argv[2], Actor("a", "b", "c")).close()
except UserError as error:
    print(error.code, flush=True)
else:
    print("made", flush=True)
"""


def release(processes):
    """Let processes that are ready begin at once, and return what each said afterwards."""
    for process in processes:
        assert process.stdout.readline() == "ready\n", process.communicate()[1]
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate() for process in processes]
    assert [errors for _, errors in said] == [""] * len(said)
    assert [process.returncode for process in processes] == [0] * len(said)
    return [lines.splitlines() for lines, _ in said]


def test_three_processes_write_into_one_project_at_once(project, folder, child):
    release([child(WRITE, folder, who, 15) for who in ("gui", "cli", "worker")])
    assert len(project.models.list()) == 45
    assert project.log.count() == 46
    found = verify(project)
    assert found.is_sound
    assert (found.objects, found.unreferenced) == (45, 0)


def test_of_two_promotions_at_once_exactly_one_version_stays(project, folder, life, child):
    life.dataset_version()
    model = life.model()
    versions = [life.version(model) for _ in range(3)]
    life.produce(versions[2])
    said = release([child(PROMOTE, folder, f"p{n}", n) for n in (1, 2)])
    assert said == [["done"], ["done"]]
    (holder,) = project.stages.holders()
    last, displaced, first = project.stages.history(model.id)[:3]
    assert holder.number == last.number
    assert displaced.number == first.number
    # Each saw the champion it really displaced.
    assert first.reason == "instead of demand@3"
    assert last.reason == f"instead of demand@{first.number}"
    stages = [project.models.version_by_id(version.id).stage for version in versions]
    assert sorted(stages) == sorted([Stage.ARCHIVED, Stage.ARCHIVED, Stage.PRODUCTION])
    assert verify(project).is_sound


def test_of_two_creations_at_once_exactly_one_succeeds(folder, ana, child):
    said = release([child(CREATE, folder, name) for name in ("first", "second")])
    assert sorted(lines[-1] for lines in said) == ["made", "project.already_exists"]
    with Project.open(folder, ana) as project:
        assert project.info.name == ("first" if said[0] == ["made"] else "second")
        assert verify(project).is_sound


@pytest.mark.parametrize("after", [1, 4, 9])
def test_a_killed_writer_loses_nothing_it_has_told_of(folder, ana, child, after):
    Project.create(folder, "Bikes", ana).close()
    process = child(WRITE, folder, "victim", 10_000)
    assert process.stdout.readline() == "ready\n"
    process.stdin.write("\n")
    process.stdin.flush()
    told = [process.stdout.readline().split() for _ in range(after)]
    process.kill()
    told += [line.split() for line in process.stdout.read().splitlines(keepends=True)[:-1]]
    process.wait()
    with Project.open(folder, ana) as project:
        project.recover()
        for name, digest in told:
            assert project.models.by_name(name) is not None
            assert project.objects.read(digest)
        assert project.log.count() == 1 + len(project.models.list())
        assert verify(project).is_sound
        with project.tx("model.create", project_subject(project)) as tx:
            tx.add_model("afterwards", "regression", "rentals", "mae")


def project_subject(project):
    from mlops_desktop.core.audit import Subject

    return Subject("project", project.info.id, project.info.name)


@pytest.mark.parametrize("after", [0.0, 0.004, 0.012])
def test_a_creation_killed_anywhere_can_be_done_again(folder, ana, child, after):
    process = child(CREATE, folder, "Bikes")
    assert process.stdout.readline() == "ready\n"
    process.stdin.write("\n")
    process.stdin.flush()
    try:
        process.wait(after)
    except Exception:  # noqa: BLE001 - still at work, as meant
        process.kill()
        process.wait()
    if (folder / "registry.db").exists():
        with Project.open(folder, ana) as project:
            assert verify(project).is_sound
    else:
        with Project.create(folder, "Bikes", ana) as project:
            assert verify(project).is_sound
