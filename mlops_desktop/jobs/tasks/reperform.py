"""Predict a version's golden rows again, to see whether it still answers the same."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.progress import Step
from mlops_desktop.jobs.requests import Reperform, Reperformed
from mlops_desktop.jobs.worker import PipeReporter
from mlops_desktop.modeling import environment, golden


def run(request: Reperform, _folder: Path, reporter: PipeReporter) -> Reperformed:
    """Return how the answers compare with those stored when the version was trained."""
    reporter.step(Step(f"Checking the answers of {request.label}"))
    answers = golden.reperform(request.artifact, request.golden, request.signature)
    return Reperformed(answers, environment.capture())
