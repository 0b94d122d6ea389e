"""The audit log for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mlops_desktop.core import clock
from mlops_desktop.core.audit import AuditEntry
from mlops_desktop.storage.audit_log import read_entry
from mlops_desktop.storage.reading.repository import Repository
from mlops_desktop.storage.sqlite import Value


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry: its number and leaf (hexadecimal); 0 and "" for an empty log."""

    seq: int
    leaf: str


class Log(Repository):
    """The entries, newest first."""

    def entries(  # noqa: PLR0913, PLR0917 - one optional filter each
        self,
        limit: int = 200,
        before_seq: int | None = None,
        action: str | None = None,
        subject: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> tuple[AuditEntry, ...]:
        """Return entries that pass every filter given.

        Args:
            limit: at most so many.
            before_seq: only older ones, for the next page.
            action: such as ``model.promote``; ending in ``.`` every action that begins so.
            subject: the subject's id or name.
            since: not before that moment.
            until: not after that moment.
        """
        conditions: list[str] = []
        values: list[Value] = []
        for condition, value in (
            ("seq<?", before_seq),
            ("at>=?", None if since is None else clock.to_text(since)),
            ("at<=?", None if until is None else clock.to_text(until)),
        ):
            if value is not None:
                conditions.append(condition)
                values.append(value)
        if action is not None:
            conditions.append("action GLOB ?" if action.endswith(".") else "action=?")
            values.append(f"{action}*" if action.endswith(".") else action)
        # One short query per way to match, each along its own index, instead of a slow OR.
        ways = ["1"] if subject is None else ["subject_id=?", "subject_name=?"]
        branches: list[str] = []
        bound: list[Value] = []
        for way in ways:
            where = " AND ".join([way, *conditions])
            branches.append(
                "SELECT seq FROM (SELECT seq FROM audit_index"
                f" WHERE {where} ORDER BY seq DESC LIMIT ?)"
            )
            bound += [*([] if subject is None else [subject]), *values, limit]
        rows = self._connection().rows(
            f"SELECT body, leaf FROM audit_log WHERE seq IN ({' UNION '.join(branches)})"
            " ORDER BY seq DESC LIMIT ?",
            [*bound, limit],
        )
        return tuple(read_entry(body, leaf) for body, leaf in rows)

    def entry(self, seq: int) -> AuditEntry | None:
        """Return the entry of that number."""
        row = self._connection().row("SELECT body, leaf FROM audit_log WHERE seq=?", [seq])
        return None if row is None else read_entry(*row)

    def head(self) -> Head:
        """Return the newest entry's number and leaf."""
        row = self._connection().row("SELECT seq, leaf FROM audit_log ORDER BY seq DESC LIMIT 1")
        return Head(0, "") if row is None else Head(row[0], row[1].hex())

    def count(self) -> int:
        """Return how many entries there are; they are numbered without gaps."""
        return self.head().seq
