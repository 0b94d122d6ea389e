"""Lines that evaluation charts are drawn from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of a line: ``x`` and ``y`` of equal length."""

    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ClassCurves:
    """The curves of one class against all others.

    Attributes:
        label: the class; rows: how many held-out rows are of it.
        calibration_rows: how many rows each group of ``calibration`` has.
        undefined: why there are no curves, a sentence; "" when there are.
    """

    label: str
    rows: int
    roc: Curve | None = None
    precision_recall: Curve | None = None
    calibration: Curve | None = None
    calibration_rows: tuple[int, ...] = ()
    gain: Curve | None = None
    undefined: str = ""
