"""What every rule is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.parameter import Kind, Parameter, about, parameters_of


class RuleSeverity(StrEnum):
    """What a failed rule does."""

    WARN = "warn"
    """It is told."""
    BLOCK = "block"
    """The version cannot be trained on without a waiver."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that must be true. Each kind is a frozen dataclass; its fields are parameters.

    Attributes:
        kind: its name in JSON.
        title: what a menu calls it.
        summary: what it asks, in one or two sentences, for the help.
        types: the column types it can be checked on; empty: any.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str]
    types: ClassVar[tuple[ColumnType, ...]] = ()

    severity: RuleSeverity = field(
        default=RuleSeverity.WARN,
        kw_only=True,
        metadata=about(
            Kind.CHOICE, "When it fails", "Whether it warns, or blocks training on the version."
        ),
    )

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        """Return what can be set, in the order of a form: the severity last."""
        first, *others = parameters_of(cls)
        return (*others, first)

    def words(self) -> str:
        """Return what must be true, as a person would say it, without a full stop."""
        return self.title

    def named(self) -> tuple[str, ...]:
        """Return the columns it names, which must be there."""
        return tuple(
            str(name)
            for parameter in self.parameters()
            if parameter.kind in (Kind.COLUMN, Kind.COLUMNS)
            for name in _as_tuple(getattr(self, parameter.name))
        )

    def objection(self) -> str:
        """Return why the parameters make no rule, as a part of a sentence; "" when they do."""
        for parameter in self.parameters():
            reason = _objection(getattr(self, parameter.name), parameter)
            if reason:
                return reason
        return self.contradiction()

    def contradiction(self) -> str:
        """Return how the parameters contradict each other; "" when they do not."""
        return ""


def require_sound(rule: Rule, number: int) -> None:
    """Refuse a rule that makes no sense.

    Raises:
        UserError: ``rules.parameter`` naming the rule by number.
    """
    reason = rule.objection()
    if reason:
        raise UserError("rules.parameter", number=number, title=rule.title, reason=reason)


def _objection(value: object, parameter: Parameter) -> str:
    label = parameter.label
    if parameter.is_required and value in ((), "", None):
        return f"“{label}” is not given"
    if any("\0" in text for text in _texts(value)):
        return f"“{label}” holds a character that is no text"
    if isinstance(value, tuple) and len(set(map(repr, value))) < len(value):
        return f"“{label}” names something twice"
    for number in _as_tuple(value):
        if isinstance(number, float) and not math.isfinite(number):
            return f"“{label}” must be a number"
    if parameter.kind is Kind.NUMBER and isinstance(value, int | float):
        low, high = parameter.low, parameter.high
        if (low is not None and value < low) or (high is not None and value > high):
            ends = f"from {low:g} on" if high is None else f"from {low or 0:g} to {high:g}"
            return f"“{label}” must be {ends}"
    return ""


def _as_tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _texts(value: object) -> Iterator[str]:
    for item in _as_tuple(value):
        if isinstance(item, str):
            yield item


def said(value: object) -> str:
    """Return a value as a person writes it: 5, 0.25, true, “north”."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:,.15g}"
    if isinstance(value, int):
        return f"{value:,}"
    text = str(value)
    return text if moment_of(text) is not None else f"“{text}”"


def moment_of(text: str) -> date | None:
    """Return the date or date-time an ISO text says, None when it says none."""
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(text)
        except ValueError:
            continue
    return None


def percent(value: float) -> str:
    """Return “5 %”."""
    return f"{value:.6g} %"
