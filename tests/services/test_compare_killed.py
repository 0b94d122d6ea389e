"""The process dies while versions are compared and rows written: all of the file, or nothing."""

from __future__ import annotations

import csv
import os
import signal
from pathlib import Path

import pytest

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Step
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import audit, models
from mlops_desktop.services.session import Session

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="signals of Unix"),
]

BOTH = ("demand@2", "demand@1")


def killing(session: Session, phase: str) -> Work:
    """Return work whose process is killed at the first step of that name."""

    def look(step: Step) -> None:
        process = session.runner._main._process
        if step.phase.startswith(phase) and process is not None and process.is_alive():
            os.kill(process.pid, signal.SIGKILL)

    return Work(look)


@pytest.mark.parametrize("phase", ["Comparing", "Writing changed.csv"])
@pytest.mark.parametrize("before", [None, "what stood there\n"])
def test_a_file_of_changed_rows_is_whole_or_as_it_was(trained, tmp_path, phase, before) -> None:
    place = tmp_path / "out" / "changed.csv"
    place.parent.mkdir()
    if before is not None:
        place.write_text(before, "utf-8")
    entries = audit.count(trained)
    with pytest.raises(UserError) as caught:
        models.compare(trained, BOTH, killing(trained, phase), rows_to=place)
    assert caught.value.code == "jobs.worker_died"
    assert "while comparing" in caught.value.message
    assert (place.read_text("utf-8") if place.exists() else None) == before
    assert not list(trained.project.jobs_folder.iterdir())
    assert audit.count(trained) == entries
    assert audit.verify(trained).is_sound
    whole(trained, place)


def whole(session: Session, place: Path) -> None:
    """Compare again: a new process writes every row."""
    found = models.compare(session, BOTH, rows_to=place)
    with place.open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == found.changed.total > 0
    # A folder of the dead process, whose name begins with a dot, may be left; no file of rows is.
    assert [item for item in place.parent.iterdir() if item.is_file()] == [place]
