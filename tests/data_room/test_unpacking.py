"""Compressed files: read as what is inside, refused in words when they are traps or damaged."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import shutil
import zipfile
from collections import namedtuple
from pathlib import Path

import pytest
import zstandard

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Silent
from mlops_desktop.data import preview as preview_module
from mlops_desktop.data import unpacking
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.preview import preview_file

_TEXT = b"a;b\n1,5;x\n2,5;\xfc\n"
_CLEAN = ("n,t\n" + "".join(f"{n},word {n}\n" for n in range(300))).encode()
_ROWS = [(1.5, "x"), (2.5, "ü")]


def _zip(content: bytes) -> bytes:
    path = Path(_zip.folder) / "made.zip"  # type: ignore[attr-defined]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/table.csv", content)
    return path.read_bytes()


@pytest.fixture(autouse=True)
def _folder_of_archives(tmp_path) -> None:
    _zip.folder = tmp_path  # type: ignore[attr-defined]


PACKERS = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.ZstdCompressor(write_checksum=True).compress,
    "zip": _zip,
}


def test_every_packing_that_is_known_is_tested() -> None:
    assert set(PACKERS) == set(unpacking.PACKINGS.values())


@pytest.fixture(params=PACKERS)
def packing(request) -> str:
    return request.param


def test_a_compressed_file_is_read_as_what_is_inside(imported, write, packing) -> None:
    packed = PACKERS[packing](_TEXT)
    done = imported(write(packed, "table.bin"))
    assert done.rows() == _ROWS
    assert done.detected("packing").value == packing
    assert done.result.file_sha256 == hashlib.sha256(packed).hexdigest()
    assert done.result.file_size == len(packed)


@pytest.mark.parametrize("ending", ["csv.gz", "gz", "csv.bz2", "csv.xz", "csv.zst", "zip"])
def test_a_compressed_file_is_read_under_its_usual_name(imported, write, ending) -> None:
    """Rows that are taken from the file as they lie, not copied before."""
    packings = {"gz": "gzip", "bz2": "bzip2", "zst": "zstd"}
    last = ending.rsplit(".", 1)[-1]
    path = write(PACKERS[packings.get(last, last)](_CLEAN), f"t.{ending}")
    assert imported(path).rows() == [(n, f"word {n}") for n in range(300)]
    assert preview_file(path, ReaderOptions()).profile.row_count == 300


def test_a_text_that_is_only_called_compressed_is_read_as_text(imported, write) -> None:
    assert len(imported(write(_CLEAN, "t.csv.gz")).rows()) == 300


def test_the_preview_of_a_compressed_file_is_its_import(imported, write, packing) -> None:
    path = write(PACKERS[packing](_TEXT), "table.bin")
    preview = preview_file(path, ReaderOptions())
    assert preview.is_complete
    assert list(preview.profile.head) == imported(path).rows()


def test_of_a_large_one_the_preview_unpacks_the_beginning(write, packing, monkeypatch) -> None:
    for module in (
        preview_module,
        unpacking,
        __import__("mlops_desktop.data.reading", fromlist=["x"]),
    ):
        monkeypatch.setattr(module, "PREVIEW_BYTES", 20_000, raising=False)
    monkeypatch.setattr(unpacking, "_PIECE", 4_096)
    monkeypatch.setattr(preview_module, "PREVIEW_BEGINNING_BYTES", 5_000)
    text = "n,t\n" + "".join(f"{n},word {n}\n" for n in range(50_000))
    preview = preview_file(write(PACKERS[packing](text.encode()), "t.bin"), ReaderOptions())
    assert not preview.is_complete
    assert 200 < preview.profile.row_count < 600


def test_several_pieces_behind_one_another_are_one_file(imported, write) -> None:
    for pack in (gzip.compress, bz2.compress, lzma.compress, zstandard.compress):
        done = imported(write(pack(b"a,b\n1,x\n") + pack(b"2,y\n"), "two.bin"))
        assert done.rows() == [(1, "x"), (2, "y")]


def test_a_truncated_one_is_refused(imported, write, packing) -> None:
    packed = PACKERS[packing](_TEXT * 1_000)
    with pytest.raises(UserError) as caught:
        imported(write(packed[: len(packed) // 2], "half.zip"))
    assert caught.value.code == "reading.damaged"
    assert "half.zip" in caught.value.message


def test_a_damaged_one_is_refused(imported, write, packing) -> None:
    noise = "".join(f"{n * 7919 % 10007},{n * 104729 % 99991}\n" for n in range(5_000)).encode()
    packed = bytearray(PACKERS[packing](b"a,b\n" + noise))
    for at in range(len(packed) // 3, len(packed) // 3 + 40):
        packed[at] ^= 0xA5
    with pytest.raises(UserError) as caught:
        imported(write(bytes(packed), "broken.bin"))
    assert caught.value.code == "reading.damaged"


def test_a_bomb_is_stopped_while_it_unpacks(imported, write, packing, monkeypatch) -> None:
    monkeypatch.setattr(unpacking, "TRUSTED_BYTES", 2_000_000)
    monkeypatch.setattr(unpacking, "MAX_UNPACK_RATIO", 20)
    path = write(PACKERS[packing](b"a,b\n" + b"0,0\n" * 2_000_000), "bomb.bin")
    with pytest.raises(UserError) as caught:
        imported(path)
    assert caught.value.code == "reading.bomb"
    assert "bomb.bin" in caught.value.message


def test_what_would_fill_the_disk_is_refused(imported, write, packing, monkeypatch) -> None:
    usage = namedtuple("usage", "total used free")(10**12, 10**12 - 10**8, 10**8)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(UserError) as caught:
        imported(write(PACKERS[packing](_TEXT), "t.bin"))
    assert caught.value.code == "environment.disk_full"


def test_memory_a_file_asks_for_is_bounded(imported, write, monkeypatch) -> None:
    monkeypatch.setattr(unpacking, "UNPACK_MEMORY", 1 << 20)
    with pytest.raises(UserError) as caught:
        imported(write(lzma.compress(_TEXT, preset=6), "t.xz"))
    assert caught.value.code == "reading.unpack_memory"


def test_a_compressed_file_in_a_compressed_file_is_not_opened(imported, write) -> None:
    with pytest.raises(UserError) as caught:
        imported(write(gzip.compress(gzip.compress(_TEXT)), "twice.gz"))
    assert caught.value.code == "reading.nested_archive"
    assert "twice.gz" in caught.value.message


@pytest.fixture
def archive(tmp_path) -> Path:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a.csv", "a,b\n1,x\n")
        made.writestr("sub/b.csv", "c,d\n2,word\n")
        made.writestr("__MACOSX/._a.csv", "junk")
    return path


def test_of_several_files_one_must_be_chosen(imported, archive) -> None:
    with pytest.raises(UserError) as caught:
        imported(archive)
    assert caught.value.code == "reading.members"
    assert "sub/b.csv" in caught.value.hint
    done = imported(archive, member="sub/b.csv")
    assert done.rows() == [(2, "word")]
    assert done.result.options.member == "sub/b.csv"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("others", "member"), [((), None), (("b.csv",), "a.csv")])
def test_two_files_of_the_same_name_are_said_to_be_so(imported, tmp_path, others, member) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as made:
        for name in ("a.csv", "a.csv", *others):
            made.writestr(name, "a,b\n1,x\n")
    with pytest.raises(UserError) as caught:
        imported(path, member=member)
    assert caught.value.code == "reading.same_members"
    assert "twice.zip holds 2 files of the same name, a.csv" in caught.value.message


def test_the_preview_lists_what_is_inside(archive) -> None:
    preview = preview_file(archive, ReaderOptions(member="a.csv"))
    assert preview.members == ("a.csv", "sub/b.csv")


def test_a_member_that_is_not_there_is_refused(imported, archive) -> None:
    with pytest.raises(UserError) as caught:
        imported(archive, member="z.csv")
    assert caught.value.code == "reading.member"
    assert "a.csv" in caught.value.hint


def test_an_empty_archive_is_refused(imported, tmp_path) -> None:
    path = tmp_path / "none.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.mkdir("folder")
    with pytest.raises(UserError) as caught:
        imported(path)
    assert caught.value.code == "reading.no_members"


def test_a_member_with_a_password_is_refused(imported, archive) -> None:
    content = bytearray(archive.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    archive.write_bytes(bytes(content))
    with pytest.raises(UserError) as caught:
        imported(archive, member="a.csv")
    assert caught.value.code == "reading.encrypted"


def test_names_of_members_reach_no_path(imported, tmp_path, new_folder) -> None:
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("../../evil.csv", "a,b\n1,x\n")
    folder = new_folder()
    import_file(path, ReaderOptions(), folder, Silent())
    assert not (folder.parent / "evil.csv").exists()
    assert not (folder.parent.parent / "evil.csv").exists()


def test_rejects_keep_the_lines_of_the_file_inside(imported, write) -> None:
    done = imported(write(gzip.compress(b"a,b\n1,2\n3\n4,5\n"), "t.csv.gz"))
    assert [reject.line for reject in done.result.rejects.rows] == [3]
    assert done.result.rows_in_file == done.result.row_count + 1
