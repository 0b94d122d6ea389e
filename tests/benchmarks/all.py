"""Every benchmark, one after another, and one table of what they print.

    python tests/benchmarks/all.py [NAME…]

Each runs in a process of its own with its usual size; a sample project is made for those that ask
for one. Ends with exit code 1 when one of them fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
NEED_A_PROJECT = {"start_up"}


def names() -> list[str]:
    """Return the benchmarks of this folder: none can be forgotten."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem != "all")


def make_project(place: Path) -> Path:
    """Build the sample project."""
    project = place / "sample"
    words = [sys.executable, "-m", "mlops_desktop", "demo", str(project), "--headless"]
    subprocess.run(words, check=True, capture_output=True)
    return project


def run(name: str, place: Path) -> tuple[int, str, float]:
    """Run one; return its exit code, what it printed and the seconds it took."""
    arguments = [str(make_project(place))] if name in NEED_A_PROJECT else []
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(HERE / f"{name}.py"), *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    said = done.stdout if done.returncode == 0 else done.stdout + done.stderr
    return done.returncode, said, time.monotonic() - begun


def load() -> str:
    """Return how busy the machine is: a number above its cores spoils every ratio."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def main() -> int:
    """Run them and print the table."""
    worst = 0
    print(f"{'benchmark':18}result")
    for name in sys.argv[1:] or names():
        before = load()
        with tempfile.TemporaryDirectory() as place:
            code, said, seconds = run(name, Path(place))
        worst = max(worst, code)
        for line in said.rstrip().splitlines():
            print(f"{name:18}{line}")
        end = "done" if code == 0 else f"FAILED with exit code {code}"
        print(f"{name:18}{end} in {seconds:.0f} s; load before: {before}\n", flush=True)
    return int(worst != 0)


if __name__ == "__main__":
    sys.exit(main())
