"""Rows drawn at random: by a hash of seed and place that no version of a library changes."""

from __future__ import annotations

from mlops_desktop.data.recipes.state import Context, State


def drawn(context: Context, state: State, count: int, seed: int) -> str:
    """Return SQL: whether a row is among ``count`` drawn ones.

    The rows with the smallest MD5 of “seed:place” are drawn.

    Args:
        state: a settled table.
    """
    if count <= 0:
        return "false"
    if count >= state.rows:
        return "true"
    mark = f"md5_number_lower('{seed}:' || place)"
    last, place = context.engine.row(
        f"SELECT {mark} AS mark, place FROM {state.sql} AS t"
        f" ORDER BY mark, place LIMIT 1 OFFSET {count - 1}"
    )
    return f"({mark} < {last} OR ({mark} = {last} AND place <= {place}))"


def share(fraction: float, rows: int) -> int:
    """Return how many rows a share is, rounded half up."""
    return int(fraction * rows + 0.5)
