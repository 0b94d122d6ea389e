"""Can a version be made again? It is trained anew from what is stored, and compared."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.changes import EntityKind, Outcome, changed
from mlops_desktop.core.codec import from_bytes, to_bytes
from mlops_desktop.core.errors import ExitCode, UserError
from mlops_desktop.core.messages import message_for
from mlops_desktop.core.metrics import metric
from mlops_desktop.core.model import ModelVersion, VersionFacts
from mlops_desktop.core.reproduction import (
    TOLERANCE,
    AnswersAgain,
    Reproduction,
    ReproductionEvidence,
    ReproductionVerdict,
    Retrained,
)
from mlops_desktop.core.training import Environment, MethodParameters, Split, TrainingSpec
from mlops_desktop.core.wording import counted
from mlops_desktop.jobs.reproduce_requests import Retrain
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import resolve
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session

ACTION = "model.reproduce"

_JOINING = frozenset({"voting", "stacking"})
"""Methods made of the best others of their training."""

_PASSING = ("environment.", "jobs.", "project.read_only")
"""Refusals that say something of the moment, nothing of the version: no verdict."""

_MOST_METRICS = 3


@dataclass(frozen=True, slots=True)
class ReproductionResult:
    """One attempt to make a version again.

    Attributes:
        kept: the row that keeps it, None when nothing was to be kept.
        entry: the log entry that tells of it, 0 when none does.
    """

    version: ModelVersion
    evidence: ReproductionEvidence
    kept: Reproduction | None = None
    entry: int = 0

    @property
    def verdict(self) -> ReproductionVerdict:
        """What was found."""
        return self.evidence.verdict

    @property
    def headline(self) -> str:
        """The verdict in a sentence."""
        return f"{self.version.label} {self.verdict.words}: {told(self.evidence)}."

    @property
    def details(self) -> tuple[str, ...]:
        """What differs, one sentence each."""
        return tuple(_details(self.evidence))

    @property
    def exit_code(self) -> ExitCode:
        """What a command answers."""
        if self.verdict.is_reproduced:
            return ExitCode.DONE
        if self.verdict is ReproductionVerdict.DIFFERENT:
            return ExitCode.REFUSED
        return message_for(self.evidence.code).exit_code


def reproduce(
    session: Session, ref: Ref, work: Work | None = None, *, keep: bool = True
) -> Outcome[ReproductionResult]:
    """Train a version again in a fresh process and say how far it came out the same.

    Stored table, spec, split and seed are used; no version is made. A stored file that is missing
    or altered, or a training that is refused here, is the answer NOT POSSIBLE, kept too.

    Args:
        keep: keep the verdict with its evidence, and write it into the log.

    Raises:
        UserError: ``models.unknown*``; ``project.read_only`` when it cannot be kept;
            ``jobs.worker_died`` and ``environment.*``: then there is no verdict, nothing is kept.
        Cancelled: nothing is kept.
    """
    if keep:
        session.require_writable()
    version = resolve.model_version(session, ref)
    evidence = _tried(session, version, work or Work())
    result = ReproductionResult(version, evidence)
    if not keep:
        return Outcome(result)
    digest = session.project.objects.put_bytes(to_bytes(evidence))
    subject = Subject("model_version", version.id, version.label)
    with session.project.tx(ACTION, subject, told(evidence)) as tx:
        kept = tx.add_reproduction(version.id, evidence.verdict, digest)
        tx.outcome = "ok" if evidence.verdict.is_reproduced else str(evidence.verdict)
    touched = changed((EntityKind.MODEL, version.model_id))
    return Outcome(replace(result, kept=kept, entry=tx.entry), touched)


def attempts(session: Session, ref: Ref) -> tuple[ReproductionResult, ...]:
    """Return every kept attempt on a version, newest first."""
    version = resolve.model_version(session, ref)
    return tuple(
        ReproductionResult(version, evidence_of(session, kept), kept)
        for kept in session.project.reproductions.of_version(version.id)
    )


def evidence_of(session: Session, kept: Reproduction) -> ReproductionEvidence:
    """Return what a verdict rests on."""
    return from_bytes(ReproductionEvidence, session.project.objects.read(kept.evidence_object))


def _tried(session: Session, version: ModelVersion, work: Work) -> ReproductionEvidence:
    made_in: Environment | None = None
    try:
        objects = session.project.objects
        made_in = from_bytes(Environment, objects.read(version.environment_object))
        if version.is_imported:
            raise UserError("foreign.never_trained_here", model=version.label)
        request = _request(session, version)
        with session.job() as folder:
            found = session.runner.run(request, Retrained, folder, work, fresh=True)
    except UserError as error:
        if error.code.startswith(_PASSING):
            raise
        return ReproductionEvidence(
            version=version.label,
            verdict=ReproductionVerdict.NOT_POSSIBLE,
            made_in=made_in,
            found=None,
            spec=version.spec_object,
            code=error.code,
            reason=str(error),
        )
    chosen = {item.algorithm: item.values for item in request.spec.parameters}
    return ReproductionEvidence(
        version=version.label,
        verdict=found.verdict,
        made_in=made_in,
        found=found,
        packages=_packages(made_in, found.environment),
        spec=version.spec_object,
        parameters=chosen.get(version.algorithm, ()),
    )


def _request(session: Session, version: ModelVersion) -> Retrain:
    """Collect what a version was made from.

    Raises:
        UserError: ``project.object_missing``, ``project.object_damaged``.
    """
    objects = session.project.objects
    objects.sound(version.artifact_object)
    spec = from_bytes(TrainingSpec, objects.read(version.spec_object))
    facts = resolve.facts_of(session, version)
    trained_on = resolve.known(session.project.datasets.version_by_id(version.dataset_version_id))
    is_nested = spec.search is not None and spec.search.is_nested
    return Retrain(
        label=version.label,
        table=resolve.table_file(session, trained_on),
        spec=_as_recorded(session, version, spec),
        algorithm=version.algorithm,
        digest=version.model_digest,
        golden=objects.sound(version.golden_object),
        inputs=len(facts.signature.inputs),
        split=objects.sound(version.split_object),
        holdout=objects.sound(version.holdout_object),
        # A nested search's folds judge the search, which is not made again.
        metrics=tuple(
            item
            for item in facts.metrics
            if not (is_nested and item.split is Split.CROSS_VALIDATION)
        ),
    )


def _as_recorded(session: Session, version: ModelVersion, spec: TrainingSpec) -> TrainingSpec:
    """Return the spec that makes the version again: its method, with what a search found."""
    joins = version.algorithm in _JOINING
    methods = spec.algorithms if joins else (version.algorithm,)
    kept = tuple(item for item in spec.parameters if item.algorithm in methods)
    spec = replace(spec, algorithms=methods, parameters=kept)
    if spec.search is None:
        return spec
    found = {
        item.algorithm: MethodParameters(item.algorithm, chosen)
        for item in (_siblings(session, version) if joins else (version,))
        if (chosen := _chosen(resolve.facts_of(session, item))) is not None
    }
    if version.algorithm not in found and not joins:
        return spec  # nothing was recorded: the search is made again
    others = tuple(item for item in kept if item.algorithm not in found)
    return replace(spec, search=None, parameters=(*others, *found.values()))


def _siblings(session: Session, version: ModelVersion) -> tuple[ModelVersion, ...]:
    """Return the versions of the same training."""
    trainings, models = session.project.trainings, session.project.models
    run = resolve.known(trainings.run(version.run_id))
    made = (models.version_of_run(item.id) for item in trainings.runs(run.training_id))
    return tuple(item for item in made if item is not None)


def _chosen(facts: VersionFacts) -> tuple[tuple[str, str], ...] | None:
    return next((trial.parameters for trial in facts.trials if trial.is_chosen), None)


def _packages(then: Environment, now: Environment) -> tuple[tuple[str, str, str], ...]:
    """Return (name, then, now) of what differs between two environments."""
    one, two = _installed(then), _installed(now)
    if _libraries(then) & _libraries(now):  # of two, older versions named one at random
        one["linear algebra"] = two["linear algebra"]
    names = dict.fromkeys((*one, *two))
    return tuple(
        (name, one.get(name, "–"), two.get(name, "–"))
        for name in names
        if one.get(name) != two.get(name)
    )


def _installed(environment: Environment) -> dict[str, str]:
    return {
        "MLOps Desktop": environment.app,
        "Python": environment.python,
        **dict(environment.packages),
        "linear algebra": environment.blas,
        "processor": environment.machine,
        "system": environment.system,
    }


def _libraries(environment: Environment) -> set[str]:
    """Return the linear algebra libraries without their threads, which change no sum here."""
    return {item.partition(",")[0] for item in environment.blas.split("; ")}


def told(evidence: ReproductionEvidence) -> str:
    """Return what was found as part of a sentence."""
    found = evidence.found
    if found is None:
        return evidence.reason.rstrip(".")
    if evidence.verdict is ReproductionVerdict.IDENTICAL:
        return "trained again, it is the same model, number by number"
    if evidence.verdict is ReproductionVerdict.EQUIVALENT:
        return (
            f"trained again, its answers on {_rows(found)} differ by at most {found.largest:.1e}"
            f" (relative; {TOLERANCE:g} is allowed), and every metric is the same"
        )
    return "trained again, it came out otherwise"


def _rows(found: Retrained) -> str:
    golden, holdout = (item.rows if item else 0 for item in (found.golden, found.holdout))
    return f"{counted(golden, 'golden row')} and {counted(holdout, 'held-out row')}"


def _details(evidence: ReproductionEvidence) -> Iterator[str]:
    found = evidence.found
    if found is not None and evidence.verdict is ReproductionVerdict.DIFFERENT:
        if not found.is_same_split:
            yield "Other rows were held out."
        yield from _answers("golden", found.golden)
        yield from _answers("held-out", found.holdout)
        differing = [item for item in found.metrics if not item.is_equal]
        for item in differing[:_MOST_METRICS]:
            now = "not measured" if item.now is None else f"{item.now:.6g}"
            where = "" if item.split is Split.HOLDOUT else f" ({item.split})"
            yield f"{metric(item.name).short}{where}: {item.before:.6g} then, {now} now."
        if len(differing) > _MOST_METRICS:
            yield f"{counted(len(differing) - _MOST_METRICS, 'more metric')} differ."
    if evidence.packages:
        named = ", ".join(f"{name} {old} → {new}" for name, old, new in evidence.packages)
        yield f"Installed in another version: {named}."
    elif found is not None:
        yield "Nothing that computes was installed in another version."


def _answers(kind: str, found: AnswersAgain | None) -> Iterator[str]:
    if found is None:
        yield f"The {kind} rows are not the same rows."
        return
    if found.labels_changed:
        yield f"{found.labels_changed:,} of {found.rows:,} {kind} rows get another class."
    if not math.isfinite(found.largest):
        yield f"On {kind} rows some answers are no numbers."
    elif found.largest > TOLERANCE:
        yield (
            f"On {counted(found.rows, f'{kind} row')} the numbers differ by up to"
            f" {found.largest:.2e} (relative)."
        )
