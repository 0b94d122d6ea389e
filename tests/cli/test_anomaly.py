"""Unusual rows on the command line: found, explained, compared, promoted, watched."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from modeling.anomaly.planted import planted

pytestmark = pytest.mark.slow

METHODS = ("--algorithm", "single_value", "--algorithm", "robust_distance")


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory, new_program, one_worker) -> Any:
    """Return a program on a project in which unusual parts were looked for twice."""
    folder = tmp_path_factory.mktemp("parts")
    program = new_program()
    program.done("init", folder / "project")
    program.project = folder / "project"
    planted().to_csv(folder / "parts.csv", index=False)
    program.done("data", "import", folder / "parts.csv", "--name", "parts")
    words = ("--data", "parts", "--model", "odd", "--task", "anomaly", "--labels", "odd")
    told = program.done("train", *words, *METHODS, "--unusual-share", "0.02").out
    assert "Best of 2 on these rows: odd@" in told
    return program


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Later parts, of which ten times as many are unusual, and nobody has judged them."""
    path = tmp_path_factory.mktemp("later") / "later.csv"
    planted(500, 100).drop(columns="odd").to_csv(path, index=False)
    return path


def test_a_model_without_a_target_says_what_it_finds(parts) -> None:
    assert "odd: finds rows unlike the others (anomaly)" in parts.done("model", "show", "odd").out
    assert "unusual rows" in parts.done("model", "list").out
    shown = parts.done("model", "show", "odd@2").out
    assert "Known answers" in shown
    assert "AUC (known)" in shown


def test_what_makes_rows_unusual_for_no_reason_is_told_before(parts, tmp_path) -> None:
    frame = planted()
    frame["ticket"] = range(1, len(frame) + 1)
    frame["seldom"] = [float(row) if row % 5 == 0 else None for row in range(len(frame))]
    frame.to_csv(tmp_path / "tickets.csv", index=False)
    parts.done("data", "import", tmp_path / "tickets.csv", "--name", "tickets")
    words = ("--data", "tickets", "--model", "other", "--task", "anomaly", "--labels", "odd")
    told = parts.done("train", *words, "--algorithm", "single_value").out
    assert "ticket numbers or names the rows" in told
    assert "seldom is missing in 80 % of the rows" in told
    assert "To leave them out: --exclude seldom" in told
    settled = parts.done(
        "--json", "train", *words, "--algorithm", "single_value", "--exclude", "seldom"
    ).json
    assert [item["code"] for item in settled["advice"]["doubts"]] == ["identifier", "missing"]


def test_rows_are_scored_flagged_and_explained(parts, later, tmp_path) -> None:
    out = tmp_path / "scored.csv"
    told = parts.done("score", "odd@2", "--data", later, "--out", out).out
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    called = [row for row in rows if row["unusual"] == "true"]
    assert f"{len(called)} rows called unusual" in told
    assert all("without it" in row["because"] for row in called)
    assert all(not row["because"] for row in rows if row["unusual"] == "false")


def test_it_answers_and_is_made_again_the_same(parts) -> None:
    assert "every digit" in parts.done("model", "check", "odd@2").out
    assert "IDENTICAL" in parts.done("model", "reproduce", "odd@2").out


def test_versions_are_compared_by_rank_and_by_flags(parts, tmp_path) -> None:
    out = tmp_path / "changed.csv"
    told = parts.done("model", "compare", "odd@1", "odd@2", "--rows", out).out
    assert "odd@2 against odd@1 on the same 200 rows" in told
    assert "They rank alike with ρ" in told
    assert "only known answers can tell" in told.replace("\n", " ")
    rows = list(csv.reader(out.read_text("utf-8").splitlines()))
    assert rows[0][:4] == ["row", "actual", "answer of odd@1", "answer of odd@2"]
    assert all({row[2], row[3]} == {"usual", "unusual"} for row in rows[1:])


def test_the_champion_gate_says_what_nobody_can_tell(parts) -> None:
    for number in (1, 2):
        parts.done("promote", f"odd@{number}", "--to", "staging", "--reason", "tried")
        told = parts.done("promote", f"odd@{number}", "--to", "production", "--reason", "tried")
    assert "without known answers nobody can tell which of the two is right" in told.out
    assert "they rank alike with ρ" in told.out


def test_watching_tells_more_unusual_rows_and_how_scores_moved(parts, later) -> None:
    told = parts.done("monitor", "run", "odd@2", "--data", later).out
    assert told.splitlines()[0].startswith("▲ More rows are called unusual: ")
    assert "score of the model" in told
    assert "no known answers" in told
    labelled = parts.done("monitor", "run", "odd@2", "--data", "parts").out
    assert "Precision, by known answers" in labelled


def test_a_card_is_put_together(parts, tmp_path) -> None:
    parts.done("model", "card", "odd@2", "--out", tmp_path / "card.md")
    text = (tmp_path / "card.md").read_text("utf-8")
    assert "rows unlike the others (anomaly)" in text
    assert "A row is called unusual from a score of" in text


def test_a_spec_file_says_the_same(parts, tmp_path) -> None:
    spec = {
        "data": "parts",
        "model": "odd",
        "algorithms": ["single_value"],
        "anomaly": {"share": 0.05, "labels": "odd"},
    }
    (tmp_path / "spec.json").write_text(json.dumps(spec), "utf-8")
    assert "odd@3" in parts.done("train", tmp_path / "spec.json").out


def test_what_cannot_be_done_is_refused_with_the_next_step(parts) -> None:
    words = ("train", "--data", "parts", "--model", "else", "--task", "anomaly")
    refused = parts(*words, "--target", "odd")
    assert refused.code == 2
    assert "--labels odd" in refused.err
    assert parts(*words, "--tune", "3").code == 2
    assert parts("train", "--data", "parts", "--model", "odd", "--target", "weight").code == 2
