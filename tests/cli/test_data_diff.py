"""Comparing versions and exporting them, as typed."""

from __future__ import annotations

import csv

import pytest

pytestmark = pytest.mark.slow


def test_two_versions_are_compared_and_exported(project, tmp_path):
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("id,price,note\n1,10,=x\n2,20,b\n3,30,c\n")
    second.write_text("id,price,note\n1,10,=x\n2,25,b\n4,40,d\n5,50,e\n")
    for path in (first, second):
        project("data", "import", path, "--name", "sales")
    ran = project("data", "diff", "sales@1", "sales@2")
    assert ran.code == 0
    assert "2 rows added, 1 removed, 1 changed in price." in ran.out
    assert "id=2; price: 20 → 25" in ran.out
    ran = project("data", "diff", "sales@1", "sales@2", "--rows", "1", "--json")
    answer = ran.json
    assert answer["key"] == ["id"]
    assert (answer["rows"]["total"], len(answer["rows"]["rows"])) == (4, 1)
    ran = project("data", "diff", "sales@1", "sales@2", "--key", "nope")
    assert ran.code == 2
    assert "“nope”" in ran.err
    for name in ("out.xlsx", "out.parquet", "out.csv"):
        ran = project("data", "export", "sales@1", tmp_path / name, "--safe")
        assert ran.code == 0, ran.err
        assert (tmp_path / name).stat().st_size
    with (tmp_path / "out.csv").open(newline="") as file:
        assert list(csv.reader(file))[1] == ["1", "10", "'=x"]
    ran = project("data", "export", "sales@1", tmp_path / "out.doc")
    assert ran.code == 2
    assert ".csv, .parquet or .xlsx" in ran.err
