"""The audit log: a hash chain over canonical JSON, written in the transaction it describes.

``body`` holds the exact bytes of an RFC 8785 object with the fields ``v``, ``ws``, ``seq``,
``prev``, ``at``, ``actor``, ``app``, ``action``, ``subject``, ``why``, ``changes``, ``outcome``
(``clock`` where the clock said an earlier time than the entry before, and ``migration`` where a
migration reshaped the tables). ``leaf = SHA-256(0x00 ‖ body)``, as the
leaves of RFC 6962, and ``prev`` is the leaf before. All values are text; verification hashes the
stored bytes and never serialises again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785

from mlops_desktop.core import clock
from mlops_desktop.core.audit import Actor, AuditEntry, FieldChange, Subject
from mlops_desktop.core.version import VERSION
from mlops_desktop.storage.logtext import clean, log_text
from mlops_desktop.storage.sqlite import Connection, Row

ENTRY_VERSION = "1"
FIRST_PREV = bytes(32)


@dataclass(frozen=True, slots=True)
class Draft:
    """What an entry is about, before it has a place in the log."""

    project_id: str
    at: datetime
    actor: Actor
    action: str
    subject: Subject
    why: str
    outcome: str
    migration: Mapping[str, Any] | None = None
    clock: datetime | None = None


def leaf_of(body: bytes) -> bytes:
    """Return SHA-256(0x00 ‖ body): a leaf hash of RFC 6962, section 2.1."""
    return hashlib.sha256(b"\x00" + body).digest()


def append(connection: Connection, draft: Draft) -> int:
    """Drain the captured changes into a new entry; return its number.

    The connection's transaction must be open; nothing is committed here.
    """
    last = connection.row("SELECT seq, leaf FROM audit_log ORDER BY seq DESC LIMIT 1")
    seq, prev = (last[0] + 1, last[1]) if last else (1, FIRST_PREV)
    captured = connection.rows("SELECT tbl, pk, op, col, old, new FROM change_capture ORDER BY id")
    fields = _fields(draft, seq, prev, captured)
    body = rfc8785.dumps(fields)
    connection.insert("audit_log", {"seq": seq, "body": body, "leaf": leaf_of(body), "prev": prev})
    connection.insert("audit_index", index_of(fields))
    if captured:
        connection.run("DELETE FROM change_capture")
    return int(seq)


def _fields(draft: Draft, seq: int, prev: bytes, captured: Iterable[Row]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "v": ENTRY_VERSION,
        "ws": draft.project_id,
        "seq": str(seq),
        "prev": prev.hex(),
        "at": clock.to_text(draft.at),
        "actor": {
            "name": clean(draft.actor.name),
            "os": clean(draft.actor.os_user),
            "host": clean(draft.actor.machine),
        },
        "app": {"v": VERSION},
        "action": draft.action,
        "subject": {
            "kind": draft.subject.kind,
            "id": draft.subject.id,
            "name": clean(draft.subject.name),
        },
        "why": clean(draft.why),
        "changes": _grouped(captured),
        "outcome": draft.outcome,
    }
    if draft.clock is not None:
        fields["clock"] = clock.to_text(draft.clock)
    if draft.migration is not None:
        fields["migration"] = dict(draft.migration)
    return fields


def _grouped(captured: Iterable[Row]) -> list[dict[str, Any]]:
    """Return one object per changed row: table, key, operation, column → [old, new]."""
    groups: list[dict[str, Any]] = []
    for table, key, operation, column, old, new in captured:
        last = groups[-1] if groups else None
        same = last is not None and (last["table"], last["key"], last["op"]) == (
            table,
            key,
            operation,
        )
        # A column twice means the row was changed twice: the second change is a group of its own.
        if last is None or not same or column in last["columns"]:
            last = {"table": table, "key": key, "op": operation, "columns": {}}
            groups.append(last)
        last["columns"][column] = [log_text(old), log_text(new)]
    return groups


def index_of(fields: Mapping[str, Any]) -> dict[str, str | int]:
    """Return the search row of an entry's fields."""
    subject = fields["subject"]
    return {
        "seq": int(fields["seq"]),
        "at": fields["at"],
        "action": fields["action"],
        "subject_kind": subject["kind"],
        "subject_id": subject["id"],
        "subject_name": subject["name"],
        "outcome": fields["outcome"],
    }


def read_entry(body: bytes, leaf: bytes) -> AuditEntry:
    """Return an entry for people from its stored bytes.

    Raises:
        ValueError, KeyError, TypeError: when the bytes are not an entry.
    """
    fields = json.loads(body)
    actor, subject = fields["actor"], fields["subject"]
    return AuditEntry(
        seq=int(fields["seq"]),
        at=clock.from_text(fields["at"]),
        actor=Actor(actor["name"], actor["os"], actor["host"]),
        action=fields["action"],
        subject=Subject(subject["kind"], subject["id"], subject["name"]),
        why=fields["why"],
        outcome=fields["outcome"],
        leaf=leaf.hex(),
        changes=tuple(
            FieldChange(group["table"], group["key"], group["op"], column, old, new)
            for group in fields["changes"]
            for column, (old, new) in group["columns"].items()
        ),
    )
