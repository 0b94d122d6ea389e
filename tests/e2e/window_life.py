"""A real window that imports, trains and promotes for ever, telling each thing when it is done.

Run: ``python window_life.py PROJECT FILES``. One JSON object per line on stdout: ``{"begun"}`` and
``{"step"}`` on the way, an action's own answer when the window has it, ``{"failed"}`` when it was
refused. It goes on until somebody ends it.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from mlops_desktop import app as front_door
from mlops_desktop.core.codec import to_json
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.stage import Stage
from mlops_desktop.core.training import SplitPlan, TrainingSpec

SPEC = TrainingSpec(
    model="demand",
    target="bikers",
    algorithms=("baseline", "linear"),
    exclude=("casual", "registered"),
    metric="mae",
    split=SplitPlan(folds=2),
    seed=1,
)


def tell(value: object) -> None:
    """Print one line, at once."""
    print(json.dumps(value), flush=True)  # noqa: T201 - the parent reads it


class Life(QObject):
    """Does one thing after another through the window's gateway."""

    def __init__(self, files: list[Path], parent: QObject) -> None:
        super().__init__(parent)
        self._files = itertools.cycle(files)
        self._timer = QTimer(self, interval=5)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        """Begin when the window has its project."""
        for window in QApplication.topLevelWidgets():
            desk = getattr(window, "desk", None)
            if desk is not None and desk.has_session:
                self._timer.stop()
                self._desk = desk
                tell({"begun": "open"})
                self._import()
                return

    def _import(self) -> None:
        from mlops_desktop.services import datasets

        session, path = self._desk.session, next(self._files)
        self._job(
            "import",
            lambda work: datasets.import_file(session, path, "bikes", None, work),
            self._train,
        )

    def _train(self) -> None:
        from mlops_desktop.services import training

        session = self._desk.session
        self._job("train", lambda work: training.train(session, "bikes", SPEC, work), self._promote)

    def _promote(self) -> None:
        from mlops_desktop.services import promotion

        session = self._desk.session
        tell({"begun": "promote"})
        self._desk.gateway.change(
            lambda: promotion.promote(session, "demand", Stage.STAGING, "newest"),
            self._teller(self._import),
            self._refused(self._import),
            owner=self,
        )

    def _job(self, title: str, fn: Callable[[Any], Any], following: Callable[[], None]) -> None:
        tell({"begun": title})
        job = self._desk.gateway.job(
            title, fn, self._teller(following), self._refused(following), owner=self
        )
        job.advanced.connect(lambda: tell({"step": job.step.phase}))

    def _teller(self, following: Callable[[], None]) -> Callable[[Any], None]:
        def then(summary: object) -> None:
            tell(to_json(summary))
            QTimer.singleShot(0, self, following)

        return then

    def _refused(self, following: Callable[[], None]) -> Callable[[UserError], None]:
        def failed(error: UserError) -> None:
            tell({"failed": error.code})
            QTimer.singleShot(0, self, following)

        return failed


def listen(
    window: subprocess.Popen[str], is_it: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """Read what such a window tells until the awaited line, and return it."""
    for line in window.stdout or ():
        told: dict[str, Any] = json.loads(line)
        if is_it(told):
            return told
    raise AssertionError(f"the window ended with {window.wait()}")


def main() -> int:
    """Open the window on the project and let it live."""
    application = front_door.make_application([])
    Life(sorted(Path(sys.argv[2]).glob("*.csv")), application)
    return front_door.run(Path(sys.argv[1]), [])


if __name__ == "__main__":
    sys.exit(main())
