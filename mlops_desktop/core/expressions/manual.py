"""The manual's tables of functions, from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from mlops_desktop.core.expressions.catalogue import FUNCTIONS


def function_tables() -> str:
    """Return Markdown: a heading and a table for each group of functions."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    groups = dict.fromkeys(function.group for function in FUNCTIONS.values())
    for at, group in enumerate(groups):
        if at:
            yield ""
        yield f"### {group}"
        yield ""
        yield "| function | what it gives | example | result |"
        yield "|---|---|---|---|"
        for function in FUNCTIONS.values():
            if function.group == group:
                cells = (f"`{function.usage}`", function.help, f"`{function.example}`")
                yield f"| {' | '.join(cells)} | {function.gives} |"
