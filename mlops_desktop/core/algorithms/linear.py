"""Methods that add up the columns with one weight each."""

from __future__ import annotations

from dataclasses import replace

from mlops_desktop.core.algorithms.algorithm import Algorithm, Cost
from mlops_desktop.core.algorithms.parameter import number
from mlops_desktop.core.metrics import Task

_CLASSES = (Task.CLASSIFICATION,)
_NUMBERS = (Task.REGRESSION,)
_BOTH = (Task.CLASSIFICATION, Task.REGRESSION)
_COUNTS = (Task.COUNT,)

_C = replace(
    number(
        "C",
        "Freedom",
        "How freely the weights may grow: small values keep them small.",
        1.0,
        (1e-4, 1e4),
    ),
    tasks=_CLASSES,
)
_ALPHA = number(
    "alpha",
    "Shrinkage",
    "How strongly the weights are pulled to zero: large values make a steadier, coarser model.",
    1.0,
    (1e-6, 1e6),
)
_RIDGE_ALPHA = replace(_ALPHA, tasks=_NUMBERS)
_FOUND_ALPHA = replace(
    _ALPHA,
    plain="How strongly the weights are pulled to zero; automatic finds it by cross-validation.",
    default="automatic",
    words=("automatic",),
    tasks=_NUMBERS,
)

LINEAR: tuple[Algorithm, ...] = (
    Algorithm(
        "linear",
        "Linear model",
        _BOTH,
        "Adds up the columns with one weight each (ridge or logistic regression): "
        "quick, steady, and each weight can be read.",
        "First, always: whatever is more complicated should be clearly better.",
        Cost.QUICK,
        (_RIDGE_ALPHA, _C),
        is_default=True,
    ),
    Algorithm(
        "lasso",
        "Lasso",
        _BOTH,
        "A linear model that sets the weights of columns it can do without to zero.",
        "When there are many columns and few of them should matter.",
        Cost.MEDIUM,
        (_FOUND_ALPHA, _C),
        most_rows=500_000,
    ),
    Algorithm(
        "elastic_net",
        "Elastic net",
        _BOTH,
        "Between the linear model and the lasso: drops columns, but keeps those that go together.",
        "When there are many columns and some say nearly the same.",
        Cost.MEDIUM,
        (
            _FOUND_ALPHA,
            _C,
            number(
                "l1_ratio",
                "Share of the lasso",
                "0.01 is nearly the linear model, 1 the lasso.",
                0.5,
                (0.01, 1.0),
            ),
        ),
        most_rows=500_000,
    ),
    Algorithm(
        "poisson",
        "Poisson regression",
        _COUNTS,
        "A linear model of the logarithm: each column multiplies the expected count.",
        "For numbers of things (calls, rentals, defects), zero included.",
        Cost.QUICK,
        (_ALPHA,),
        is_default=True,
    ),
    Algorithm(
        "gamma",
        "Gamma regression",
        _COUNTS,
        "A linear model of the logarithm for amounts whose spread grows with their size.",
        "For positive amounts (costs, durations); the target must be above zero in every row.",
        Cost.QUICK,
        (_ALPHA,),
    ),
    Algorithm(
        "tweedie",
        "Tweedie regression",
        _COUNTS,
        "A linear model of the logarithm between Poisson and gamma regression.",
        "For amounts that are often exactly zero (claims, rain, sales per day).",
        Cost.QUICK,
        (
            _ALPHA,
            number(
                "power",
                "Power of the variance",
                "How the spread grows with the mean: 1.1 nearly as counts, 1.9 nearly as amounts.",
                1.5,
                (1.1, 1.9),
            ),
        ),
    ),
    Algorithm(
        "naive_bayes",
        "Naive Bayes",
        _CLASSES,
        "Takes the columns for independent within each class and multiplies what each says.",
        "As a very quick second opinion; its probabilities tend to the extremes.",
        Cost.QUICK,
        (
            number(
                "var_smoothing",
                "Smoothing",
                "Share of the largest variance that is added to all of them.",
                1e-9,
                (1e-12, 1.0),
            ),
        ),
    ),
    Algorithm(
        "linear_svm",
        "Linear support vectors",
        _BOTH,
        "Draws the line with the widest margin between classes; for numbers, one that "
        "large errors hardly move.",
        "When outliers pull the linear model off.",
        Cost.MEDIUM,
        (replace(_C, tasks=()),),
        most_rows=200_000,
    ),
)
