"""A project of an earlier version, met on the command line."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

OLD = Path(__file__).parents[1] / "data" / "projects" / "format_1.zip"


@pytest.fixture
def old(mlops, here):
    """The program on a project of format 1."""
    with zipfile.ZipFile(OLD) as packed:
        packed.extractall(here / "old")
    mlops.project = here / "old"
    return mlops


def bytes_of(folder):
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    "command", ["data list", "model show demand", "lineage show demand", "audit log"]
)
def test_looking_refuses_says_how_to_upgrade_and_changes_nothing(old, command):
    before = bytes_of(old.project)
    ran = old("--json", *command.split())
    assert (ran.code, ran.error["code"]) == (2, "project.needs_upgrade")
    assert "“upgrade”" in ran.error["hint"]
    assert bytes_of(old.project) == before


@pytest.mark.parametrize("command", ["verify", "audit verify"])
def test_it_is_verified_as_it_is(old, command):
    before = bytes_of(old.project)
    assert "● Sound: 13 log entries" in old.done(*command.split()).out
    assert bytes_of(old.project) == before


def test_it_is_upgraded_once_with_a_backup_and_then_read(old):
    ran = old.done("upgrade")
    assert ran.lines[0] == "● Upgraded “Rentals” from format 1 to 3."
    assert str(old.project / "backups") in ran.lines[1]
    (backup,) = (old.project / "backups").iterdir()
    assert backup.name.startswith("registry-format1-")
    assert old.done("upgrade").out == "○ “Rentals” has the present format (3) already.\n"
    assert "rentals" in old.done("data", "list").out
    assert "Sound: 14 log entries" in old.done("verify").out


def test_a_command_that_changes_something_upgrades_it_on_the_way(old):
    old.done("restore", "demand@1")
    answer = old("--json", "upgrade").json
    assert (answer["before"], answer["project"]["format"]) == (3, 3)
    assert len(list((old.project / "backups").iterdir())) == 1
