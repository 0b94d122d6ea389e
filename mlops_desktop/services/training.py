"""Training: advice before, runs while, numbered versions after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mlops_desktop.core.algorithms import ALGORITHMS
from mlops_desktop.core.audit import Subject
from mlops_desktop.core.certainty import BaselineGain
from mlops_desktop.core.changes import ChangeSet, EntityKind, Outcome, changed
from mlops_desktop.core.codec import from_bytes, from_json, to_bytes
from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.identity import Digest, RunId, TrainingId
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.model import Model, ModelVersion
from mlops_desktop.core.quantile import usual_metric
from mlops_desktop.core.reference import check_name
from mlops_desktop.core.search import Trial
from mlops_desktop.core.training import (
    CandidateResult,
    Run,
    RunStatus,
    SplitPlan,
    Training,
    TrainingSpec,
)
from mlops_desktop.jobs import requests, training_requests
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import resolve, rules, version_files
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session
from mlops_desktop.storage.records import NewModelVersion, NewTraining


@dataclass(frozen=True, slots=True)
class RunResult:
    """One run and, when it finished, the version it made.

    Attributes:
        gain: beside the baseline on the same held-out rows; None where that was not measured.
    """

    run: Run
    version: ModelVersion | None
    gain: BaselineGain | None = None


@dataclass(frozen=True, slots=True)
class TrainingSummary:
    """What one training made, in finishing order."""

    training: Training
    spec: TrainingSpec
    runs: tuple[RunResult, ...]

    @property
    def versions(self) -> tuple[ModelVersion, ...]:
        """The numbered versions."""
        return tuple(item.version for item in self.runs if item.version is not None)


def suggest(
    session: Session,
    ref: Ref,
    target: str,
    work: Work | None = None,
    plan: tuple[SplitPlan, int] = (SplitPlan(), 0),
) -> requests.Advice:
    """Say which task and metric suit a target, what gives it away and what else is doubtful.

    Args:
        plan: how the rows are going to be divided, and the seed.
    """
    version = resolve.dataset_version(session, ref)
    table = resolve.table_file(session, version)
    request = requests.Advise(table, target, *plan, came=version.created_at)
    return session.ask(request, requests.Advice, work)


def suggest_unusual(
    session: Session,
    ref: Ref,
    work: Work | None = None,
    plan: SplitPlan | None = None,
    labels: str | None = None,
) -> requests.Advice:
    """Say what is doubtful before rows unlike the others are looked for.

    Args:
        plan: how the rows are going to be divided; None: as usual.
        labels: the column of known answers, if there is one.
    """
    version = resolve.dataset_version(session, ref)
    table = resolve.table_file(session, version)
    request = requests.Advise(
        table, "", plan or SplitPlan(), labels=labels, came=version.created_at
    )
    return session.ask(request, requests.Advice, work)


def values_of(
    session: Session, ref: Ref, column: str, work: Work | None = None
) -> training_requests.ValueCounts:
    """Return the values of a column by which rows could be divided, or that have an order.

    Raises:
        UserError: ``training.unknown_group``.
    """
    table = resolve.table_file(session, resolve.dataset_version(session, ref))
    request = training_requests.CountValues(table, column)
    return session.ask(request, training_requests.ValueCounts, work)


def check_forecast(
    session: Session, ref: Ref, spec: TrainingSpec, work: Work | None = None
) -> training_requests.CheckedForecast:
    """Say what days there are to learn a forecast from, before any is trained.

    Raises:
        UserError: as :func:`train` would, before its first fit: ``forecast.…``, ``training.…``.
    """
    table = resolve.table_file(session, resolve.dataset_version(session, ref))
    request = training_requests.CheckForecast(table, spec)
    return session.ask(request, training_requests.CheckedForecast, work)


OnTried = Callable[[requests.Tried], object]
"""Told each set of parameters that a search has tried, in the thread that trains."""


OnPlanned = Callable[[Training], object]
"""Told the training once it is registered, before the first fit, in the thread that trains."""


def _ignore(_told: object) -> None:
    """Nobody watches."""


def train(  # noqa: PLR0913 - what is trained, and who watches
    session: Session,
    ref: Ref,
    spec: TrainingSpec,
    work: Work | None = None,
    on_tried: OnTried = _ignore,
    *,
    on_planned: OnPlanned = _ignore,
) -> Outcome[TrainingSummary]:
    """Train one run per algorithm; each finished one becomes the model's next version.

    A version is stored as soon as its run has finished, so a later failure or a cancel never
    takes it back. Trainings share one worker: a second one waits, and says so as its first step.
    ``work.pause`` lets the worker wait between two fits.

    Args:
        on_tried: for a leaderboard that fills while a search goes on.
        on_planned: for who wants to follow its runs.

    Raises:
        UserError: ``training.*`` for a target or table that cannot be learned from,
            ``usage.other_purpose`` when the model of that name predicts something else,
            ``usage.hidden`` when it was put away, ``project.read_only``, ``rules.blocked`` when a
            rule of the dataset blocks the version and nobody waived that.
        Cancelled: runs that had not finished keep their row, their log entry and what a search had
            tried, no files.
    """
    check_name(spec.model)
    session.require_writable()
    version = resolve.dataset_version(session, ref)
    spec = resolve.fit_to_model(session, spec)
    work = work or Work()
    rules.require_trainable(session, version, work)
    with session.job() as folder:
        book = _Book(session, version, folder, on_tried, on_planned)
        request = requests.Train(resolve.table_file(session, version), spec)
        try:
            session.run(request, requests.Trained, folder, work, book.on_event)
        except Cancelled:
            book.end_open(RunStatus.CANCELLED, "")
            raise
        except UserError as found:
            error = book.with_what_is_kept(found)
            book.end_open(RunStatus.FAILED, str(error))
            raise error from found
        except BaseException as error:
            book.end_open(RunStatus.ABORTED, type(error).__name__)
            raise
        return book.outcome()


def recent_runs(session: Session, limit: int = 50) -> tuple[Run, ...]:
    """Return the newest runs of the project, newest first."""
    return session.project.trainings.recent(limit)


@dataclass(frozen=True, slots=True)
class PastTraining:
    """One training as it is remembered: on which data, what was asked, what its runs made."""

    training: Training
    dataset: DatasetVersion
    spec: TrainingSpec
    results: tuple[RunResult, ...]


def recent_trainings(session: Session, limit: int = 10) -> tuple[PastTraining, ...]:
    """Return the newest trainings with all their runs, newest first, also while they run."""
    trainings = session.project.trainings
    # A training has at least one run, and at most as many as there are methods.
    runs = trainings.recent(limit * len(ALGORITHMS))
    wanted = list(dict.fromkeys(run.training_id for run in runs))[:limit]
    return tuple(_past(session, resolve.known(trainings.training(item))) for item in wanted)


def past_training(session: Session, training_id: TrainingId) -> PastTraining:
    """Return a training with all its runs, also while they run."""
    past = _past(session, resolve.known(session.project.trainings.training(training_id)))
    return replace(past, results=tuple(_with_gain(session, item) for item in past.results))


def _with_gain(session: Session, result: RunResult) -> RunResult:
    if result.version is None:
        return result
    return replace(result, gain=resolve.facts_of(session, result.version).evaluation.baseline)


def tried(session: Session, past: PastTraining) -> tuple[requests.Tried, ...]:
    """Return every set of parameters that the searches of a training tried, method by method.

    Also of runs that made no version: what had been tried by their end.
    """
    metric = past.spec.metric or usual_metric(past.spec, past.spec.task or Task.REGRESSION)
    return tuple(
        requests.Tried(item.run.algorithm, metric, trial)
        for item in past.results
        for trial in _trials(session, item)
    )


def _trials(session: Session, result: RunResult) -> tuple[Trial, ...]:
    if result.version is not None:
        return resolve.facts_of(session, result.version).trials
    project = session.project
    ends = project.log.entries(limit=1, action="training.end", subject=result.run.id)
    kept = [Digest(digest) for entry in ends for digest in entry.objects]
    return tuple(
        trial
        for digest in kept
        for trial in from_bytes(tuple[Trial, ...], project.objects.read(digest))
    )


def _past(session: Session, training: Training) -> PastTraining:
    project = session.project
    return PastTraining(
        training,
        resolve.known(project.datasets.version_by_id(training.dataset_version_id)),
        from_bytes(TrainingSpec, project.objects.read(training.spec_object)),
        tuple(
            RunResult(run, project.models.version_of_run(run.id))
            for run in project.trainings.runs(training.id)
        ),
    )


class _Book:
    """Writes down what the worker tells while it trains."""

    def __init__(
        self,
        session: Session,
        version: DatasetVersion,
        folder: Path,
        on_tried: OnTried,
        on_planned: OnPlanned,
    ) -> None:
        self._session = session
        self._on_planned = on_planned
        self._on_tried = on_tried
        self._version = version
        self._folder = folder
        self._training: Training | None = None
        self._spec: TrainingSpec | None = None
        self._model: Model | None = None
        self._environment: Digest | None = None
        self._spec_object: Digest | None = None
        self._open: dict[str, RunId] = {}
        self._results: list[RunResult] = []
        self._tried: dict[str, dict[int, Trial]] = {}

    def on_event(self, kind: str, value: Any) -> None:
        """Store what one event means."""
        if kind == "planned":
            self._plan(from_json(requests.Planned, value))
        elif kind == "tried":
            told = from_json(requests.Tried, value)
            self._tried.setdefault(told.algorithm, {})[told.trial.number] = told.trial
            self._on_tried(told)
        elif kind == "finished":
            self._finish(from_json(CandidateResult, value))
        elif kind == "failed":
            failed = from_json(requests.Failed, value)
            self._end(failed.algorithm, RunStatus.FAILED, failed.message)

    def end_open(self, status: RunStatus, error: str) -> None:
        """End every run that has not ended yet."""
        for algorithm in tuple(self._open):
            self._end(algorithm, status, error)

    def with_what_is_kept(self, error: UserError) -> UserError:
        """Return an error that says of a training cut short what of it is stored."""
        made = [item.version.label for item in self._results if item.version is not None]
        tried = any(self._tried.get(key) for key in self._open)
        if "kept" not in error.facts or not (made or tried):
            return error
        kept = [f"What was finished before is stored: {', '.join(made)}."] if made else []
        if tried:
            kept.append("The parameters tried so far are stored with the run.")
        kept.append("Of the rest no version was made.")
        return UserError(error.code, **{**error.facts, "kept": " ".join(kept)})

    def outcome(self) -> Outcome[TrainingSummary]:
        """Return what was made."""
        if self._training is None or self._spec is None:
            raise RuntimeError("the training ended without a plan")
        return Outcome(
            TrainingSummary(self._training, self._spec, tuple(self._results)), self._changes()
        )

    def _changes(self) -> ChangeSet:
        model_id = self._model.id if self._model else ""
        return changed((EntityKind.MODEL, model_id), (EntityKind.RUN, ""), (EntityKind.STAGE, ""))

    def _plan(self, planned: requests.Planned) -> None:
        spec, project = planned.spec, self._session.project
        self._spec = spec
        self._spec_object = project.objects.put_bytes(to_bytes(spec))
        self._environment = project.objects.put_bytes(to_bytes(planned.environment))
        task = spec.task or Task.REGRESSION
        runs = {}
        with project.tx("training.start", Subject("model", "", spec.model)) as tx:
            model = project.models.by_name(spec.model) or tx.add_model(
                spec.model, task, spec.target, spec.metric or usual_metric(spec, task)
            )
            made = tx.add_training(
                NewTraining(model.id, self._version.id, self._spec_object, self._folder.name)
            )
            for algorithm in spec.algorithms:
                runs[algorithm] = tx.add_run(made.id, algorithm).id
            tx.subject = Subject("training", made.id, spec.model)
        # Only what was committed is known: a run that was not stored cannot be ended either.
        self._model, self._training, self._open = model, made, runs
        self._on_planned(made)

    def _finish(self, result: CandidateResult) -> None:
        """Store the files, then end the run and add the version in one transaction."""
        new = self._new_version(result)
        name = self._spec.model if self._spec else ""
        with self._session.project.tx("training.finish", Subject("model", "", name)) as tx:
            run = tx.end_run(new.run_id, RunStatus.FINISHED, "", self._environment)
            version = tx.add_model_version(new)
            tx.subject = Subject("model_version", version.id, version.label)
        del self._open[result.algorithm]
        self._results.append(RunResult(run, version, result.evaluation.baseline))

    def _new_version(self, result: CandidateResult) -> NewModelVersion:
        if self._model is None or self._environment is None or self._spec_object is None:
            raise RuntimeError("a run finished before the training was planned")
        place = version_files.Place(
            folder=self._folder,
            dataset_version_id=self._version.id,
            metric=self._model.deciding_metric,
            environment=self._environment,
            spec=self._spec_object,
            model_id=self._model.id,
            run_id=self._open[result.algorithm],
        )
        return version_files.store(self._session.project.objects, result, place)

    def _end(self, algorithm: str, status: RunStatus, error: str) -> None:
        run_id = self._open.pop(algorithm)
        subject = Subject("run", run_id, algorithm)
        trials = tuple(self._tried.get(algorithm, {}).values())
        kept = self._session.project.objects.put_bytes(to_bytes(trials)) if trials else None
        with self._session.project.tx("training.end", subject, why=str(status)) as tx:
            tx.outcome = str(status)
            run = tx.end_run(run_id, status, error, self._environment)
            if kept is not None:
                tx.refer("run", run_id, "trials", kept)
        self._results.append(RunResult(run, None))
