"""The form of a message: what happened, the next step, the exit code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mlops_desktop.core.exit_code import ExitCode

_MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class Message:
    """Words for one code; ``{name}`` stands for a fact of that name.

    Attributes:
        what: what happened and where.
        hint: what to do next.
        exit_code: what a command answers.
    """

    what: str
    hint: str = ""
    exit_code: ExitCode = ExitCode.INPUT

    def text(self, facts: Mapping[str, object]) -> str:
        """Return what happened, with the facts filled in."""
        return _filled(self.what, facts)

    def next_step(self, facts: Mapping[str, object]) -> str:
        """Return the next step, with the facts filled in."""
        return _filled(self.hint, facts)

    def whole(self, facts: Mapping[str, object]) -> str:
        """Return what happened and the next step in one line."""
        return f"{self.text(facts)} {self.next_step(facts)}".strip()


def first_names(names: Iterable[str]) -> str:
    """Return the names to choose among; of more than 20 the first ones and “…”."""
    known = list(names)
    return ", ".join([*known[:_MOST_NAMES], *(["…"] if len(known) > _MOST_NAMES else [])])


def _filled(words: str, facts: Mapping[str, object]) -> str:
    """Return the words with the facts; after a list cut short (“a, b, …”) no full stop follows."""
    text = words.format_map(_Facts(facts))
    return text[:-1] if text.endswith(", ….") else text


class _Facts(dict[str, object]):
    """Facts where an absent one shows as an ellipsis instead of a second error."""

    def __missing__(self, key: str) -> str:
        return "…"
