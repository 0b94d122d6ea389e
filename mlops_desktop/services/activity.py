"""Log entries as sentences a person would say."""

from __future__ import annotations

from collections.abc import Callable

from mlops_desktop.core.audit import AuditEntry

_TITLES: dict[str, Callable[[AuditEntry], str]] = {
    "project.create": lambda e: f"{e.actor.name} created the project",
    "project.migrate": lambda e: f"{e.subject.name} was brought to this version's format",
    "run.recover": lambda _: "A training that had broken off was marked as aborted",
    "data.import": lambda e: f"Imported {e.subject.name}",
    "card.edit": lambda e: f"{e.actor.name} changed the card of {e.subject.name}",
    "data.transform": lambda e: f"A recipe made {e.subject.name}",
    "recipe.save": lambda e: f"{e.actor.name} saved the recipe {e.subject.name}",
    "rules.set": lambda e: f"{e.actor.name} changed the rules of {e.subject.name}",
    "rules.check": lambda e: f"Checked the rules of {e.subject.name}",
    "rules.waive": lambda e: f"{e.actor.name} waived what blocks {e.subject.name}",
    "training.start": lambda e: f"Training of {e.subject.name} began",
    "training.finish": lambda e: f"Trained {e.subject.name}",
    "training.end": lambda e: f"Training {e.subject.name} {e.outcome}",
    "stage.promotion": lambda e: f"{e.actor.name} promoted {e.subject.name}",
    "stage.rollback": lambda e: f"{e.actor.name} rolled back to {e.subject.name}",
    "policy.set": lambda e: f"{e.actor.name} changed the policy of {e.subject.name}",
    "score": lambda e: f"Predictions {e.subject.name}",
    "monitor.run": lambda e: f"Checked {e.subject.name}",
    "model.card": lambda e: f"{e.actor.name} changed the card of {e.subject.name}",
    "model.reproduce": lambda e: f"{e.subject.name} was trained again and came out the same",
    "model.check": lambda e: f"{e.subject.name} still answers the same",
    "rename": lambda e: f"{e.actor.name} renamed {e.subject.name}",
    "archive": lambda e: f"{e.actor.name} hid {e.subject.name}",
    "restore": lambda e: f"{e.actor.name} restored {e.subject.name}",
}
"""Every action that is written to the log."""

_TELLING = {"monitor.run": "headline", "training.finish": "algorithm"}
"""The column that says the most about what such an action wrote."""

_QUIET = frozenset({"training.start"})


def is_worth_telling(entry: AuditEntry) -> bool:
    """Whether the home page should mention it."""
    return entry.action not in _QUIET


def sentence(entry: AuditEntry) -> tuple[str, str]:
    """Return what happened and a detail."""
    title = _TITLES[entry.action](entry) if entry.action in _TITLES else entry.action
    if entry.action == "stage.promotion" and entry.outcome != "ok":
        title = f"Promotion of {entry.subject.name} was refused"
    if entry.action == "model.check" and entry.outcome != "ok":
        title = f"{entry.subject.name} no longer answers the same"
    if entry.action == "model.reproduce" and entry.outcome != "ok":
        is_other = entry.outcome == "different"
        what = "came out otherwise" if is_other else "could not be trained again"
        title = f"{entry.subject.name} {'was trained again and ' if is_other else ''}{what}"
    return title, _detail(entry)


def _detail(entry: AuditEntry) -> str:
    facts = {change.column: change.new for change in entry.changes if change.new is not None}
    if entry.action in ("stage.promotion", "stage.rollback"):
        to = facts.get("to_stage") or facts.get("stage") or ""
        return " · ".join(part for part in (f"to {to}" if to else "", f"“{entry.why}”") if part)
    if entry.action == "data.import":
        rows, rejected = facts.get("row_count"), facts.get("rows_rejected", "0")
        counted = f"{int(rows):,} rows, " if rows else "no new version, "
        return f"{facts.get('file_name', '')} · {counted}{rejected} rejected"
    if entry.action == "data.transform":
        came, left = int(facts.get("rows_in") or 0), int(facts.get("rows_out") or 0)
        same = "no new version · " if facts.get("identical") == "1" else ""
        return f"{same}{entry.why} · {came:,} → {left:,} rows"
    if entry.action == "score":
        return f"{int(facts.get('row_count') or 0):,} rows"
    if entry.action in _TELLING:
        return facts.get(_TELLING[entry.action]) or ""
    return entry.why
