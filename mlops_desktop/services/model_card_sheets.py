"""A version's model card as a sheet: what people state, and everything from stored facts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mlops_desktop import __version__
from mlops_desktop.core import clock
from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.metrics import Task, metric, purpose
from mlops_desktop.core.model import ModelOrigin, VersionFacts
from mlops_desktop.core.model_card import in_words
from mlops_desktop.core.range_words import range_words
from mlops_desktop.core.sheet import Block, Bullets, Heading, Paragraphs, Sheet, Table
from mlops_desktop.core.training import FieldSignature, Split
from mlops_desktop.core.wording import counted
from mlops_desktop.services import cards, model_cards, models, reproduction, rules, sheet_files
from mlops_desktop.services.cards import CardView
from mlops_desktop.services.model_card_groups import groups
from mlops_desktop.services.model_card_use import doubts, use
from mlops_desktop.services.model_cards import ModelCardView
from mlops_desktop.services.models import VersionDetails
from mlops_desktop.services.reproduction import ReproductionResult
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.rules import CheckSummary
from mlops_desktop.services.session import Session
from mlops_desktop.services.sheet_text import NOT_STATED

MOST_ROWS = 200
"""Inputs, steps and parts of the rows that are listed."""

_SPLITS = {
    Split.CROSS_VALIDATION: "cross-validation",
    Split.TRAINING: "training rows",
}
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class CardFacts:
    """Everything a model card is put together from.

    Attributes:
        check: what the dataset's rules said of the training data; None: it was never checked.
        proof: the last attempt to make the version again, None before the first.
    """

    card: ModelCardView
    details: VersionDetails
    data: CardView
    check: CheckSummary | None
    proof: ReproductionResult | None
    project: str
    made_by: str
    made_at: datetime

    @property
    def origin(self) -> ModelOrigin | None:
        """Where it comes from, if it was made elsewhere."""
        return self.details.facts.origin

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is missing beside the card's own fields, and what is doubtful, in sentences."""
        return (*_gaps(self), *doubts(self.details.facts))


def read(session: Session, ref: Ref, number: int | None = None) -> CardFacts:
    """Return the facts of a version's card.

    Raises:
        UserError: ``models.unknown*``, ``card.unknown_version``, ``project.object_*``.
    """
    card = model_cards.show(session, ref, number)
    details = models.details_of(session, card.version)
    attempts = reproduction.attempts(session, card.version.label)
    return CardFacts(
        card=card,
        details=details,
        data=cards.show(session, f"data:{details.dataset.dataset}"),
        check=rules.last_check(session, f"data:{details.dataset.label}"),
        proof=attempts[0] if attempts else None,
        project=session.info.name,
        made_by=session.actor.name,
        made_at=clock.utc_now(),
    )


def write(session: Session, ref: Ref, path: Path, number: int | None = None) -> Path:
    """Write a version's model card as ``.html``, ``.md`` or ``.pdf``; return where.

    Raises:
        UserError: as :func:`read`; ``card.format`` for another ending; ``project.own_file``,
            ``usage.special_file``, ``environment.*``.
    """
    return sheet_files.write(session, lambda: sheet(read(session, ref, number)), path)


def sheet(facts: CardFacts) -> Sheet:
    """Return the whole card."""
    parts = (_summary, _open, _use, _data, _inputs, _method, _quality, _weakness, _history)
    version, state = facts.card.version, facts.card.state
    stated = "nobody has stated anything yet"
    if state is not None:
        stated = f"what people state is version {state.number} of the card, by {state.actor}"
    about = (
        f"Put together by MLOps Desktop {__version__} for {facts.made_by} on"
        f" {_moment(facts.made_at)} from the project “{facts.project}”; {stated};"
        " everything else is from stored facts."
    )
    blocks = tuple(block for part in parts for block in part(facts))
    return Sheet(f"Model card: {version.label}", about, blocks)


def _rows(details: VersionDetails) -> str:
    """Return which rows a version was judged on."""
    return details.judged_on if details.version.is_imported else "held-out rows"


def _summary(facts: CardFacts) -> Iterator[Block]:
    version, details, card = facts.card.version, facts.details, facts.card.card
    proof = "not tried yet"
    if facts.proof is not None and facts.proof.kept is not None:
        proof = f"{facts.proof.verdict.words} on {_moment(facts.proof.kept.at)}"
    deciding = metric(version.metric)
    value = f"{_number(version.value)}{_range(version.low, version.high)} on {_rows(facts.details)}"
    yield Table(
        (),
        (
            ("Predicts", purpose(details.facts.signature.task, details.spec.target)),
            ("Method", algorithm(version.algorithm).title),
            (deciding.title, value),
            ("Stage", str(version.stage)),
            ("Owner", card.owner or NOT_STATED),
            ("Risk tier", card.risk_tier.words.capitalize()),
            ("Made", f"{_moment(version.created_at)} by {version.created_by}"),
            ("Made again", proof),
            ("Content", f"{version.model_digest} (mlopsd-model-digest/1)"),
        ),
    )


def _open(facts: CardFacts) -> Iterator[Block]:
    missing = facts.card.missing
    stated = (f"Not stated: {in_words(missing)}.",) if missing else ()
    found = (*stated, *_gaps(facts))
    if found:
        yield Heading("Still open")
        yield Bullets(found, "◆")


def _gaps(facts: CardFacts) -> Iterator[str]:
    dataset = facts.details.dataset
    if facts.origin is not None:
        yield "On which rows it learned, and how, is not known; it may know those it is judged on."
        if facts.origin.are_columns_stated:
            yield "It does not know its columns: whoever imported it named them, in their order."
        if not facts.origin.author:
            yield "Who made it is not stated."
        if not facts.origin.source:
            yield "Where it comes from is not stated."
    if "personal_data" in facts.data.missing:
        yield f"The card of {dataset.dataset} does not say how far it is about people."
    if facts.check is None:
        yield f"{dataset.label} was not checked against rules."
    if not facts.details.facts.slices:
        yield "How well it does on parts of the rows was not measured."
    if facts.proof is None and facts.origin is None:
        yield "Nobody has tried to make it again from what is stored."
    elif facts.proof is not None and not facts.proof.verdict.is_reproduced:
        yield f"The last attempt to make it again ended as {facts.proof.verdict.words}."


def _use(facts: CardFacts) -> Iterator[Block]:
    return use(facts.card.card, doubts(facts.details.facts))


def _data(facts: CardFacts) -> Iterator[Block]:
    details, stated = facts.details, facts.data.card
    data, plan = details.dataset, details.spec.split
    rows = ", ".join(part for part in (plan.share, plan.words) if part)
    if facts.origin is None:
        rows += f"; {counted(plan.folds, 'fold')} on the rest; seed {details.spec.seed}"
    yield Heading("Data")
    size = f"{counted(data.row_count, 'row')}, {counted(data.column_count, 'column')}"
    yield Table(
        (),
        (
            ("Judged on" if facts.origin else "Trained on", f"{data.label}: {size}"),
            ("Content hash (v1)", data.content_hash),
            ("Personal data", stated.personal_data.words.capitalize()),
            ("Licence", stated.licence or NOT_STATED),
            ("Columns left out", ", ".join(details.spec.exclude) or "none"),
            ("Rows judged" if facts.origin else "Held out", rows),
            ("Rules", _ruled(facts.check)),
        ),
    )
    if facts.origin is not None:
        yield from _origin(facts.origin)


def _origin(origin: ModelOrigin) -> Iterator[Block]:
    yield Heading("Where the model comes from")
    yield Table(
        (),
        (
            ("File", f"{origin.file_name}, {origin.size:,} bytes"),
            ("SHA-256", origin.sha256),
            ("What it is", origin.kind),
            ("Written with", origin.library or "not noted in the file"),
            ("Made by", origin.author or NOT_STATED),
            ("Comes from", origin.source or NOT_STATED),
        ),
    )


def _ruled(check: CheckSummary | None) -> str:
    if check is None:
        return "not checked"
    found = check.result
    words = f"{found.passed} held, {found.warned} to look at, {found.blocked} blocking"
    if check.waiver is not None:
        words += f"; waived by {check.waiver.actor}: {check.waiver.reason}"
    return words


def _inputs(facts: CardFacts) -> Iterator[Block]:
    signature, steps = facts.details.facts.signature, facts.details.facts.steps
    yield Heading("Inputs and steps")
    shown = signature.inputs[:MOST_ROWS]
    yield Table(
        ("Column", "Type", "Seen in training", "May be missing"),
        tuple(
            (item.name, item.type, _seen(item), "yes" if item.may_be_missing else "no")
            for item in shown
        ),
    )
    if len(signature.inputs) > len(shown):
        yield Paragraphs(f"… and {len(signature.inputs) - len(shown):,} more columns.", True)
    alike: dict[tuple[str, str], list[str]] = {}
    for step in steps:
        words = step.operation.replace("_", " "), step.detail
        alike.setdefault(words, []).extend(step.columns)
    rows = tuple((operation, _named(names), detail) for (operation, detail), names in alike.items())
    yield Heading("From columns to features", 3)
    yield Table(("Step", "Columns", "Detail"), rows[:MOST_ROWS])


def _seen(item: FieldSignature) -> str:
    if item.categories:
        return f"{counted(len(item.categories), 'category', 'categories')}"
    if item.low is None or item.high is None:
        return "–"
    low, high = (_number(v) if isinstance(v, float) else str(v) for v in (item.low, item.high))
    return f"{low} to {high}"


def _named(names: list[str]) -> str:
    unique = list(dict.fromkeys(names))
    more = len(unique) - _MOST_NAMED
    return ", ".join(unique[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _method(facts: CardFacts) -> Iterator[Block]:
    details = facts.details
    chosen, environment = algorithm(details.version.algorithm), details.environment
    yield Heading("How it learned")
    yield Paragraphs(f"{chosen.title}. {chosen.plain}")
    if details.facts.parameters:
        yield Table(("Parameter", "Value"), details.facts.parameters)
    tried = len(details.facts.trials)
    if tried:
        yield Paragraphs(f"Chosen from {counted(tried, 'set')} of parameters.")
    versions = dict(environment.packages)
    yield Paragraphs(
        f"{environment.system}, Python {environment.python},"
        f" scikit-learn {versions.get('scikit-learn', 'unknown')},"
        f" MLOps Desktop {environment.app}.",
        is_quiet=True,
    )


def _quality(facts: CardFacts) -> Iterator[Block]:
    found, signature = facts.details.facts, facts.details.facts.signature
    yield Heading("How well it does")
    yield Table(
        ("Metric", "Measured on", "Value", "95 % interval"),
        tuple(
            (
                metric(item.name).title,
                _rows(facts.details) if item.split is Split.HOLDOUT else _SPLITS[item.split],
                _number(item.value),
                _range(item.low, item.high).strip(" ()"),
            )
            for item in found.metrics
        ),
        numbers=(2, 3),
    )
    yield Paragraphs(" ".join(range_words(found, _number)), is_quiet=True)
    if signature.task is Task.ANOMALY and signature.threshold is not None:
        yield Paragraphs(
            f"A row is called unusual from a score of {_number(signature.threshold)} on. Agreement "
            "says that the ranking does not depend on which rows were learned from, not that it is "
            "right."
        )
    elif signature.threshold is not None:
        yield Paragraphs(
            f"The answer is “{signature.positive}” from a probability of"
            f" {_number(signature.threshold)} on."
        )
    if found.importances:
        ranked = sorted(found.importances, key=lambda item: -item.value)[:10]
        yield Heading("What it leans on", 3)
        title = f"{metric(facts.card.version.metric).short} worse without"
        yield Table(
            ("Column", title, "95 % interval"),
            tuple(
                (item.column, _number(item.value), _range(item.low, item.high).strip(" ()"))
                for item in ranked
            ),
            numbers=(1, 2),
        )


def _weakness(facts: CardFacts) -> Iterator[Block]:
    version = facts.details.facts
    yield from _slices(version)
    yield from groups(version.fairness, version.signature.positive or "")


def _slices(version: VersionFacts) -> Iterator[Block]:
    found = sorted(version.slices, key=lambda item: not item.is_weak)[:MOST_ROWS]
    if not found:
        return
    yield Heading("On parts of the rows")
    yield Paragraphs(
        "▲ marks parts that are clearly worse than the rest, allowing for how many were looked at "
        "(Holm, 5 %)."
    )
    yield Table(
        ("Part", "Rows", "Metric", "Value", "Gap to all other rows", ""),
        tuple(
            (
                f"{item.column}: {item.name}",
                f"{item.rows:,}",
                metric(item.metric).short,
                f"{_number(item.value)}{_range(item.low, item.high)}",
                f"{_number(item.gap)}{_range(item.gap_low, item.gap_high)}",
                "▲ weak" if item.is_weak else "",
            )
            for item in found
        ),
        numbers=(1, 3, 4),
    )


def _history(facts: CardFacts) -> Iterator[Block]:
    details = facts.details
    used = counted(len(details.predictions), "prediction batch", "prediction batches")
    yield Heading("History")
    yield Paragraphs(
        f"Used for {used}, watched in {counted(len(details.reports), 'monitor report')}."
    )
    moves = [event for event in details.history if event.from_stage is not None]
    if moves:
        yield Table(
            ("When", "Move", "By", "Reason"),
            tuple(
                (_moment(e.at), f"{e.from_stage} → {e.to_stage}", e.actor, e.reason) for e in moves
            ),
        )
    if facts.card.states:
        yield Heading("The card", 3)
        yield Table(
            ("Version", "When", "By", "Why"),
            tuple(
                (str(item.number), _moment(item.at), item.by, item.why or "–")
                for item in facts.card.states
            ),
        )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(' ', 'minutes')} UTC"


def _number(value: float) -> str:
    if not math.isfinite(value):
        return "–"
    return (f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}").replace("-", "−")


def _range(low: float | None, high: float | None) -> str:
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return f" ({_number(low)} to {_number(high)})"
