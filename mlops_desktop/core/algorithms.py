"""The methods a person can choose, as data; what they do is known to ``modeling`` alone."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.metrics import Task


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One method.

    Attributes:
        key: its name in files and on the command line.
        title: its name for people.
        tasks: what it can predict.
        plain: one sentence on how it works and when to take it.
    """

    key: str
    title: str
    tasks: tuple[Task, ...]
    plain: str


_BOTH = (Task.CLASSIFICATION, Task.REGRESSION)

ALGORITHMS: tuple[Algorithm, ...] = (
    Algorithm(
        "baseline",
        "Baseline",
        _BOTH,
        "Answers the average (or the usual class shares) whatever the row says: "
        "the mark every other method has to beat.",
    ),
    Algorithm(
        "linear",
        "Linear model",
        _BOTH,
        "Adds up the columns with one weight each (ridge or logistic regression): "
        "quick, steady, easy to explain.",
    ),
    Algorithm(
        "forest",
        "Random forest",
        _BOTH,
        "Averages many decision trees grown on random parts of the rows: "
        "robust, needs hardly any tuning.",
    ),
    Algorithm(
        "boosting",
        "Gradient boosting",
        _BOTH,
        "Grows small trees one after the other, each mending the errors so far: "
        "often the most accurate on tables.",
    ),
    Algorithm(
        "neighbours",
        "Nearest neighbours",
        _BOTH,
        "Averages the most similar training rows: simple and local, but slow on very large tables.",
    ),
)


def algorithm(key: str) -> Algorithm:
    """Return the method of that key; raises ``KeyError``."""
    return {item.key: item for item in ALGORITHMS}[key]


def algorithms_for(task: Task) -> tuple[Algorithm, ...]:
    """Return the methods that can predict this, in the order they are shown and trained."""
    return tuple(item for item in ALGORITHMS if task in item.tasks)
