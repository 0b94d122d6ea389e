"""The sample project: one command lives the whole life, and may be given again."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mlops_desktop.cli.draft import draft
from mlops_desktop.core.errors import Cancelled, ExitCode, UserError

pytestmark = pytest.mark.slow


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, new_program, one_worker):
    folder = tmp_path_factory.mktemp("demo") / "sample"
    program = new_program()
    return program, folder, program.done("demo", folder, "--headless")


def test_the_whole_life_is_told_line_by_line(built) -> None:
    _, folder, ran = built
    for words in (
        "3,530 rows",
        "▲ casual + registered = bikers",
        "Left out of training: casual, registered.",
        "Against the baseline on the same",
        "is in staging",
        "is in production",
        "Scored 744 hours of July",
        "▲ Wrong more often",
        "added to bikes@2: 720 rows",
        "bike_demand@6",
        "sound",
        f"The sample project is in {folder}.",
    ):
        assert words in ran.out, words


def test_nothing_but_the_project_is_left_beside_it(built) -> None:
    _, folder, _ = built
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_the_same_command_again_uses_the_project_that_is_there(built) -> None:
    program, folder, _ = built
    again = program.done("demo", folder, "--headless")
    assert again.out.startswith("The sample project is there already")
    assert "● Sound: " in again.out
    answer = program.done("--json", "demo", folder).json
    assert answer["project"] == str(folder)
    assert answer["reused"] is True
    assert program.opened == []


def test_with_a_display_the_window_opens_on_it(built) -> None:
    program, folder, _ = built
    program.done("demo", folder)  # Qt's offscreen platform is a display of its own
    assert program.opened == [folder]


@pytest.mark.usefixtures("no_display")
def test_without_a_display_it_says_so_and_ends_well(built, new_program) -> None:
    _, folder, _ = built
    program = new_program()
    ran = program.done("demo", folder)
    assert "There is no display here" in ran.out
    assert f"mlops-desktop app {folder}" in ran.out
    assert program.opened == []


def test_the_commands_it_names_at_the_end_can_be_given(built, new_program) -> None:
    _, _, ran = built
    line = next(line for line in ran.lines if line.startswith("Look around with: "))
    name, *words = shlex.split(line.removeprefix("Look around with: "))
    assert name == "mlops-desktop"
    assert "bike_demand" in new_program().done(*words).out


def test_a_place_with_a_blank_is_quoted(mlops, here, monkeypatch) -> None:
    monkeypatch.setattr("mlops_desktop.services.sample.build_sample", lambda made, *_: made.mkdir())
    ran = mlops.done("demo", here / "my sample", "--headless")
    assert f'--project "{here / "my sample"}" model list' in ran.out


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_what_a_killed_demo_left_is_removed_by_the_next_one(mlops, here, monkeypatch) -> None:
    left = _killed_draft(here / "new")
    assert (left / "project" / "registry.db").is_file()
    (here / ".new-draft-mine").mkdir()
    (here / ".new-draft-mine" / "thesis.txt").write_text("mine", "utf-8")
    monkeypatch.setattr("mlops_desktop.services.sample.build_sample", lambda made, *_: made.mkdir())
    with draft(here / "new") as alive:
        alive.mkdir()
        ran = mlops.done("demo", here / "new", "--headless")
        assert alive.is_dir()
    assert sorted(path.name for path in here.iterdir()) == [".new-draft-mine", "new"]
    assert ".new-draft" not in ran.out + ran.err


def _killed_draft(place: Path) -> Path:
    """Begin a draft in another process, kill that, and return what it left."""
    code = (
        "import sys, pathlib; from mlops_desktop.cli.draft import draft\n"
        "with draft(pathlib.Path(sys.argv[1])) as made:\n"
        "    made.mkdir(); (made / 'registry.db').write_text('half')\n"
        "    print(made.parent, flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        left = Path(process.stdout.readline().strip())
        process.kill()
    return left


def test_another_folder_is_not_touched(mlops, project, here: Path) -> None:
    (here / "mine").mkdir()
    (here / "mine" / "notes.txt").write_text("mine", "utf-8")
    for folder in (here / "mine", here / "project"):
        ran = mlops("--json", "demo", folder, "--headless")
        assert (ran.code, ran.error["code"]) == (2, "usage.not_the_sample")
    assert [path.name for path in (here / "mine").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Cancelled(), ExitCode.INTERRUPTED),
        (UserError("environment.disk_full", path="x"), ExitCode.ENVIRONMENT),
    ],
)
def test_a_build_that_ends_early_leaves_nothing(mlops, here, monkeypatch, error, code) -> None:
    def build(folder: Path, *_rest: object) -> None:
        folder.mkdir()
        (folder / "registry.db").write_text("half", "utf-8")
        raise error

    monkeypatch.setattr("mlops_desktop.services.sample.build_sample", build)
    assert mlops("demo", here / "new", "--headless").code == code
    assert list(here.iterdir()) == []


def test_the_usual_place_is_the_documents_folder(mlops, private_home, monkeypatch) -> None:
    seen = []

    def build(folder: Path, *_rest: object) -> None:
        folder.mkdir()
        seen.append(folder)

    monkeypatch.setattr("mlops_desktop.services.sample.build_sample", build)
    ran = mlops.done("demo", "--headless")
    assert len(seen) == 1
    place = Path(ran.lines[0].removeprefix("The sample project is in ").removesuffix("."))
    assert place.name == "mlops-desktop-demo"
    assert private_home in place.parents
    assert place.is_dir()
