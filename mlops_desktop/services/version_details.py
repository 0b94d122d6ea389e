"""Everything about one model version, as one record."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.model import ModelVersion, VersionFacts
from mlops_desktop.core.monitor import MonitorReport
from mlops_desktop.core.scoring import Prediction
from mlops_desktop.core.stage import StageEvent
from mlops_desktop.core.training import ALL_ROWS, Environment, Run, TrainingSpec


@dataclass(frozen=True, slots=True)
class VersionDetails:
    """Everything about one version: data, parameters, metrics, feature steps, where it was used."""

    version: ModelVersion
    dataset: DatasetVersion
    spec: TrainingSpec
    facts: VersionFacts
    environment: Environment
    run: Run
    history: tuple[StageEvent, ...]
    predictions: tuple[Prediction, ...]
    reports: tuple[MonitorReport, ...]

    @property
    def judged_on(self) -> str:
        """The rows its numbers are of; an imported version may have learned from them."""
        if not self.version.is_imported:
            return "hold-out"
        plan, data = self.spec.split, self.dataset.label
        return f"all rows of {data}" if plan == ALL_ROWS else f"{data} {plan.words}"
