"""Checked expressions as SQL of the table engine.

:func:`to_sql` writes it from the typed tree alone: texts are quoted, columns are the identifiers it
is given, and nothing that a person wrote stands in it unquoted. :mod:`writer` knows the operators,
:mod:`functions` the functions, :mod:`pieces` what keeps a row from ever stopping the engine.
"""

from __future__ import annotations

from collections.abc import Mapping

from mlops_desktop.core.expressions.typed import Typed


def to_sql(typed: Typed, names: Mapping[str, str]) -> str:
    """Return the SQL expression of a checked expression.

    Its value has the engine's type of ``typed.type``; date-times with a zone are UTC. It never
    fails on a row, and as a condition it is NULL or FALSE for rows that a filter leaves out.

    Args:
        names: the SQL identifier, quoted where it needs to be, of each column by its name.

    Raises:
        UserError: ``expression.pattern`` for a regular expression that the engine refuses.
    """
    from mlops_desktop.data.expressions.writer import write  # the engine is loaded when needed

    return write(typed, names)
