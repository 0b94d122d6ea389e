"""How fast a CSV file of 1,000,000 × 20 becomes a stored, hashed, profiled table.

    python tests/benchmarks/import_speed.py [ROWS] [RUNS]

Makes one deterministic file (6 whole numbers, 6 numbers, 5 texts, a date, a time, a boolean; 8
columns with 5 % missing; quoted commas and quotes; 215 MB), then runs in fresh processes, in turn:
DuckDB alone, CSV to zstd Parquet, with types guessed from a sample; the same with types that hold
on every row, as ours do; our import (SHA-256, every byte's encoding, every row's fields, types,
Parquet, profile, content hash). Prints the best wall and processor seconds, the peak of the
process's memory, and the ratios.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROWS = 1_000_000
RUNS = 3
BLOCK = 50_000
GAPS = (2, 3, 7, 8, 12, 13, 17, 19)
NAMES = ["id", *(f"n{k}" for k in range(1, 6)), *(f"f{k}" for k in range(1, 7))]
NAMES += ["city", "name", "note", "code", "group", "day", "at", "flag"]
CITIES = ("Berlin", "Lyon", "Porto", "Graz", "Oslo", "Turku", "Gent", "Cork")


def block(start: int, rows: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Return some rows as 20 columns of text."""
    columns = [np.arange(start, start + rows).astype(str)]
    columns += [rng.integers(0, 10 ** (k + 2), rows).astype(str) for k in range(5)]
    columns += [np.char.mod("%.9f", rng.normal(0, 10.0**k, rows)) for k in range(6)]
    columns.append(rng.choice(CITIES, rows))
    columns.append(np.char.add("name ", rng.integers(0, 500_000, rows).astype(str)))
    said = np.char.add('"said ""hi"", then left ', rng.integers(0, 10**9, rows).astype(str))
    columns.append(np.char.add(said, '"'))
    columns.append(np.char.add("K", rng.integers(0, 10**7, rows).astype(str)))
    columns.append(rng.choice(["a", "b", '"c, d"'], rows))
    days = np.datetime64("2015-01-01") + rng.integers(0, 3_000, rows).astype("timedelta64[D]")
    columns.append(days.astype(str))
    seconds = rng.integers(0, 3 * 10**8, rows).astype("timedelta64[s]")
    times = (np.datetime64("2015-01-01T00:00:00") + seconds).astype(str)
    columns.append(np.char.replace(times, "T", " "))
    columns.append(rng.choice(["true", "false"], rows))
    for at in GAPS:
        columns[at] = np.where(rng.random(rows) < 0.05, "", columns[at])
    return columns


def make(path: Path, rows: int) -> None:
    """Write the file, a block of rows at a time."""
    rng = np.random.default_rng(7)
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(",".join(NAMES) + "\n")
        for start in range(0, rows, BLOCK):
            columns = block(start, min(BLOCK, rows - start), rng)
            lines = zip(*(column.tolist() for column in columns), strict=True)
            out.write("\n".join(map(",".join, lines)) + "\n")


def bare(path: Path, folder: Path, options: str = "") -> None:
    """CSV to Parquet by DuckDB alone."""
    import duckdb

    target = folder / "bare.parquet"
    source = f"read_csv('{path}'{options})"
    with duckdb.connect() as engine:
        engine.execute(f"COPY (FROM {source}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")


def ours(path: Path, folder: Path) -> None:
    """Our import."""
    from mlops_desktop.core.dataset import ReaderOptions
    from mlops_desktop.core.progress import Silent
    from mlops_desktop.data.importer import import_file

    import_file(path, ReaderOptions(), folder, Silent())


WAYS = {
    "bare": bare,
    "bare, every row": lambda path, folder: bare(path, folder, ", sample_size=-1"),
    "ours": ours,
}


def measure(way: str, path: Path) -> None:
    """Run one way and print wall seconds, processor seconds, megabytes."""
    import duckdb  # noqa: F401 - importing it is not what is measured

    import mlops_desktop.data.importer  # noqa: F401

    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        wall, used = time.perf_counter(), time.process_time()
        WAYS[way](path, Path(name))
        wall, used = time.perf_counter() - wall, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(wall, used, peak)


def main(rows: int, runs: int) -> None:
    """Make the file, run every way so many times, print the table."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "table.csv"
        make(path, rows)
        print(f"{rows:,} × 20, {path.stat().st_size / 1e6:.0f} MB, best of {runs}")
        results: dict[str, list[tuple[float, ...]]] = {way: [] for way in WAYS}
        for _ in range(runs):
            for way, found in results.items():
                command = [sys.executable, __file__, "--run", way, str(path)]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                found.append(tuple(map(float, done.stdout.split())))
    best = {way: tuple(map(min, zip(*found, strict=True))) for way, found in results.items()}
    for way, (wall, used, peak) in best.items():
        print(f"{way:16s} {wall:6.2f} s wall {used:6.2f} s processor {peak:6.0f} MB")
    for way in ("bare", "bare, every row"):
        wall, used = (best["ours"][at] / best[way][at] for at in (0, 1))
        print(f"ours / {way:16s} {wall:.2f} wall, {used:.2f} processor")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        measure(sys.argv[2], Path(sys.argv[3]))
    else:
        chosen = [int(text) for text in sys.argv[1:3]]
        main(*(chosen + [ROWS, RUNS][len(chosen) :]))
