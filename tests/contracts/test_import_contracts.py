"""The rooms' import contracts hold, and each of them notices what it forbids.

Forbidden imports are planted into a house that has the same rooms with nothing in them: what breaks
then broke because of the plant alone.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "mlops_desktop"
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
CONTRACTS = {contract["name"]: contract for contract in CONFIG["contracts"]}

LAYERS = "Layers point inwards"
QT = "Only gui and app know Qt"
SQLITE = "SQLite is spoken only in storage"
SKLEARN = "scikit-learn lives in modeling and monitoring"
MATPLOTLIB = "matplotlib lives in charts"
TABLES = "Tables never reach services, gui or the doors"
CORE = "core imports the standard library only"
PAGES = "Pages are independent"
CYCLES = "No cycles"

# (where, what is planted, which contracts must break and no other)
PLANTS = [
    ("core/clock.py", "import mlops_desktop.storage", {LAYERS}),
    ("storage/planted.py", "from mlops_desktop.services import planted", {LAYERS}),
    ("charts/planted.py", "import mlops_desktop.monitoring", {LAYERS}),
    ("cli/planted.py", "import mlops_desktop.app", {LAYERS}),
    ("planted/__init__.py", "# a room nobody declared", {LAYERS}),
    ("services/planted.py", "from PySide6.QtCore import QObject", {QT}),
    ("resources.py", "import PySide6", {QT}),
    ("cli/planted.py", "import sqlite_utils", {SQLITE}),
    ("gui/planted.py", "import sqlite3", {SQLITE}),
    ("data/planted.py", "import sqlite3", {SQLITE}),
    ("data/readers/planted.py", "import sqlite3", {SQLITE}),
    ("data/readers/sqlite.py", "import sqlite_utils", {SQLITE}),
    ("data/readers/sqlite.py", "import sqlite3", set()),
    ("services/planted.py", "from sklearn.base import clone", {SKLEARN}),
    ("data/planted.py", "import skops.io", {SKLEARN}),
    ("modeling/planted.py", "import matplotlib.figure", {MATPLOTLIB}),
    ("services/planted.py", "import pandas", {TABLES}),
    ("storage/planted.py", "import duckdb", {TABLES}),
    ("core/clock.py", "import platformdirs", {CORE}),
    ("core/clock.py", "import numpy", {CORE}),
    ("core/clock.py", "def later():\n    import PySide6", {CORE, QT}),
    ("gui/pages/planted_one.py", "import mlops_desktop.gui.pages.planted_two", {PAGES}),
    ("data/planted_one.py", "import mlops_desktop.data.planted_two", {CYCLES}),
]


FLOORS = [layer.split(" | ") for layer in CONTRACTS[LAYERS]["layers"]]
SIDE_ROOMS = CONTRACTS[LAYERS]["exhaustive_ignores"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with the rooms that the contracts name, all of them empty."""
    top = tmp_path_factory.mktemp("house")
    _plant(top, "__init__.py", "")
    for room in {*itertools.chain(*FLOORS), *SIDE_ROOMS} - {"app", "resources", "__main__"}:
        _plant(top, f"{room}/__init__.py", "")
    for module in ("app", "resources", "core/clock", "services/planted", "data/planted_one"):
        _plant(top, f"{module}.py", "")
    for module in ("__init__", "planted_one", "planted_two"):
        _plant(top, f"gui/pages/{module}.py", "")
    _plant(top, "data/readers/__init__.py", "")
    _plant(top, "data/planted_two.py", "import mlops_desktop.data.planted_one")
    shutil.copy(ROOT / "pyproject.toml", top)
    return top


@pytest.fixture
def empty_house(house: Path) -> Iterator[Path]:
    """The empty house; whatever a test plants is taken out again."""
    before = {path: path.read_text("utf-8") for path in house.rglob("*.py")}
    yield house
    for path in house.rglob("*.py"):
        if path not in before:
            path.unlink()
        elif path.read_text("utf-8") != before[path]:
            path.write_text(before[path], "utf-8")


def _plant(top: Path, where: str, code: str) -> None:
    path = top / PACKAGE / where
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code + "\n", "utf-8")


def _lint(top: Path) -> str:
    """Run the import linter in a folder and return what it says."""
    program = (
        "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports; "
        "sys.exit(lint_imports(no_cache=True))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=top,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "COLUMNS": "300", "NO_COLOR": "1"},
        check=False,
    )
    assert "Contracts:" in answer.stdout, answer.stdout + answer.stderr
    return answer.stdout


def _broken(said: str) -> set[str]:
    """Return the names of the contracts that broke."""
    verdicts = dict(re.findall(r"^(.+?) (KEPT|BROKEN)", said, re.MULTILINE))
    assert set(verdicts) >= set(CONTRACTS), said
    return {name for name in CONTRACTS if verdicts[name] == "BROKEN"}


def test_the_package_keeps_every_contract() -> None:
    said = _lint(ROOT)
    assert not _broken(said), said


def test_an_empty_house_keeps_every_contract(empty_house: Path) -> None:
    said = _lint(empty_house)
    assert not _broken(said), said


@pytest.mark.parametrize(
    ("where", "code", "expected"),
    PLANTS,
    ids=[f"{where}-{code.split(maxsplit=1)[1]}" for where, code, _ in PLANTS],
)
def test_a_planted_violation_breaks_its_contract_and_no_other(
    empty_house: Path, where: str, code: str, expected: set[str]
) -> None:
    _plant(empty_house, where, code)
    said = _lint(empty_house)
    assert _broken(said) == expected, said


def test_every_contract_is_proven_by_a_plant() -> None:
    assert set().union(*(expected for _, _, expected in PLANTS)) == set(CONTRACTS)


@pytest.mark.parametrize(
    "name", [name for name, contract in CONTRACTS.items() if contract["type"] == "forbidden"]
)
def test_each_pair_a_contract_forbids_is_noticed(empty_house: Path, name: str) -> None:
    contract = CONTRACTS[name]
    forbidden = contract["forbidden_modules"]
    code = "\n".join(f"import {module}" for module in forbidden)
    for source in contract["source_modules"]:
        _plant_in(empty_house, source, code)
    said = _lint(empty_house)
    pairs = set(re.findall(r"^([\w.]+) is not allowed to import ([\w.]+):", said, re.MULTILINE))
    assert pairs >= set(itertools.product(contract["source_modules"], forbidden)), said


def test_each_room_may_import_only_what_stands_to_its_right(empty_house: Path) -> None:
    expected = set()
    for height, floor in enumerate(FLOORS):
        above = [room for other in FLOORS[:height] for room in other]
        for room in floor:
            barred = above + [other for other in floor if other != room]
            code = "\n".join(f"import {PACKAGE}.{other}" for other in barred)
            _plant_in(empty_house, f"{PACKAGE}.{room}", code)
            expected |= {(f"{PACKAGE}.{room}", f"{PACKAGE}.{other}") for other in barred}
    said = _lint(empty_house)
    pairs = set(re.findall(r"^([\w.]+) is not allowed to import ([\w.]+):", said, re.MULTILINE))
    assert pairs >= expected, said


def _plant_in(top: Path, module: str, code: str) -> None:
    """Plant into a room, which may be a package or a single file."""
    folder = top.joinpath(*module.split("."))
    inside = f"{module.removeprefix(PACKAGE + '.').replace('.', '/')}"
    _plant(top, f"{inside}/planted.py" if folder.is_dir() else f"{inside}.py", code)
