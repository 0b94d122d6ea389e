"""Importing services and pages off the GUI thread, without getting in the window's way.

Threads of one process take turns: while another thread imports, whatever the window does takes
twice as long, and a second import waits for the first. So imports are one after the other, and
those that nobody waits for stand back while the window makes a page.
"""

from __future__ import annotations

import gc
import importlib
import pkgutil
import sys
import threading
import time
from typing import TYPE_CHECKING

from mlops_desktop.diagnostics import crash
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.page_list import PAGES, PageEntry

if TYPE_CHECKING:
    from mlops_desktop.jobs.work import Work

SETTLED_AFTER = 0.3
"""Seconds after which a new page has asked and been answered, and imports go on."""

TURN = 0.0005
"""Seconds that a busy thread keeps the interpreter when another wants it. Qt's calls give it away
and want it back: with Python's 5 ms, making a page of a thousand widgets could wait for seconds."""

_SERVICES, _DRAWING = "mlops_desktop.services.", "mlops_desktop.charts.render"


class Preloader:
    """Imports one module after the other, standing back while the window is busy."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._quiet_until = 0.0

    def run(self, work: Work) -> None:
        """Import all pages, services and the drawing of charts, in whatever thread.

        Raises:
            Cancelled: when a stop was asked for.
        """
        # The collector would walk all that is imported, again and again, and stop the window for a
        # tenth of a second each time. None of it is garbage.
        gc.disable()
        try:
            self._import_all(work)
        finally:
            gc.freeze()
            gc.enable()

    def _import_all(self, work: Work) -> None:
        for entry in PAGES:
            self._wait(work)
            self.preload(entry)
        services = importlib.import_module("mlops_desktop.services")
        names = [item.name for item in pkgutil.iter_modules(services.__path__, _SERVICES)]
        for name in (*names, _DRAWING):
            self._wait(work)
            with self._turn:
                importlib.import_module(name)

    def _wait(self, work: Work) -> None:
        work.check()
        while (left := self._quiet_until - time.monotonic()) > 0:
            work.stop.wait(left)
            work.check()

    def preload(self, entry: PageEntry) -> None:
        """Import a page; one that cannot be is written down."""
        try:
            if entry.exists():
                self.load(entry)
        except Exception as error:  # noqa: BLE001 - one broken page must not lock the project away
            crash.write(error, f"the page {entry.title}")

    def load(self, entry: PageEntry) -> type[Page]:
        """Import the class of a page, as the next thing that is imported."""
        with self._turn:
            return load_page(entry)

    def stand_back(self) -> None:
        """Let the window have the processor for itself for a moment."""
        self._quiet_until = time.monotonic() + SETTLED_AFTER


PRELOADER = Preloader()
"""One for the process: what is imported is imported for every window."""


def take_short_turns() -> None:
    """Let threads take turns often, so that work behind the window does not hold it up."""
    sys.setswitchinterval(TURN)


def make_qt_classes() -> None:
    """Make every class of the Qt modules that are loaded, in the GUI thread.

    The binding makes a class when it is first named, or first met in an event. It keeps the list of
    those it still owes without a lock: when an imported page names one in its thread while the
    window meets another, the process ends with a segmentation fault. All take about 70 ms.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("PySide6.Qt"):
            for owed in dir(module):
                getattr(module, owed)


def module_of(entry: PageEntry) -> str:
    """Return the name of a page's module."""
    return entry.place.partition(":")[0]


def is_loaded(entry: PageEntry) -> bool:
    """Say whether a page can be made at once: its class is there, not only half a module."""
    return hasattr(sys.modules.get(module_of(entry)), entry.place.partition(":")[2])


def load_page(entry: PageEntry) -> type[Page]:
    """Import the class of a page."""
    found: type[Page] = getattr(
        importlib.import_module(module_of(entry)), entry.place.partition(":")[2]
    )
    return found
