"""Stages in words: what a promotion did, what the gates said, what stood where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from mlops_desktop.cli.text.plain import GATE_MARK, STAGE_MARK, both_times, brief, local, safe
from mlops_desktop.cli.text.table import facts, headings, table
from mlops_desktop.core.metrics import metric
from mlops_desktop.core.stage import Enforcement, GateResult, Policy, StageHolder

if TYPE_CHECKING:
    from mlops_desktop.services.promotion import PromotionCheck, PromotionSummary

_ENFORCED = {
    Enforcement.PREVENT: "prevents the promotion",
    Enforcement.WARN: "warns",
    Enforcement.OFF: "is not checked",
}


def moved(done: PromotionSummary) -> Iterator[str]:
    """Yield what a promotion or rollback did, with the gates' answers."""
    event, version = done.event, done.check.version
    mark = STAGE_MARK[event.to_stage]
    verb = "rolled back to" if event.kind == "rollback" else "promoted to"
    target = f"{version.model}@{event.number}"
    if event.kind == "rollback":
        yield f"{mark} {version.model} {verb} {target}: “{safe(event.reason)}”"
    else:
        yield f"{mark} {target} {verb} {event.to_stage}: “{safe(event.reason)}”"
    if done.check.replaces is not None:
        yield f"  {done.check.replaces.label} was there before; it is archived now."
    yield from gates(done.check.gates)


def check(found: PromotionCheck) -> Iterator[str]:
    """Yield what a promotion would meet."""
    answer = "● would be promoted to" if found.is_allowed else "▲ would not be promoted to"
    mark, _, words = answer.partition(" ")
    yield f"{mark} {found.version.label} {words} {found.to_stage}. Nothing was changed."
    if found.replaces is not None:
        yield f"  It would replace {found.replaces.label}."
    yield from gates(found.gates)
    if found.needs_staging:
        label = found.version.label
        yield f"  Staging comes first: mlops-desktop promote {label} --to staging --reason TEXT"


def gates(results: Sequence[GateResult]) -> Iterator[str]:
    """Yield the gates' answers."""
    for gate in results:
        yield f"  {GATE_MARK[gate.status]} {gate.title}: {safe(gate.detail)}"


def holders(found: Sequence[StageHolder], moment: datetime) -> Iterator[str]:
    """Yield which version stood in which stage at a moment."""
    yield f"As of {both_times(moment)}"
    if not found:
        yield "○ Nothing stood in any stage."
        return
    yield from table(
        headings("Model", "Version", "Stage", "Since", "By", "Reason"),
        [
            (
                item.model,
                f"@{item.number}",
                f"{STAGE_MARK[item.stage]} {item.stage}",
                local(item.since),
                item.actor,
                item.reason,
            )
            for item in found
        ],
    )


def policy(model: str, found: Policy) -> Iterator[str]:
    """Yield the rules before production."""
    made = "built in" if found.number == 0 else f"rule set {found.number}"
    yield f"Before {model} enters production ({made}):"
    threshold = "none"
    if found.threshold is not None:
        about = metric(found.metric).title if found.metric else "the deciding metric"
        threshold = f"{brief(found.threshold)} in {about}"
    yield from facts(
        [
            ("Only from", "staging, with a reason"),
            ("Threshold", threshold),
            ("Missing it", _ENFORCED[found.metric_gate]),
            ("Worse than production", _ENFORCED[found.champion_gate]),
            ("Rules of the data fail", _ENFORCED[found.data_gate]),
            ("Not made again", _ENFORCED[found.reproduced_gate]),
            ("Model card incomplete", _ENFORCED[found.card_gate]),
            ("Tolerance", f"{brief(found.tolerance)} in the metric's unit"),
        ]
    )
