"""What the worker is asked to make a model version again; it answers with ``Retrained``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mlops_desktop.core.training import MetricValue, TrainingSpec
from mlops_desktop.jobs.requests import TableFile


@dataclass(frozen=True, slots=True)
class Retrain:
    """Train a version again and compare with what is stored of it.

    Attributes:
        label: the version's.
        spec: what is trained; for a method that joins others, all of its training's methods.
        algorithm: the version's method, one of the spec's.
        digest: the stored model's normalised content digest.
        inputs: how many columns of the golden rows are inputs.
        metrics: the stored ones that are to be measured again.
    """

    label: str
    table: TableFile
    spec: TrainingSpec
    algorithm: str
    digest: str
    golden: Path
    inputs: int
    split: Path
    holdout: Path
    metrics: tuple[MetricValue, ...]
