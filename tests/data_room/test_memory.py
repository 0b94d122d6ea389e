"""Long texts and wide tables come in with little memory, and say the same as when held whole."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.data import column_values, storing
from mlops_desktop.data.content_hash import content_hash

_IMPORT = """
import sys
from pathlib import Path
from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.progress import Silent
from mlops_desktop.data.importer import import_file
done = import_file(Path(sys.argv[1]), ReaderOptions(), Path(sys.argv[2]), Silent())
# Not getrusage: what it tells begins with the memory of the process that started this one.
status = Path("/proc/self/status").read_text().splitlines()
peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(done.row_count, peak // 1024)
"""


def _row_groups(path: Path) -> list[int]:
    import duckdb

    with duckdb.connect() as engine:
        found = engine.execute(
            "SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata(?)",
            [str(path)],
        ).fetchall()
    return [rows for _, rows in sorted(found)]


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is measured in kilobytes")
def test_repeated_long_texts_are_not_held_in_memory_at_once(tmp_path, new_folder) -> None:
    texts = [f"{number} " + "some long words " * 1_250 for number in range(50)]
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id,text\n")
        file.writelines(f"{row},{texts[row % 50]}\n" for row in range(12_000))
    command = [sys.executable, "-c", _IMPORT, str(path), str(new_folder())]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    rows, megabytes = map(int, done.stdout.split())
    assert rows == 12_000
    assert megabytes < 800  # held at once, they took 1,150


def test_dictionaries_of_2_000_columns_take_no_more_room_than_those_of_100(
    tmp_path, monkeypatch
) -> None:
    said = []
    run = storing.Engine.run

    def heard(engine, sql, parameters=()):
        said.append(sql)
        return run(engine, sql, parameters)

    monkeypatch.setattr(storing.Engine, "run", heard)
    for width in (100, 2_000):
        names = [f"c{at}" for at in range(width)]
        source = f"(SELECT {', '.join(f'1 AS {name}' for name in names)})"
        with storing.Engine(tmp_path / "table.parquet", tmp_path, columns=width) as engine:
            storing.write_table(engine, names, names, source, tmp_path / "table.parquet")
    few, many = (int(sql.split("DICTIONARY_SIZE_LIMIT ")[1].split(",")[0]) for sql in said)
    assert 2_000 * many <= 100 * few


def test_long_texts_are_described_and_hashed_as_when_held(imported, monkeypatch) -> None:
    rows = [f"{at},{'word ' * (300 + at % 7)}{at % 7},{at % 3}" for at in range(900)]
    content = "id,text,group\n" + "\n".join(rows) + "\n"
    held = imported(content)
    monkeypatch.setattr(column_values, "_TEXT_BYTES", 20_000)
    read = imported(content)
    assert read.result.content_hash == held.result.content_hash
    assert content_hash(read.table, read.result.columns) == held.result.content_hash
    one, other = (done.result.profile.columns[1] for done in (held, read))
    assert one.type is ColumnType.TEXT
    assert sorted(other.top) == sorted(one.top)
    assert replace(other, top=()) == replace(one, top=())
    assert read.result.profile.facts == held.result.profile.facts
    assert read.result.profile.head == held.result.profile.head


def test_row_groups_of_long_rows_are_short(imported) -> None:
    rows = "".join(f"{at},{'x' * 100_000}\n" for at in range(700))
    groups = _row_groups(imported(f"id,text\n{rows}").table)
    assert sum(groups) == 700
    assert max(groups) <= 400


def test_rows_that_are_longer_than_thought_are_written_anew(imported, monkeypatch) -> None:
    tried = []
    run = storing.Engine.run

    def scarce(engine, sql, parameters=()):
        if sql.startswith("COPY"):
            tried.append(int(sql.split("ROW_GROUP_SIZE ")[1].split(",")[0]))
            if tried[-1] > 8_000:
                raise storing.UserError("data.memory", path=Path("long.csv"))
        return run(engine, sql, parameters)

    monkeypatch.setattr(storing.Engine, "run", scarce)
    assert imported("a,b\n1,x\n2,y\n").rows() == [(1, "x"), (2, "y")]
    assert tried == [122_880, 7_680]


def test_the_head_of_huge_texts_is_complete_and_in_order(imported, monkeypatch) -> None:
    from mlops_desktop.data import profile

    monkeypatch.setattr(profile, "_HEAD_CHARACTERS", 20_000)
    done = imported("id,text\n" + "".join(f"{at},{'x' * 3_000}\n" for at in range(230)))
    head = done.result.profile.head
    assert [row[0] for row in head] == list(range(200))
    assert {len(row[1]) for row in head} == {2_001}
