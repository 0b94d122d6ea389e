"""What is typed: strict parsing, common options anywhere, one way to find the project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mlops_desktop import __main__ as program
from mlops_desktop import __version__
from mlops_desktop.cli import entry
from mlops_desktop.core.errors import UserError


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["data", "nonsense"],
        ["data", "list", "--nonsense"],
        ["data", "list", "superfluous"],
        ["data", "import"],
        ["data", "preview", "bikes", "--rows", "0"],
        ["data", "import", "x.csv", "--type", "temp"],
        ["data", "import", "x.csv", "--type", "temp=decimal"],
        ["data", "import", "x.csv", "--delimiter", "ab"],
        ["data", "import", "x.csv", "--encoding", "klingon"],
        ["promote", "m@1", "--to", "heaven", "--reason", "x"],
        ["promote", "m@1", "--to", "staging"],
        ["rollback", "m"],
        ["rollback", "m", "--reason"],
        ["train", "--holdout", "0.9"],
        ["train", "--cv", "1"],
        ["train", "--seed", "-1"],
        ["train", "--algorithm", "magic"],
        ["monitor", "run", "m", "--data", "x.csv", "--psi", "0.3,0.2,0.1"],
        ["monitor", "run", "m", "--data", "x.csv", "--psi", "lots"],
        ["monitor", "run", "m", "--data", "x.csv", "--fail-on", "rain"],
        ["lineage", "show", "--upstream", "2"],
        ["policy", "set", "m", "--reason", "x"],
        ["policy", "set", "m", "--reason", "x", "--threshold", "1", "--no-threshold"],
        ["--project"],
        ["-x"],
        ["data", "li"],
    ],
)
def test_wrong_usage_ends_with_2_and_never_in_a_window(mlops, arguments) -> None:
    ran = mlops(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("▲ ")
    assert "--help" in ran.err
    told = mlops("--json", *arguments)
    assert told.code == 2
    assert told.err == ""
    assert set(told.error) == {"code", "message", "hint"}
    assert told.error["code"] == "usage.command"
    assert mlops.opened == []


def test_a_group_alone_shows_what_it_has(mlops) -> None:
    ran = mlops("data")
    assert ran.code == 2
    assert "import" in ran.out + ran.err


def test_without_a_command_the_window_opens(mlops, tmp_path: Path) -> None:
    assert mlops().code == 0
    assert mlops("--project", tmp_path).code == 0
    assert mlops("app", tmp_path / "project.mlopsd").code == 0
    assert mlops("app", "--project", tmp_path).code == 0
    assert mlops.opened == [None, tmp_path, tmp_path / "project.mlopsd", tmp_path]


def test_json_without_a_command_is_wrong_usage(mlops) -> None:
    assert mlops("--json").error["code"] == "usage.command"
    assert mlops.opened == []


def test_the_version_is_told(mlops) -> None:
    assert mlops("--version").out == f"MLOps Desktop {__version__}\n"
    assert mlops("--json", "--version").json == {"version": __version__}
    assert mlops("--version", "--json").json == {"version": __version__}


@pytest.mark.parametrize("command", [["data", "list"], ["verify"], ["score", "m", "--data", "x"]])
def test_without_a_project_the_next_step_is_named(mlops, here: Path, command: list[str]) -> None:
    ran = mlops(*command)
    assert ran.code == 2
    assert str(here) in ran.err
    assert "mlops-desktop init" in ran.err
    assert mlops("--json", *command).error["code"] == "usage.no_project"


def test_the_common_options_stand_before_or_after_the_command(mlops, here: Path) -> None:
    for arguments in (
        ["--json", "--project", here, "data", "list"],
        ["data", "--json", "--project", here, "list"],
        ["data", "list", "--json", "--project", here],
    ):
        ran = mlops(*arguments)
        assert (ran.code, ran.error["code"]) == (2, "project.not_a_project")


def test_the_named_project_wins_over_the_variable(mlops, here, monkeypatch) -> None:
    monkeypatch.setenv("MLOPS_DESKTOP_PROJECT", str(here / "from-variable"))
    assert "from-variable" in mlops("data", "list").err
    assert "from-option" in mlops("--project", here / "from-option", "data", "list").err


def test_a_text_that_looks_like_an_option_is_taken_after_two_dashes(mlops, here: Path) -> None:
    ran = mlops("--project", here, "data", "show", "--", "--json")
    assert ran.code == 2
    assert not ran.err.startswith("{")
    assert ran.out == ""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """The projects on which the program opened its window."""
    seen: list[Path | None] = []

    def open_window(project: Path | None) -> int:
        seen.append(project)
        return 0

    monkeypatch.setattr(program, "open_window", open_window)
    return seen


def test_the_program_without_arguments_opens_the_window(monkeypatch, opened) -> None:
    monkeypatch.setattr("sys.argv", ["mlops-desktop"])
    assert program.main() == 0
    assert opened == [None]


def test_a_double_click_on_a_project_opens_the_window_on_it(monkeypatch, opened) -> None:
    monkeypatch.setattr("sys.argv", ["mlops-desktop", "/home/ada/bikes/project.mlopsd"])
    assert program.main() == 0
    assert opened == [Path("/home/ada/bikes/project.mlopsd")]


@pytest.mark.parametrize(
    "arguments",
    [["bikes.csv"], ["-x.mlopsd"], ["a.mlopsd", "b.mlopsd"], ["-B", "-S", "-I", "-c", "print()"]],
)
def test_whatever_is_no_command_ends_with_2(monkeypatch, opened, capsys, arguments) -> None:
    monkeypatch.setattr("sys.argv", ["mlops-desktop", *arguments])
    assert program.main() == 2
    assert opened == []
    assert capsys.readouterr().err.startswith("▲ ")


def test_what_hinders_the_window_is_one_sentence(monkeypatch, capsys) -> None:
    def refuse(_project: Path | None) -> int:
        raise UserError("environment.qt_libraries", libraries="libEGL.so.1", packages="libegl1")

    monkeypatch.setattr(program, "open_window", refuse)
    monkeypatch.setattr("sys.argv", ["mlops-desktop"])
    assert program.main() == 4
    told = capsys.readouterr()
    assert "libEGL.so.1" in told.err
    assert "apt-get install libegl1" in told.err
    assert "Traceback" not in told.err


def test_a_defect_is_one_line_and_the_traceback_is_in_the_log(mlops, monkeypatch) -> None:
    def break_down(*_arguments: object, **_options: object) -> int:
        raise ZeroDivisionError("the cause")

    monkeypatch.setattr(entry.root, "main", break_down)
    ran = mlops("data", "list")
    assert ran.code == 3
    assert ran.out == ""
    assert "ZeroDivisionError" in ran.err
    assert "Traceback" not in ran.err
    log = Path(ran.err.split("The details are in ")[1].strip().removesuffix("."))
    assert "the cause" in log.read_text("utf-8")
    assert json.loads(mlops("--json", "data", "list").out)["error"]["code"] == "defect"


def test_a_defect_is_kept_even_where_no_log_can_be_written(mlops, monkeypatch, tmp_path) -> None:
    def break_down(*_arguments: object, **_options: object) -> int:
        raise ZeroDivisionError("the cause")

    (tmp_path / "file").write_text("in the way", "utf-8")
    monkeypatch.setenv("MLOPS_DESKTOP_LOGS", str(tmp_path / "file" / "logs"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(entry.root, "main", break_down)
    ran = mlops("data", "list")
    assert ran.code == 3
    (log,) = tmp_path.glob("mlops-desktop-*.log")
    assert str(log) in ran.err
    assert "the cause" in log.read_text("utf-8")
