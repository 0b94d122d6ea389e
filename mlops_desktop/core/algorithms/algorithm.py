"""One method a person can choose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mlops_desktop.core.algorithms.parameter import Parameter
from mlops_desktop.core.metrics import Task


class Cost(StrEnum):
    """How long a method takes beside the others."""

    QUICK = "quick"
    MEDIUM = "medium"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One method.

    Attributes:
        key: its name in files and on the command line.
        title: its name for people.
        tasks: what it can predict.
        plain: one sentence on how it works.
        use: when to take it.
        cost: how long it takes.
        parameters: what can be set by hand.
        is_default: whether it is tried when no method is named.
        is_monotone: whether it can be made to answer only up, or only down, with a column.
        most_rows: training rows beyond which it would not end in a sensible time; None: no limit.
    """

    key: str
    title: str
    tasks: tuple[Task, ...]
    plain: str
    use: str
    cost: Cost
    parameters: tuple[Parameter, ...] = ()
    is_default: bool = False
    is_monotone: bool = False
    most_rows: int | None = None

    def parameters_for(self, task: Task) -> tuple[Parameter, ...]:
        """Return the parameters it has when it predicts this."""
        return tuple(item for item in self.parameters if not item.tasks or task in item.tasks)
