"""The only way to change a registry: one action, its rows and its log entry, or nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from mlops_desktop.core import clock
from mlops_desktop.core.audit import Actor, Subject
from mlops_desktop.core.errors import UserError
from mlops_desktop.storage import audit_log, migrations
from mlops_desktop.storage.audit_log import Draft
from mlops_desktop.storage.sqlite import BUSY_SECONDS, Connection
from mlops_desktop.storage.writing.contracts import ContractWriter
from mlops_desktop.storage.writing.datasets import DatasetWriter
from mlops_desktop.storage.writing.models import ModelWriter
from mlops_desktop.storage.writing.proofs import ProofWriter
from mlops_desktop.storage.writing.recipes import RecipeWriter
from mlops_desktop.storage.writing.uses import ShelfWriter, UseWriter

DONE = "ok"
REFUSED = "refused"


class Transaction(
    DatasetWriter,
    RecipeWriter,
    ContractWriter,
    ModelWriter,
    ProofWriter,
    UseWriter,
    ShelfWriter,
):
    """What the body of ``with project.tx(...) as tx`` writes with.

    Attributes:
        action: what happens, such as ``model.promote``.
        subject: what it happens to; may be set anew once a new thing has its id.
        outcome: ``ok`` or ``refused``; goes into the log entry.
        clock: what the clock said, when that lies before the last entry; None otherwise.
        entry: number of the log entry, once the transaction is committed; 0 when there was
            nothing to write.
    """

    def __init__(
        self, connection: Connection, actor: Actor, at: datetime, *, action: str, why: str
    ) -> None:
        super().__init__(connection, actor, at, why)
        self.action = action
        self.subject = Subject("", "", "")
        self.outcome = DONE
        self.entry = 0
        self.clock: datetime | None = None


class Transactions:
    """Opens transactions, one at a time in this process; SQLite sees to the other processes.

    Args:
        project_id: goes into every entry.
        actor: who acts.

    Attributes:
        logged: how many entries were written here.
    """

    def __init__(self, project_id: str, actor: Actor) -> None:
        self._project_id = project_id
        self._actor = actor
        self.logged = 0
        self._turn = threading.Lock()
        self._holder: int | None = None

    @contextmanager
    def open(
        self, connection: Connection, action: str, subject: Subject, why: str, *, keep: bool
    ) -> Iterator[Transaction]:
        """Run the body in a transaction, then log and commit it; see ``Project.tx``."""
        with self._one_at_a_time():
            connection.begin()
            try:
                _check_ready(connection)
                at, said = _moment(connection)
                transaction = Transaction(connection, self._actor, at, action=action, why=why)
                transaction.clock = said
                transaction.subject = subject
                yield transaction
                if keep or _has_changes(connection):
                    transaction.entry = audit_log.append(connection, self._draft(transaction))
                    connection.commit()
                    self.logged += 1
            finally:
                # After a commit there is nothing to undo; after anything else nothing may stay.
                connection.rollback()

    @property
    def is_idle(self) -> bool:
        """Whether no transaction is open."""
        return self._holder is None

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        if self._holder == threading.get_ident():
            raise RuntimeError("a transaction is already open in this thread")
        if not self._turn.acquire(timeout=BUSY_SECONDS):
            raise UserError("environment.locked", seconds=round(BUSY_SECONDS))
        self._holder = threading.get_ident()
        try:
            yield
        finally:
            self._holder = None
            self._turn.release()

    def _draft(self, transaction: Transaction) -> Draft:
        if not transaction.action:
            raise RuntimeError("a change without an action cannot be logged")
        return Draft(
            project_id=self._project_id,
            at=transaction.at,
            actor=transaction.actor,
            action=transaction.action,
            subject=transaction.subject,
            why=transaction.why,
            outcome=transaction.outcome,
            clock=transaction.clock,
        )


def _moment(connection: Connection) -> tuple[datetime, datetime | None]:
    """Return the time of an entry, and what the clock said where that is earlier.

    Time in the log never runs backwards, so that every past state can be told; a clock that was
    set back is written down beside it.
    """
    now = clock.utc_now()
    last = connection.value("SELECT at FROM audit_index ORDER BY seq DESC LIMIT 1")
    if last is None or clock.from_text(last) <= now:
        return now, None
    return clock.from_text(last), now


def _has_changes(connection: Connection) -> bool:
    return connection.value("SELECT 1 FROM change_capture LIMIT 1") is not None


def _check_ready(connection: Connection) -> None:
    """Refuse to write into a registry that moved on, or that something else has changed."""
    found = connection.value("PRAGMA user_version")
    if found != migrations.current_format():
        raise UserError(
            "project.newer",
            path=connection.path,
            found=found,
            known=migrations.current_format(),
        )
    if _has_changes(connection):
        raise UserError(
            "project.damaged",
            path=connection.path,
            reason="another program changed it without a log entry",
        )
