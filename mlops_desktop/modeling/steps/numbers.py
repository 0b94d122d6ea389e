"""Words for what is done with numbers and booleans."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from mlops_desktop.core.training import FeatureStep
from mlops_desktop.modeling.steps.described import Described, Outputs, themselves

_AS_IT_IS = "as it is; missing values take their own branch in every tree"


def numbers(these: Described) -> Iterator[FeatureStep]:
    """Describe numbers, their products and components."""
    taken = list(these.medians(themselves(these.names))) or [
        FeatureStep("keep", (name,), _AS_IT_IS, (name,)) for name in these.names
    ]
    # Column by column: the order in which they are first named is that of the inputs.
    for name, step in zip(these.names, taken, strict=True):
        if name in these.plan.from_text:
            yield FeatureStep("as_number", (name,), "text read as a number", (name,))
        yield step
    yield from these.scaled(themselves(these.names))
    if these.part("products") is not None:
        for first, second in combinations(these.names, 2):
            made = these.free([f"{first} × {second}"])
            yield FeatureStep("interact", (first, second), "their product", made)
    found = these.part("components")
    if found is not None:
        count = len(found.components_)
        made = these.free(f"component_{number}" for number in range(1, count + 1))
        what = "1 principal component" if count == 1 else f"{count} principal components"
        share = float(found.shares_.sum())
        detail = f"{what} with {share:.1%} of the variance, instead of the numbers"
        yield FeatureStep("components", tuple(these.names), detail, made)


def kept(these: Described) -> Iterator[FeatureStep]:
    """Describe numbers that a person wants left as they stand."""
    filled = list(these.medians(themselves(these.names)))
    yield from filled
    detail = "as it is, not scaled" if filled else _AS_IT_IS
    yield from (FeatureStep("keep", (name,), detail, (name,)) for name in these.names)


def booleans(these: Described) -> Iterator[FeatureStep]:
    """Describe true and false."""
    for name in these.names:
        yield FeatureStep("as_number", (name,), "true → 1, false → 0", (name,))
    imputer = these.part("impute")
    if imputer is None:
        return
    for name, value in zip(these.names, imputer.statistics_, strict=True):
        word = "true" if value else "false"
        yield FeatureStep("impute", (name,), f"most frequent: {word}", (name,))
    yield from these.scaled(themselves(these.names))


def splines(these: Described) -> Iterator[FeatureStep]:
    """Describe smooth curves."""
    yield from these.medians(themselves(these.names))
    outputs: Outputs = []
    for name, knots in zip(these.names, these.part("spline").knots_, strict=True):
        count = max(1, len(knots) - 1)
        made = these.free(f"{name}_spline_{number}" for number in range(1, count + 1))
        outputs += [(name, output) for output in made]
        places = ", ".join(f"{knot:.6g}" for knot in knots)
        detail = f"natural cubic spline, knots {places}; beyond them as at the end"
        yield FeatureStep("spline", (name,), detail, made)
    yield from these.scaled(outputs)
