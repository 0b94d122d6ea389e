"""Loads every plan; import :func:`plan` from here."""

from __future__ import annotations

from mlops_desktop.data.recipes import (
    column_plans,
    expression_plans,
    filling,
    grouping_plans,
    joining_plans,
    row_plans,
    text_plans,
    value_plans,
)
from mlops_desktop.data.recipes.planning import plan

MODULES = (
    column_plans,
    expression_plans,
    filling,
    grouping_plans,
    joining_plans,
    row_plans,
    text_plans,
    value_plans,
)
"""What must be loaded so that :func:`plan` knows every kind of step."""

__all__ = ["MODULES", "plan"]
