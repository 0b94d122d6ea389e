"""From a cold process to the painted window, and to the sample project's home page shown.

Run: ``python tests/benchmarks/start_up.py PROJECT [RUNS]``, with the folder of a sample project
(``mlops-desktop demo DIR --headless`` makes one). Prints the median seconds from the start of the
process; the clock starts in the parent, before the interpreter.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

CHILD = """
import sys, time
begun, project = float(sys.argv[1]), sys.argv[2]

from pathlib import Path
from mlops_desktop import app as front_door
from mlops_desktop.settings.store import SettingsStore

application = front_door.make_application([])
from PySide6.QtCore import QEvent, QObject, QTimer

window = front_door.make_window(application, SettingsStore())

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched is window:
            print("painted", time.time() - begun, flush=True)
            window.removeEventFilter(self)
            QTimer.singleShot(0, lambda: window.flow.open(Path(project)))
        return False

waiting = FirstPaint()
window.installEventFilter(waiting)
window.resize(1280, 800)
window.show()

def look():
    page = window.stack.current_page()
    is_home = window.stack.current == "home" and page is not None
    if is_home and page.states.state.value == "content":
        print("shown", time.time() - begun, flush=True)
        application.quit()

timer = QTimer(interval=5)
timer.timeout.connect(look)
timer.start()
QTimer.singleShot(30000, application.quit)
application.exec()
import os
os._exit(0)
"""


def run_once(project: Path) -> dict[str, float]:
    """Start the window once and return the seconds until each thing happened."""
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    child = subprocess.run(
        [sys.executable, "-c", CHILD, repr(time.time()), str(project)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=True,
    )
    lines = (line.split() for line in child.stdout.splitlines())
    return {line[0]: float(line[1]) for line in lines if len(line) == 2}


def main(project: Path, runs: int) -> None:
    """Print the medians."""
    found = [run_once(project) for _ in range(runs)]
    for what, goal in (("painted", 0.5), ("shown", 1.0)):
        seconds = [one[what] for one in found if what in one]
        if not seconds:
            print(f"{what}: never within 30 s")
            continue
        print(
            f"{what:8} median {statistics.median(seconds):.2f} s of {len(seconds)} (goal {goal} s)"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5)
