"""The sample project: one model's whole life on real data, hourly bike rentals of 2011.

Data: Fanaee-T and Gama, UCI Bike Sharing, CC BY 4.0. Nothing here is prepared: every number
that is said was computed a moment before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mlops_desktop.core.metrics import metric
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.monitor import Verdict
from mlops_desktop.core.stage import GateStatus, Policy, Stage
from mlops_desktop.core.training import SplitMethod, SplitPlan, TrainingSpec
from mlops_desktop.jobs.work import Work
from mlops_desktop.resources import resource
from mlops_desktop.services import (
    audit,
    datasets,
    lineage,
    models,
    monitoring,
    promotion,
    scoring,
    training,
)
from mlops_desktop.services.session import Session

PROJECT_NAME = "Bike demand"
MODEL = "bike_demand"
TARGET = "bikers"
SEED = 7

Say = Callable[[str], None]


def build_sample(folder: Path, work: Work | None = None, say: Say = print) -> Path:
    """Make the sample project in a new or empty folder and live one model's life in it.

    Args:
        folder: where the project goes.
        say: told each thing that happened, one line at a time.

    Returns:
        The folder.

    Raises:
        UserError: ``project.already_exists`` and ``environment.*``.
        Cancelled: the project holds what had been done until then.
    """
    with Session.create(folder, PROJECT_NAME) as session:
        life = _Life(session, work or Work(), say)
        life.learn()
        life.promote()
        life.watch()
        life.retrain()
        life.prove()
    return folder


@dataclass
class _Life:
    """The steps of the story, each through the same verbs a person uses."""

    session: Session
    work: Work
    say: Say

    def learn(self) -> None:
        """Import January to May, leave out what gives the answer away, train every method."""
        self._import("bikes_2011_january_to_may.csv", "bikes")
        leaks = datasets.leaks(self.session, "bikes", TARGET, self.work)
        for leak in leaks:
            self.say(f"▲ {leak.title}: {leak.detail}")
        self._left_out = tuple(sorted({name for leak in leaks for name in leak.columns}))
        self.say(f"Left out of training: {', '.join(self._left_out) or 'nothing'}.")
        summary = self._train("bikes@1")
        for version in summary:
            self.say(f"  {version.label}  {_value(version)}  {version.algorithm}")
        best = models.version(self.session, f"{MODEL}@best").version
        baseline = next(v for v in summary if v.algorithm == "baseline")
        same = models.same_rows(self.session, baseline, best, self.work)
        difference = next(d for d in same.differences if d.metric == best.metric)
        self.say(
            f"Best: {best.label}. Against the baseline on the same {same.rows:,} hours: "
            f"{difference.difference:+.1f} rentals an hour "
            f"(95 % range {difference.low:+.1f} to {difference.high:+.1f})."
        )
        self._champion = best

    def promote(self) -> None:
        """Set a policy, then staging and production."""
        policy = Policy(threshold=150.0)
        promotion.set_policy(
            self.session, MODEL, policy, "An error above 150 rentals an hour helps nobody"
        )
        for stage, reason in (
            (Stage.STAGING, "Best of the five methods on the held-out hours"),
            (Stage.PRODUCTION, "Passed the gates; planning starts using it"),
        ):
            done = promotion.promote(
                self.session, self._champion.label, stage, reason, self.work
            ).value
            self.say(f"{self._champion.label} is in {done.event.to_stage}: “{reason}”.")

    def watch(self) -> None:
        """Score July with the version in production, then look whether it is still right."""
        self._import("bikes_2011_july.csv", "bikes_july")
        scored = scoring.score(self.session, f"{MODEL}@production", "bikes_july", self.work).value
        self.say(
            f"Scored {scored.prediction.row_count:,} hours of July: {scored.predictions.label}."
        )
        for issue in scored.issues:
            kind = str(issue.warning).replace("_", " ")
            self.say(
                f"  ◆ {issue.column}: {issue.rows:,} rows {kind} (training had {issue.expected})"
            )
        found = monitoring.run(
            self.session, f"{MODEL}@production", "bikes_july", self.work
        ).value.drift
        self.say(f"{_mark(found.verdict)} {found.headline}")
        for column in found.columns:
            if column.verdict is Verdict.DRIFT:
                self.say(f"  {_mark(column.verdict)} {column.column}: {column.sentence}")
        for change in found.performance[:1]:
            self.say(f"  {_mark(change.verdict)} {change.sentence}")

    def retrain(self) -> None:
        """Add June and July, train again, and promote only on evidence."""
        self._import("bikes_2011_june.csv", "bikes", append=True)
        self._import("bikes_2011_july.csv", "bikes", append=True)
        summary = self._train("bikes")
        for version in summary:
            self.say(f"  {version.label}  {_value(version)}  {version.algorithm}")
        challenger = min(summary, key=lambda item: item.value)
        reason = "Retrained with June and July after the drift found in July"
        promotion.promote(self.session, challenger.label, Stage.STAGING, reason, self.work)
        check = promotion.check(self.session, challenger.label, Stage.PRODUCTION, self.work)
        for gate in check.gates:
            self.say(f"  {_gate_mark(gate.status)} {gate.title}: {gate.detail}")
        champion_gate = next(gate for gate in check.gates if gate.gate == "champion")
        if check.is_allowed and champion_gate.status is GateStatus.PASS:
            promotion.promote(self.session, challenger.label, Stage.PRODUCTION, reason, self.work)
            self.say(f"{challenger.label} replaces {self._champion.label} in production.")
        else:
            self.say(
                f"No evidence that {challenger.label} is better; {self._champion.label} stays."
            )

    def prove(self) -> None:
        """Show where the predictions came from, and that nothing was altered."""
        view = lineage.graph(self.session, f"{MODEL}_predictions@1", downstream=0)
        self.say(f"{MODEL}_predictions@1 came from:")
        for node in view.graph.nodes:
            if node.id != view.focus:
                sources = [
                    view.graph.node(e.source).title for e in view.graph.edges if e.target == node.id
                ]
                self.say(
                    f"  {node.kind} {node.title}" + (f" ← {', '.join(sources)}" if sources else "")
                )
        answer = audit.verify(self.session, self.work)
        state = "sound" if answer.is_sound else f"NOT sound: {len(answer.problems)} problems"
        self.say(
            f"Verified {answer.entries} log entries, {answer.facts:,} facts and "
            f"{answer.objects} files: {state}. Log head: {answer.words}."
        )

    def _import(self, file: str, name: str, *, append: bool = False) -> None:
        path = resource("samples", "bikeshare", file)
        take_in = datasets.append_file if append else datasets.import_file
        done = take_in(self.session, path, name, None, self.work).value
        added = "added to" if append else "imported as"
        self.say(
            f"{file} {added} {done.version.label}: {done.event.rows_in_file:,} rows, "
            f"{done.event.rows_rejected} rejected; {done.version.row_count:,} rows now."
        )

    def _train(self, data: str) -> tuple[ModelVersion, ...]:
        spec = TrainingSpec(
            model=MODEL,
            target=TARGET,
            exclude=self._left_out,
            metric="mae",
            split=SplitPlan(SplitMethod.ORDERED),
            seed=SEED,
        )
        self.say(f"Training on {data}: the last fifth of the hours is held out.")
        return training.train(self.session, data, spec, self.work).value.versions


def _value(version: ModelVersion) -> str:
    unit = metric(version.metric)
    interval = ""
    if version.low is not None and version.high is not None:
        interval = f" ({version.low:.1f}–{version.high:.1f})"
    return f"{unit.short} {version.value:.1f}{interval}"


def _mark(verdict: Verdict) -> str:
    return {Verdict.DRIFT: "▲", Verdict.NO_DRIFT: "●"}.get(verdict, "○")


def _gate_mark(status: GateStatus) -> str:
    return {GateStatus.PASS: "●", GateStatus.FAIL: "▲", GateStatus.CANNOT_TELL: "◆"}.get(
        status, "○"
    )
