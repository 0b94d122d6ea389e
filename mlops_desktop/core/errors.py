"""Two kinds of trouble: what a person can act on, and a defect of ours.

``UserError`` carries a code and the facts; the words are in :mod:`mlops_desktop.core.messages`,
so that every door says the same sentence. Any other exception is a defect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from mlops_desktop.core.exit_code import ExitCode
from mlops_desktop.core.messages import message_for

__all__ = ["Cancelled", "ExitCode", "NewerUserError", "UserError", "about"]


class UserError(Exception):
    """Something a person can act on.

    Args:
        code: a key of :data:`mlops_desktop.core.messages.MESSAGES`, such as ``data.missing_file``.
        **facts: what the message names (file, row, column, …); plain scalars.
    """

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, object] = facts

    def add(self, **facts: object) -> None:
        """Add facts that whoever raised it did not know; what it knows already stays."""
        self.facts = {**facts, **self.facts}

    @property
    def message(self) -> str:
        """What happened, and where."""
        return message_for(self.code).text(self.facts)

    @property
    def hint(self) -> str:
        """What to do next."""
        return message_for(self.code).next_step(self.facts)

    @property
    def exit_code(self) -> ExitCode:
        """The exit code a command ends with."""
        return message_for(self.code).exit_code

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class NewerUserError(UserError, ValueError):
    """``project.newer_value``: one of a fixed list is meant that is not on ours.

    A newer program has a longer list. It is a ``ValueError``, too: who reads a document knows it
    as one of its faults.
    """


@contextmanager
def about(**facts: object) -> Iterator[None]:
    """Add facts to every refusal from inside, such as the file or table it is about.

    Who finds the trouble often sees a part only: some names, some bytes, a column.
    """
    try:
        yield
    except UserError as error:
        error.add(**facts)
        raise


class Cancelled(Exception):  # noqa: N818 - a wish of the user, not an error
    """The person asked for the work to stop."""
