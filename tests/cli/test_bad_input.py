"""Bad input is answered with a sentence that names it, the right exit code, and nothing stored."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from mlops_desktop.cli.commands.options import FILE

pytestmark = pytest.mark.slow

ROWS = "".join(f"{i},{i * 2},{'ab'[i % 2]}\n" for i in range(60))
FILES = {
    "empty.csv": b"",
    "blank.csv": b"\n\n\n",
    "header.csv": b"a,b,c\n",
    "twice.csv": b"a,b,a\n1,2,3\n",
    "nul.csv": b"a,b\n1,2\n\x00\x00\x00\x00\n",
    "wide.csv": (",".join(f"c{i}" for i in range(50_000)) + "\n").encode() + b"1" + b",1" * 49_999,
    "fake.xlsx": b"this is no workbook",
}


def _nothing_is_left(program) -> bool:
    """Whether the project is as empty as a new one."""
    jobs = program.project / "jobs"
    return program.done("--json", "data", "list").json == {"datasets": []} and not (
        jobs.is_dir() and any(jobs.iterdir())
    )


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_a_table_is_refused_with_place_and_next_step(
    project, here: Path, name: str
) -> None:
    (here / name).write_bytes(FILES[name])
    ran = project("data", "import", name, "--name", "bad")
    assert ran.code == 2, ran.out
    assert ran.out == ""
    sentence, next_step = ran.err.splitlines()[-2:]
    assert sentence.startswith("▲ ")
    assert any(where in sentence for where in (name, "ow 1", "The file"))
    assert next_step.startswith("  ")
    told = project("--json", "data", "import", name, "--name", "bad")
    assert told.code == 2
    assert told.error["code"].startswith("data.")
    assert told.error["hint"]
    assert project("data", "preview", name).code == 2
    assert _nothing_is_left(project)


def test_what_cannot_be_read_is_left_to_the_reading_which_says_the_next_step(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "locked.csv").write_bytes(b"a,b\n1,2\n")
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    assert FILE.convert("locked.csv", None, None) == Path("locked.csv")


def test_a_missing_file_and_a_folder_are_refused_by_name(project, here: Path) -> None:
    for name in ("missing.csv", "project"):
        ran = project("data", "import", name, "--name", "bad")
        assert ran.code == 2
        assert name in ran.err
    assert _nothing_is_left(project)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_the_environment(project, here: Path) -> None:
    file = here / "secret.csv"
    file.write_text("a,b\n1,2\n", "utf-8")
    file.chmod(0)
    assert project("data", "import", file, "--name", "bad").code in (2, 4)


def test_the_wrong_encoding_and_an_unknown_sheet_name_the_option(project, here: Path) -> None:
    (here / "latin.csv").write_bytes("name,n\nZürich,1\nBern,2\n".encode("cp1252"))
    ran = project("data", "import", "latin.csv", "--encoding", "utf-8")
    assert ran.code == 2
    assert "is not UTF-8" in ran.err
    assert "encoding" in ran.err
    assert project.done("data", "import", "latin.csv").code == 0
    assert "Zürich" in project.done("data", "preview", "latin").out


def test_ragged_rows_are_left_out_and_listed_with_their_line(project, here: Path) -> None:
    (here / "ragged.csv").write_text("a,b\n1,2\n3,4,5\n6\n7,8\n", "utf-8")
    ran = project.done("data", "import", "ragged.csv")
    assert "▲ 2 rows of 4 left out:" in ran.out
    assert "line 3: " in ran.out
    assert "line 4: " in ran.out
    assert "Rows" not in project.done("data", "show", "ragged").err


def test_values_of_another_type_are_listed_with_line_and_column(project, here: Path) -> None:
    lines = [*(str(i) for i in range(300)), "n/a?"]
    (here / "odd.csv").write_text("a,b\n" + "".join(f"{v},1\n" for v in lines), "utf-8")
    ran = project.done("data", "import", "odd.csv")
    assert "◆ 1 value not of the column's type (a 1):" in ran.out
    assert "line 302, a: “n/a?”" in ran.out
    refused = project("data", "import", "odd.csv", "--bad-cells", "fail", "--name", "strict")
    assert refused.code == 2
    text = project.done("--json", "data", "import", "odd.csv", "--type", "a=text", "--name", "t")
    assert text.json["event"]["cells_rejected"] == 0


def test_reader_options_override_what_was_found(project, here: Path) -> None:
    (here / "german.csv").write_text("ort;wert\nBern;1,5\nZug;2,5\n", "utf-8")
    found = project.done("--json", "data", "preview", "german.csv", "--decimal", ",").json
    assert found["options"]["delimiter"] == ";"
    assert [column["type"] for column in found["columns"]] == ["text", "number"]
    one = project.done("--json", "data", "preview", "german.csv", "--delimiter", "tab").json
    assert len(one["columns"]) == 1


def test_one_column_is_a_table_too_but_nothing_to_learn_from(project, here: Path) -> None:
    (here / "one.csv").write_text("a\n" + "1\n2\n3\n" * 30, "utf-8")
    project.done("data", "import", "one.csv")
    ran = project("train", "--data", "one", "--target", "a", "--model", "m")
    assert ran.code == 2
    assert "“a”" in ran.err


@pytest.fixture
def table(project, here: Path):
    """A project with one small dataset."""
    header = "n,double,letter,constant,empty,rare,few\n"
    rows = [
        f"{i},{2 * i},{'ab'[i % 2]},1,,{'x' if i == 7 else 'y'},{i if i < 4 else ''}\n"
        for i in range(120)
    ]
    (here / "t.csv").write_text(header + "".join(rows), "utf-8")
    project.done("data", "import", "t.csv")
    return project


@pytest.mark.parametrize(
    ("target", "options"),
    [
        ("missing", ()),
        ("constant", ()),
        ("empty", ()),
        ("rare", ("--task", "classification")),
        ("few", ("--task", "regression", "--cv", "5")),
        ("letter", ("--task", "regression")),
        ("letter", ("--metric", "mae")),
        ("letter", ("--positive", "z")),
        ("n", ("--exclude", "nonsense")),
        ("n", ("--exclude", "n")),
        ("n", ("--split", "ordered", "--order-by", "nonsense")),
    ],
)
def test_what_cannot_be_learned_is_refused_before_anything_is_made(table, target, options) -> None:
    words = ("train", "--data", "t", "--target", target, "--model", "m")
    ran = table("--json", *words, *options)
    assert ran.code == 2, ran.out
    assert ran.error["message"]
    assert ran.error["hint"]
    assert table.done("--json", "model", "list").json == {"models": []}


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[]",
        '{"data": 7}',
        '{"data": "t", "model": "m", "target": "n", "speed": "high"}',
        '{"data": "t", "model": "m", "target": "n", "split": {"method": "moon"}}',
        '{"data": "t", "model": "m", "target": "n", "split": {"when": "now"}}',
        '{"data": "t", "model": "m", "target": "n", "seed": "seven"}',
        '{"model": "m", "target": "n"}',
        '{"data": "t", "model": "m", "target": "n", "target": "o"}',
    ],
)
def test_a_specification_that_makes_no_sense_is_refused(project, here: Path, text: str) -> None:
    (here / "spec.json").write_text(text, "utf-8")
    ran = project("--json", "train", "spec.json")
    assert ran.code == 2
    assert ran.error["code"] in ("usage.spec", "usage.missing_option")


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"taget": "n"}, "it has “taget”, which is unknown (Did you mean “target”?)"),
        ({"split": {"hold": 1}}, "“split” has “hold”, which is unknown"),
        ({"split": {"method": "moon"}}, "it is one of random, ordered"),
        ({"algorithms": "ridge"}, "“algorithms” must be a list"),
        ({"seed": "seven"}, '“seed” must be a whole number, not "seven"'),
        ({"data": 7}, "“data” must be a text"),
    ],
)
def test_what_is_wrong_in_a_specification_is_said_by_its_place(
    project, here: Path, entries, words: str
) -> None:
    (here / "spec.json").write_text(json.dumps(entries), "utf-8")
    ran = project("--json", "train", "spec.json")
    assert (ran.code, ran.error["code"]) == (2, "usage.spec")
    assert words in ran.error["message"]


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"seed": -1}, "training.seed"),
        ({"seed": 10**20}, "training.seed"),
        ({"split": {"holdout": 5}}, "training.holdout_share"),
        ({"split": {"folds": -3}}, "training.folds"),
    ],
)
def test_numbers_out_of_range_in_a_specification_are_refused(table, here: Path, entries, code):
    wanted = {"data": "t", "target": "letter", "model": "m", **entries}
    (here / "spec.json").write_text(json.dumps(wanted), "utf-8")
    ran = table("--json", "train", "spec.json")
    assert (ran.code, ran.error["code"]) == (2, code)
    assert table.done("--json", "model", "list").json["models"] == []


def test_a_specification_that_is_a_folder_or_not_there_is_named(project, here: Path) -> None:
    (here / "folder").mkdir()
    assert project("--json", "train", "folder").error["message"].endswith("is a folder.")
    assert "There is no file" in project("--json", "train", "none.json").error["message"]


def test_a_specification_is_obeyed_and_options_win(table, here: Path) -> None:
    spec = {
        "data": "t@1",
        "model": "m",
        "target": "letter",
        "algorithms": ["baseline"],
        "exclude": ["few", "empty"],
        "split": {"method": "random", "holdout": 0.25, "folds": 3},
        "seed": 3,
    }
    (here / "spec.json").write_text(json.dumps(spec), "utf-8")
    ran = table.done("--json", "train", "spec.json", "--seed", "4", "--cv", "2").json
    assert (ran["spec"]["seed"], ran["spec"]["split"]["folds"]) == (4, 2)
    assert ran["spec"]["split"]["holdout"] == 0.25
    assert ran["spec"]["exclude"] == ["few", "empty"]
    assert table("train", here / "nowhere.json").code == 2


def test_rows_that_do_not_fit_the_signature_are_refused_and_odd_ones_told(table, here) -> None:
    words = ("--data", "t", "--target", "n", "--model", "m", "--exclude", "double")
    table.done("train", *words, "--algorithm", "linear", "--cv", "2")
    (here / "few.csv").write_text("letter,rare,few\na,y,1\n", "utf-8")
    (here / "less.csv").write_text("rare,few\ny,1\n", "utf-8")
    (here / "wrong.csv").write_text("letter,rare,few\na,y,many\nb,y,lots\n", "utf-8")
    (here / "odd.csv").write_text("letter,rare,few\nq,y,1\na,y,999\n", "utf-8")
    missing = table("--json", "score", "m", "--data", "less.csv")
    assert (missing.code, missing.error["code"]) == (2, "models.missing_column")
    assert "“letter”, which less@1 does not have" in missing.error["message"]
    wrong = table("--json", "score", "m", "--data", "wrong.csv")
    assert (wrong.code, wrong.error["code"]) == (2, "models.wrong_type")
    assert "“few” of wrong@1" in wrong.error["message"]
    odd = table.done("score", "m", "--data", "odd.csv")
    assert "◆ letter: 1 row with a value training never saw (such as q" in odd.out
    assert "◆ few: 1 row outside the range of training (such as 999" in odd.out
    assert table("score", "m", "--data", "few.csv", "--out", here).code == 2
    assert table("score", "m", "--data", "few.csv", "--out", here / "no" / "x.csv").code == 2


def test_names_and_references_that_mean_nothing_are_refused(table) -> None:
    for words, code in (
        (("data", "show", "nothing"), "data.unknown"),
        (("data", "show", "t@9"), "data.unknown_version"),
        (("data", "show", "t@best"), "usage.not_data"),
        (("data", "show", "t@x"), "usage.reference"),
        (("model", "show", "m"), "models.unknown"),
        (("lineage", "show", "nothing"), "usage.unknown_name"),
        (("monitor", "run", "m", "--data", "t"), "models.unknown"),
        (("monitor", "run", "m", "--data", "nowhere"), "usage.no_data"),
        (("archive", "nothing", "--reason", "x"), "usage.unknown_name"),
        (("archive", "t", "--reason", "  "), "usage.reason"),
        (("rename", "t@1", "u"), "usage.rename_version"),
    ):
        ran = table("--json", *words)
        assert ran.code == 2
        assert ran.error["code"] == code, words


def test_a_name_that_is_a_dataset_and_a_file_must_be_told_apart(table, here: Path) -> None:
    shutil.copy(here / "t.csv", here / "t")
    assert table("--json", "data", "preview", "t").error["code"] == "usage.file_or_data"
    assert table.done("data", "preview", "data:t").lines[0].startswith("t@1: rows 1 to 10")
    assert "Nothing was stored" in table.done("data", "preview", "./t").out


def test_a_folder_that_is_not_empty_is_no_place_for_a_project(mlops, here: Path) -> None:
    (here / "notes.txt").write_text("mine", "utf-8")
    ran = mlops("--json", "init", here)
    assert (ran.code, ran.error["code"]) == (2, "project.already_exists")
    assert [path.name for path in here.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    "own", ["registry.db", "project.mlopsd", "LOCK", "objects/new.csv", "backups/t.csv"]
)
def test_an_export_never_replaces_what_belongs_to_a_project(table, here: Path, own: str) -> None:
    before = (table.project / "registry.db").read_bytes()
    (here / "link.csv").symlink_to(table.project / own)
    for target in (table.project / own, here / "link.csv"):
        ran = table("--json", "data", "export", "t", target, "--overwrite")
        assert (ran.code, ran.error["code"]) == (2, "project.own_file")
    assert (table.project / "registry.db").read_bytes() == before
    assert table.done("verify").code == 0
    assert table.done("data", "export", "t", table.project / "extra.csv").code == 0


def test_an_export_to_parquet_says_which_column_it_had_to_rename(project, here: Path) -> None:
    (here / "alike.csv").write_text("a,A,b\n1,2,3\n", "utf-8")
    project.done("data", "import", "alike.csv")
    ran = project.done("data", "export", "alike", here / "alike.parquet")
    assert "in alike.parquet A is A_1." in " ".join(ran.err.split())
    assert "differ only" not in project.done("data", "export", "alike", here / "out.csv").err


def test_an_export_through_a_link_names_what_the_link_leads_to(table, here: Path) -> None:
    (here / "nowhere.csv").symlink_to(here / "gone" / "t.csv")
    ran = table("--json", "data", "export", "t", here / "nowhere.csv")
    assert (ran.code, ran.error["code"]) == (2, "usage.no_folder")
    assert str(here / "gone") in ran.error["message"]
    (here / "real.csv").write_text("mine", "utf-8")
    (here / "link.csv").symlink_to(here / "real.csv")
    ran = table("--json", "data", "export", "t", here / "link.csv")
    assert (ran.code, ran.error["code"]) == (2, "usage.file_exists")
    assert "real.csv" in ran.error["message"]
    assert "real.csv" in table.done("data", "export", "t", here / "link.csv", "--overwrite").out
    assert (here / "link.csv").is_symlink()
    assert (here / "real.csv").read_text("utf-8") != "mine"


def test_an_export_through_links_in_a_circle_is_refused(table, here: Path) -> None:
    (here / "one.csv").symlink_to(here / "two.csv")
    (here / "two.csv").symlink_to(here / "one.csv")
    ran = table("--json", "data", "export", "t", here / "one.csv")
    assert (ran.code, ran.error["code"]) == (2, "data.link_loop")


def test_an_empty_name_is_refused_and_not_taken_for_none(table) -> None:
    ran = table("--json", "data", "import", "t.csv", "--name", "")
    assert (ran.code, ran.error["code"]) == (2, "usage.name")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_an_export_never_replaces_a_pipe_or_a_device(table, here: Path) -> None:
    os.mkfifo(here / "pipe")
    ran = table("--json", "data", "export", "t", here / "pipe", "--overwrite")
    assert (ran.code, ran.error["code"]) == (2, "usage.special_file")
    assert (here / "pipe").is_fifo()


def test_a_name_in_a_refusal_cannot_command_the_terminal(table) -> None:
    ran = table("data", "import", "t.csv", "--name", "a\x1b[31mred\nb")
    assert ran.code == 2
    assert "a\\x1b[31mred\\nb" in ran.err
    assert "\x1b" not in ran.err


def test_a_manifest_nested_too_deeply_is_damaged_not_a_defect(table) -> None:
    (table.project / "project.mlopsd").write_text("[" * 100_000, "utf-8")
    ran = table("--json", "data", "list")
    assert (ran.code, ran.error["code"]) == (4, "project.damaged")


def _overwrite(path: Path) -> None:
    path.write_bytes(b"something else\n" * 1000)


def _forge_the_schema(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_schema SET sql='CREATE nonsense' WHERE name='project'")
        connection.commit()


@pytest.mark.parametrize(
    ("file", "harm", "kind"),
    [
        ("registry.db", _overwrite, "database"),
        ("registry.db", _forge_the_schema, "database"),
        ("registry.db", Path.unlink, "database"),
        ("project.mlopsd", _overwrite, "manifest"),
        ("project.mlopsd", Path.unlink, "manifest"),
    ],
)
def test_a_project_too_damaged_to_be_opened_is_not_sound(table, file, harm, kind) -> None:
    harm(table.project / file)
    told = table("--json", "verify")
    assert (told.code, told.json["is_sound"]) == (1, False)
    (problem,) = told.json["problems"]
    assert (problem["damage"], problem["where"]) == (kind, file)
    ran = table("audit", "verify")
    assert ran.code == 1
    assert ran.lines[0].startswith("▲ Not sound: ")
    assert file in ran.lines[1]


def test_a_name_like_an_option_is_refused_and_never_suggested(table, here: Path) -> None:
    for words in (
        ("data", "import", "t.csv", "--name", "-x"),
        ("train", "--data", "t", "--target", "n", "--model=-x"),
        ("rename", "t", "--", "-x"),
    ):
        ran = table("--json", *words)
        assert (ran.code, ran.error["code"]) == (2, "usage.name"), words
    (here / "-x.csv").write_text("a,b\n1,2\n", "utf-8")
    assert "as x@1" in table.done("data", "import", "./-x.csv").lines[0]


def test_what_is_no_project_can_neither_be_sound_nor_unsound(mlops, here: Path) -> None:
    ran = mlops("--json", "--project", here, "verify")
    assert (ran.code, ran.error["code"]) == (2, "project.not_a_project")


def test_a_damaged_object_is_found_and_named(table) -> None:
    stored = max(
        (table.project / "objects").rglob("*"), key=lambda p: p.is_file() and p.stat().st_size
    )
    stored.chmod(0o644)
    data = bytearray(stored.read_bytes())
    data[len(data) // 2] ^= 1
    stored.write_bytes(data)
    ran = table("verify")
    assert ran.code == 1
    assert ran.lines[0].startswith("▲ Not sound: ")
    assert stored.name[:12] in ran.out
    told = table("--json", "verify")
    assert (told.code, told.json["is_sound"]) == (1, False)


def test_a_project_of_a_newer_version_is_left_alone(table) -> None:
    registry = table.project / "registry.db"
    with contextlib.closing(sqlite3.connect(registry)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = registry.read_bytes()
    for words in (("data", "list"), ("verify",), ("archive", "t", "--reason", "x")):
        ran = table("--json", *words)
        assert (ran.code, ran.error["code"]) == (2, "project.newer")
    assert registry.read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes anywhere")
def test_a_read_only_folder_can_be_looked_at_but_not_changed(table, here: Path) -> None:
    folders = [table.project, *(path for path in table.project.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        assert "t " in table.done("data", "list").out
        assert table.done("verify").code == 0
        assert table("data", "import", "t.csv", "--name", "u").code == 4
        assert table("archive", "t", "--reason", "x").code == 4
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert len(table.done("--json", "data", "list").json["datasets"]) == 1
