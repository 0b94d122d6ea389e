"""Which columns a model may look at, and how they become the numbers it computes with.

:mod:`.choices` refuses what a person's choices cannot mean, :mod:`.plan` decides which columns go
in and how, :mod:`.build` makes the unfitted preprocessing; the other modules are its parts. They
are our own where scikit-learn's would bring compiled index arrays into the model file.
"""

from mlops_desktop.modeling.features.build import (
    MAX_CATEGORIES,
    MISSING_CATEGORY,
    build_preprocessing,
)
from mlops_desktop.modeling.features.plan import Block, FeaturePlan, Preparation, plan_features

__all__ = [
    "MAX_CATEGORIES",
    "MISSING_CATEGORY",
    "Block",
    "FeaturePlan",
    "Preparation",
    "build_preprocessing",
    "plan_features",
]
