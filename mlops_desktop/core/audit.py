"""Entries of the audit log and what a verification says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: shown name, account on this machine, machine."""

    name: str
    os_user: str
    machine: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What an action is about."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One changed column of one row: old → new (both as the log's text, None = absent)."""

    table: str
    key: str
    operation: str
    column: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of the log as a person reads it.

    Attributes:
        seq: position, from 1 without gaps.
        leaf: SHA-256 of 0x00 ‖ body, hexadecimal.
        changes: every column the action changed.
    """

    seq: int
    at: datetime
    actor: Actor
    action: str
    subject: Subject
    why: str
    outcome: str
    leaf: str
    changes: tuple[FieldChange, ...] = ()

    @property
    def objects(self) -> tuple[str, ...]:
        """Digests of the objects that it names as evidence."""
        reference = ("object_ref", "object")
        return tuple(c.new for c in self.changes if (c.table, c.column) == reference and c.new)


class Damage(StrEnum):
    """Kinds of trouble a verification can name."""

    LOG_BODY = "log_body"
    LOG_CHAIN = "log_chain"
    LOG_GAP = "log_gap"
    FACT_CHANGED = "fact_changed"
    FACT_MISSING = "fact_missing"
    FACT_UNLOGGED = "fact_unlogged"
    OBJECT_CHANGED = "object_changed"
    OBJECT_MISSING = "object_missing"
    SCHEMA = "schema"
    DATABASE = "database"
    MANIFEST = "manifest"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not verify: what it is, where, and what was expected."""

    damage: Damage
    where: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer of ``verify``.

    Attributes:
        head: leaf of the newest log entry, hexadecimal ("" for an empty log).
        words: the head as four words, easy to compare by eye or telephone.
    """

    entries: int
    facts: int
    objects: int
    bytes_read: int
    head: str
    words: str
    problems: tuple[Problem, ...] = ()
    unreferenced: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.problems
