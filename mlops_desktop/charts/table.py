"""The table twin of a chart: the same numbers, for screen readers, copying and export."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.dataset import Cell


@dataclass(frozen=True, slots=True)
class ChartTable:
    """What a chart shows, as rows; every row has a cell per header."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
