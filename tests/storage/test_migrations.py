"""From one format to the next: nothing is lost, the log tells of it, and a way back is kept."""

from __future__ import annotations

import shutil

import pytest

from mlops_desktop.core.audit import Damage, Subject
from mlops_desktop.core.errors import UserError
from mlops_desktop.storage import migrations
from mlops_desktop.storage.project import Project
from mlops_desktop.storage.schema import RULES, Rules
from mlops_desktop.storage.sqlite import Connection, Mode
from mlops_desktop.storage.verify import verify

RELEASED = tuple(migrations.STEPS)
NOW = len(RELEASED)


def add_owner_and_notes(db):
    """The next format, for these tests only: a column with values, a reshaped and a new table."""
    db.execute("ALTER TABLE model ADD COLUMN owner TEXT")
    db.execute("UPDATE model SET owner='nobody yet'")
    db.table("prediction").transform(rename={"issue_rows": "odd_rows"})
    db.execute("CREATE TABLE note(id TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL) STRICT")


def restore_the_old_name(db):
    """The format after that, for these tests only."""
    db.table("prediction").transform(rename={"odd_rows": "issue_rows"})


def fail(db):
    """A step that breaks in the middle."""
    db.execute("DROP TABLE hidden")
    raise ArithmeticError("a defect in a migration")


@pytest.fixture
def old(whole_folder, folder):
    shutil.copytree(whole_folder, folder)
    return folder


@pytest.fixture
def with_steps(monkeypatch):
    def use(*steps):
        monkeypatch.setattr(migrations, "STEPS", [*RELEASED, *steps])
        monkeypatch.setitem(RULES, "note", Rules())

    return use


def test_an_older_project_is_brought_up_and_stays_whole(old, ana, with_steps):
    with Project.open(old, ana) as project:
        before = project.log.count()
    with_steps(add_owner_and_notes)
    with Project.open(old, ana) as project:
        assert project.info.format == NOW + 1
        entry = project.log.entry(before + 1)
        assert entry.action == "project.migrate"
        assert entry.why.startswith(f"format {NOW} to {NOW + 1}; backup registry-format{NOW}-")
        assert project.connection().value("SELECT owner FROM model") == "nobody yet"
        assert verify(project).is_sound
        assert f'"format": {NOW + 1}' in (old / "project.mlopsd").read_text()
        # transform() dropped that table's triggers; they are back.
        with pytest.raises(Exception, match="rows never change"):
            project.connection().run("UPDATE prediction SET odd_rows=0")


def test_the_log_goes_on_after_a_migration_and_still_finds_damage(old, ana, with_steps, live, raw):
    with_steps(add_owner_and_notes)
    with Project.open(old, ana) as project:
        live(project).model("fresh")
        with project.tx("model.rename", Subject("model", "", "demand")) as tx:
            tx.rename("model", project.models.by_name("demand").id, "renamed")
        assert verify(project).is_sound
    with raw() as connection:
        (sql,) = connection.execute(
            "SELECT sql FROM sqlite_schema WHERE name='metric_upd'"
        ).fetchone()
        connection.execute("DROP TRIGGER metric_upd")
        connection.execute("UPDATE metric SET value=0.5 WHERE name='mae'")
        connection.execute(sql)
    with Project.open(old, ana, read_only=True) as project:
        found = verify(project)
    assert {problem.damage for problem in found.problems} == {Damage.FACT_CHANGED}
    assert all(problem.where.startswith("metric ") for problem in found.problems)


def test_a_change_slipped_in_before_the_migration_is_found_after_it(old, ana, with_steps, raw):
    with raw() as connection:
        (sql,) = connection.execute(
            "SELECT sql FROM sqlite_schema WHERE name='metric_upd'"
        ).fetchone()
        connection.execute("DROP TRIGGER metric_upd")
        connection.execute("UPDATE metric SET value=0.5 WHERE name='mae'")
        connection.execute(sql)
    with_steps(add_owner_and_notes)
    with Project.open(old, ana) as project:
        (problem,) = verify(project).problems
    assert problem.damage is Damage.LOG_BODY
    assert "metric was not as it says before" in problem.detail


def test_two_steps_at_once_and_two_openings_in_a_row_come_to_the_same(
    old, tmp_path, ana, with_steps
):
    other = tmp_path / "other"
    shutil.copytree(old, other)
    with_steps(add_owner_and_notes, restore_the_old_name)
    Project.open(old, ana).close()
    with_steps(add_owner_and_notes)
    Project.open(other, ana).close()
    with_steps(add_owner_and_notes, restore_the_old_name)
    Project.open(other, ana).close()
    schemas = []
    for path in (old, other):
        with Project.open(path, ana) as project:
            assert verify(project).is_sound
            assert project.info.format == NOW + 2
            schemas.append(migrations.schema_text(project.connection()))
    assert schemas[0] == schemas[1] == migrations.expected_schema()


def test_the_backup_is_the_registry_as_it_was(old, ana, with_steps):
    with Project.open(old, ana) as project:
        head = project.log.head()
        schema = migrations.schema_text(project.connection())
    with_steps(add_owner_and_notes)
    Project.open(old, ana).close()
    (backup,) = (old / "backups").iterdir()
    connection = Connection(backup, Mode.AT_REST)
    assert migrations.found_format(connection) == NOW
    assert migrations.schema_text(connection) == schema
    assert connection.value("SELECT max(seq) FROM audit_log") == head.seq
    connection.close()


def test_a_step_that_breaks_leaves_the_project_as_it_was(old, ana, with_steps, monkeypatch):
    with_steps(add_owner_and_notes, fail)
    with pytest.raises(ArithmeticError):
        Project.open(old, ana)
    monkeypatch.undo()
    with Project.open(old, ana) as project:
        assert project.info.format == NOW
        assert verify(project).is_sound
        assert len(list((old / "backups").iterdir())) == 1


def test_a_fault_at_any_write_of_a_migration_leaves_old_or_new(
    old, tmp_path, ana, with_steps, faulty
):
    with_steps(add_owner_and_notes)
    shutil.copytree(old, tmp_path / "probe")
    probe = faulty()
    Project.open(tmp_path / "probe", ana, files=probe).close()
    assert len(probe.calls) > 5
    for n in range(1, len(probe.calls) + 1):
        path = tmp_path / f"{n}"
        shutil.copytree(old, path)
        with pytest.raises(UserError) as caught:
            Project.open(path, ana, files=faulty(n))
        assert caught.value.code == "environment.disk_full"
        with Project.open(path, ana) as project:
            assert project.info.format == NOW + 1
            assert verify(project).is_sound
            migrated = project.log.entries(action="project.migrate")
            assert len(migrated) == 1


def test_reading_only_does_not_migrate(old, ana, with_steps):
    with_steps(add_owner_and_notes)
    before = (old / "registry.db").read_bytes()
    with pytest.raises(UserError) as caught:
        Project.open(old, ana, read_only=True)
    assert caught.value.code == "project.needs_upgrade"
    assert (old / "registry.db").read_bytes() == before
    assert list((old / "backups").iterdir()) == []


def test_a_project_that_moved_on_takes_nothing_from_an_older_program(old, ana, monkeypatch, live):
    with Project.open(old, ana) as project:
        life = live(project)
        with monkeypatch.context() as newer:
            newer.setattr(migrations, "STEPS", [*migrations.STEPS, add_owner_and_notes])
            newer.setitem(RULES, "note", Rules())
            Project.open(old, ana).close()
        with pytest.raises(UserError) as caught:
            life.model("late")
    assert caught.value.code == "project.newer"


@pytest.mark.parametrize("number", range(1, len(migrations.STEPS) + 1))
def test_every_step_says_what_its_format_is(number):
    step = migrations.STEPS[number - 1]
    assert step.__doc__.startswith(f"Format {number}: ")
