"""What people state in the fields of a card, before it is stored."""

from __future__ import annotations

from collections.abc import Mapping

from mlops_desktop.core.errors import UserError

LONGEST = 20_000
"""Characters of one field."""


def checked(field: str, text: str, called: Mapping[str, str]) -> str:
    """Return a field's text as it is stored, without space around it.

    Args:
        called: what each field that there is is called in a sentence.

    Raises:
        UserError: ``card.unknown_field``, ``card.characters``, ``card.too_long``.
    """
    if field not in called:
        raise UserError("card.unknown_field", field=field[:100], fields=", ".join(called))
    text = text.strip()
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UserError("card.characters", field=called[field]) from error
    if len(text) > LONGEST:
        raise UserError("card.too_long", field=called[field], length=len(text), limit=LONGEST)
    return text
