# ruff: noqa: S608 - damage is done with statements nobody should send

from __future__ import annotations

import json
import os
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlops_desktop.core.audit import Damage
from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.storage import facts
from mlops_desktop.storage.project import Project
from mlops_desktop.storage.schema import RULES
from mlops_desktop.storage.sqlite import WAL_IS_SAFE, SqliteError
from mlops_desktop.storage.verify import verify
from mlops_desktop.storage.words import WORDS, words

TRIGGERLESS = "SELECT name FROM sqlite_schema WHERE type='trigger'"


@pytest.fixture
def forge(whole_folder, folder, raw, ana):
    """Run statements with every protection gone, and put the protections back as they were."""
    shutil.copytree(whole_folder, folder)

    def run(*statements):
        with raw() as connection:
            triggers = connection.execute(
                "SELECT name, sql FROM sqlite_schema WHERE type='trigger'"
            ).fetchall()
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                assert connection.execute(statement).rowcount != 0, statement
            for _, sql in triggers:
                connection.execute(sql)
        with Project.open(folder, ana, read_only=True) as project:
            return verify(project)

    return run


def told(verification):
    return {(problem.damage, problem.where) for problem in verification.problems}


def test_a_sound_project_is_sound_and_its_amounts_are_told(whole):
    found = verify(whole)
    assert found.is_sound
    assert found.entries == whole.log.count()
    assert found.facts == sum(
        whole.connection().value(f"SELECT count(*) FROM {table}") for table in RULES
    )
    assert found.objects == 1
    assert found.bytes_read == len(b"some stored file")
    assert found.head == whole.log.head().leaf
    assert found.words == words(found.head)
    assert found.unreferenced == 0


def test_an_object_nobody_refers_to_is_counted_not_blamed(whole):
    whole.objects.put_bytes(b"left by a crash before the commit")
    found = verify(whole)
    assert found.is_sound
    assert found.unreferenced == 1


def test_progress_is_told_and_a_wish_to_stop_is_heard(whole):
    steps = []
    verify(whole, steps.append)
    phases = {step.phase for step in steps}
    assert {"Checking the database", "Reading the log", "Hashing stored files"} <= phases

    def stop(step):
        if step.phase == "Hashing stored files":
            raise Cancelled

    with pytest.raises(Cancelled):
        verify(whole, stop)


def test_a_changed_value_is_named_with_both_values(forge):
    found = forge("UPDATE model_version SET value=0.001 WHERE number=1")
    (problem,) = found.problems
    assert problem.damage is Damage.FACT_CHANGED
    assert problem.where.startswith("model_version ")
    assert problem.where.endswith(" value")
    assert "12.5" in problem.detail
    assert "0.001" in problem.detail


@pytest.mark.parametrize("table", list(RULES))
def test_a_changed_row_of_any_table_is_named(forge, raw, table):
    with raw() as connection:
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    # The project's time is read at once: a damaged one already closes the door. A gate takes
    # three words only.
    column, kind, pk = next(
        (name, kind, pk)
        for _, name, kind, _, _, pk in reversed(columns)
        if (table, name) != ("project", "created_at") and not name.endswith("_gate")
    )
    value = f"substr({column},1,length({column})-1)||'~'" if kind == "TEXT" else f"{column}+1"
    found = {
        (problem.damage, problem.where.split()[0], problem.where.endswith(f" {column}"))
        for problem in forge(f"UPDATE {table} SET {column}={value}").problems
    }
    expected = (Damage.FACT_UNLOGGED, table, False) if pk else (Damage.FACT_CHANGED, table, True)
    assert expected in found


def test_a_removed_row_is_missed(forge):
    found = forge("DELETE FROM metric WHERE name='mae'")
    assert {d for d, _ in told(found)} == {Damage.FACT_MISSING}
    assert all(where.startswith("metric ") for _, where in told(found))


def test_a_row_nobody_logged_is_noticed(forge):
    found = forge(
        "INSERT INTO hidden(kind,id,at,reason) VALUES('model','x','2026-01-01T00:00:00Z','mine')"
    )
    assert told(found) == {(Damage.FACT_UNLOGGED, "hidden model|x")}


def test_a_change_with_its_capture_but_no_entry_is_noticed(whole, raw):
    with raw(foreign_keys=False) as connection:
        connection.execute("UPDATE model SET name='stolen'")
    kinds = {damage for damage, _ in told(verify(whole))}
    assert {Damage.FACT_UNLOGGED, Damage.FACT_CHANGED} <= kinds


def test_an_altered_entry_is_named(forge):
    found = forge(
        "UPDATE audit_log SET body=CAST(replace(body,'weekly','weakly') AS BLOB) WHERE seq=5"
    )
    assert (Damage.LOG_BODY, "log entry 5") in told(found)


def test_an_altered_entry_with_a_fitting_hash_breaks_the_chain(forge, whole_folder, folder, ana):
    import hashlib

    with Project.open(folder, ana, read_only=True) as project:
        body = project.connection().value("SELECT body FROM audit_log WHERE seq=5")
    body = body.replace(b"weekly", b"weakly")
    leaf = hashlib.sha256(b"\0" + body).hexdigest()
    found = forge(f"UPDATE audit_log SET body=x'{body.hex()}', leaf=x'{leaf}' WHERE seq=5")
    # … and the reason that went into a row no longer is the one that was logged.
    assert told(found) == {
        (Damage.LOG_CHAIN, "log entry 6"),
        (Damage.FACT_CHANGED, "stage_event 1 reason"),
    }


def test_a_removed_entry_leaves_a_gap(forge):
    found = forge("DELETE FROM audit_index WHERE seq=5", "DELETE FROM audit_log WHERE seq=5")
    assert (Damage.LOG_GAP, "log entry 6") in told(found)
    assert (Damage.LOG_CHAIN, "log entry 6") in told(found)


def test_entries_cut_off_the_end_leave_facts_without_a_log(forge):
    found = forge(
        "DELETE FROM audit_index WHERE seq=(SELECT max(seq) FROM audit_log)",
        "DELETE FROM audit_log WHERE seq=(SELECT max(seq) FROM audit_log)",
    )
    assert (Damage.FACT_UNLOGGED) in {damage for damage, _ in told(found)}


def test_swapped_entries_are_noticed(forge):
    found = forge(
        "UPDATE audit_log SET seq=-1 WHERE seq=5".replace("-1", "1000"),
        "UPDATE audit_log SET seq=5 WHERE seq=6",
        "UPDATE audit_log SET seq=6 WHERE seq=1000",
    )
    assert {w for d, w in told(found) if d is Damage.LOG_CHAIN} >= {"log entry 5", "log entry 6"}


def test_a_search_index_that_tells_something_else_is_noticed(forge):
    found = forge("UPDATE audit_index SET action='nothing.special' WHERE seq=4")
    assert told(found) == {(Damage.FACT_CHANGED, "log entry 4")}


def test_a_search_row_without_an_entry_is_noticed(forge):
    found = forge("INSERT INTO audit_index VALUES(999,'2026','a','b','c','d','ok')")
    assert (Damage.FACT_UNLOGGED, "audit_index") in told(found)


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("DROP TRIGGER metric_upd", "trigger metric_upd"),
        ("DROP INDEX stage_current_holder", "index stage_current_holder"),
        ("CREATE TABLE mine(x)", "table mine"),
        (
            "CREATE TRIGGER spy AFTER INSERT ON model BEGIN DELETE FROM hidden; END",
            "trigger spy",
        ),
        ("ALTER TABLE model ADD COLUMN note TEXT", "table model"),
    ],
)
def test_an_altered_schema_is_named(whole_folder, folder, raw, ana, statement, where):
    shutil.copytree(whole_folder, folder)
    with raw() as connection:
        connection.execute(statement)
    with Project.open(folder, ana, read_only=True) as project:
        assert (Damage.SCHEMA, where) in told(verify(project))


def test_a_missing_table_is_named_and_the_rest_still_checked(whole_folder, folder, raw, ana):
    shutil.copytree(whole_folder, folder)
    with raw() as connection:
        connection.execute("DROP TABLE monitor_report")
    with Project.open(folder, ana, read_only=True) as project:
        found = verify(project)
    assert (Damage.SCHEMA, "table monitor_report") in told(found)
    assert (Damage.FACT_MISSING, "monitor_report") in told(found)
    assert found.objects == 1


def test_a_missing_and_an_altered_object_are_named_with_what_needs_them(whole):
    intact = whole.objects.put_bytes(b"intact")
    altered = whole.objects.put_bytes(b"altered")
    path = whole.objects.path(altered)
    path.chmod(0o600)
    path.write_bytes(b"alteREd")
    needed = whole.datasets.all_versions()[0].table_object
    whole.objects.path(needed).unlink()
    found = verify(whole)
    assert told(found) == {
        (Damage.OBJECT_CHANGED, f"object {altered}"),
        (Damage.OBJECT_MISSING, f"object {needed}"),
    }
    assert intact not in str(found.problems)
    missing = next(p for p in found.problems if p.damage is Damage.OBJECT_MISSING)
    assert "dataset_version" in missing.detail


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_place_of_an_object_is_named_and_not_waited_for(whole):
    digest = whole.objects.put_bytes(b"to be replaced")
    whole.objects.path(digest).unlink()
    os.mkfifo(whole.objects.place(digest))
    assert told(verify(whole)) == {(Damage.OBJECT_CHANGED, f"object {digest}")}


def test_a_link_in_place_of_an_object_is_named_even_if_it_leads_to_the_same_bytes(whole, tmp_path):
    digest = whole.objects.put_bytes(b"to be moved away")
    place = whole.objects.place(digest)
    elsewhere = tmp_path / "elsewhere"
    place.rename(elsewhere)
    place.symlink_to(elsewhere)
    found = verify(whole)
    assert told(found) == {(Damage.OBJECT_CHANGED, f"object {digest}")}
    assert "a link to another place" in found.problems[0].detail


@pytest.mark.parametrize("depth", [0, 1])
def test_a_linked_folder_of_objects_is_named(whole, tmp_path, depth):
    fan = whole.objects.place(whole.objects.put_bytes(b"in a folder")).parent
    moved = (fan, whole.objects.folder)[depth]
    moved.rename(tmp_path / "elsewhere")
    moved.symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    where = "folder objects" if depth else f"folder objects/{fan.name}"
    assert told(verify(whole)) == {(Damage.OBJECT_CHANGED, where)}


@pytest.mark.parametrize("field", ["id", "name", "format"])
def test_a_manifest_that_disagrees_is_named(whole_folder, folder, ana, field):
    shutil.copytree(whole_folder, folder)
    path = folder / "project.mlopsd"
    manifest = json.loads(path.read_text())
    manifest[field] = 0 if field == "format" else "another"
    path.write_text(json.dumps(manifest))
    with Project.open(folder, ana, read_only=True) as project:
        assert told(verify(project)) == {(Damage.MANIFEST, f"project.mlopsd {field}")}


def test_the_words_are_256_different_plain_ones_and_follow_the_digest():
    assert len(WORDS) == len(set(WORDS)) == 256
    assert all(word.isascii() and word.isalpha() and 3 <= len(word) <= 8 for word in WORDS)
    assert words("00ff01fe" + "0" * 56) == f"{WORDS[0]} {WORDS[255]} {WORDS[1]} {WORDS[254]}"
    assert words("") == ""


def everything(folder, actor):
    """The registry's facts and log as anybody would read them, through tables and indexes."""
    with Project.open(folder, actor, read_only=True) as project:
        connection = project.connection()
        log = connection.rows("SELECT seq, body, leaf, prev FROM audit_log")
        model = project.models.by_name("demand")
        return (
            facts.dump(connection),
            log,
            project.info.id,
            project.info.name,
            project.models.versions(model.id, True),
            project.models.best(model.id),
            project.stages.holders(),
            project.stages.history(),
            project.log.entries(1000),
        )


class Registry:
    """The bytes of a registry at rest."""

    def __init__(self, path):
        self.content = path.read_bytes()
        self.places = {
            "header": range(100),
            "filled": [place for place, byte in enumerate(self.content) if byte],
            "anything": range(len(self.content)),
        }

    def flipped(self, among, nth, flip):
        altered = bytearray(self.content)
        altered[self.places[among][nth % len(self.places[among])]] ^= flip
        return bytes(altered)


@pytest.fixture(scope="session")
def registry(whole_folder):
    return Registry(whole_folder / "registry.db")


@settings(
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    among=st.sampled_from(["header", "filled", "filled", "filled", "anything"]),
    nth=st.integers(0, 2**20),
    flip=st.integers(1, 255),
)
def test_a_flipped_byte_of_the_registry_is_found_or_alters_nothing(
    whole_folder, registry, tmp_path, ana, among, nth, flip
):
    folder = tmp_path / "flipped"
    if not folder.exists():
        shutil.copytree(whole_folder, folder)
    (folder / "registry.db").write_bytes(registry.flipped(among, nth, flip))
    try:
        with Project.open(folder, ana, read_only=True) as project:
            found = verify(project)
    except UserError as error:
        assert error.code.startswith("project.")  # noqa: PT017 - it may also be raised not at all
        return
    if found.is_sound:
        assert everything(folder, ana) == everything(whole_folder, ana)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(min_size=1, max_size=200), data=st.data())
def test_a_flipped_byte_of_an_object_is_found_and_named(project, content, data):
    digest = project.objects.put_bytes(content)
    path = project.objects.path(digest)
    altered = bytearray(content)
    altered[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.chmod(0o600)
    path.write_bytes(altered)
    assert told(verify(project)) == {(Damage.OBJECT_CHANGED, f"object {digest}")}
    path.write_bytes(content)
    assert verify(project).is_sound


@pytest.mark.skipif(not WAL_IS_SAFE, reason="without writing ahead, writers wait for readers")
def test_verifying_while_others_write_finds_nothing_wrong(whole, live):
    life = live(whole)
    names = iter(f"m{n}" for n in range(1000))
    assert verify(whole, lambda _step: life.model(next(names))).is_sound
    assert whole.models.by_name("m2") is not None


def test_a_defect_in_a_query_is_not_taken_for_damage_of_objects(whole):
    with pytest.raises(SqliteError):
        whole.connection().rows("SELECT nonsense FROM model")
