"""Projects as released versions made them, opened by this one: nothing is lost on the way.

``tests/data/projects/format_N.zip`` is a project that the program made while N was its format.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from mlops_desktop.core.audit import Damage, Subject
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.stage import Enforcement, Stage
from mlops_desktop.storage import facts, migrations
from mlops_desktop.storage.project import Project
from mlops_desktop.storage.sqlite import Connection, Mode
from mlops_desktop.storage.verify import verify

PROJECTS = Path(__file__).parents[1] / "data" / "projects"
NOW = migrations.current_format()
OLDER = range(1, NOW)
HEAD_OF_FORMAT_1 = "06ce65dce01f7ee9"
HEAD_OF_FORMAT_2 = "17a5a3148c10049d"

OPEN = """
import sys
from pathlib import Path
from mlops_desktop.core.audit import Actor
from mlops_desktop.storage import birth, migrations
from mlops_desktop.storage.fs import FileSystem
from mlops_desktop.storage.project import Project

point = sys.argv[2]

def wait():
    print("here", flush=True)
    sys.stdin.readline()

def before(owner, name):
    inner = getattr(owner, name)
    def stopped(*arguments, **keywords):
        wait()
        return inner(*arguments, **keywords)
    setattr(owner, name, stopped)

if point == "before the backup":
    before(migrations, "back_up")
elif point == "after the backup":
    before(migrations, "migrate")
elif point == "tables changed":
    before(migrations.triggers, "generate")
elif point == "baseline stored":
    before(migrations.audit_log, "append")
elif point == "before the commit":
    before(migrations.Connection, "commit")
elif point == "after the commit":
    before(birth.manifest, "write")
Project.open(Path(sys.argv[1]), Actor("Ben", "ben", "WS-13"))
"""
POINTS = (
    "before the backup",
    "after the backup",
    "tables changed",
    "baseline stored",
    "before the commit",
    "after the commit",
)


@pytest.fixture
def released(folder):
    """Unpack the project of a format and return its folder."""

    def unpack(number: int = 1, place: Path = folder) -> Path:
        with zipfile.ZipFile(PROJECTS / f"format_{number}.zip") as packed:
            packed.extractall(place)
        return place

    return unpack


def rows_of(connection):
    """Return every table's rows as the log writes them."""
    return {
        table: dict(facts.table_rows(connection, table)) for table in facts.table_names(connection)
    }


def rows_at_rest(registry):
    connection = Connection(registry, Mode.AT_REST)
    try:
        return rows_of(connection)
    finally:
        connection.close()


@pytest.mark.parametrize("number", OLDER)
def test_there_is_a_project_of_every_format_that_was_released(number):
    assert (PROJECTS / f"format_{number}.zip").is_file()


@pytest.mark.parametrize("number", OLDER)
def test_every_fact_of_an_older_project_is_there_after_it_was_brought_up(released, ana, number):
    path = released(number)
    before = rows_at_rest(path / "registry.db")
    with Project.open(path, ana) as project:
        assert project.info.format == NOW
        after = rows_of(project.connection())
        found = verify(project)
    assert found.is_sound, found.problems
    (baseline,) = after["object_ref"].keys() - before["object_ref"].keys()
    assert baseline.startswith("migration|")
    del after["object_ref"][baseline]
    assert {table: after[table] for table in before} == before
    assert not any(rows for table, rows in after.items() if table not in before)
    assert json.loads((path / "project.mlopsd").read_text())["format"] == NOW


@pytest.mark.parametrize("number", OLDER)
def test_the_backup_is_the_older_project_and_can_take_its_place(released, tmp_path, ana, number):
    path = released(number)
    before = rows_at_rest(path / "registry.db")
    Project.open(path, ana).close()
    (backup,) = (path / "backups").iterdir()
    assert backup.name.startswith(f"registry-format{number}-")
    assert rows_at_rest(backup) == before
    again = released(number, tmp_path / "again")
    (again / "registry.db").write_bytes(backup.read_bytes())
    with Project.open(again, ana) as project:
        assert verify(project).is_sound


def test_a_life_under_format_1_reads_as_it_was_lived(released, ana):
    with Project.open(released(1), ana) as project:
        assert [d.name for d in project.datasets.list()] == [
            "demand_predictions",
            "more",
            "rentals",
        ]
        rentals = project.datasets.newest(project.datasets.by_name("rentals").id)
        assert (rentals.label, rentals.row_count, rentals.column_count) == ("rentals@1", 500, 15)
        assert [event.identical for event in project.datasets.imports(rentals.id)] == [False, True]
        model = project.models.by_name("demand")
        (shown,) = project.models.versions(model.id)
        hidden = project.models.versions(model.id, include_hidden=True)[-1]
        assert (shown.label, shown.stage, shown.algorithm) == (
            "demand@2",
            Stage.PRODUCTION,
            "linear",
        )
        assert hidden.is_hidden
        assert [e.to_stage for e in project.stages.history(model.id)][:2] == [
            Stage.PRODUCTION,
            Stage.STAGING,
        ]
        assert project.stages.policy(model.id).threshold == 60.0
        (batch,) = project.predictions.all()
        assert (batch.model_version_id, batch.row_count) == (shown.id, 200)
        (report,) = project.reports.all()
        assert project.objects.read(report.report_object).startswith(b"{")
        assert project.log.entry(13).leaf.startswith(HEAD_OF_FORMAT_1)


def test_a_life_under_format_2_reads_as_it_was_lived(released, ana):
    with Project.open(released(2), ana) as project:
        made = project.datasets.newest(project.datasets.by_name("rentals_day").id)
        (run,) = project.transformations.by_output(made.id)
        assert run.rows_out == made.row_count
        assert [item.alias for item in run.inputs] == ["rentals@1"]
        rentals = project.datasets.by_name("rentals")
        assert [card.number for card in project.cards.versions(rentals.id)] == [2, 1]
        newest = project.datasets.newest(rentals.id)
        assert project.contracts.newest_check(newest.id) is not None
        version = project.models.newest(project.models.by_name("demand").id)
        assert (version.label, version.stage) == ("demand@2", Stage.PRODUCTION)
        policy = project.stages.policy(version.model_id)
        assert (policy.threshold, policy.number) == (500.0, 1)
        assert (policy.reproduced_gate, policy.card_gate) == (Enforcement.OFF, Enforcement.OFF)
        assert project.model_cards.newest(version.id) is None
        assert project.reproductions.of_version(version.id) == ()
        assert project.log.entry(20).leaf.startswith(HEAD_OF_FORMAT_2)


def test_the_entry_of_a_migration_says_what_happened_to_which_tables(released, ana):
    with Project.open(released(1), ana) as project:
        (entry,) = project.log.entries(action="project.migrate")
        assert entry.seq == 14
        assert entry.why.startswith("format 1 to 3; backup registry-format1-")
        body = json.loads(
            project.connection().value("SELECT body FROM audit_log WHERE seq=?", [entry.seq])
        )
    told = body["migration"]
    assert (told["from"], told["to"]) == ("1", "3")
    assert {table: told["after"][table] for table in told["before"]} == told["before"]
    added = set(told["after"]) - set(told["before"])
    assert added == {
        "recipe",
        "recipe_version",
        "transformation",
        "transformation_input",
        "rule_set_version",
        "rule_check",
        "waiver",
        "dataset_card_version",
        "model_card_version",
        "reproduction",
    }


def test_an_older_project_goes_on_with_what_is_new(released, ana, live):
    path = released(1)
    with Project.open(path, ana) as project:
        life = live(project)
        rentals = project.datasets.newest(project.datasets.by_name("rentals").id)
        made = life.dataset_version("daily", "d")
        recipe = life.recipe()
        life.transformation(recipe, rentals, made)
        life.governed(rentals)
        life.proven(project.models.newest(project.models.by_name("demand").id))
        with project.tx("restore", Subject("model", "", "demand")) as tx:
            hidden = project.models.versions(
                project.models.by_name("demand").id, include_hidden=True
            )[-1]
            tx.restore("model_version", hidden.id)
            tx.hide("recipe", recipe.recipe_id, "tried out")
        assert verify(project).is_sound
    with Project.open(path, ana, read_only=True) as project:
        assert verify(project).is_sound
        assert len(list((path / "backups").iterdir())) == 1


def test_looking_only_says_what_to_do_and_touches_nothing(released, ana):
    path = released(1)
    before = {file: file.read_bytes() for file in path.rglob("*") if file.is_file()}
    with pytest.raises(UserError) as caught:
        Project.open(path, ana, read_only=True)
    assert caught.value.code == "project.needs_upgrade"
    assert {file: file.read_bytes() for file in path.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize("number", OLDER)
def test_an_older_project_is_verified_as_it_is_and_stays_so(released, ana, number):
    path = released(number)
    before = {file: file.read_bytes() for file in path.rglob("*") if file.is_file()}
    with Project.open_as_it_is(path, ana) as project:
        found = verify(project)
        assert project.info.format == number
        assert found.head == project.log.head().leaf
    assert found.is_sound, found.problems
    assert found.facts > 0
    assert {file: file.read_bytes() for file in path.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize("number", OLDER)
def test_damage_to_an_older_project_is_found_without_bringing_it_up(released, ana, number, raw):
    path = released(number)
    with raw() as connection:
        (sql,) = connection.execute(
            "SELECT sql FROM sqlite_schema WHERE name='metric_upd'"
        ).fetchone()
        connection.execute("DROP TRIGGER metric_upd")
        connection.execute("UPDATE metric SET value=0.5 WHERE name='mae'")
        connection.execute(sql)
        connection.execute("DROP TRIGGER metric_del")
    with Project.open_as_it_is(path, ana) as project:
        found = {(problem.damage, problem.where.split()[0]) for problem in verify(project).problems}
    assert found == {(Damage.FACT_CHANGED, "metric"), (Damage.SCHEMA, "trigger")}


def test_a_project_that_says_it_is_older_than_its_log_tells_is_not_sound(released, ana, raw):
    path = released(1)
    Project.open(path, ana).close()
    with raw() as connection:
        connection.execute("PRAGMA user_version=1")
    with Project.open_as_it_is(path, ana) as project:
        details = [problem.detail for problem in verify(project).problems]
    assert "its header says format 1, the log 3" in details


def test_a_fault_at_any_write_leaves_an_older_project_that_opens(released, tmp_path, ana, faulty):
    probe = faulty()
    Project.open(released(1, tmp_path / "probe"), ana, files=probe).close()
    assert len(probe.calls) > 5
    for n in range(1, len(probe.calls) + 1):
        path = released(1, tmp_path / f"{n}")
        with pytest.raises(UserError) as caught:
            Project.open(path, ana, files=faulty(n))
        assert caught.value.code == "environment.disk_full"
        with Project.open(path, ana) as project:
            assert len(project.log.entries(action="project.migrate")) == 1
            assert verify(project).is_sound


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_a_program_killed_while_it_brings_a_project_up_loses_nothing(released, ana, child, point):
    path = released(1)
    before = rows_at_rest(path / "registry.db")
    process = child(OPEN, path, point)
    assert process.stdout.readline() == "here\n", process.communicate()[1]
    process.kill()
    process.wait()
    with Project.open(path, ana) as project:
        assert project.info.format == NOW
        assert len(project.log.entries(action="project.migrate")) == 1
        found = verify(project)
        after = rows_of(project.connection())
    assert found.is_sound, found.problems
    assert after["model_version"] == before["model_version"]
    assert after["hidden"] == before["hidden"]


@pytest.mark.slow
def test_of_two_programs_that_open_an_older_project_one_brings_it_up(released, ana, child):
    path = released(1)
    slow = child(OPEN, path, "tables changed")
    assert slow.stdout.readline() == "here\n", slow.communicate()[1]
    other = child(OPEN, path, "nowhere")
    slow.stdin.write("\n")
    slow.stdin.flush()
    assert slow.communicate()[1] == ""
    assert other.communicate()[1] == ""
    assert (slow.returncode, other.returncode) == (0, 0)
    with Project.open(path, ana) as project:
        assert len(project.log.entries(action="project.migrate")) == 1
        assert verify(project).is_sound
