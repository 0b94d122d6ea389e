"""Filtered, sorted and narrowed rows, as typed."""

from __future__ import annotations

import csv

import pytest

pytestmark = pytest.mark.slow

TABLE = "city,units,day\nBonn,3,2013-05-01\nKöln,,2013-05-02\nAachen,1,2013-05-03\nBonn,2,\n"


@pytest.fixture
def sales(project, tmp_path):
    (tmp_path / "sales.csv").write_text(TABLE, encoding="utf-8")
    project("data", "import", tmp_path / "sales.csv")
    return project


def test_a_preview_filters_sorts_and_narrows(sales) -> None:
    ran = sales(
        *("data", "preview", "sales", "--where", "units > 1 or city = 'Köln'"),
        *("--sort", "city", "--sort", "units:desc", "--columns", "units, city", "--json"),
    )
    assert ran.code == 0, ran.err
    assert ran.json["rows"] == [[3, "Bonn"], [2, "Bonn"], [None, "Köln"]]
    assert ran.json["matching"] == 3
    assert [column["name"] for column in ran.json["columns"]] == ["units", "city"]
    ran = sales("data", "preview", "sales", "--where", "units > 1", "--rows", "1")
    assert "rows 1 to 1 of 2 that match, of 4" in ran.lines[0]
    ran = sales("data", "preview", "sales", "--where", "units > 9")
    assert (ran.code, ran.lines) == (0, ["○ None of the 4 rows of sales@1 match."])


def test_a_mistake_in_an_expression_is_pointed_at(sales, tmp_path) -> None:
    for command in (["preview", "sales"], ["export", "sales", tmp_path / "out.csv"]):
        ran = sales("data", *command, "--where", "units > > 1")
        assert ran.code == 2
        expression, caret = ran.err.splitlines()[1:3]
        assert expression[caret.index("^")] == ">"
        assert caret.index("^") == expression.index("> >") + 2
    assert not (tmp_path / "out.csv").exists()


def test_unknown_columns_and_files_are_refused(sales, tmp_path) -> None:
    for option in (["--sort", "nope:desc"], ["--columns", "city,nope"]):
        ran = sales("data", "preview", "sales", *option)
        assert ran.code == 2
        assert "no column “nope” in sales@1." in ran.err
    for option in (["--where", "units > 1"], ["--offset", "1"]):
        ran = sales("data", "preview", tmp_path / "sales.csv", *option)
        assert ran.code == 2
        assert "import it" in ran.err


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_an_export_is_sorted_and_narrowed_as_a_preview_is(sales, tmp_path, suffix) -> None:
    target = tmp_path / f"out.{suffix}"
    wanted = ("--sort", "city", "--sort", "units:desc", "--columns", "units, city")
    ran = sales("data", "export", "sales", target, *wanted, "--where", "city <> 'Köln'")
    assert ran.code == 0, ran.err
    shown = sales("data", "preview", target, "--json").json
    assert [column["name"] for column in shown["columns"]] == ["units", "city"]
    assert shown["profile"]["head"] == [[1, "Aachen"], [3, "Bonn"], [2, "Bonn"]]


def test_an_export_of_unknown_columns_writes_nothing(sales, tmp_path) -> None:
    for option in (["--sort", "nope:desc"], ["--columns", "city,nope"]):
        ran = sales("data", "export", "sales", tmp_path / "out.csv", *option)
        assert ran.code == 2
        assert "no column “nope” in sales@1." in ran.err
        assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_an_export_holds_only_the_rows_wanted(sales, tmp_path, suffix) -> None:
    target = tmp_path / f"out.{suffix}"
    ran = sales("data", "export", "sales", target, "--where", "city = 'Bonn'", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["rows"] == 2
    if suffix == "csv":
        with target.open(newline="", encoding="utf-8") as file:
            assert list(csv.reader(file))[1:] == [["Bonn", "3", "2013-05-01"], ["Bonn", "2", ""]]
    else:
        again = sales("data", "preview", target, "--json")
        assert again.code == 0, again.err
        assert "Bonn" in again.out
        assert "Aachen" not in again.out
