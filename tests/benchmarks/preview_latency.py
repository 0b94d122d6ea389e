"""How long a preview takes to follow a changed option: the goal is less than 200 ms.

    python tests/benchmarks/preview_latency.py [ROWS] [CHANGES]

Makes the file of ``import_speed.py``, of which a preview reads the beginning, and one of 2,000
rows, which is read whole. Then asks as the window does, through the warm background process:
another decimal mark, text for a missing value, a column as text, another encoding, in turn. Prints
the median and the slowest answer, how many were in time, and, beside the clock, the processor's
time that reading the same previews takes in this process.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

import import_speed

ROWS = 200_000
CHANGES = 40
GOAL = 200


def ways():
    """Return what is changed."""
    from mlops_desktop.core.dataset import ColumnType, ReaderOptions

    return (
        ReaderOptions(decimal=","),
        ReaderOptions(missing=("", "NA")),
        ReaderOptions(types=(("n1", ColumnType.TEXT),)),
        ReaderOptions(encoding="cp1252"),
        ReaderOptions(),
    )


def measure(path: Path, changes: int, folder: Path) -> None:
    """Ask for so many previews of a file, one after another."""
    from mlops_desktop.core.dataset import Preview
    from mlops_desktop.jobs import requests
    from mlops_desktop.jobs.runner import Runner
    from mlops_desktop.jobs.work import Work

    runner = Runner()
    runner.warm_up()
    options, times = ways(), []
    started = time.perf_counter()
    runner.run(requests.PreviewFile(path, options[-1]), Preview, folder, Work(), quick=True)
    first = (time.perf_counter() - started) * 1000
    for number in range(changes):
        request = requests.PreviewFile(path, options[number % len(options)])
        started = time.perf_counter()
        runner.run(request, Preview, folder, Work(), quick=True)
        times.append((time.perf_counter() - started) * 1000)
    runner.close()
    slow = sum(spent >= GOAL for spent in times)
    print(
        f"{path.stat().st_size / 1e6:6.1f} MB: first {first:.0f} ms; after a change median"
        f" {statistics.median(times):.0f} ms, most {max(times):.0f} ms, {changes - slow} of"
        f" {changes} below {GOAL} ms; {processor(path):.0f} ms of processor",
        flush=True,
    )


def processor(path: Path) -> float:
    """Return the median milliseconds of processor that a preview takes, the pipe left out."""
    from mlops_desktop.data.preview import preview_file

    times = []
    for options in ways() * 3:
        started = time.process_time()
        preview_file(path, options)
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def main(rows: int, changes: int) -> None:
    """Make the files, measure each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for count in (2_000, rows):
            path = folder / f"table_{count}.csv"
            import_speed.make(path, count)
            measure(path, changes, folder)


if __name__ == "__main__":
    chosen = [int(text) for text in sys.argv[1:3]]
    main(*(chosen + [ROWS, CHANGES][len(chosen) :]))
