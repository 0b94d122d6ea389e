"""What every step of a recipe is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from mlops_desktop.core.recipes.parameter import Parameter, parameters_of


class StepProblem(Exception):  # noqa: N818 - becomes a UserError where the step's number is known
    """Why a step cannot be done.

    Args:
        code: a key of the messages, such as ``recipe.unknown_column``.
        **facts: what the message names beside the step.
    """

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Step:
    """One change. Each kind is a frozen dataclass whose fields are its parameters.

    Attributes:
        kind: its name in JSON.
        title: what a menu calls it.
        summary: what it does, in one or two sentences, for the help.
        later: parameters that came after format 1 was in use: they are left out of the JSON where
            they are not given, so that a recipe from before stays the same text.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str]
    later: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        """Return what can be set, in the order of a form."""
        return parameters_of(cls)

    def words(self) -> str:
        """Return what this step does, as a person would say it, without a full stop."""
        return self.title

    def check(self) -> None:
        """Raise ``StepProblem`` when the parameters contradict each other."""

    def tables(self) -> tuple[str, ...]:
        """Return the names of the other tables it reads."""
        return ()


def listed(names: Sequence[str], most: int = 3) -> str:
    """Return “a, b and c”, or “a, b, c and 4 more”."""
    shown = [str(name) for name in names[:most]]
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]])) or "nothing"


def first_repeated(names: Sequence[str]) -> str | None:
    """Return the first name that stands there a second time; None where all differ."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def plain_number(value: float | None) -> str:
    """Return a number without a trailing “.0”."""
    return "none" if value is None else f"{value:.15g}"


def wrong(label: str, reason: str) -> StepProblem:
    """Return the problem of a parameter, by its label."""
    return StepProblem("recipe.parameter", label=label, reason=reason)
