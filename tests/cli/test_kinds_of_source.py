"""The command line reads every kind of source, with its options."""

from __future__ import annotations

import io
import json
import sqlite3
import sys

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def project(mlops, tmp_path):
    mlops.done("init", tmp_path / "project")
    mlops.project = tmp_path / "project"
    return mlops


def test_json_with_its_options(project, tmp_path) -> None:
    file = tmp_path / "shop.json"
    file.write_text(json.dumps({"a": [{"x": 1}], "b": [{"y": {"z": 2}}]}))
    ran = project.done("--json", "data", "import", file, "--records", "b", "--flatten")
    assert ran.json["details"]["options"]["records"] == "b"
    assert "y.z" in project.done("data", "show", "shop").out


def test_sqlite_with_its_options(project, tmp_path) -> None:
    file = tmp_path / "shop.db"
    connection = sqlite3.connect(file)
    connection.executescript("CREATE TABLE t (n); INSERT INTO t VALUES (1), (2)")
    connection.close()
    assert "  Tables: t" in project.done("data", "preview", file).lines
    query = ("--query", "SELECT sum(n) AS total FROM t")
    assert "total" in project.done("data", "preview", file, *query).out
    assert project("data", "import", file, "--query", "DELETE FROM t").code == 2
    project.done("data", "import", file, "--table", "t")


def test_a_changed_file_offers_to_compare_it_with_the_version_before(project, tmp_path) -> None:
    file = tmp_path / "shop.csv"
    file.write_text("id,n\n1,2\n2,3\n")
    assert "Compare" not in project.done("data", "import", file).out
    again = project.done("data", "import", file)
    assert "is identical to shop@1" in again.out
    assert "Compare" not in again.out
    file.write_text("id,n\n1,2\n2,4\n")
    offer = project.done("data", "import", file).lines[-1]
    assert offer == "  Compare: mlops-desktop data diff shop@1 shop@2"
    assert "1 row changed in n" in project.done(*offer.split()[2:]).out


def test_a_folder_names_the_file_of_what_is_rejected(project, tmp_path) -> None:
    folder = tmp_path / "months"
    folder.mkdir()
    (folder / "01.csv").write_text("a,b\n1,2\n")
    (folder / "02.csv").write_text("a,b\n1,2,3\n3,4\n")
    assert "02.csv line 2" in project.done("data", "import", folder, "--name", "all").out
    assert "source_file" not in project.done(
        "data", "import", folder, "--name", "bare", "--no-source-file"
    ).out.replace("source_file not added", "").replace("source file", "")


def test_standard_input_is_a_file_too(project, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"n\tm\n1\t2\n")))
    ran = project.done("--json", "data", "import", "-", "--name", "piped")
    assert ran.json["event"]["file_name"] == "stdin"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"n\tm\n3\t4\n")))
    added = project.done("--json", "data", "import", "-", "--name", "piped", "--append")
    assert (added.json["version"]["number"], added.json["version"]["row_count"]) == (2, 2)


def test_what_was_chosen_holds_again_unless_forgotten(project, tmp_path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text("code,x\n1,5\n")
    project.done("data", "import", file, "--type", "code=text")
    file.write_text("code,x\n2,6\n")
    assert "as for sales@1" in project.done("data", "import", file).out
    assert "as for" not in project.done("data", "import", file, "--forget").out
