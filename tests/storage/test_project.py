from __future__ import annotations

import errno
import json
import os
import shutil
import struct
import threading

import pytest

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.errors import UserError
from mlops_desktop.storage import birth, connections, migrations, sqlite
from mlops_desktop.storage.project import Project
from mlops_desktop.storage.verify import verify

SOMETHING = Subject("test", "", "test")


def snapshot(folder):
    """Every file with its bytes and time of change, and every folder."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        if path.is_file()
        else None
        for path in sorted(folder.rglob("*"))
    }


def refusal(action):
    with pytest.raises(UserError) as caught:
        action()
    return caught.value


def test_a_new_project_is_a_folder_with_a_file_to_double_click(folder, ana):
    with Project.create(folder, "Bikes", ana) as project:
        assert project.info.name == "Bikes"
        assert project.info.path == folder
        assert project.info.format == migrations.current_format()
        manifest = json.loads((folder / "project.mlopsd").read_text())
        assert (manifest["id"], manifest["name"]) == (project.info.id, "Bikes")
        assert verify(project).is_sound
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["project.mlopsd", "registry.db", "objects", "jobs", "backups", "trash", "LOCK"]
    )


def test_a_project_opens_by_its_folder_or_its_file(folder, ana):
    Project.create(folder, "Bikes", ana).close()
    for path in (folder, folder / "project.mlopsd"):
        with Project.open(path, ana) as project:
            assert project.info.name == "Bikes"


def test_a_moved_project_verifies_and_works(whole_folder, tmp_path, ana, live):
    moved = tmp_path / "elsewhere" / "Zoë's project #1 100%"
    shutil.copytree(whole_folder, moved)
    with Project.open(moved, ana) as project:
        live(project).model("after")
        assert verify(project).is_sound


def test_an_empty_folder_becomes_a_project(folder, ana):
    folder.mkdir()
    (folder / ".DS_Store").write_bytes(b"")
    Project.create(folder, "Bikes", ana).close()


def test_a_folder_with_anything_in_it_is_refused_untouched(folder, ana):
    folder.mkdir()
    (folder / "thesis.docx").write_text("years of work")
    before = snapshot(folder)
    error = refusal(lambda: Project.create(folder, "Bikes", ana))
    assert error.code == "project.already_exists"
    assert str(folder) in error.message
    assert snapshot(folder) == before


def test_a_project_is_never_made_over_another(whole, folder, ana):
    before = snapshot(folder)
    assert refusal(lambda: Project.create(folder, "Again", ana)).code == "project.already_exists"
    assert snapshot(folder) == before


def test_a_file_in_the_way_is_refused(tmp_path, ana):
    path = tmp_path / "file"
    path.write_text("mine")
    assert refusal(lambda: Project.create(path, "x", ana)).code == "project.already_exists"
    assert path.read_text() == "mine"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_fault_anywhere_in_a_creation_leaves_nothing_in_the_way(tmp_path, ana, faulty, code):
    probe = faulty()
    Project.create(tmp_path / "probe", "Bikes", ana, probe).close()
    assert len(probe.calls) > 10
    for n in range(1, len(probe.calls) + 1):
        folder = tmp_path / f"{n}"
        error = refusal(lambda n=n, f=folder: Project.create(f, "Bikes", ana, faulty(n, code)))
        assert error.code.startswith("environment."), n
        assert not folder.exists(), n
        with Project.create(folder, "Bikes", ana) as project:
            assert project.log.count() == 1


def test_the_rest_of_an_interrupted_creation_is_taken_away_by_the_next(folder, ana):
    Project.create(folder, "Bikes", ana).close()
    (folder / "registry.db").rename(folder / "registry.db.new")  # as it was one moment earlier
    error = refusal(lambda: Project.open(folder, ana))
    assert error.code == "project.unfinished"
    with Project.create(folder, "Bikes again", ana) as project:
        assert project.info.name == "Bikes again"
        assert verify(project).is_sound


def test_a_project_that_only_lost_its_registry_is_not_taken_for_unfinished(
    whole_folder, folder, ana
):
    shutil.copytree(whole_folder, folder)
    (folder / "registry.db").unlink()
    assert refusal(lambda: Project.open(folder, ana)).code == "project.damaged"
    assert refusal(lambda: Project.create(folder, "x", ana)).code == "project.already_exists"


def test_what_is_no_project_is_said_so(tmp_path, ana):
    for path in (tmp_path, tmp_path / "nowhere"):
        assert refusal(lambda p=path: Project.open(p, ana)).code == "project.not_a_project"


def make_newer_by_manifest(folder):
    path = folder / "project.mlopsd"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))


def make_newer_by_registry(folder):
    with (folder / "registry.db").open("r+b") as stream:
        stream.seek(60)
        stream.write(struct.pack(">I", 99))


@pytest.mark.parametrize("make_newer", [make_newer_by_manifest, make_newer_by_registry])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_project_of_a_newer_version_is_refused_untouched(
    whole_folder, folder, ana, make_newer, read_only
):
    shutil.copytree(whole_folder, folder)
    make_newer(folder)
    before = snapshot(folder)
    error = refusal(lambda: Project.open(folder, ana, read_only))
    assert error.code == "project.newer"
    assert "99" in error.message
    assert snapshot(folder) == before


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"id":1}', b"\xff\xfe", b"x" * 200_000])
def test_a_manifest_that_is_none_is_named(whole_folder, folder, ana, content):
    shutil.copytree(whole_folder, folder)
    (folder / "project.mlopsd").write_bytes(content)
    error = refusal(lambda: Project.open(folder, ana))
    assert error.code == "project.damaged"
    assert "project.mlopsd" in error.message


def test_a_manifest_of_another_project_is_noticed(whole_folder, folder, ana):
    shutil.copytree(whole_folder, folder)
    path = folder / "project.mlopsd"
    path.write_text(json.dumps({**json.loads(path.read_text()), "id": "another"}))
    assert refusal(lambda: Project.open(folder, ana)).code == "project.damaged"


@pytest.mark.parametrize(
    "content", [b"", b"no database at all", b"SQLite format 3\0" + bytes(84), b"\0" * 8192]
)
def test_a_registry_that_is_none_is_named(whole_folder, folder, ana, content):
    shutil.copytree(whole_folder, folder)
    (folder / "registry.db").write_bytes(content)
    for read_only in (False, True):
        error = refusal(lambda r=read_only: Project.open(folder, ana, r))
        assert error.code == "project.damaged"
        assert "registry.db" in error.message


def test_a_removed_protection_closes_the_door_for_writing(whole_folder, folder, ana, raw):
    shutil.copytree(whole_folder, folder)
    with raw() as connection:
        connection.execute("DROP TRIGGER model_version_upd")
    error = refusal(lambda: Project.open(folder, ana))
    assert error.code == "project.damaged"
    assert "model_version_upd" in error.message
    with Project.open(folder, ana, read_only=True) as project:
        assert "trigger model_version_upd" in {p.where for p in verify(project).problems}


def test_reading_only_alters_no_file_and_leaves_none(whole_folder, folder, ana):
    shutil.copytree(whole_folder, folder)
    before = snapshot(folder)
    with Project.open(folder, ana, read_only=True) as project:
        assert project.models.by_name("demand").newest == 2
        assert verify(project).is_sound
        assert snapshot(folder) == before
        error = refusal(lambda: project.tx("model.create", SOMETHING).__enter__())
        assert error.code == "project.read_only"
    assert snapshot(folder) == before


def test_a_reader_at_rest_sees_what_is_written_later(whole_folder, folder, ana, live):
    shutil.copytree(whole_folder, folder)
    with Project.open(folder, ana, read_only=True) as reader:
        assert reader.models.by_name("later") is None
        with Project.open(folder, ana) as writer:
            live(writer).model("later")
            assert reader.models.by_name("later") is not None
        assert reader.models.by_name("later") is not None
        assert verify(reader).is_sound


def test_what_a_crash_left_on_a_medium_nobody_can_write_is_still_read(
    whole, folder, tmp_path, ana, live, monkeypatch
):
    live(whole).model("fresh")
    medium = tmp_path / "medium"
    shutil.copytree(folder, medium, ignore=shutil.ignore_patterns("*-shm"))
    if not (medium / "registry.db-wal").exists():
        pytest.skip("this SQLite does not write ahead")
    before = snapshot(medium)
    original = connections.Connection

    def refuse(path, mode, **options):
        # What SQLite answers where the shared-memory file cannot be made.
        if path.parent == medium and mode is connections.Mode.READ:
            raise UserError("environment.no_permission", path=path)
        return original(path, mode, **options)

    monkeypatch.setattr(connections, "Connection", refuse)
    with Project.open(medium, ana, read_only=True) as project:
        assert project.models.by_name("fresh") is not None
        assert verify(project).is_sound
    assert snapshot(medium) == before


def test_a_folder_nobody_may_write_is_said_so(folder, ana, live):
    Project.create(folder, "Bikes", ana).close()
    with Project.open(folder, ana) as project:
        project.connection().run("PRAGMA query_only=ON")
        error = refusal(lambda: live(project).model())
        assert error.code == "environment.no_permission"
        assert str(folder / "registry.db") in error.message


def test_every_thread_reads_with_a_connection_of_its_own(whole):
    mine, others = whole.connection(), []
    thread = threading.Thread(target=lambda: others.append(whole.connection()))
    thread.start()
    thread.join()
    assert others[0] is not mine
    assert whole.connection() is mine


def test_a_closed_project_is_closed_for_every_thread(folder, ana):
    project = Project.create(folder, "Bikes", ana)
    project.close()
    with pytest.raises(RuntimeError, match="closed"):
        project.models.list()
    assert not (folder / "registry.db-wal").exists()


def test_a_nameless_project_takes_the_name_of_its_folder(folder, ana):
    with Project.create(folder, "  ", ana) as project:
        assert project.info.name == folder.name


def test_a_relative_path_is_fine_also_after_moving_away(tmp_path, ana, live, monkeypatch):
    from pathlib import Path

    monkeypatch.chdir(tmp_path)
    with Project.create(Path("bikes"), "Bikes", ana) as project:
        os.chdir("/")
        live(project).model()
    assert (tmp_path / "bikes" / "registry.db").exists()


def test_an_sqlite_that_could_corrupt_a_write_ahead_log_keeps_the_older_journal(
    whole_folder, folder, tmp_path, ana, live, monkeypatch
):
    for module in (sqlite, birth):
        monkeypatch.setattr(module, "WAL_IS_SAFE", False)
    shutil.copytree(whole_folder, folder)
    Project.create(tmp_path / "new", "Bikes", ana).close()
    for path in (folder, tmp_path / "new"):
        with Project.open(path, ana) as project:
            assert project.connection().value("PRAGMA journal_mode") == "delete"
            assert project.connection().value("PRAGMA synchronous") == 3
            live(project).model("written")
            assert verify(project).is_sound
        assert not (path / "registry.db-wal").exists()
