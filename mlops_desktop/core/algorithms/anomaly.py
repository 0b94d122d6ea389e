"""Methods that find rows unlike the others; they learn from rows without an answer."""

from __future__ import annotations

from mlops_desktop.core.algorithms.algorithm import Algorithm, Cost
from mlops_desktop.core.algorithms.parameter import number, whole
from mlops_desktop.core.metrics import Task

_TASKS = (Task.ANOMALY,)

DETECTORS: tuple[Algorithm, ...] = (
    Algorithm(
        "single_value",
        "Farthest single value",
        _TASKS,
        "Looks at one column at a time: a row is as unusual as the value of it that lies farthest "
        "from the middle, or is rarest.",
        "Always: a method that finds no other rows than this one adds nothing.",
        Cost.QUICK,
        is_default=True,
    ),
    Algorithm(
        "isolation",
        "Isolation forest",
        _TASKS,
        "Cuts the rows at random places again and again: a row that soon stands alone is unusual.",
        "For most tables: quick, and it sees how columns work together.",
        Cost.MEDIUM,
        (
            whole(
                "n_estimators",
                "Trees",
                "More trees give a steadier ranking.",
                200,
                (10, 2000, "trees"),
            ),
            whole(
                "max_samples",
                "Rows per tree",
                "Each tree is grown on so many rows drawn at random; automatic is 256, or all of "
                "a smaller table.",
                "automatic",
                (8, 100_000, "rows"),
            ),
        ),
        is_default=True,
    ),
    Algorithm(
        "neighbour_distance",
        "Distance to the nearest rows",
        _TASKS,
        "A row is as unusual as the training rows most like it are far away.",
        "When what is usual comes in several groups with gaps between them.",
        Cost.MEDIUM,
        (
            whole(
                "n_neighbors",
                "Neighbours",
                "The mean distance to so many nearest rows counts.",
                10,
                (1, 500, "rows"),
            ),
            whole(
                "compared",
                "Rows compared with",
                "Of larger tables so many training rows are drawn at random to compare with; "
                "automatic is 10,000.",
                "automatic",
                (100, 100_000, "rows"),
            ),
        ),
        is_default=True,
    ),
    Algorithm(
        "robust_distance",
        "Distance from the middle",
        _TASKS,
        "Measures how far a row is from the middle of all, along the directions in which columns "
        "move together; the farthest rows have no say in what is usual.",
        "When usual rows form one cloud, such as measurements of one process.",
        Cost.QUICK,
        (
            number(
                "explained",
                "Share explained",
                "So much of the spread is described by directions of its own, the rest by one.",
                0.95,
                (0.5, 1.0),
            ),
            number(
                "trimmed",
                "Share left aside",
                "The farthest rows are left aside when the middle and the directions are found.",
                0.1,
                (0.0, 0.4),
            ),
        ),
        is_default=True,
    ),
)
