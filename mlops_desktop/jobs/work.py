"""What a caller hands to long work: where to tell the steps, and how to ask for a stop."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from mlops_desktop.core.errors import Cancelled
from mlops_desktop.core.progress import OnStep, Step

WAITING = "Waiting for other work to finish"
"""The phase of work whose turn has not come."""


def _ignore(_step: Step) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Work:
    """The caller's side of one piece of long work.

    Attributes:
        on_step: called with every step, in the thread that does the work.
        stop: set it, from any thread, and the work ends with ``Cancelled`` within a second.
        pause: while it is set, the worker waits at the next place where it can, such as between
            two fits; clear it and the work goes on. A stop ends paused work, too.
        gives_way: nobody waits for it: it begins while nothing else goes on, in a process of its
            own that yields the processor to all others.
    """

    on_step: OnStep = _ignore
    stop: threading.Event = field(default_factory=threading.Event)
    pause: threading.Event = field(default_factory=threading.Event)
    gives_way: bool = False

    def step(self, step: Step) -> None:
        """Tell a step; raises ``Cancelled`` when a stop was asked for."""
        self.check()
        self.on_step(step)

    def check(self) -> None:
        """Raise ``Cancelled`` when a stop was asked for."""
        if self.stop.is_set():
            raise Cancelled
