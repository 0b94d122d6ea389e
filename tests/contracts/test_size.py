"""Modules and functions stay small enough to be read in one go."""

from __future__ import annotations

import ast

MODULE_LINES = 400
FUNCTION_LINES = 40


def test_no_module_is_longer_than_400_lines(modules) -> None:
    lengths = {module.name: len(module.text.splitlines()) for module in modules}
    assert {name: n for name, n in lengths.items() if n > MODULE_LINES} == {}


def test_no_function_is_longer_than_40_lines_beside_its_docstring(modules) -> None:
    long = {
        f"{module.at(node)} {node.name}": _lines(node)
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: n for name, n in long.items() if n > FUNCTION_LINES} == {}


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines the function takes, its docstring not counted."""
    lines = node.end_lineno - node.lineno + 1
    if ast.get_docstring(node) is not None:
        lines -= node.body[0].end_lineno - node.body[0].lineno + 1
    return lines


def test_the_count_leaves_the_docstring_out() -> None:
    function = ast.parse('def f():\n    """One.\n\n    Two.\n    """\n    return 1\n').body[0]
    assert _lines(function) == 2
