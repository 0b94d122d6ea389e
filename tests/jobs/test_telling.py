"""What a task tells reaches the parent whole, whichever of its threads tells it."""

from __future__ import annotations

import multiprocessing
import threading

from mlops_desktop.core.progress import Step, Unit
from mlops_desktop.jobs.worker import PipeReporter, Wishes, receive

MESSAGES = 40
TEXT = "x" * 200_000
"""Longer than what a pipe takes at once."""


def test_threads_that_tell_at_the_same_time_do_not_mix_their_messages() -> None:
    ours, theirs = multiprocessing.Pipe()
    reporter = PipeReporter(theirs, Wishes())

    def tell(name: str) -> None:
        for number in range(MESSAGES):
            reporter.event(name, [number, TEXT])

    threads = [threading.Thread(target=tell, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    received = [receive(ours) for _ in range(2 * MESSAGES)]
    for thread in threads:
        thread.join()
    for name in ("one", "two"):
        events = [message["event"] for message in received if message["kind"] == name]
        assert events == [[number, TEXT] for number in range(MESSAGES)]
    ours.close()
    theirs.close()


def test_a_step_travels_with_what_it_counts() -> None:
    ours, theirs = multiprocessing.Pipe()
    PipeReporter(theirs, Wishes()).step(Step("Storing", 5, 10, "first", Unit.ROWS))
    told = receive(ours)["step"]
    assert told == {"phase": "Storing", "done": 5, "total": 10, "detail": "first", "unit": "rows"}
    ours.close()
    theirs.close()
