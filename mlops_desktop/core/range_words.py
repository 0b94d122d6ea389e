"""What is said beneath a version's numbers: what their ranges draw, and what was gained."""

from __future__ import annotations

from collections.abc import Callable

from mlops_desktop.core.certainty import ALL_ALIKE, FOLDS
from mlops_desktop.core.metrics import metric
from mlops_desktop.core.model import VersionFacts
from mlops_desktop.core.training import Split


def range_words(found: VersionFacts, number: Callable[[float], str]) -> tuple[str, ...]:
    """Return sentences: what ranges draw, why some are missing, the gain beside the baseline.

    Args:
        number: writes a number.
    """
    drawn, gain = found.evaluation.drawn, found.evaluation.baseline
    sentences = [drawn.words]
    without = [m for m in found.metrics if m.split is Split.HOLDOUT and m.low is None]
    if without and drawn.is_enough:
        names = ", ".join(metric(item.name).short for item in without)
        sentences.append(f"{names} without a range: {ALL_ALIKE[0].lower()}{ALL_ALIKE[1:]}")
    if any(item.split is Split.CROSS_VALIDATION for item in found.metrics):
        sentences.append(FOLDS)
    if gain is not None:
        sentences.append(f"{metric(gain.metric).short} {gain.words(number)}.")
    return tuple(sentences)
