"""The rooms say what they are for, and those without windows work where Qt cannot be loaded."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

HEAVY = ("pandas", "sklearn", "scipy", "matplotlib", "duckdb", "skops")
WITH_WINDOWS = {"gui", "app"}


def _run(program: str, folder: Path) -> str:
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
        env=dict(os.environ),
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_every_room_says_what_it_is_for(modules) -> None:
    silent = [
        module.name
        for module in modules
        if module.path.name == "__init__.py" and not ast.get_docstring(module.tree)
    ]
    assert silent == []


def test_every_room_without_windows_loads_where_qt_cannot_be(modules, repository) -> None:
    names = [m.name for m in modules if m.room not in WITH_WINDOWS and m.room != "__main__"]
    program = f"""
import importlib, sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError("Qt is not here: " + name)
sys.meta_path.insert(0, Blocked())
for name in {names!r}:
    importlib.import_module(name)
print(len({names!r}), "loaded")
"""
    assert f"{len(names)} loaded" in _run(program, repository)


def test_the_program_starts_without_loading_a_heavy_library(repository) -> None:
    program = f"""
import sys
import mlops_desktop.__main__
print([name for name in {HEAVY!r} + ("PySide6",) if name in sys.modules])
"""
    assert _run(program, repository).strip() == "[]"


def test_no_room_loads_heavy_libraries_by_its_name_alone(modules, repository) -> None:
    packages = [
        m.name for m in modules if m.path.name == "__init__.py" and m.room not in WITH_WINDOWS
    ]
    program = f"""
import importlib, sys
for name in {packages!r}:
    importlib.import_module(name)
print([name for name in {HEAVY!r} + ("PySide6", "sqlite_utils") if name in sys.modules])
"""
    assert _run(program, repository).strip() == "[]"
