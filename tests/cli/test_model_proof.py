"""Reproductions, health and model cards, as typed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def trained_folder(tmp_path_factory, new_program, one_worker, rentals) -> Path:
    """A project with demand@1, in staging."""
    program = new_program()
    folder = tmp_path_factory.mktemp("trained") / "project"
    program.done("init", folder, "--name", "Trial")
    program.project = folder
    program.done("data", "import", rentals("june", 240), "--name", "bikes")
    program.done(
        *("train", "--data", "bikes", "--target", "bikers", "--model", "demand"),
        *("--algorithm", "linear", "--exclude", "casual", "--exclude", "registered"),
    )
    program.done("promote", "demand@1", "--to", "staging", "--reason", "try")
    return folder


@pytest.fixture
def demand(trained_folder, new_program, tmp_path):
    program = new_program()
    shutil.copytree(trained_folder, tmp_path / "project")
    program.project = tmp_path / "project"
    return program


def _damage(program, name: str) -> None:
    shown = program.done("--json", "model", "show", "demand@1").json
    digest = shown["version"][name]
    path = program.project / "objects" / digest[:2] / digest
    path.chmod(0o644)
    path.write_bytes(b"other")


def test_a_version_is_reproduced_and_kept(demand) -> None:
    ran = demand.done("model", "reproduce", "demand@1")
    assert ran.lines[0] == (
        "● demand@1 IDENTICAL: trained again, it is the same model, number by number."
    )
    assert "Kept as" in ran.out
    assert "log entry" in ran.out
    assert "Made again" in demand.done("model", "card", "demand@1").out
    assert "IDENTICAL" in demand.done("model", "card", "demand@1").out
    assert len(demand.done("--json", "model", "show", "demand").json["versions"]) == 1
    assert demand("verify").code == 0


def test_without_a_record_nothing_is_written(demand) -> None:
    before = demand.done("--json", "audit", "log").json
    answer = demand.done("--json", "model", "reproduce", "demand@1", "--no-record").json
    assert (answer["verdict"], answer["entry"], answer["kept"]) == ("identical", 0, None)
    assert demand.done("--json", "audit", "log").json == before


def test_what_is_not_possible_ends_as_its_cause_does(demand) -> None:
    _damage(demand, "split_object")
    ran = demand("--json", "model", "reproduce", "demand@1")
    assert ran.code == 4
    assert ran.json["verdict"] == "not_possible"
    assert ran.json["evidence"]["code"] == "project.object_damaged"
    assert demand("model", "reproduce", "demand@9").code == 2


def test_health_lists_staged_versions_and_asks_those_that_are_due(demand) -> None:
    first = demand.done("model", "health")
    assert "○ not checked yet" in first.out
    checked = demand.done("--json", "model", "health", "--check").json
    assert [item["state"] for item in checked["versions"]] == ["same"]
    assert "● answers the same" in demand.done("model", "health").out


def test_health_says_what_could_not_be_asked(demand) -> None:
    _damage(demand, "golden_object")
    ran = demand("model", "health", "--check")
    assert ran.code == 1
    assert ran.lines[0].startswith("▲ demand@1 could not be asked. A stored file was altered")


def test_a_card_is_stated_shown_taken_over_and_written(demand, tmp_path) -> None:
    stated = demand.done(
        *("model", "card", "demand@1", "--set", "owner=Ana = Lima", "--set", "risk-tier=low"),
        *("--reason", "audit"),
    )
    assert stated.lines[0] == "● The card of demand@1 is version 1."
    assert stated.lines[1].startswith("◆ Not stated: intended use, ")
    shown = demand.done("--json", "model", "card", "demand@1").json
    assert (shown["card"]["owner"], shown["card"]["risk_tier"]) == ("Ana = Lima", "low")
    assert shown["missing"] == ["intended_use", "out_of_scope", "limits", "ethics"]
    assert demand.done("model", "card", "demand@1").out.startswith("# Model card: demand@1")
    for ending in ("md", "html", "pdf"):
        file = tmp_path / f"card.{ending}"
        assert "Wrote the model card" in demand.done("model", "card", "demand@1", "--out", file).out
        assert file.stat().st_size > 1000
        assert demand("model", "card", "demand@1", "--out", file).code == 2
    demand.done("model", "card", "demand@1", "--out", tmp_path / "card.md", "--overwrite")
    assert "audit" in demand.done("audit", "log").out


@pytest.mark.parametrize(
    "words",
    [
        ("demand@1", "--set", "owner"),
        ("demand@1", "--set", "colour=red"),
        ("demand@1", "--set", "risk_tier=none"),
        ("demand@1", "--reason", "for nothing"),
        ("demand@1", "--set", "owner=Ana", "--version", "1"),
        ("demand@1", "--version", "7"),
        ("demand@1", "--from", "demand@1"),
        ("demand@1", "--out", "card.docx"),
        ("nobody@1",),
    ],
)
def test_what_cannot_be_stated_is_said(demand, here, words) -> None:
    ran = demand("model", "card", *words)
    assert ran.code == 2
    assert ran.err
    assert list(here.iterdir()) == []


def test_an_older_project_gets_a_card_and_a_proof_once_it_is_upgraded(
    new_program, one_worker, tmp_path
) -> None:
    import zipfile

    packed = Path(__file__).parents[1] / "data" / "projects" / "format_2.zip"
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "old")
    program = new_program()
    program.project = tmp_path / "old"
    assert program("model", "card", "demand@2").code == 2
    program.done("model", "card", "demand@2", "--set", "owner=Ana")
    ran = program("model", "reproduce", "demand@2")
    assert ran.code == 0, ran.out
    assert program("verify").code == 0
