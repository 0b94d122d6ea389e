"""The steps of a version, as they are recorded with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mlops_desktop.core.expansion import model_inputs
from mlops_desktop.core.training import FeatureStep
from mlops_desktop.core.wording import counted
from mlops_desktop.modeling.features.build import MISSING, SELECT, columns_of
from mlops_desktop.modeling.features.plan import Block, FeaturePlan, Preparation
from mlops_desktop.modeling.steps import columns, numbers
from mlops_desktop.modeling.steps.described import Described
from mlops_desktop.modeling.table import LARGEST

_WORDS = {
    Block.NATIVE: columns.native,
    Block.NUMBERS: numbers.numbers,
    Block.KEPT: numbers.kept,
    Block.BOOLEANS: numbers.booleans,
    Block.DATES: columns.dates,
    Block.CATEGORIES: columns.categories,
    Block.SPLINES: numbers.splines,
    Block.CYCLES: columns.cycles,
    Block.ORDINALS: columns.ordinals,
    Block.TARGETS: columns.targets,
    Block.TEXTS: columns.texts,
}


def describe(plan: FeaturePlan, preparation: Preparation, features: Any) -> tuple[FeatureStep, ...]:
    """Describe a fitted preprocessing, in the order applied.

    Args:
        features: what :func:`..features.build_preprocessing` made, fitted.
    """
    steps = [*_left_out(plan), *_cut(plan)]
    by_name = columns_of(features).named_transformers_
    taken = {item.name for item in plan.inputs}
    for block in Block:
        names = plan.names(block)
        if names:
            described = Described(plan, preparation, by_name[str(block)], names, taken)
            steps += _WORDS[block](described)
    if plan.with_missing:
        steps += columns.missing(
            Described(plan, preparation, by_name[MISSING], list(plan.with_missing), taken)
        )
    if plan.choices.select is not None:
        steps.append(_selected(steps, features.named_steps[SELECT]))
    return tuple(steps)


def describe_baseline(plan: FeaturePlan) -> tuple[FeatureStep, ...]:
    """Describe what the baseline does with the columns: nothing."""
    unused = [
        FeatureStep("leave_out", (item.name,), "the baseline looks at no column", ())
        for item in plan.inputs
    ]
    return (*_left_out(plan), *unused)


def _left_out(plan: FeaturePlan) -> Iterator[FeatureStep]:
    for name, reason in plan.left_out:
        yield FeatureStep("leave_out", (name,), reason, ())


def _cut(plan: FeaturePlan) -> Iterator[FeatureStep]:
    """Say of which numbers something was cut off; no input is made by that."""
    for name, rows in plan.cut:
        detail = f"values beyond ±{LARGEST:g}, in {counted(rows, 'row')}, count as ±{LARGEST:g}"
        yield FeatureStep("cut", (name,), detail, ())


def _selected(steps: list[FeatureStep], selection: Any) -> FeatureStep:
    before = model_inputs(steps)
    kept = [before[place] for place in selection.kept_]
    used = dict.fromkeys(name for item in before for name in item.columns)
    test = "analysis of variance" if selection.is_class else "a straight line"
    detail = (
        f"the {len(kept)} of {len(before)} inputs that go best with the target "
        f"(F statistic of {test}, training rows)"
    )
    return FeatureStep("select", tuple(used), detail, tuple(item.name for item in kept))
