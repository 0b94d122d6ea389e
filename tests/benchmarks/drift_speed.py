"""How fast drift of 1,000,000 × 25 against the same is, and in how much memory.

    python tests/benchmarks/drift_speed.py [ROWS] [--evidently PYTHON]

Makes two deterministic Parquet tables (20 numeric columns: normal, skewed, tied, with gaps; 5 of
categories with 3 to 1,000 levels), then compares them in a fresh process that reads one column at
a time. Prints seconds (reading included), processor seconds, rows per second and the peak of the
process's memory. PYTHON is an interpreter that has Evidently and pyarrow: its data drift preset
then judges the same two files, and the ratio is printed.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

ROWS = 1_000_000
LEVELS = (3, 8, 25, 100, 1_000)


def numeric(index: int, rows: int, rng: np.random.Generator) -> np.ndarray:
    """Return column ``index``: five shapes in turn, with 2 % missing in every fourth."""
    shapes = (
        lambda: rng.normal(index, 1 + index / 10, rows),
        lambda: rng.lognormal(0, 1, rows),
        lambda: rng.integers(0, 50 + index, rows).astype(float),
        lambda: np.round(rng.gamma(2.0, 30.0, rows), 1),
        lambda: rng.uniform(-1, 1, rows) ** 3,
    )
    values = shapes[index % 5]()
    if index % 4 == 3:
        values[rng.random(rows) < 0.02] = np.nan
    return values


def make(path: Path, rows: int, seed: int) -> None:
    """Write one table, a column at a time."""
    rng = np.random.default_rng(seed)
    columns = {f"number_{i}": numeric(i, rows, rng) for i in range(20)}
    for i, levels in enumerate(LEVELS):
        names = np.array([f"level {number}" for number in range(levels)], dtype=object)
        share = 1 / np.arange(1, levels + 1)
        columns[f"category_{i}"] = names[rng.choice(levels, rows, p=share / share.sum())]
    frame = pd.DataFrame(columns)
    with duckdb.connect() as engine:
        engine.register("frame", frame)
        engine.execute("COPY frame TO ? (FORMAT parquet)", [str(path)])


class Table:
    """A Parquet file that hands out one column at a time; ``seconds`` of processor time it took."""

    def __init__(self, path: Path) -> None:
        self.engine = duckdb.connect()
        self.engine.execute("SET threads = 1")
        self.path = str(path)
        rows = self.engine.execute("SELECT * FROM read_parquet(?) LIMIT 0", [self.path])
        self.names = [item[0] for item in rows.description]
        self.seconds = 0.0

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __getitem__(self, name: str) -> pd.Series:
        started = time.thread_time()
        query = f'SELECT "{name}" FROM read_parquet(?)'  # noqa: S608 - names are ours
        found = pd.Series(self.engine.execute(query, [self.path]).fetchnumpy()[name])
        self.seconds += time.thread_time() - started
        return found


def peak_memory() -> float:
    """Return this process's own peak in MiB.

    Linux hands the peak of the parent on to a new program in ``getrusage``; ``VmHWM`` does not.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    per_unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per_unit


def compare(folder: Path) -> None:
    """Compare the two tables and print what it took."""
    from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
    from mlops_desktop.core.monitor import Tolerances, Verdict
    from mlops_desktop.core.progress import Silent
    from mlops_desktop.monitoring import drift

    reference, current = Table(folder / "reference.parquet"), Table(folder / "current.parquet")
    kinds = {"number": (ColumnType.NUMBER, SemanticType.NUMBER)}
    kinds["category"] = (ColumnType.TEXT, SemanticType.CATEGORY)
    columns = [Column(name, *kinds[name.split("_")[0]]) for name in reference.names]
    rows = int(
        reference.engine.execute(
            "SELECT count(*) FROM read_parquet(?)", [reference.path]
        ).fetchall()[0][0]
    )
    started, busy = time.perf_counter(), time.process_time()
    found = drift.compare(reference, current, columns, Tolerances(), Silent())
    total, busy = time.perf_counter() - started, time.process_time() - busy
    reading = reference.seconds + current.seconds
    statistics = sum(len(item.statistics) for item in found)
    alarms = sum(item.verdict is Verdict.DRIFT for item in found)
    peak = peak_memory()
    sys.stdout.write(
        f"{rows:,} × {len(columns)} against the same: {statistics} statistics, {alarms} alarms\n"
        f"{total:.2f} s with reading, in two threads · {rows / total:,.0f} rows/s\n"
        f"processor time: statistics {busy - reading:.2f} s, reading {reading:.2f} s\n"
        f"peak memory {peak:,.0f} MiB\n"
    )


EVIDENTLY = """
import sys, time
import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset
started = time.perf_counter()
frames = [pd.read_parquet(f"{sys.argv[1]}/{name}.parquet") for name in ("current", "reference")]
result = Report([DataDriftPreset()]).run(*frames)
result.dict()
print(time.perf_counter() - started)
"""


def evidently_seconds(python: str, folder: Path) -> float:
    """Return how long Evidently's preset takes on the same files, reading included."""
    words = [python, "-W", "ignore", "-c", EVIDENTLY, str(folder)]
    done = subprocess.run(words, check=True, capture_output=True, encoding="utf-8")
    return float(done.stdout.split()[-1])


def main() -> None:
    """Make the tables, then compare them in a process of its own."""
    if sys.argv[1:2] == ["compare"]:
        compare(Path(sys.argv[2]))
        return
    parser = argparse.ArgumentParser(description="How fast drift is.")
    parser.add_argument("rows", type=int, nargs="?", default=ROWS)
    parser.add_argument("--evidently", metavar="PYTHON")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder / "reference.parquet", wanted.rows, 1)
        make(folder / "current.parquet", wanted.rows, 2)
        words = [sys.executable, __file__, "compare", name]
        said = subprocess.run(words, check=True, capture_output=True, encoding="utf-8").stdout
        print(said, end="")
        if wanted.evidently:
            ours = float(said.splitlines()[1].split()[0])
            peer = evidently_seconds(wanted.evidently, folder)
            print(f"Evidently's preset {peer:.1f} s with reading = {peer / ours:.1f} × ours")


if __name__ == "__main__":
    main()
