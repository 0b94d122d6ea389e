"""Checked expressions as SQL of the table engine.

``to_sql`` writes it from the typed tree alone: texts are quoted, columns are the identifiers it is
given, and nothing that a person wrote stands in it unquoted. :mod:`writer` knows the operators,
:mod:`functions` the functions, :mod:`pieces` what keeps a row from ever stopping the engine.
"""

from __future__ import annotations

from mlops_desktop.data.expressions.writer import check_patterns, to_sql

__all__ = ["check_patterns", "to_sql"]
