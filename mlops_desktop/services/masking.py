"""What looks personal in a version, turned into the step of a recipe that hides it.

A hash, a first letter or last characters are pseudonyms: equal values stay equal, or nearly, and
whoever has the salt, which stands in the recipe, can test guesses. The result stays personal data.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.messages.message import first_names
from mlops_desktop.core.recipes.column_steps import Mask, Masking
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.services import datasets
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session

_SALT_BYTES = 16
_PSEUDONYMS = "What is left are pseudonyms, not anonymous data: "
_GUESSES = {
    Masking.HASH: "whoever has this recipe’s salt can test guesses.",
    Masking.FIRST_LETTER: "first letters and the other columns may still tell who it is.",
    Masking.LAST_FOUR: "last characters and the other columns may still tell who it is.",
}


def mask_step(columns: Sequence[str], how: Masking = Masking.HASH, salt: str | None = None) -> Mask:
    """Return the step that hides some columns, such as those a finding names.

    Args:
        salt: of hashes; None: a new one of 128 random bits.
    """
    if how is not Masking.HASH:
        return Mask(tuple(columns), how)
    return Mask(tuple(columns), how, secrets.token_hex(_SALT_BYTES) if salt is None else salt)


def mask_recipe(
    session: Session,
    ref: Ref,
    columns: Sequence[str] = (),
    how: Masking = Masking.HASH,
    salt: str | None = None,
) -> Recipe:
    """Return a recipe that hides what looks personal in a version.

    Args:
        columns: which; none: all that look personal.
        salt: see :func:`mask_step`.

    Raises:
        UserError: ``recipe.nothing_personal``, ``data.unknown_column``.
    """
    details = datasets.show(session, ref)
    label, known = details.version.label, [column.name for column in details.columns]
    for name in columns:
        if name not in known:
            raise UserError(
                "data.unknown_column", path=label, column=name, columns=first_names(known)
            )
    chosen = tuple(dict.fromkeys(columns)) or details.profile.personal_columns
    if not chosen:
        raise UserError("recipe.nothing_personal", version=label)
    told = _PSEUDONYMS + _GUESSES[how] if how in _GUESSES else "Nothing of the values is left."
    return Recipe("", told, (mask_step(chosen, how, salt),))
