"""Dataset cards in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlops_desktop.cli.text.plain import local, safe
from mlops_desktop.cli.text.table import facts
from mlops_desktop.core.card import FIELDS
from mlops_desktop.core.wording import counted

if TYPE_CHECKING:
    from mlops_desktop.services.cards import CardView

_LONG = ("description", "source", "collection", "intended_use", "limits")


def card(view: CardView) -> Iterator[str]:
    """Yield what a card states, what is missing, what facts speak for, what is overdue."""
    from mlops_desktop.core.card import in_words

    name, stated = view.dataset.name, view.card
    if view.version is None:
        yield f"○ Nobody has written a card for {name} yet."
    else:
        yield f"{name}: card version {view.version.number} of {local(view.version.created_at)}"
        yield from facts(
            [
                ("Owner", stated.owner),
                ("Licence", stated.licence),
                ("Personal data", stated.personal_data.words),
                ("Kept until", stated.retention),
            ]
        )
        for field in _LONG:
            yield from _paragraph(FIELDS[field].capitalize(), getattr(stated, field))
    if view.overdue is not None:
        yield f"◆ The day until which it may be kept was {counted(view.overdue, 'day')} ago."
        yield "  Nothing is deleted by itself: decide, then state another day with --reason."
    if view.missing:
        yield f"◆ Not stated: {in_words(view.missing)}."
    if view.suggestion is not None:
        hint = view.suggestion
        yield f"◆ Perhaps {hint.personal_data.words}: {safe(hint.reason)}."
        yield f"  State it: mlops-desktop data card {name} --personal {hint.personal_data}"


def _paragraph(title: str, text: str) -> Iterator[str]:
    if text:
        yield f"  {title}"
        for line in text.splitlines():
            yield f"    {safe(line)}"
