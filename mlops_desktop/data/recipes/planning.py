"""The plan of a step, by its kind."""

from __future__ import annotations

from functools import singledispatch

from mlops_desktop.core.recipes.step import Step
from mlops_desktop.data.recipes.state import Context, Planned, State


@singledispatch
def plan(step: Step, _state: State, _context: Context) -> Planned:
    """Return the table after the step; what must be computed from the data is computed.

    Raises:
        StepProblem: the step does not fit the table.
    """
    raise TypeError(f"no plan for {type(step).__name__}")
