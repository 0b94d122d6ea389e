"""What a fitted preprocessing does, step by step and in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mlops_desktop.core.training import FeatureStep
from mlops_desktop.modeling.features import MISSING_CATEGORY, FeaturePlan, Preparation
from mlops_desktop.modeling.table import Kind

WEEKDAYS = "weekday 1 is Monday"


def describe(plan: FeaturePlan, preparation: Preparation, features: Any) -> tuple[FeatureStep, ...]:
    """Describe a fitted preprocessing, in the order applied.

    Args:
        features: the fitted ``ColumnTransformer``.
    """
    steps = list(_left_out(plan))
    steps += _numbers(plan.names(Kind.NUMBER), preparation, features)
    steps += _booleans(plan.names(Kind.BOOLEAN), preparation, features)
    steps += _dates(plan.names(Kind.DATE), preparation, features)
    steps += _categories(plan.names(Kind.CATEGORY), features)
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


def _numbers(names: list[str], preparation: Preparation, features: Any) -> Iterator[FeatureStep]:
    if not names:
        return
    if not preparation.impute:
        detail = "as it is; missing values take their own branch in every tree"
        for name in names:
            yield FeatureStep("keep", (name,), detail, (name,))
        return
    fitted = features.named_transformers_["numbers"]
    medians = fitted.named_steps["impute"].statistics_
    for name, median in zip(names, medians, strict=True):
        yield FeatureStep("impute", (name,), f"median {median:.6g}", (name,))
    yield from _scale(fitted, [(name, name) for name in names])


def _booleans(names: list[str], preparation: Preparation, features: Any) -> Iterator[FeatureStep]:
    for name in names:
        yield FeatureStep("as_number", (name,), "true → 1, false → 0", (name,))
    if not names or not preparation.impute:
        return
    fitted = features.named_transformers_["booleans"]
    for name, value in zip(names, fitted.named_steps["impute"].statistics_, strict=True):
        word = "true" if value else "false"
        yield FeatureStep("impute", (name,), f"most frequent: {word}", (name,))
    yield from _scale(fitted, [(name, name) for name in names])


def _dates(names: list[str], preparation: Preparation, features: Any) -> Iterator[FeatureStep]:
    if not names:
        return
    fitted = features.named_transformers_["dates"]
    parts = fitted.named_steps["parts"]
    outputs: list[tuple[str, str]] = []
    for name, found in zip(names, parts.parts_, strict=True):
        made = tuple(f"{name}_{part}" for part in found)
        detail = ", ".join(part.replace("_", " ") for part in found)
        if "weekday" in found:
            detail += f" ({WEEKDAYS})"
        outputs += [(name, output) for output in made]
        yield FeatureStep("date_parts", (name,), detail, made)
    if preparation.impute:
        medians = fitted.named_steps["impute"].statistics_
        for (name, output), median in zip(outputs, medians, strict=True):
            yield FeatureStep("impute", (name,), f"median {median:.6g}", (output,))
        yield from _scale(fitted, outputs)


def _scale(fitted: Any, outputs: list[tuple[str, str]]) -> Iterator[FeatureStep]:
    scaler = fitted.named_steps.get("scale")
    if scaler is None:
        return
    for (name, output), mean, deviation in zip(outputs, scaler.mean_, scaler.scale_, strict=True):
        yield FeatureStep("scale", (name,), f"mean {mean:.6g}, sd {deviation:.6g}", (output,))


def _categories(names: list[str], features: Any) -> Iterator[FeatureStep]:
    if not names:
        return
    for name in names:
        detail = f"missing values become the category “{MISSING_CATEGORY}”"
        yield FeatureStep("impute", (name,), detail, (name,))
    encoder = features.named_transformers_["categories"].named_steps["one_hot"]
    outputs = iter(encoder.get_feature_names_out(names))
    rare = encoder.infrequent_categories_
    for name, categories, pooled in zip(names, encoder.categories_, rare, strict=True):
        count = len(categories)
        kept = count if pooled is None else count - len(pooled) + 1
        made = tuple(str(next(outputs)) for _ in range(kept))
        detail = f"{count} categories" if count != 1 else "1 category"
        if pooled is not None:
            detail = f"the {kept - 1} most frequent of {count} categories, the rest together"
        yield FeatureStep("one_hot", (name,), detail, made)
