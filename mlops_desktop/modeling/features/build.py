"""The unfitted preprocessing of a method."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler, TargetEncoder

from mlops_desktop.modeling.dates import CyclicParts, DateParts
from mlops_desktop.modeling.features.curves import Components, NaturalSpline, Products
from mlops_desktop.modeling.features.levels import Codes, Levels, WasMissing
from mlops_desktop.modeling.features.plan import Block, FeaturePlan, Preparation
from mlops_desktop.modeling.features.selection import Selection
from mlops_desktop.modeling.features.words import Words

MISSING_CATEGORY = "(missing)"
MAX_CATEGORIES = 50
"""At most so many outputs per category column: the most frequent ones, the rest together."""

COLUMNS, SELECT, MISSING = "columns", "select", "missing"
"""Names of the preprocessing of columns, of the selection after it, of the indicators in it."""

_Steps = list[tuple[str, Any]]


def build_preprocessing(plan: FeaturePlan, preparation: Preparation) -> Any:
    """Build the unfitted preprocessing: the blocks in their order, then what was missing.

    Fit it by ``fit_transform`` with the target: means per category are cross-fitted only there.
    """
    makers: dict[Block, Callable[[], Any]] = {
        Block.NATIVE: lambda: _native(plan, preparation),
        Block.NUMBERS: lambda: _numbers(plan, preparation),
        Block.KEPT: lambda: _filled([], replace(preparation, scale=False)),
        Block.BOOLEANS: lambda: _filled([], preparation, "most_frequent"),
        Block.DATES: lambda: _filled([("parts", DateParts())], preparation),
        Block.CATEGORIES: lambda: _categories(plan),
        Block.SPLINES: lambda: _splines(preparation),
        Block.CYCLES: lambda: _filled([("parts", CyclicParts())], preparation),
        Block.ORDINALS: lambda: _filled([("levels", _levels(plan))], preparation),
        Block.TARGETS: lambda: _targets(plan, preparation),
        Block.TEXTS: lambda: Pipeline([("words", Words())]),
    }
    parts = [
        (str(block), makers[block](), names) for block in Block if (names := plan.names(block))
    ]
    if plan.with_missing:
        parts.append((MISSING, WasMissing(), list(plan.with_missing)))
    columns = ColumnTransformer(parts, sparse_threshold=0.0, verbose_feature_names_out=False)
    if plan.choices.select is None:
        return columns
    selection = Selection(plan.choices.select, is_class=plan.is_class)
    return Pipeline([(COLUMNS, columns), (SELECT, selection)])


def columns_of(features: Any) -> ColumnTransformer:
    """Return the part of a preprocessing that takes the columns."""
    return features.named_steps[COLUMNS] if isinstance(features, Pipeline) else features


def _numbers(plan: FeaturePlan, preparation: Preparation) -> Pipeline | str:
    choices = plan.choices
    steps: _Steps = []
    if preparation.impute or choices.components:
        # keep_empty_features: a fold may have no value where the whole training part has one.
        steps.append(("impute", SimpleImputer(strategy="median", keep_empty_features=True)))
    if preparation.scale or choices.components:
        steps.append(("scale", StandardScaler()))
    if choices.interactions:
        steps.append(("products", Products()))
    if choices.components:
        steps.append(("components", Components(choices.components)))
    return Pipeline(steps) if steps else "passthrough"


def _filled(steps: _Steps, preparation: Preparation, strategy: str = "median") -> Pipeline | str:
    steps = list(steps)
    if preparation.impute:
        steps.append(("impute", SimpleImputer(strategy=strategy, keep_empty_features=True)))
    if preparation.scale:
        steps.append(("scale", StandardScaler()))
    return Pipeline(steps) if steps else "passthrough"


def _splines(preparation: Preparation) -> Pipeline:
    steps: _Steps = []
    if preparation.impute:
        steps.append(("impute", SimpleImputer(strategy="median", keep_empty_features=True)))
    steps.append(("spline", NaturalSpline()))
    if preparation.scale:
        steps.append(("scale", StandardScaler()))
    return Pipeline(steps)


def _levels(plan: FeaturePlan) -> Levels:
    return Levels([list(plan.choices.of(name).order) for name in plan.names(Block.ORDINALS)])


def _categories(plan: FeaturePlan) -> Pipeline:
    encoder = OneHotEncoder(
        handle_unknown="infrequent_if_exist",
        max_categories=MAX_CATEGORIES,
        min_frequency=plan.choices.rare_share or None,
        sparse_output=False,
    )
    return Pipeline([("impute", _missing_category()), ("one_hot", encoder)])


def _native(plan: FeaturePlan, preparation: Preparation) -> Pipeline:
    if not plan.native(preparation):
        return _categories(plan)
    return Pipeline([("codes", Codes(plan.choices.rare_share))])


def _targets(plan: FeaturePlan, preparation: Preparation) -> Pipeline:
    kind = StratifiedKFold if plan.is_class else KFold
    encoder = TargetEncoder(
        target_type="auto" if plan.is_class else "continuous",
        cv=kind(plan.folds, shuffle=True, random_state=plan.seed),
    )
    steps: _Steps = [("impute", _missing_category()), ("means", encoder)]
    if preparation.scale:
        steps.append(("scale", StandardScaler()))
    return Pipeline(steps)


def _missing_category() -> SimpleImputer:
    return SimpleImputer(strategy="constant", fill_value=MISSING_CATEGORY)
