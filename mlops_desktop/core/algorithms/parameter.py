"""One parameter of a method: what it may be, and what a person's text means."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import Task

ParameterValue = int | float | str


class ParameterKind(StrEnum):
    """What a parameter is: a whole number, a number, one of some words, or names of methods."""

    INTEGER = "integer"
    NUMBER = "number"
    CHOICE = "choice"
    METHODS = "methods"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a method.

    Attributes:
        key: its name in files, on the command line and with a version (scikit-learn's where there
            is one).
        title: its name for people.
        plain: one sentence on what it does.
        default: a number, a choice, or one of ``words``.
        low, high: the range of a number, both included.
        unit: of the number; "" for none.
        is_log: whether it is better varied by factors than by steps.
        choices: the words of a choice.
        words: words accepted instead of a number: ``automatic``, ``unlimited``.
        tasks: the tasks it is for; empty: all of the method's.
    """

    key: str
    title: str
    plain: str
    kind: ParameterKind
    default: ParameterValue
    low: float | None = None
    high: float | None = None
    unit: str = ""
    is_log: bool = False
    choices: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()

    @property
    def range(self) -> str:
        """What it may be, in words: "a whole number from 10 to 2000, or unlimited"."""
        if self.kind is ParameterKind.METHODS:
            options = ["keys of at least two other methods joined by +, such as linear+forest"]
        elif self.kind is ParameterKind.CHOICE:
            options = [", ".join(self.choices)]
        else:
            what = "a whole number" if self.kind is ParameterKind.INTEGER else "a number"
            options = [f"{what} from {self.low:g} to {self.high:g}"]
        return ", or ".join([*options, *self.words])

    def read(self, text: str, method: str) -> ParameterValue:
        """Return what a text means.

        Args:
            method: the method's title, for the refusal.

        Raises:
            UserError: ``training.parameter_value`` naming the parameter and its range.
        """
        found = self._read(text.strip())
        if found is None:
            raise UserError(
                "training.parameter_value",
                parameter=self.key,
                algorithm=method,
                value=text,
                range=self.range,
            )
        return found

    def _read(self, text: str) -> ParameterValue | None:
        if text in self.words or text in self.choices:
            return text
        if self.kind is ParameterKind.METHODS:
            return text if len({*text.split("+")} - {""}) >= 2 else None
        if self.kind is ParameterKind.CHOICE:
            return None
        try:
            number = int(text) if self.kind is ParameterKind.INTEGER else float(text)
        except ValueError:
            return None
        if not math.isfinite(number) or self.low is None or self.high is None:
            return None
        return number if self.low <= number <= self.high else None


def whole(
    key: str, title: str, plain: str, default: ParameterValue, span: tuple[int, int, str]
) -> Parameter:
    """Return a parameter that is a whole number; a default in words is accepted beside it.

    Args:
        span: lowest, highest, unit.
    """
    words = (default,) if isinstance(default, str) else ()
    low, high, unit = span
    kind = ParameterKind.INTEGER
    return Parameter(key, title, plain, kind, default, low, high, unit, high >= 50 * low, (), words)


def number(
    key: str,
    title: str,
    plain: str,
    default: ParameterValue,
    span: tuple[float, float],
) -> Parameter:
    """Return a parameter that is a number; a default in words is accepted beside it."""
    words = (default,) if isinstance(default, str) else ()
    low, high = span
    is_log = low > 0 and high >= 50 * low
    kind = ParameterKind.NUMBER
    return Parameter(key, title, plain, kind, default, low, high, "", is_log, (), words)


def choice(key: str, title: str, plain: str, choices: tuple[str, ...]) -> Parameter:
    """Return a parameter that is one of some words, the first of them by default."""
    return Parameter(key, title, plain, ParameterKind.CHOICE, choices[0], choices=choices)
