from __future__ import annotations

import math
import shutil
import threading
from collections import namedtuple
from datetime import UTC, datetime

import pytest

from mlops_desktop.core.audit import FieldChange, Subject
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import RunStatus
from mlops_desktop.storage import sqlite
from mlops_desktop.storage.records import NewTraining

MODEL = Subject("model", "", "demand")


def test_a_change_and_its_log_entry_come_together(project, ana):
    before = datetime.now(UTC)
    with project.tx("model.create", MODEL, "we need forecasts") as tx:
        model = tx.add_model("demand", Task.REGRESSION, "rentals", "mae")
        tx.subject = Subject("model", model.id, model.name)
    entry = project.log.entry(tx.entry)
    assert entry.seq == project.log.head().seq == 2
    assert entry.actor == ana
    assert (entry.action, entry.why, entry.outcome) == ("model.create", "we need forecasts", "ok")
    assert entry.subject == Subject("model", model.id, "demand")
    assert before <= entry.at <= datetime.now(UTC)
    assert entry.at == model.created_at
    assert {(c.column, c.old, c.new) for c in entry.changes} == {
        ("id", None, model.id),
        ("name", None, "demand"),
        ("task", None, "regression"),
        ("target", None, "rentals"),
        ("deciding_metric", None, "mae"),
        ("created_at", None, entry.changes[0].new),
    }


def test_an_update_is_logged_with_the_old_value_and_the_new(project, life):
    model = life.model()
    with project.tx("model.rename", MODEL) as tx:
        tx.rename("model", model.id, "rentals")
    assert project.log.entry(tx.entry).changes == (
        FieldChange("model", model.id, "update", "name", "demand", "rentals"),
    )


def test_bringing_something_back_logs_what_was_taken_away(project, life):
    model = life.model()
    with project.tx("model.archive", MODEL) as tx:
        tx.hide("model", model.id, "by mistake")
    with project.tx("model.restore", MODEL) as tx:
        tx.restore("model", model.id)
    changes = project.log.entry(tx.entry).changes
    assert {(c.operation, c.column, c.new) for c in changes} == {
        ("delete", column, None) for column in ("kind", "id", "at", "reason")
    }
    assert "by mistake" in {c.old for c in changes}


def test_when_the_body_raises_nothing_has_happened(project):
    def fail_halfway():
        with project.tx("model.create", MODEL) as tx:
            tx.add_model("demand", Task.REGRESSION, "rentals", "mae")
            raise KeyError("halfway")

    with pytest.raises(KeyError):
        fail_halfway()
    assert project.models.list() == ()
    assert project.log.head().seq == 1
    with project.tx("model.create", MODEL) as tx:  # and the way is free again
        tx.add_model("demand", Task.REGRESSION, "rentals", "mae")


def test_a_transaction_without_changes_leaves_no_entry(project):
    with project.tx("model.look", MODEL) as tx:
        pass
    assert tx.entry == 0
    assert project.log.head().seq == 1


def test_a_refused_action_is_kept_with_its_outcome(project):
    with project.tx("model.promote", MODEL, "hurry", keep=True) as tx:
        tx.outcome = "refused"
    entry = project.log.entry(tx.entry)
    assert (entry.outcome, entry.why, entry.changes) == ("refused", "hurry", ())


def test_a_transaction_inside_another_is_a_defect(project):
    with project.tx("outer", MODEL), pytest.raises(RuntimeError, match="already open"):
        project.tx("inner", MODEL).__enter__()


def test_a_change_without_an_action_cannot_be_made(project):
    def unnamed():
        with project.tx("", MODEL) as tx:
            tx.add_model("demand", Task.REGRESSION, "rentals", "mae")

    with pytest.raises(RuntimeError, match="without an action"):
        unnamed()
    assert project.models.list() == ()


def test_the_database_itself_refuses_to_commit_an_unlogged_change(project, life, raw):
    model = life.model()
    with raw(foreign_keys=True) as connection:
        connection.execute("BEGIN")
        connection.execute("UPDATE model SET name='stolen' WHERE id=?", [model.id])
        with pytest.raises(sqlite.IntegrityError, match="FOREIGN KEY"):
            connection.execute("COMMIT")
        with pytest.raises(sqlite.IntegrityError, match="not logged yet"):
            connection.execute("DELETE FROM change_capture")
        connection.execute("ROLLBACK")
        with pytest.raises(sqlite.IntegrityError, match="FOREIGN KEY"):
            connection.execute("UPDATE model SET name='stolen'")  # its own little transaction
    assert project.models.by_name("demand") == model


def test_an_unlogged_change_forced_in_from_outside_stops_all_writing(project, life, raw):
    model = life.model()
    with raw(foreign_keys=False) as connection:
        connection.execute("UPDATE model SET name='stolen' WHERE id=?", [model.id])
    with pytest.raises(UserError) as caught:
        life.model("another")
    assert caught.value.code == "project.damaged"
    assert "without a log entry" in caught.value.message


def test_the_body_reads_its_own_changes_and_others_do_not(project):
    seen = []
    with project.tx("model.create", MODEL) as tx:
        tx.add_model("demand", Task.REGRESSION, "rentals", "mae")
        assert project.models.by_name("demand") is not None
        other = threading.Thread(target=lambda: seen.append(project.models.by_name("demand")))
        other.start()
        other.join()
    assert seen == [None]


def test_threads_take_turns(project):
    failures = []

    def work(worker):
        try:
            for n in range(10):
                with project.tx("model.create", MODEL) as tx:
                    tx.add_model(f"m{worker}.{n}", Task.REGRESSION, "rentals", "mae")
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            failures.append(error)

    threads = [threading.Thread(target=work, args=[worker]) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(project.models.list()) == 40
    assert project.log.count() == 41


def test_long_text_is_logged_by_its_digest_and_stored_in_full(project, life):
    model = life.model()
    data = life.dataset_version()
    reason = "because " * 40
    with project.tx("model.train", MODEL, reason) as tx:
        training = tx.add_training(NewTraining(model.id, data.id, life.blob, "job"))
        run = tx.add_run(training.id, "forest")
        run = tx.end_run(run.id, RunStatus.FAILED, error=reason)
    assert run.error == reason
    entry = project.log.entry(tx.entry)
    assert entry.why == reason
    logged = {c.new for c in entry.changes if c.column == "error" and c.new}
    assert len(logged) == 1
    assert logged.pop().startswith("sha256:")


def test_what_is_not_a_number_is_stored_and_read_as_such(project, life):
    model = life.model()
    life.dataset_version()
    version = life.version(model, value=math.nan)
    assert math.isnan(project.models.version_by_id(version.id).value)
    assert math.isnan(project.models.metrics(version.id)[0].value)


@pytest.mark.parametrize(
    ("free", "code"), [(20_000, "environment.disk_full"), (1 << 40, "environment.input_output")]
)
def test_too_little_room_for_side_files_is_a_full_disk(tmp_path, monkeypatch, free, code):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(1 << 40, 0, free))
    answer = sqlite.SqliteError("disk I/O error")
    answer.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"
    with pytest.raises(UserError) as caught, sqlite.speaking(tmp_path / "registry.db"):
        raise answer
    assert caught.value.code == code


def test_a_full_disk_is_said_and_nothing_is_lost(project, life):
    life.model()
    pages = project.connection().value("PRAGMA page_count")
    project.connection().run(f"PRAGMA max_page_count={pages}")

    def fill():
        for n in range(1000):
            life.model(f"m{n}")

    with pytest.raises(UserError) as caught:
        fill()
    assert caught.value.code == "environment.disk_full"
    known = len(project.models.list())
    assert project.log.count() == known + 1
    project.connection().run("PRAGMA max_page_count=1000000")
    life.model("after")
    assert len(project.models.list()) == known + 1


def test_protections_cannot_be_lifted_through_an_open_project(project):
    for statement in (
        "DROP TRIGGER audit_log_upd",
        "DROP TABLE audit_log",
        "ALTER TABLE model RENAME TO other",
        "CREATE TABLE mine(x)",
        "PRAGMA writable_schema=ON",
        "PRAGMA foreign_keys=OFF",
        "PRAGMA recursive_triggers=OFF",
        "ATTACH 'other.db' AS other",
    ):
        with pytest.raises(sqlite.SqliteError, match="not authorized"):
            project.connection().run(statement)


def test_a_connection_has_every_protection_on(project):
    value = project.connection().value
    assert value("PRAGMA foreign_keys") == 1
    assert value("PRAGMA recursive_triggers") == 1
    assert value("PRAGMA trusted_schema") == 0
    assert value("PRAGMA mmap_size") == 0
    wal = value("PRAGMA journal_mode") == "wal"
    assert wal == sqlite.WAL_IS_SAFE
    assert value("PRAGMA synchronous") == (2 if wal else 3)


@pytest.mark.parametrize("recursive_triggers", [False, True])
def test_renaming_onto_a_taken_name_replaces_nothing(project, life, raw, recursive_triggers):
    life.model("first")
    life.model("second")
    with (
        raw(recursive_triggers) as connection,
        pytest.raises(sqlite.IntegrityError, match="key exists"),
    ):
        connection.execute("UPDATE OR REPLACE model SET name='first' WHERE name='second'")
    assert [model.name for model in project.models.list()] == ["first", "second"]


def test_names_that_are_taken_are_said_so(project, life):
    life.model("demand")
    other = life.model("other")
    for attempt in (
        lambda tx: tx.add_model("demand", Task.REGRESSION, "y", "mae"),
        lambda tx: tx.rename("model", other.id, "demand"),
    ):

        def write(attempt=attempt):
            with project.tx("try", MODEL) as tx:
                attempt(tx)

        with pytest.raises(UserError) as caught:
            write()
        assert caught.value.code == "project.name_taken"
        assert "demand" in caught.value.message


def test_time_in_the_log_never_runs_backwards_and_a_clock_set_back_is_noted(project, monkeypatch):
    before = project.log.entries(limit=1)[0].at
    past = before.replace(year=2001)
    monkeypatch.setattr("mlops_desktop.core.clock.utc_now", lambda: past)
    with project.tx("data.import", Subject("dataset", "", "bikes")) as tx:
        tx.add_dataset("bikes")
    newest = project.log.entries(limit=1)[0]
    assert newest.at == before
    body = project.connection().value("SELECT body FROM audit_log ORDER BY seq DESC LIMIT 1")
    assert b'"clock":"2001-' in body
