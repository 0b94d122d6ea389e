"""What a model card says about its use and its limits: as stated, and what facts make doubtful."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlops_desktop.core.model import VersionFacts
from mlops_desktop.core.model_card import ModelCard
from mlops_desktop.core.sheet import Block, Bullets, Heading, Paragraphs
from mlops_desktop.core.too_good import too_good
from mlops_desktop.services.sheet_text import NOT_STATED


def doubts(facts: VersionFacts) -> tuple[str, ...]:
    """Return what should be asked about a version, in sentences."""
    found = too_good(facts)
    return () if found is None else (found.sentence,)


def use(card: ModelCard, doubtful: Sequence[str]) -> Iterator[Block]:
    """Yield what is stated about use, limits and harm; what is doubtful stands under the limits."""
    for title, text in (
        ("Intended use", card.intended_use),
        ("Out-of-scope use", card.out_of_scope),
        ("Limits", card.limits),
        ("Ethical notes", card.ethics),
    ):
        yield Heading(title)
        yield Paragraphs(text or NOT_STATED, is_quiet=not text)
        if title == "Limits" and doubtful:
            yield Bullets(tuple(doubtful), "○")
