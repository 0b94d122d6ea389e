"""What is described: some columns that are prepared alike, and how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mlops_desktop.core.training import FeatureStep
from mlops_desktop.modeling.features.plan import FeaturePlan, Preparation

Outputs = list[tuple[str, str]]
"""(column, output) of some columns, in the order of the outputs."""


@dataclass(frozen=True, slots=True)
class Described:
    """Columns that are prepared alike.

    Attributes:
        fitted: their fitted part of the preprocessing; ``passthrough`` is described as None.
        names: the columns, in order.
        taken: names that outputs may not have; grows.
    """

    plan: FeaturePlan
    preparation: Preparation
    fitted: Any
    names: list[str]
    taken: set[str]

    def part(self, name: str) -> Any:
        """Return a fitted step by its name; None when there is none."""
        return getattr(self.fitted, "named_steps", {}).get(name)

    def free(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """Return names for new outputs: where one is taken, ``_2``, ``_3``, … is appended."""
        found = []
        for base in wanted:
            name, number = base, 1
            while name in self.taken:
                number += 1
                name = f"{base}_{number}"
            self.taken.add(name)
            found.append(name)
        return tuple(found)

    def medians(self, outputs: Outputs) -> Iterator[FeatureStep]:
        """Describe how missing numbers are filled."""
        imputer = self.part("impute")
        if imputer is None:
            return
        for (name, output), median in zip(outputs, imputer.statistics_, strict=True):
            detail = f"{_of(name, output)}median {median:.6g}"
            yield FeatureStep("impute", (name,), detail, (output,))

    def scaled(self, outputs: Outputs) -> Iterator[FeatureStep]:
        """Describe how numbers are scaled."""
        scaler = self.part("scale")
        if scaler is None:
            return
        for (name, output), mean, deviation in zip(
            outputs, scaler.mean_, scaler.scale_, strict=True
        ):
            detail = f"{_of(name, output)}mean {mean:.6g}, sd {deviation:.6g}"
            yield FeatureStep("scale", (name,), detail, (output,))


def _of(name: str, output: str) -> str:
    """Return ``month of opened: `` for what is made from a column; nothing for the column."""
    if output == name:
        return ""
    return f"{output.removeprefix(f'{name}_').replace('_', ' ')} of {name}: "


def themselves(names: Iterable[str]) -> Outputs:
    """Return columns that keep their names."""
    return [(name, name) for name in names]
