"""While two versions are measured the page says so, and the strip when it takes long."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from mlops_desktop.core.errors import Cancelled
from mlops_desktop.gui.job import Job
from mlops_desktop.gui.jobs_strip import JobsStrip
from mlops_desktop.gui.pages.models import ModelsPage, measuring
from mlops_desktop.services import models
from mlops_desktop.services.session import Session

MEASURED = "which neither was trained on"
PATIENCE = 60_000
Open = Callable[[Session], ModelsPage]


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Hold every measurement back while the event is cleared, unless it is cancelled."""
    event, usual = threading.Event(), models.same_rows

    def held(session: Session, first, second, work):
        while not event.wait(0.01):
            if work.stop.is_set():
                raise Cancelled
        return usual(session, first, second, work)

    monkeypatch.setattr(models, "same_rows", held)
    monkeypatch.setattr(measuring, "SLOW_MS", 50)
    event.set()
    yield event
    event.set()


@pytest.fixture
def page(session: Session, open_page: Open, gate: threading.Event, qtbot: QtBot) -> ModelsPage:
    """Two versions of demand, about to be measured anew."""
    made = open_page(session)
    made.show_reference("model:demand")
    qtbot.waitUntil(lambda: MEASURED in made.compare.note.text(), timeout=PATIENCE)
    gate.clear()
    measure(made)
    qtbot.waitUntil(lambda: made.measurer._job is not None)
    return made


def measure(page: ModelsPage) -> None:
    """Measure what is shown, as if it had not been measured yet."""
    page.measurer._known.clear()
    assert page._pair is not None
    assert page.chosen is not None
    page._show_comparison(page._pair, page.chosen)


def shown(page: ModelsPage) -> list[Job]:
    return [job for job in page.desk.gateway.jobs.running() if "Comparing" in job.title]


def test_it_says_that_it_is_being_measured_and_afterwards_on_how_many_rows(page, gate, qtbot):
    assert page.compare.note.text().startswith("Measuring both on the same rows")
    assert page.compare.drawn.isHidden()
    gate.set()
    qtbot.waitUntil(lambda: MEASURED in page.compare.note.text(), timeout=PATIENCE)
    assert "…" not in page.compare.note.text()


def test_below_the_differences_it_says_what_their_ranges_draw(page, gate, qtbot):
    gate.set()
    qtbot.waitUntil(lambda: MEASURED in page.compare.note.text(), timeout=PATIENCE)
    (same,) = page.measurer._known.values()
    assert page.compare.drawn.text() == same.drawn.words
    assert "The 95 % range draws" in page.compare.drawn.text()
    assert not page.compare.drawn.isHidden()


def test_what_takes_long_is_in_the_strip_and_goes_when_it_is_done(page, gate, qtbot):
    strip = JobsStrip(page.desk.gateway.jobs)
    qtbot.addWidget(strip)
    qtbot.waitUntil(lambda: bool(shown(page)))
    assert strip._line.text().startswith("Comparing demand@")
    assert all(job.gives_way for job in shown(page))  # closing the window asks nothing
    gate.set()
    qtbot.waitUntil(lambda: not shown(page), timeout=PATIENCE)
    assert MEASURED in page.compare.note.text()


def test_what_is_done_soon_never_reaches_the_strip(page, gate, qtbot):
    before = len(page.desk.gateway.jobs.all())
    assert not shown(page)
    page.measurer._slow.start(PATIENCE)
    gate.set()
    qtbot.waitUntil(lambda: MEASURED in page.compare.note.text(), timeout=PATIENCE)
    assert len(page.desk.gateway.jobs.all()) == before
    assert not page.measurer._slow.isActive()


def test_cancelled_in_the_strip_it_shows_what_is_known_and_can_measure_again(page, gate, qtbot):
    qtbot.waitUntil(lambda: bool(shown(page)))
    shown(page)[0].cancel()
    qtbot.waitUntil(lambda: page.compare.note.text().startswith("Cancelled before"))
    assert page.compare.note.text().endswith("The numbers are each version's own hold-out.")
    gate.set()
    measure(page)
    qtbot.waitUntil(lambda: MEASURED in page.compare.note.text(), timeout=PATIENCE)
