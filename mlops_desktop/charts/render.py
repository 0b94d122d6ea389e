"""Figures as files."""

from __future__ import annotations

from io import BytesIO

from matplotlib.figure import Figure

from mlops_desktop.charts.reading import Reading, numbers, readings

__all__ = ["Figure", "Reading", "numbers", "png", "readings"]


def png(figure: Figure, scale: float = 1.0) -> bytes:
    """Return the figure as PNG.

    Args:
        figure: as a builder returned it.
        scale: 2 gives twice the pixels each way, for sharp screens and for files.
    """
    buffer = BytesIO()
    # Without a name of the maker and a date the same chart gives the same bytes.
    figure.savefig(
        buffer,
        format="png",
        dpi=figure.dpi * scale,
        facecolor=figure.get_facecolor(),
        metadata={"Software": None},
    )
    return buffer.getvalue()
