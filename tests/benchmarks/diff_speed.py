"""How long two versions of 1,000,000 × 20 take to compare, and how much memory.

Run: python tests/benchmarks/diff_speed.py [ROWS]
The second version lacks a hundredth of the rows, has as many new ones, one price in twenty is
another, and its rows are shuffled; matched by key, and by whole content.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 1_000_000


def frame(rows: int, seed: int):
    """Return a table of 20 columns: key, numbers, integers, kinds, texts, a date."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(seed)
    columns = {"id": np.arange(rows)}
    columns |= {f"n{at}": rng.normal(at, 3, rows) for at in range(9)}
    columns |= {f"i{at}": rng.integers(0, 1000, rows) for at in range(5)}
    columns |= {f"c{at}": rng.choice(["a", "bb", "ccc"], rows) for at in range(2)}
    columns["word"] = np.char.add("name ", rng.integers(0, 500_000, rows).astype(str))
    columns["code"] = np.char.add("K", rng.integers(0, 10**7, rows).astype(str))
    days = rng.integers(0, 3_000, rows).astype("timedelta64[D]")
    columns["day"] = np.datetime64("2015-01-01") + days
    return pd.DataFrame(columns)


def store(rows: int, folder: Path) -> None:
    """Store both versions."""
    import pickle

    from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
    from mlops_desktop.data.diff.compare import Side
    from mlops_desktop.data.table import store_frame

    kinds = {"n": ColumnType.NUMBER, "i": ColumnType.INTEGER, "d": ColumnType.DATE}
    before = frame(rows, 1)
    after = before.iloc[rows // 100 :].copy()
    after.loc[after.index % 20 == 0, "n3"] += 1
    more = frame(rows // 100, 2)
    more["id"] += rows
    import pandas as pd

    after = pd.concat([after, more]).sample(frac=1, random_state=3)
    columns = tuple(
        Column(name, kinds.get(name[0], ColumnType.TEXT), SemanticType.NUMBER) for name in before
    )
    sides = []
    for name, table in (("before", before), ("after", after)):
        target = folder / name
        target.mkdir()
        kept = store_frame(table, columns, target)
        sides.append(Side(target / kept.table_file, columns, name, kept.profile))
    (folder / "sides").write_bytes(pickle.dumps(sides))


def measure(folder: Path, way: str) -> None:
    """Compare once and print wall seconds, megabytes, the summary."""
    import pickle

    from mlops_desktop.core.progress import Silent
    from mlops_desktop.data.diff.compare import Wish, compare_tables, read_changes

    sides = pickle.loads((folder / "sides").read_bytes())  # noqa: S301 - written by this program
    started = time.perf_counter()
    if way == "page":
        found = read_changes(*sides, Wish(offset=5_000), folder, Silent())
        words = f"rows {found.offset} and further of {found.total}"
    else:
        wish = Wish(by_content=way == "content")
        words = compare_tables(*sides, wish, folder, Silent()).summary
    wall = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{way:8s} {wall:6.2f} s {peak:6.0f} MB  {words}")


def main(rows: int) -> None:
    """Store both versions, compare them in every way, each in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        print(f"{rows:,} × 20 against {rows:,} × 20", flush=True)
        subprocess.run([sys.executable, __file__, "--store", str(rows), name], check=True)
        for way in ("key", "content", "page"):
            subprocess.run([sys.executable, __file__, "--run", way, name], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--store"]:
        store(int(sys.argv[2]), Path(sys.argv[3]))
    elif sys.argv[1:2] == ["--run"]:
        measure(Path(sys.argv[3]), sys.argv[2])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
