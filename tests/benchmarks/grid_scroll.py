"""How long a page of 200 rows takes at random positions of 10,000,000 × 20, and the orders.

Run: python tests/benchmarks/grid_scroll.py [ROWS]
As stored, filtered (half of the rows, and one in 5,000), sorted by a number and by a text: first
the time to write the order down once, then pages through the background process, as the window
reads them. Then a text that is nowhere, and the window's own table: show, jump, paint.
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROWS = 10_000_000
PAGES, PAGE = 30, 200
NUMBERS, WHOLES = 8, 5


def make_table(rows: int, path: Path):
    """Write the table with the engine itself; return its columns."""
    import duckdb

    from mlops_desktop.core.dataset import Column, ColumnType, SemanticType

    parts = {f"n{k}": f"hash(range * {k + 3}) % 100000 / {k + 7}.0" for k in range(NUMBERS)}
    parts |= {f"i{k}": f"(hash(range * {k + 31}) % 1000)::BIGINT" for k in range(WHOLES)}
    parts |= {f"c{k}": f"chr((97 + hash(range + {k}) % 3)::INT)" for k in range(2)}
    parts["word"] = "'name ' || (hash(range + 9) % 500000)"
    parts["code"] = "'K' || (hash(range + 10) % 10000000)"
    parts["day"] = "DATE '2015-01-01' + (hash(range + 11) % 3000)::INT"
    parts["flag"] = "hash(range + 12) % 2 = 0"
    kinds = {"n": ColumnType.NUMBER, "i": ColumnType.INTEGER, "d": ColumnType.DATE}
    columns = [Column("id", ColumnType.INTEGER, SemanticType.INTEGER)]
    for name in parts:
        kind = ColumnType.BOOLEAN if name == "flag" else kinds.get(name[0], ColumnType.TEXT)
        columns.append(Column(name, kind, SemanticType.TEXT))
    listed = ", ".join(f"{sql} AS {name}" for name, sql in parts.items())
    with duckdb.connect(config={"memory_limit": "600MB"}) as engine:
        engine.execute(
            f"COPY (SELECT range AS id, {listed} FROM range({rows})) TO '{path}' (FORMAT parquet,"  # noqa: S608
            " COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880)"
        )
    return tuple(columns)


def told(milliseconds: list[float]) -> str:
    """Return the median and the slowest."""
    return f"median {statistics.median(milliseconds):6.0f} ms, most {max(milliseconds):6.0f} ms"


def measure_rows(rows: int, path: Path, columns, folder: Path) -> None:
    """Arrange and read pages, each through the background process."""
    from mlops_desktop.core.selection import EVERYTHING, RowOrder, Selection, SortKey, TextSearch
    from mlops_desktop.jobs import requests
    from mlops_desktop.jobs.runner import Runner
    from mlops_desktop.jobs.work import Work

    table = requests.TableFile(path, columns, "table@1")
    ways = {
        "as stored": EVERYTHING,
        "filter, half": Selection("flag"),
        "filter, 1 in 5,000": Selection("id % 5000 = 7"),
        "sorted by number": Selection("", (SortKey("n1"),)),
        "sorted by text, half": Selection("flag", (SortKey("word", True),)),
    }
    chance = random.Random(1)  # noqa: S311 - positions, not secrets
    runner = Runner()
    runner.warm_up()
    for at, (name, selection) in enumerate(ways.items()):
        order, spent = None, 0.0
        place = folder / str(at)
        place.mkdir()
        if selection != EVERYTHING:
            started = time.perf_counter()
            order = runner.run(requests.ArrangeRows(table, selection), RowOrder, place, Work())
            spent = time.perf_counter() - started
        total = rows if order is None else order.total
        times = []
        for _ in range(PAGES):
            request = requests.ReadRows(table, chance.randrange(max(1, total - PAGE)), PAGE, order)
            started = time.perf_counter()
            found = runner.run(request, requests.Rows, place, Work(), quick=True)
            times.append((time.perf_counter() - started) * 1000)
            assert len(found.rows) == min(PAGE, total)
        size = sum(file.stat().st_size for file in place.glob("*.parquet")) / 1e6
        kept = f"{total:>10,} rows · order {spent:5.1f} s, {size:4.0f} MB"
        print(f"{name:21s} {kept} · page {told(times)}", flush=True)
    search = TextSearch("nowhere", tuple(range(len(columns))), -1, rows)
    started = time.perf_counter()
    runner.run(requests.FindText(table, search), requests.FoundText, folder, Work(), quick=True)
    print(f"a text that is nowhere {time.perf_counter() - started:5.1f} s")
    runner.close()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"background process at most {peak:.0f} MB")


def measure_window(rows: int, columns) -> None:
    """Show, jump and paint the window's table, its pages at hand at once."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from mlops_desktop.core.dataset import ColumnProfile
    from mlops_desktop.gui.pages.data.rows.grid import RowsGrid
    from mlops_desktop.gui.pages.data.rows.header import faces
    from mlops_desktop.gui.theme import theme

    app = QApplication([])
    theme.apply(app, theme.Mode.LIGHT, 100)
    profiles = [ColumnProfile(c.name, c.type, c.semantic, rows, 0, 9) for c in columns]
    grid = RowsGrid("Rows")
    grid.resize(1000, 700)
    grid.show()
    row = tuple(range(len(columns)))

    def fetch(offset: int, limit: int) -> None:
        grid.rows.take_page(offset, [row] * limit)

    started = time.perf_counter()
    grid.show_table(faces(columns, profiles), rows, [row] * PAGE, fetch)
    app.processEvents()
    grid.grab()
    first = (time.perf_counter() - started) * 1000
    chance, times = random.Random(2), []  # noqa: S311 - positions, not secrets
    bar = grid.verticalScrollBar()
    for _ in range(PAGES):
        started = time.perf_counter()
        bar.setValue(chance.randrange(bar.maximum()))
        app.processEvents()
        grid.grab()
        times.append((time.perf_counter() - started) * 1000)
    print(f"the window's table: first {first:.0f} ms; jump and paint {told(times)}")
    grid.close()


def main(rows: int) -> None:
    """Make the table, measure, tidy up."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        columns = make_table(rows, folder / "table.parquet")
        print(f"{rows:,} × {len(columns)}, pages of {PAGE} rows", flush=True)
        measure_rows(rows, folder / "table.parquet", columns, folder)
        measure_window(rows, columns)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
