"""How one of two classes is chosen from its probability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlops_desktop.core.training import Signature
from mlops_desktop.modeling.target import Floats, Integers


@dataclass(frozen=True, slots=True)
class Rule:
    """How a class is chosen between two: the positive one from a probability on.

    Attributes:
        positive: its place among the classes.
        threshold: 0–1.
    """

    positive: int
    threshold: float


def rule_of(signature: Signature) -> Rule | None:
    """Return a version's rule; None: the most probable class is the answer."""
    if signature.threshold is None or signature.positive is None:
        return None
    return Rule(signature.classes.index(signature.positive), signature.threshold)


def chosen_places(probabilities: Floats, rule: Rule | None) -> Integers:
    """Return the place of the class chosen in each row; the first of equally probable ones."""
    if rule is None:
        return np.asarray(probabilities.argmax(axis=1), dtype=np.int64)
    is_positive = probabilities[:, rule.positive] >= rule.threshold
    return np.where(is_positive, rule.positive, 1 - rule.positive).astype(np.int64)
