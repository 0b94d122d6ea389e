"""Methods that are neither sums nor trees, and those that join others."""

from __future__ import annotations

from mlops_desktop.core.algorithms.algorithm import Algorithm, Cost
from mlops_desktop.core.algorithms.parameter import (
    Parameter,
    ParameterKind,
    choice,
    number,
    whole,
)
from mlops_desktop.core.metrics import Task

_BOTH = (Task.CLASSIFICATION, Task.REGRESSION)
_ALL = (*_BOTH, Task.COUNT)

_MEMBERS = Parameter(
    "members",
    "Methods joined",
    "Automatic takes the three best of this training, by cross-validation.",
    ParameterKind.METHODS,
    "automatic",
    words=("automatic",),
)

BASELINE = Algorithm(
    "baseline",
    "Baseline",
    _ALL,
    "Answers the average (or the usual class shares) whatever the row says: "
    "the mark every other method has to beat.",
    "Always: a method that does not beat it has learned nothing.",
    Cost.QUICK,
    is_default=True,
    is_monotone=True,
)

OTHERS: tuple[Algorithm, ...] = (
    Algorithm(
        "neighbours",
        "Nearest neighbours",
        _ALL,
        "Averages the most similar training rows: simple and local, but slow on very large tables.",
        "When rows that look alike should be answered alike.",
        Cost.MEDIUM,
        (
            whole(
                "n_neighbors",
                "Neighbours",
                "Rows that are averaged; automatic is 10, or all of a smaller table.",
                "automatic",
                (1, 1000, "rows"),
            ),
            choice(
                "weights",
                "Weights",
                "uniform counts all neighbours alike, distance the nearer ones more.",
                ("uniform", "distance"),
            ),
        ),
        is_default=True,
    ),
    Algorithm(
        "kernel_svm",
        "Support vectors with a kernel",
        _BOTH,
        "Draws a curved border with the widest margin, from similarities between rows.",
        "On small tables of numbers with curved relations.",
        Cost.SLOW,
        (
            number(
                "C",
                "Freedom",
                "How much each row on the wrong side counts: large values bend the border more.",
                1.0,
                (1e-3, 1e4),
            ),
            number(
                "gamma",
                "Reach",
                "How quickly similarity fades; automatic follows the spread of the inputs.",
                "automatic",
                (1e-6, 1e3),
            ),
            choice(
                "kernel",
                "Similarity",
                "rbf follows the distance, poly and sigmoid the angle.",
                ("rbf", "poly", "sigmoid"),
            ),
        ),
        most_rows=10_000,
    ),
    Algorithm(
        "mlp",
        "Neural network",
        _BOTH,
        "Layers of simple units that learn their own combinations of the columns.",
        "On larger tables of numbers with smooth relations; rarely better than boosting.",
        Cost.SLOW,
        (
            whole("units", "Units per layer", "The width of the network.", 64, (4, 512, "units")),
            whole("layers", "Layers", "The depth of the network.", 1, (1, 4, "layers")),
            number(
                "alpha",
                "Shrinkage",
                "How strongly the weights are pulled to zero.",
                1e-4,
                (1e-7, 100.0),
            ),
            number(
                "learning_rate_init",
                "Learning rate",
                "The size of the first steps.",
                0.001,
                (1e-5, 0.1),
            ),
            whole("max_iter", "Rounds", "Passes over the rows at most.", 200, (10, 2000, "passes")),
        ),
        most_rows=500_000,
    ),
    Algorithm(
        "voting",
        "Mean of the best",
        _ALL,
        "The mean of what the best methods of this training answer.",
        "When several methods are about equally good.",
        Cost.SLOW,
        (_MEMBERS,),
    ),
    Algorithm(
        "stacking",
        "Stack of the best",
        _ALL,
        "A linear model that learns, on rows the others have not seen, how much to trust each.",
        "When the last bit of accuracy is worth the time.",
        Cost.SLOW,
        (
            _MEMBERS,
            whole(
                "cv",
                "Inner folds",
                "Parts in which the others are fitted so that the stack sees honest answers.",
                5,
                (2, 20, "folds"),
            ),
        ),
    ),
)
