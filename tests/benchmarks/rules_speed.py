"""How long 30 rules over 1,000,000 × 20 take, against DuckDB counting the same failures itself.

    python tests/benchmarks/rules_speed.py [ROWS] [RUNS]

Imports the file of ``import_speed.py`` once, then checks its rules in fresh processes, in turn with
one SQL statement over the same Parquet file that has one aggregate per rule. Ours also lists the
first failing rows of each rule and writes the sentences. Types, which need no look at the rows, are
7 of the 30. Prints the best wall and processor seconds, the peak of the process's memory and the
ratios; both ways' counts are compared before.
"""

# ruff: noqa: S608 - SQL of the benchmark's own making
from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import recipe_speed

ROWS = 1_000_000
RUNS = 3
CITIES = ("Berlin", "Lyon", "Porto", "Graz", "Oslo", "Turku")
CITY_SQL = ", ".join(f"'{city}'" for city in CITIES)
COUNTED: tuple[tuple[dict[str, object], str], ...] = (
    *(
        ({"kind": "required", "column": name}, f'"{name}" IS NULL')
        for name in ("id", "n1", "n2", "f1", "f2", "city", "note", "day")
    ),
    *(
        ({"kind": "missing_share", "column": name, "percent": 3}, f'"{name}" IS NULL')
        for name in ("n3", "f3", "name", "flag")
    ),
    ({"kind": "range", "column": "n1", "low": 5, "high": 90}, "n1 < 5 OR n1 > 90"),
    ({"kind": "range", "column": "f1", "low": -2, "high": 2}, "f1 < -2 OR f1 > 2"),
    ({"kind": "range", "column": "f4", "low": -1000}, "f4 < -1000"),
    (
        {"kind": "range", "column": "day", "high": "2020-01-01"},
        "day > DATE '2020-01-01'",
    ),
    ({"kind": "allowed", "column": "city", "values": list(CITIES)}, f"city NOT IN ({CITY_SQL})"),
    ({"kind": "allowed", "column": "group", "values": ["a", "b"]}, "\"group\" NOT IN ('a', 'b')"),
    (
        {"kind": "pattern", "column": "code", "pattern": "K[0-9]{7}"},
        "NOT regexp_full_match(code, 'K[0-9]{7}')",
    ),
    (
        {"kind": "pattern", "column": "name", "pattern": "name [0-9]+"},
        "NOT regexp_full_match(name, 'name [0-9]+')",
    ),
    ({"kind": "expression", "condition": "f1 + f2 < 20"}, "NOT (f1 + f2 < 20)"),
    (
        {"kind": "expression", "condition": "n5 >= n1 or n2 is missing"},
        "NOT (n5 >= n1 OR n2 IS NULL)",
    ),
)
TYPES = {"id": "integer", "n1": "integer", "f1": "number", "city": "text", "day": "date"}
TYPES |= {"at": "datetime", "flag": "boolean"}
UNIQUE = {"kind": "unique", "columns": ["id"]}


def rules() -> list[dict[str, object]]:
    """Return the 30 rules as JSON: those that count, types, a key."""
    types = [{"kind": "type", "column": name, "type": kind} for name, kind in TYPES.items()]
    return [*(rule for rule, _ in COUNTED), *types, UNIQUE]


def bare(folder: Path, _place: Path) -> list[int]:
    """Count with DuckDB alone."""
    import duckdb

    counts = ", ".join(f"count(*) FILTER (WHERE {failing})" for _, failing in COUNTED)
    sql = f"SELECT {counts}, count(id) - count(DISTINCT id) FROM '{folder / 'input.parquet'}'"
    with duckdb.connect() as engine:
        found = engine.execute(sql).fetchone()
    return [int(count) for count in found or ()]


def ours(folder: Path, place: Path) -> list[int]:
    """Check the rules."""
    from mlops_desktop.core.codec import from_bytes
    from mlops_desktop.core.dataset import Column
    from mlops_desktop.core.progress import Silent
    from mlops_desktop.core.rules.contract import rule_from_json
    from mlops_desktop.data.rules.checking import Grounds, RuleTable, check_rules

    columns = from_bytes(tuple[Column, ...], (folder / "columns.json").read_bytes())
    table = RuleTable(folder / "input.parquet", columns, "table@1")
    given = [rule_from_json(rule, at) for at, rule in enumerate(rules(), 1)]
    grounds = Grounds(datetime(2026, 1, 1, tzinfo=UTC))
    result = check_rules(given, table, grounds, place, Silent())
    counted = (*result.results[: len(COUNTED)], result.results[-1])
    return [item.failing or 0 for item in counted]


WAYS = {"bare": bare, "ours": ours}


def measure(way: str, folder: Path) -> None:
    """Run one way and print seconds on the clock and of processor, megabytes, and the counts."""
    import duckdb  # noqa: F401 - importing it is not what is measured

    import mlops_desktop.data.rules.checking  # noqa: F401

    with tempfile.TemporaryDirectory(dir=folder) as place:
        wall, used = time.perf_counter(), time.process_time()
        counts = WAYS[way](folder, Path(place))
        wall, used = time.perf_counter() - wall, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([wall, used, peak, counts]))


def main(rows: int, runs: int) -> None:
    """Import the file, run both ways so many times, print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, recipe_speed.__file__, "--prepare", str(rows), name]
        subprocess.run(command, check=True)
        print(f"{len(rules())} rules over {rows:,} × 20, best of {runs}")
        found: dict[str, list[list[float]]] = {way: [] for way in WAYS}
        said: dict[str, list[int]] = {}
        for _ in range(runs):
            for way in WAYS:
                command = [sys.executable, __file__, "--run", way, str(folder)]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                *spent, said[way] = json.loads(done.stdout)
                found[way].append(spent)
    if said["bare"] != said["ours"]:
        raise SystemExit(f"the counts differ: {said['bare']} and {said['ours']}")
    best = {way: tuple(map(min, zip(*spent, strict=True))) for way, spent in found.items()}
    for way, (wall, used, peak) in best.items():
        print(f"{way:5s} {wall:6.2f} s wall {used:6.2f} s processor {peak:6.0f} MB")
    wall, used = (best["ours"][at] / best["bare"][at] for at in (0, 1))
    print(f"ours / bare {wall:.2f} wall, {used:.2f} processor")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        measure(sys.argv[2], Path(sys.argv[3]))
    else:
        chosen = [int(text) for text in sys.argv[1:3]]
        main(*(chosen + [ROWS, RUNS][len(chosen) :]))
