"""A query or view of an SQLite file may be endless or heavy: disk, memory and patience are kept."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.progress import Silent, Step
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.preview import preview_file
from mlops_desktop.data.readers import sqlite

_ENDLESS = "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT i, i * 2 AS d"
_ENDLESS += " FROM r"


@pytest.fixture
def database(tmp_path) -> Path:
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE VIEW v AS {_ENDLESS}")
        connection.execute("CREATE TABLE t AS SELECT i FROM v LIMIT 30000")
    connection.close()
    return path


@pytest.mark.parametrize("options", [{"query": _ENDLESS}, {"table": "v"}])
def test_rows_without_end_stop_at_a_bound_of_the_disk_that_is_told(
    database, new_folder, monkeypatch, options
) -> None:
    monkeypatch.setattr(sqlite, "MAX_ANSWER_BYTES", 1_000_000)
    monkeypatch.setattr(sqlite, "MAX_ANSWER_RATIO", 1)
    folder = new_folder()
    with pytest.raises(UserError) as caught:
        import_file(database, ReaderOptions(**options), folder, Silent())
    assert caught.value.code == "data.endless_query"
    assert "goes on" in caught.value.message
    assert "LIMIT" in caught.value.hint
    assert sum(file.stat().st_size for file in folder.rglob("*")) < 3_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
def test_long_rows_are_written_before_they_fill_the_memory(tmp_path, new_folder) -> None:
    path = tmp_path / "long.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS n, hex(zeroblob(900000)) AS text")
        for _ in range(8):
            connection.execute("INSERT INTO t SELECT n + 1, text FROM t")
    connection.close()
    command = [sys.executable, "-c", _IMPORT, str(path), str(new_folder())]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    rows, megabytes = map(int, done.stdout.split())
    assert rows == 256
    assert megabytes < 400  # 500 rows held at once took 900


class _Patience(Silent):
    """Waits for so many steps, then cancels."""

    def __init__(self, steps: int) -> None:
        self.left = steps
        self.rows = 0

    def step(self, step: Step) -> None:
        self.left -= 1
        self.rows = step.done or 0

    def check(self) -> None:
        if self.left < 0:
            raise Cancelled


def test_rows_without_end_can_be_cancelled_and_show_how_far_they_are(database, new_folder) -> None:
    person = _Patience(20)
    with pytest.raises(Cancelled):
        import_file(database, ReaderOptions(query=_ENDLESS), new_folder(), person)
    assert person.rows > 10_000


@pytest.mark.parametrize("options", [{"query": _ENDLESS}, {"table": "v"}])
def test_rows_without_end_stop_before_the_disk_is_full(
    database, new_folder, monkeypatch, options
) -> None:
    room = iter([10**12, 10**12, 400_000_000])
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=next(room)))
    with pytest.raises(UserError) as caught:
        import_file(database, ReaderOptions(**options), new_folder(), Silent())
    assert caught.value.code == "environment.disk_full"


@pytest.mark.parametrize("options", [{"query": _ENDLESS}, {"table": "v"}])
def test_rows_without_end_are_previewed_from_the_beginning(database, options) -> None:
    preview = preview_file(database, ReaderOptions(**options))
    assert preview.profile.row_count == 10_000
    assert not preview.is_complete


def test_a_query_that_ends_and_a_table_are_previewed_whole(database) -> None:
    few = preview_file(database, ReaderOptions(query="SELECT i FROM t WHERE i <= 10000"))
    assert (few.profile.row_count, few.is_complete) == (10_000, True)
    table = preview_file(database, ReaderOptions(table="t"))
    assert (table.profile.row_count, table.is_complete) == (30_000, True)


_IMPORT = """
import sys
from pathlib import Path
from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.progress import Silent
from mlops_desktop.data.importer import prepare
done = prepare(Path(sys.argv[1]), ReaderOptions(), Path(sys.argv[2]), Silent())
status = Path("/proc/self/status").read_text().splitlines()
peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(done.scan.kept, peak // 1024)
"""

_HEAVY = """
import sys
from pathlib import Path
from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Silent
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.readers import sqlite

sqlite._HEAP = 8 << 20
query = "WITH RECURSIVE r(i) AS (SELECT 1 UNION SELECT i + 1 FROM r) SELECT sum(i) FROM r"
try:
    import_file(Path(sys.argv[1]), ReaderOptions(query=query), Path(sys.argv[2]), Silent())
except UserError as error:
    print(error.code, error)
"""


def test_a_query_that_gathers_without_end_is_stopped_at_a_bound_of_memory(
    database, new_folder
) -> None:
    # In a process of its own: the bound holds for all of it.
    command = [sys.executable, "-c", _HEAVY, str(database), str(new_folder())]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout.startswith("data.heavy_query")
    assert "8 MB" in done.stdout


def test_lines_are_exact_behind_many_rows(database, new_folder) -> None:
    query = f"{_ENDLESS} LIMIT 120000".replace("i * 2", "CASE i WHEN 110000 THEN 'x' ELSE i END")
    done = import_file(database, ReaderOptions(query=query), new_folder(), Silent())
    assert [(cell.line, cell.value) for cell in done.rejects.cells] == [(110_000, "x")]
