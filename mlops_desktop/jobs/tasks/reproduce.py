"""Train a version again, from its stored table, spec, split and seed, and compare."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from mlops_desktop.core.errors import UserError, about
from mlops_desktop.core.reproduction import Retrained
from mlops_desktop.core.search import Trial
from mlops_desktop.core.training import CandidateResult, Environment
from mlops_desktop.jobs.reproduce_requests import Retrain
from mlops_desktop.jobs.tasks.tables import load, load_split
from mlops_desktop.jobs.worker import PipeReporter
from mlops_desktop.modeling import again, environment
from mlops_desktop.modeling import train as training


def run(request: Retrain, folder: Path, reporter: PipeReporter) -> Retrained:
    """Return what training again gave, beside what is stored; nothing of it is kept.

    Raises:
        UserError: ``training.*`` when the training is refused or its method fails here.
    """
    table = load(request.table)
    listener = _Listener(request.algorithm)
    started = time.perf_counter()
    with about(data=request.table.label):
        training.train(table, request.spec, folder, reporter, listener)
        result = listener.result()
    seconds = time.perf_counter() - started
    return Retrained(
        digest_before=request.digest,
        digest_now=result.model_digest,
        is_same_split=_is_same_split(request.split, folder / result.split_file),
        golden=again.golden_rows(request.golden, folder / result.golden_file, request.inputs),
        holdout=again.holdout_rows(request.holdout, folder / result.holdout_file),
        metrics=again.metrics_again(request.metrics, result.metrics),
        environment=listener.environment or environment.capture(),
        seconds=seconds,
    )


def _is_same_split(before: Path, now: Path) -> bool:
    pairs = zip(load_split(before), load_split(now), strict=True)
    return all(np.array_equal(old, new) for old, new in pairs)


class _Listener:
    """Waits for the run of one method."""

    def __init__(self, algorithm: str) -> None:
        self._algorithm = algorithm
        self._result: CandidateResult | None = None
        self._error: UserError | None = None
        self.environment: Environment | None = None

    def started(self, _algorithm: str) -> None:
        """Look where it is trained, at the moment at which a training does."""
        if self.environment is None:
            self.environment = environment.capture()

    def finished(self, result: CandidateResult) -> None:
        """Keep the run that was asked for."""
        if result.algorithm == self._algorithm:
            self._result = result

    def failed(self, algorithm: str, error: UserError) -> None:
        """Keep why it failed."""
        if algorithm == self._algorithm:
            self._error = error

    def tried(self, _algorithm: str, _trial: Trial) -> None:
        """Let a search go on."""

    def result(self) -> CandidateResult:
        """Return the run; raises why there is none."""
        if self._error is not None:
            raise self._error
        if self._result is None:
            raise RuntimeError(f"{self._algorithm} was not trained")
        return self._result
