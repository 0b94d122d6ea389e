"""What the laws forbid does not stand in the product, and nothing in it is unfinished."""

from __future__ import annotations

import ast
import re

import pytest

# Loading one of these executes what a file says.
EXECUTING_IMPORTS = ("pickle", "_pickle", "cloudpickle", "dill", "marshal", "shelve", "joblib.load")
NETWORK_IMPORTS = ("urllib.request", "http", "requests", "ftplib", "smtplib", "socket", "ssl")
# A second window hands over to the first through a local socket; nothing else of this is used.
LOCAL_SOCKETS = {"PySide6.QtNetwork.QLocalServer", "PySide6.QtNetwork.QLocalSocket"}
EXECUTING_CALLS = {"eval", "exec", "compile", "__import__"}
# Asks whether the screen that the person named answers; opens nothing else.
MAY_OPEN_A_SOCKET = {"mlops_desktop.diagnostics.display"}
# Another program's hold on a file tells nobody when it ends: these ask again until a deadline.
MAY_WAIT_FOR_ANOTHER_PROGRAM = {"mlops_desktop.storage.fs", "mlops_desktop.storage.locks"}
# "db.query(...)" of the SQLite library is a different thing from a DataFrame's; pandas never
# comes to the room that calls it.
ROOMS_WITH_SQL = {"storage"}


def _imported(modules, *names: str) -> list[str]:
    return [
        f"{module.at(node)} {imported}"
        for module in modules
        for imported, node in module.imports()
        if any(imported == name or imported.startswith(f"{name}.") for name in names)
    ]


def _called(node: ast.AST) -> str:
    """Return the dotted name of what a call calls, as far as it is written out."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def _calls(modules):
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call):
                yield module, node, _called(node)


def test_nothing_that_executes_a_file_is_imported(modules) -> None:
    assert _imported(modules, *EXECUTING_IMPORTS) == []


def test_nothing_loads_or_writes_with_joblib(modules) -> None:
    bad = ("joblib.load", "joblib.dump")
    assert [module.at(node) for module, node, name in _calls(modules) if name in bad] == []


def test_nothing_that_speaks_to_a_network_is_imported(modules) -> None:
    others = [module for module in modules if module.name not in MAY_OPEN_A_SOCKET]
    assert _imported(others, *NETWORK_IMPORTS) == []
    qt = _imported(modules, "PySide6.QtNetwork")
    assert [line for line in qt if line.split()[-1] not in LOCAL_SOCKETS] == []


def test_no_text_is_executed_as_code(modules) -> None:
    bad = [module.at(node) for module, node, name in _calls(modules) if name in EXECUTING_CALLS]
    assert bad == []


def test_no_expression_goes_to_a_data_frame_as_text(modules) -> None:
    bad = [
        f"{module.at(node)} {name}"
        for module, node, name in _calls(modules)
        if name.endswith(".eval") or (name.endswith(".query") and module.room not in ROOMS_WITH_SQL)
    ]
    assert bad == []


def test_arrays_are_loaded_without_pickles(modules) -> None:
    bad = [
        module.at(node)
        for module, node, _ in _calls(modules)
        for keyword in node.keywords
        if keyword.arg in {"allow_pickle", "shell"}
        and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False)
    ]
    assert bad == []


def test_pyplot_is_never_used(modules) -> None:
    assert _imported(modules, "matplotlib.pyplot", "pylab", "matplotlib.pylab") == []


def test_nothing_sleeps_but_to_wait_for_another_program(modules) -> None:
    assert _imported(modules, "time.sleep") == []
    bad = [
        module.at(node)
        for module, node, name in _calls(modules)
        if name.endswith("time.sleep") and module.name not in MAY_WAIT_FOR_ANOTHER_PROGRAM
    ]
    assert bad == []


def test_no_error_is_swallowed_silently(modules) -> None:
    bad = [
        module.at(node)
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or "Exception" in ast.unparse(node.type))
        and all(isinstance(line, ast.Pass) for line in node.body)
    ]
    assert bad == []


def test_nothing_is_left_to_be_done(modules) -> None:
    words = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HACK|raise NotImplementedError)\b")
    bad = [
        f"{module.path.name}:{number} {line.strip()}"
        for module in modules
        for number, line in enumerate(module.text.splitlines(), 1)
        if words.search(line)
    ]
    assert bad == []


@pytest.mark.parametrize(
    "code",
    ["import pickle", "from joblib import load", "import joblib.load", "from pickle import loads"],
)
def test_the_search_finds_a_planted_import(modules, code: str) -> None:
    planted = type(modules[0])(modules[0].path, "mlops_desktop.planted", code, ast.parse(code))
    assert len(_imported([planted], *EXECUTING_IMPORTS)) == 1
