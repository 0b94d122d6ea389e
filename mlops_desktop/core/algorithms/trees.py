"""Methods made of decision trees."""

from __future__ import annotations

from dataclasses import replace

from mlops_desktop.core.algorithms.algorithm import Algorithm, Cost
from mlops_desktop.core.algorithms.parameter import choice, number, whole
from mlops_desktop.core.metrics import Task

_ALL = (Task.CLASSIFICATION, Task.REGRESSION, Task.COUNT)

_DEPTH = whole(
    "max_depth",
    "Depth",
    "Questions asked one after the other at most.",
    "unlimited",
    (1, 64, "questions"),
)
_LEAF = whole(
    "min_samples_leaf",
    "Rows per leaf",
    "A leaf keeps at least so many training rows; automatic grows with the table.",
    "automatic",
    (1, 10_000, "rows"),
)
_FEATURES = replace(
    number(
        "max_features",
        "Share of the inputs per split",
        "Each split looks at a random share of them, or at the square root of their number (sqrt); "
        "automatic is sqrt for classes and a third for numbers.",
        "automatic",
        (0.01, 1.0),
    ),
    words=("automatic", "sqrt"),
)
_TREES = whole(
    "n_estimators",
    "Trees",
    "More trees are steadier and slower; beyond some hundred little changes.",
    100,
    (10, 1000, "trees"),
)

TREES: tuple[Algorithm, ...] = (
    Algorithm(
        "tree",
        "Decision tree",
        _ALL,
        "Asks one question after the other, as a flow chart does.",
        "When people have to follow each answer by hand; rarely the most accurate.",
        Cost.QUICK,
        (_DEPTH, _LEAF),
        is_monotone=True,
    ),
    Algorithm(
        "forest",
        "Random forest",
        _ALL,
        "Averages many decision trees grown on random parts of the rows: "
        "robust, needs hardly any tuning.",
        "When a good answer is wanted without tuning.",
        Cost.MEDIUM,
        (_TREES, _LEAF, _FEATURES, _DEPTH),
        is_default=True,
        is_monotone=True,
    ),
    Algorithm(
        "extra_trees",
        "Extra trees",
        _ALL,
        "As a random forest, but each question is drawn at random and the best of them kept.",
        "When a random forest learns the noise by heart.",
        Cost.MEDIUM,
        (_TREES, _LEAF, _FEATURES, _DEPTH),
        is_monotone=True,
    ),
    Algorithm(
        "boosting",
        "Gradient boosting",
        _ALL,
        "Grows small trees one after the other, each mending the errors so far: "
        "often the most accurate on tables.",
        "When accuracy matters most; it takes missing values as they are.",
        Cost.MEDIUM,
        (
            whole(
                "max_iter",
                "Rounds",
                "Trees grown one after the other.",
                200,
                (10, 2000, "trees"),
            ),
            number(
                "learning_rate",
                "Learning rate",
                "How much of the error each tree mends; smaller needs more rounds.",
                0.1,
                (0.001, 1.0),
            ),
            whole(
                "max_leaf_nodes",
                "Leaves per tree",
                "More leaves catch more of how columns work together.",
                31,
                (2, 255, "leaves"),
            ),
            replace(_LEAF, default=20, words=(), plain="A leaf keeps at least so many rows."),
            number(
                "l2_regularization",
                "Shrinkage",
                "How strongly the answers of leaves are pulled to zero.",
                0.0,
                (0.0, 1000.0),
            ),
            replace(
                choice(
                    "loss",
                    "What is made small",
                    "The squared error aims at the mean, the absolute error at the median, "
                    "quantile at the chosen quantile.",
                    ("squared_error", "absolute_error", "quantile"),
                ),
                tasks=(Task.REGRESSION,),
            ),
            replace(
                number(
                    "quantile",
                    "Quantile",
                    "With the loss quantile: 0.9 gives a value that 90 % stay below. The mean "
                    "pinball loss then decides, unless you choose another metric.",
                    0.5,
                    (0.01, 0.99),
                ),
                tasks=(Task.REGRESSION,),
            ),
        ),
        is_default=True,
        is_monotone=True,
    ),
)
