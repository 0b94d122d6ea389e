from __future__ import annotations

import shutil

import pytest

from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.storage import facts
from mlops_desktop.storage.copy import save_copy
from mlops_desktop.storage.project import Project
from mlops_desktop.storage.verify import verify


def test_a_copy_has_everything_and_verifies(whole, tmp_path, ana):
    target = tmp_path / "copy"
    save_copy(whole, target)
    with Project.open(target, ana) as copied:
        assert copied.info.id == whole.info.id
        assert facts.dump(copied.connection()) == facts.dump(whole.connection())
        assert copied.log.head() == whole.log.head()
        assert verify(copied).is_sound


def test_a_copy_goes_its_own_way(whole, tmp_path, ana, live):
    save_copy(whole, tmp_path / "copy")
    with Project.open(tmp_path / "copy", ana) as copied:
        live(copied).model("only")
    assert whole.models.by_name("only") is None


def test_a_copy_made_while_others_write_is_of_one_moment(whole, tmp_path, ana, live):
    life = live(whole)
    names = iter(f"m{n}" for n in range(1000))
    save_copy(whole, tmp_path / "copy", lambda _step: life.model(next(names)))
    with Project.open(tmp_path / "copy", ana) as copied:
        assert verify(copied).is_sound
        assert copied.log.head().seq < whole.log.head().seq


def test_a_project_opened_for_reading_can_be_copied(whole_folder, tmp_path, ana):
    with Project.open(whole_folder, ana, read_only=True) as project:
        save_copy(project, tmp_path / "copy")
    with Project.open(tmp_path / "copy", ana) as copied:
        assert verify(copied).is_sound


def test_a_copy_never_lands_on_something(whole, folder, tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "thesis.docx").write_text("years of work")
    for target in (tmp_path / "taken", folder):
        with pytest.raises(UserError) as caught:
            save_copy(whole, target)
        assert caught.value.code == "project.already_exists"
    assert (tmp_path / "taken" / "thesis.docx").read_text() == "years of work"
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["thesis.docx"]
    assert verify(whole).is_sound


def damage(path):
    path.chmod(0o600)
    path.write_bytes(b"some stored fiLe")


@pytest.mark.parametrize(
    ("harm", "code"),
    [(damage, "project.object_damaged"), (lambda path: path.unlink(), "project.object_missing")],
)
def test_a_damaged_project_is_not_copied_as_if_it_were_whole(whole, tmp_path, harm, code):
    ((_, path),) = whole.objects.stored()
    harm(path)
    with pytest.raises(UserError) as caught:
        save_copy(whole, tmp_path / "copy")
    assert caught.value.code == code
    assert not (tmp_path / "copy").exists()


def test_a_copy_that_would_not_verify_is_taken_back(whole, raw, tmp_path):
    with raw() as connection:
        connection.execute("UPDATE model SET name='stolen'")
    with pytest.raises(UserError) as caught:
        save_copy(whole, tmp_path / "copy")
    assert caught.value.code == "project.copy_unsound"
    assert "stolen" in caught.value.message or "log entry" in caught.value.message
    assert not (tmp_path / "copy").exists()


def test_a_copy_that_is_stopped_leaves_nothing(whole, tmp_path):
    def stop(step):
        raise Cancelled

    (tmp_path / "mine").mkdir()
    for target in (tmp_path / "copy", tmp_path / "mine"):
        with pytest.raises(Cancelled):
            save_copy(whole, target, stop)
    assert not (tmp_path / "copy").exists()
    assert list((tmp_path / "mine").iterdir()) == []


def test_a_fault_at_any_write_of_a_copy_leaves_nothing(whole_folder, tmp_path, ana, faulty):
    probe = faulty()
    with Project.open(whole_folder, ana, read_only=True, files=probe) as project:
        save_copy(project, tmp_path / "probe")
    assert len(probe.calls) > 10
    for n in range(1, len(probe.calls) + 1):
        target = tmp_path / f"{n}"
        files = faulty(n)
        with (
            Project.open(whole_folder, ana, read_only=True, files=files) as project,
            pytest.raises(UserError) as caught,
        ):
            save_copy(project, target)
        assert caught.value.code == "environment.disk_full"
        assert not target.exists(), n
    shutil.rmtree(tmp_path / "probe")
