"""How long six steps over 1,000,000 × 20 take, against DuckDB alone running equal SQL.

    python tests/benchmarks/recipe_speed.py [ROWS] [RUNS]

Imports the file of ``import_speed.py`` once, then runs two recipes in fresh processes, in turn with
one SQL statement each that reads the same Parquet file and writes the same table as zstd Parquet:
six row-wise steps, and six with a median per group and a sort. Ours also counts the rows and what
was lost of each step, hashes and profiles the result; the time until the table is written is told
apart. Prints the best wall seconds, the peak of the process's memory, and the ratios; both ways'
tables are compared column by column before.
"""

# ruff: noqa: S608 - SQL of the benchmark's own making
from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import import_speed

ROWS = 1_000_000
RUNS = 3
FILTER = {"kind": "filter_rows", "condition": "n3 is missing or n3 > 100"}
DERIVE = {"kind": "derive", "column": "total", "expression": "f1 + f2 * 2"}
TEXTS = {"kind": "clean_text", "columns": ["name", "code"], "case": "lower"}
CLIP = {"kind": "clip", "columns": ["f3", "f4"], "how": "given limits", "low": -100, "high": 100}
GROUPS = {"kind": "map_values", "column": "group", "values": [["a", "A"], ["b", "B"]]}
PARTS = {"kind": "date_parts", "column": "day", "parts": ["year", "month"]}
MEDIAN = {"kind": "fill_missing", "columns": ["f2"], "how": "median", "by": ["city"]}
SORT = {"kind": "sort", "columns": ["city", "n5"], "descending": ["n5"]}
RECIPES = {
    "row-wise": [FILTER, DERIVE, TEXTS, CLIP, GROUPS, PARTS],
    "median and sort": [FILTER, MEDIAN, DERIVE, TEXTS, CLIP, SORT],
}

CLEAN = """
nullif(lower(trim(name)), '') AS name, nullif(lower(trim(code)), '') AS code,
CASE WHEN f3 IS NOT NULL THEN greatest(-100.0, least(100.0, f3)) END AS f3,
CASE WHEN f4 IS NOT NULL THEN greatest(-100.0, least(100.0, f4)) END AS f4
"""
KEPT = "n3 IS NULL OR n3 > 100"
SQL = {
    "row-wise": f"""
SELECT * REPLACE ({CLEAN},
  CASE "group" WHEN 'a' THEN 'A' WHEN 'b' THEN 'B' ELSE "group" END AS "group"),
  f1 + f2 * 2 AS total, year(day) AS day_year, month(day) AS day_month
FROM {{table}} WHERE {KEPT}
""",
    "median and sort": f"""
WITH kept AS (SELECT * FROM {{rows}} WHERE {KEPT}),
medians AS (SELECT city AS of, median(f2) AS middle FROM kept GROUP BY city)
SELECT * EXCLUDE (file_row_number, of, middle)
  REPLACE ({CLEAN}, coalesce(f2, middle) AS f2),
  f1 + coalesce(f2, middle) * 2 AS total
FROM kept LEFT JOIN medians ON city IS NOT DISTINCT FROM of
ORDER BY city NULLS LAST, n5 DESC NULLS LAST, file_row_number
""",
}
WAYS = ("bare", "ours")


class Watch:
    """A reporter that notes when the steps and the storing were over."""

    def __init__(self) -> None:
        self.stored = 0.0
        self._is_storing = False

    def check(self) -> None:
        """Nobody stops a benchmark."""

    def step(self, step) -> None:
        """Note the moment of the first step after the table was stored."""
        if self._is_storing and not self.stored:
            self.stored = time.perf_counter()
        self._is_storing |= step.phase == "Storing the table"


def prepare(rows: int, folder: Path) -> None:
    """Make the file and import it."""
    from mlops_desktop.core.codec import to_bytes
    from mlops_desktop.core.dataset import ReaderOptions
    from mlops_desktop.core.progress import Silent
    from mlops_desktop.data.importer import import_file

    path = folder / "table.csv"
    import_speed.make(path, rows)
    imported = import_file(path, ReaderOptions(), folder, Silent())
    path.unlink()
    (folder / imported.table_file).rename(folder / "input.parquet")
    (folder / "columns.json").write_bytes(to_bytes(imported.columns))


def bare(name: str, folder: Path, target: Path) -> float:
    """Run the SQL; return the seconds until the table was written."""
    import duckdb

    file = f"'{folder / 'input.parquet'}'"
    rows = f"read_parquet({file}, file_row_number=true)"
    sql = SQL[name].format(table=f"read_parquet({file})", rows=rows)
    begun = time.perf_counter()
    with duckdb.connect() as engine:
        engine.execute(f"COPY ({sql}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    return time.perf_counter() - begun


def ours(name: str, folder: Path, target: Path) -> float:
    """Run the recipe; return the seconds until the table was written."""
    from mlops_desktop.core.codec import from_bytes
    from mlops_desktop.core.dataset import Column
    from mlops_desktop.core.recipes.recipe import from_text
    from mlops_desktop.data.recipes.running import InputTable, run_recipe

    columns = from_bytes(tuple[Column, ...], (folder / "columns.json").read_bytes())
    recipe = from_text(json.dumps({"format": 1, "name": "six", "steps": RECIPES[name]}))
    watch = Watch()
    begun = time.perf_counter()
    table = InputTable(folder / "input.parquet", columns)
    made = run_recipe(recipe, {"table@1": table}, target.parent, watch)
    (target.parent / made.table_file).rename(target)
    return watch.stored - begun


def measure(way: str, name: str, folder: Path) -> None:
    """Run one way and print the seconds in all, until the table was written, and megabytes."""
    import duckdb  # noqa: F401 - importing it is not what is measured

    import mlops_desktop.data.recipes.running  # noqa: F401

    with tempfile.TemporaryDirectory(dir=folder) as place:
        target = Path(place) / "made.parquet"
        begun = time.perf_counter()
        written = (bare if way == "bare" else ours)(name, folder, target)
        wall = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        target.rename(folder / f"{way}.parquet")
    print(wall, written, peak)


def require_same(folder: Path) -> None:
    """Compare both tables: names, rows, and every column's values in order."""
    import duckdb

    with duckdb.connect() as engine:
        names = [
            row[0] for row in engine.execute(f"DESCRIBE FROM '{folder}/bare.parquet'").fetchall()
        ]
        sums = ", ".join(
            f'sum(hash("{name}"::VARCHAR, file_row_number)::HUGEINT)' for name in names
        )
        bare_sums, our_sums = (
            engine.execute(
                f"SELECT count(*), {sums} FROM read_parquet('{folder}/{way}.parquet',"
                " file_row_number=true)"
            ).fetchone()
            for way in WAYS
        )
    wrong = [
        name
        for name, one, other in zip(["rows", *names], bare_sums, our_sums, strict=True)
        if one != other
    ]
    if wrong:
        raise SystemExit(f"the tables differ in {', '.join(wrong)}")


def main(rows: int, runs: int) -> None:
    """Import the file, run every recipe both ways so many times, print the table."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        subprocess.run([sys.executable, __file__, "--prepare", str(rows), place], check=True)
        print(f"six steps over {rows:,} × 20, best of {runs}")
        for name in RECIPES:
            results: dict[str, list[tuple[float, ...]]] = {way: [] for way in WAYS}
            for _ in range(runs):
                for way, found in results.items():
                    command = [sys.executable, __file__, "--run", way, name, place]
                    done = subprocess.run(command, check=True, capture_output=True, text=True)
                    found.append(tuple(map(float, done.stdout.split())))
            require_same(folder)
            best = {
                way: tuple(map(min, zip(*found, strict=True))) for way, found in results.items()
            }
            for way, (wall, written, peak) in best.items():
                table = f", table written after {written:.2f} s" if way == "ours" else ""
                print(f"{name:16s} {way:5s} {wall:6.2f} s {peak:6.0f} MB{table}")
            base = best["bare"][0]
            told = f"{best['ours'][0] / base:.2f}, its table alone {best['ours'][1] / base:.2f}"
            print(f"{name:16s} ours / bare {told}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--prepare"]:
        prepare(int(sys.argv[2]), Path(sys.argv[3]))
    elif sys.argv[1:2] == ["--run"]:
        measure(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
    else:
        chosen = [int(text) for text in sys.argv[1:3]]
        main(*(chosen + [ROWS, RUNS][len(chosen) :]))
