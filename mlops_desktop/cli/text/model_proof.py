"""Reproductions, health and model cards in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mlops_desktop.cli.text.plain import duration, local, safe
from mlops_desktop.cli.text.table import facts, headings, table

if TYPE_CHECKING:
    from mlops_desktop.services.health import VersionHealth
    from mlops_desktop.services.model_cards import ModelCardView
    from mlops_desktop.services.reproduction import ReproductionResult

_VERDICT_MARKS = {"identical": "●", "equivalent": "●", "different": "▲", "not_possible": "◆"}
_HEALTH_MARKS = {"same": "●", "new": "○", "stale": "◆", "differs": "▲"}


def reproduction(found: ReproductionResult) -> Iterator[str]:
    """Yield how far a version came out the same when it was trained again."""
    yield f"{_VERDICT_MARKS[found.verdict]} {safe(found.headline)}"
    for detail in found.details:
        yield f"  {safe(detail)}"
    retrained = found.evidence.found
    pairs = [("Kept as", f"log entry {found.entry}" if found.entry else "")]
    if retrained is not None:
        pairs = [
            ("Model then", retrained.digest_before),
            ("Model now", retrained.digest_now),
            ("Took", duration(retrained.seconds)),
            *pairs,
        ]
    yield from facts(pairs)


def health(found: Sequence[VersionHealth], problems: Sequence[str] = ()) -> Iterator[str]:
    """Yield per staged version whether it still answers the same, and which could not be asked."""
    yield from (f"▲ {safe(problem)}" for problem in problems)
    if not found:
        yield "○ No version is in staging or production."
        return
    yield from table(
        headings("Version", "Stage", "Health", "Checked"),
        [
            (
                item.version.label,
                str(item.version.stage),
                f"{_HEALTH_MARKS[item.state]} {item.words}",
                local(item.checked_at) if item.checked_at else "never",
            )
            for item in found
        ],
    )
    for item in found:
        if item.upgraded:
            named = ", ".join(f"{name} {old} → {new}" for name, old, new in item.upgraded)
            yield f"◆ {item.version.label}: {safe(named)}"
    if any(item.is_due and item.state != "new" for item in found):
        yield "  Ask them again: mlops-desktop model health --check"


def stated(view: ModelCardView) -> Iterator[str]:
    """Yield what a card states after it was changed, and what is missing."""
    from mlops_desktop.core.model_card import in_words

    number = view.state.number if view.state else 0
    yield f"● The card of {view.version.label} is version {number}."
    if view.missing:
        yield f"◆ Not stated: {in_words(view.missing)}."
