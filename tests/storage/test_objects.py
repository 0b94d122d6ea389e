from __future__ import annotations

import errno
import hashlib
import os
import stat
import time

import pytest

from mlops_desktop.core.errors import UserError
from mlops_desktop.storage.objects import ObjectStore

FILE_FAULTS = [
    (errno.ENOSPC, "environment.disk_full"),
    (errno.EROFS, "environment.no_permission"),
    (errno.EACCES, "environment.no_permission"),
    (errno.EIO, "environment.input_output"),
]


@pytest.fixture
def store(tmp_path):
    return ObjectStore(tmp_path / "objects")


def files_in(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_bytes_come_back_under_their_sha_256(store):
    digest = store.put_bytes(b"hello")
    assert digest == hashlib.sha256(b"hello").hexdigest()
    assert store.read(digest) == b"hello"
    assert store.path(digest) == store.folder / digest[:2] / digest


def test_nobody_may_write_to_a_stored_file(store):
    mode = store.path(store.put_bytes(b"hello")).stat().st_mode
    assert not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


def test_storing_the_same_bytes_again_changes_nothing(store):
    digest = store.put_bytes(b"hello")
    before = store.path(digest).stat()
    assert store.put_bytes(b"hello") == digest
    after = store.path(digest).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_an_object_of_the_wrong_length_is_written_anew(store):
    digest = store.put_bytes(b"hello")
    place = store.path(digest)
    place.chmod(0o600)
    place.write_bytes(b"hel")
    store.put_bytes(b"hello")
    assert store.read(digest) == b"hello"


def test_storing_an_object_that_was_damaged_mends_it(store):
    digest = store.put_bytes(b"hello")
    place = store.path(digest)
    place.chmod(0o600)
    place.write_bytes(b"hellO")
    assert store.put_bytes(b"hello") == digest
    assert store.read(digest) == b"hello"


def test_a_damaged_object_is_never_handed_out_for_use_even_after_it_was_sound(store):
    digest = store.put_bytes(b"hello")
    assert store.sound(digest) == store.path(digest)
    place = store.path(digest)
    place.chmod(0o600)
    place.write_bytes(b"hellO")
    with pytest.raises(UserError) as caught:
        store.sound(digest)
    assert caught.value.code == "project.object_damaged"


def test_a_file_is_copied_in_or_moved_in(store, tmp_path):
    source = tmp_path / "table.parquet"
    source.write_bytes(b"x" * 3_000_000)
    digest = store.put_file(source)
    assert source.exists()
    assert store.put_file(source, move=True) == digest
    assert not source.exists()
    assert store.read(digest) == b"x" * 3_000_000
    assert files_in(store.folder) == [digest]


def test_a_missing_object_is_named(store):
    with pytest.raises(UserError) as caught:
        store.path("a" * 64)
    assert caught.value.code == "project.object_missing"
    assert "a" * 64 in caught.value.message


def test_an_altered_object_is_named_and_not_returned(store):
    digest = store.put_bytes(b"hello")
    place = store.path(digest)
    place.chmod(0o600)
    place.write_bytes(b"hellO")
    with pytest.raises(UserError) as caught:
        store.read(digest)
    assert caught.value.code == "project.object_damaged"


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_what_is_no_digest_never_becomes_a_path(store, name):
    with pytest.raises(ValueError, match="not a SHA-256 digest"):
        store.place(name)


@pytest.mark.parametrize(("code", "said"), FILE_FAULTS)
def test_a_fault_at_any_operation_leaves_nothing_half_stored(tmp_path, faulty, code, said):
    probe = faulty()
    ObjectStore(tmp_path / "probe", probe).put_bytes(b"hello")
    assert {"create", "write", "sync", "replace", "sync_folder", "set_read_only"} <= set(
        probe.calls
    )
    digest = hashlib.sha256(b"hello").hexdigest()
    for n in range(1, len(probe.calls) + 1):
        folder = tmp_path / f"{n}"
        with pytest.raises(UserError) as caught:
            ObjectStore(folder, faulty(n, code)).put_bytes(b"hello")
        assert caught.value.code == said
        # Either nothing, or the whole object that lacked only the last confirmation.
        assert files_in(folder) in ([], [digest]), n
        store = ObjectStore(folder)
        assert store.read(store.put_bytes(b"hello")) == b"hello"
        assert files_in(folder) == [digest]


def test_a_fault_while_moving_never_loses_the_source(tmp_path, faulty):
    source = tmp_path / "model.skops"
    probe = faulty()
    source.write_bytes(b"model")
    ObjectStore(tmp_path / "probe", probe).put_file(source)
    for n in range(1, len(probe.calls) + 1):
        with pytest.raises(UserError):
            ObjectStore(tmp_path / f"{n}", faulty(n)).put_file(source, move=True)
        assert source.read_bytes() == b"model"


def test_an_interrupted_rename_is_confirmed_by_the_next_writer(tmp_path, faulty):
    files = faulty()
    store = ObjectStore(tmp_path / "objects", files)
    store.put_bytes(b"hello")
    files.calls.clear()
    store.put_bytes(b"hello")
    assert files.calls == ["sync_folder"]


def test_what_dead_writers_left_aside_is_swept_after_an_hour(store):
    store.put_bytes(b"hello")
    left, fresh = store.folder / "tmp" / "left", store.folder / "tmp" / "fresh"
    left.write_bytes(b"half")
    fresh.write_bytes(b"being written")
    long_ago = time.time() - 7200
    os.utime(left, (long_ago, long_ago))
    assert store.sweep() == 1
    assert not left.exists()
    assert fresh.exists()


def test_every_stored_object_is_listed_and_nothing_else(store):
    digests = sorted(store.put_bytes(bytes([n])) for n in range(20))
    (store.folder / "aa").mkdir(exist_ok=True)
    (store.folder / "aa" / "notes.txt").write_text("mine")
    (store.folder / ".hidden").mkdir()
    assert [digest for digest, _ in store.stored()] == digests
