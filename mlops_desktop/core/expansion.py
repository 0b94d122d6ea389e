"""From the recorded steps of a version to what its model computes with, and from which columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mlops_desktop.core.training import FeatureStep

_ADDING = ("interact", "indicate")


@dataclass(frozen=True, slots=True)
class ModelInput:
    """One number that a model computes with, and the columns it is made from."""

    name: str
    columns: tuple[str, ...]


def model_inputs(steps: Iterable[FeatureStep]) -> tuple[ModelInput, ...]:
    """Return a model's inputs in the order it gets them, found from the steps of its version.

    A step whose outputs are all there changes values only. Any other replaces what it is made
    from, except that products and "was missing" are added, and a selection only keeps. A method
    that joins others has no inputs but the columns: its steps are those of all its members.
    """
    found: dict[str, tuple[str, ...]] = {}
    for step in steps:
        if step.operation == "leave_out":
            continue
        if step.operation == "select":
            found = {name: found[name] for name in step.outputs if name in found}
        elif step.operation in _ADDING or not all(name in found for name in step.outputs):
            if step.operation not in _ADDING:
                used = set(step.columns)
                found = {name: c for name, c in found.items() if not used.issuperset(c)}
            found.update(dict.fromkeys(step.outputs, step.columns))
    return tuple(ModelInput(name, columns) for name, columns in found.items())
