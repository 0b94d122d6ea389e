"""Rejects of a version, and what looks personal, on the command line."""

from __future__ import annotations

import csv

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def sales(project, here):
    """The program on a project with sales@1, of whose file 1 row and 12 values were not taken."""
    lines = [f"{n},{n}.5" for n in range(1_300)]
    for n in range(12):
        lines[n * 100] = f"{n},=n{n}"
    lines[50] = "50,1,2"
    (here / "sales.csv").write_text("\n".join(["id,amount", *lines]) + "\n", "utf-8")
    project.done("data", "import", "sales.csv", "--name", "sales")
    return project


def test_every_reject_is_listed_with_line_column_value_and_reason(sales) -> None:
    ran = sales.done("data", "rejects", "sales")
    assert ran.lines[0] == "▲ sales@1: 1 row of 1,300 left out."
    assert ran.lines[1] == "◆ sales@1: 12 values not of the column's type (amount 12)."
    assert ran.lines[2].split() == ["Line", "Column", "Value", "Reason"]
    assert ran.lines[3].split()[:3] == ["2", "amount", "=n0"]
    assert ran.lines[4].split(maxsplit=4)[:4] == ["52", "whole", "row", "50,1,2"]
    assert len(ran.lines) == 3 + 13
    assert (
        sales.done("data", "rejects", "sales", "--rows", 2).lines[-1].startswith("  … and 11 more")
    )


def test_every_reject_is_written_and_may_be_safe_for_a_spreadsheet(sales, here) -> None:
    ran = sales.done("data", "rejects", "sales", "--out", "rejects.csv")
    assert ran.lines[-1] == "● Wrote 13 rejects to rejects.csv."
    with (here / "rejects.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    first = rows[0]
    assert [first[key] for key in ("file", "line", "column", "value")] == ["", "2", "amount", "=n0"]
    assert first["reason"].startswith("not a number")
    assert [row["line"] for row in rows[:3]] == ["2", "52", "102"]
    again = sales("data", "rejects", "sales", "--out", "rejects.csv", "--safe")
    assert again.code == 2, "a file that exists is kept"
    sales.done("data", "rejects", "sales", "--out", "rejects.csv", "--safe", "--overwrite")
    assert "'=n0" in (here / "rejects.csv").read_text("utf-8")


def test_a_version_without_rejects_says_so_and_a_made_one_that_it_has_no_file(sales) -> None:
    sales.done("data", "export", "sales", "clean.csv")
    sales.done("data", "import", "clean.csv", "--name", "clean")
    assert "taken as it stood" in sales.done("data", "rejects", "clean").out
    answer = sales.done("data", "rejects", "clean", "--json").json
    assert (answer["listed"], answer["rows"], answer["file"]) == ([], 0, None)
    sales.done("data", "mask", "sales", "--name", "made", "--column", "id")
    assert "was not imported from a file" in sales.done("data", "rejects", "made").out


@pytest.fixture
def people(project, here):
    """The program on a project with people@1: a number, an e-mail address and a name."""
    lines = [f"{n},anna{n}@example.org,Anna Berg{n % 2}" for n in range(40)]
    (here / "people.csv").write_text("\n".join(["n,mail,customer_name", *lines]) + "\n", "utf-8")
    project.done("data", "import", "people.csv", "--name", "people")
    return project


def test_what_looks_personal_is_masked_with_a_new_salt_and_its_lineage(people) -> None:
    ran = people.done("data", "mask", "people", "--name", "masked")
    assert "Replace each value of mail and customer_name by a salted hash" in ran.out
    shown = people.done("data", "preview", "masked").out
    assert "anna" not in shown
    assert "Anna" not in shown
    making = people.done("data", "show", "masked", "--json").json["making"]
    (step,) = making["document"]["steps"]
    assert len(step["salt"]) == 32
    assert "pseudonyms, not anonymous" in making["document"]["description"]
    people.done("data", "mask", "people", "--name", "other")
    again = people.done("data", "show", "other", "--json").json["making"]["document"]
    assert again["steps"][0]["salt"] != step["salt"]
    told = [line.split() for line in people.done("data", "show", "masked").lines]
    assert ["mail", "people@1:", "mail"] in told


def test_a_column_and_a_way_of_masking_can_be_chosen(people) -> None:
    people.done("data", "mask", "people", "--name", "m", "--column", "mail", "--how", "last 4")
    shown = people.done("data", "preview", "m").out
    assert "….org" in shown
    assert "anna" not in shown
    people.done("data", "mask", "people", "--name", "b", "--column", "mail", "--how", "blank")
    assert "@" not in people.done("data", "preview", "b").out.replace("b@1", "")


def test_masking_refuses_what_makes_no_sense_and_says_what_to_do(people) -> None:
    ran = people("data", "mask", "people", "--name", "m", "--column", "nmae")
    assert (ran.code, "There is no column “nmae”" in ran.err) == (2, True)
    ran = people("data", "mask", "people", "--name", "m", "--how", "blank", "--salt", "x")
    assert (ran.code, "--salt goes with --how hash" in ran.err) == (2, True)
    people.done("data", "mask", "people", "--name", "n", "--how", "drop")
    ran = people("data", "mask", "n", "--name", "m")
    assert (ran.code, "No column of n@1 looks personal" in ran.err) == (2, True)
