"""The real program in processes of its own: signals, pipes, locales, rivals, no Qt."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


class Outside:
    """Runs ``python -m mlops_desktop`` on one project."""

    def __init__(self, project: Path, **environment: str) -> None:
        self.project = project
        self.environment = {**os.environ, **environment}

    def start(self, *words: object, **options: object) -> subprocess.Popen[str]:
        line = [sys.executable, "-m", "mlops_desktop", "--project", self.project, *words]
        return subprocess.Popen(
            [str(word) for word in line],
            stdout=options.pop("stdout", subprocess.PIPE),
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=self.environment,
            **options,
        )

    def run(self, *words: object) -> tuple[int, str, str]:
        process = self.start(*words)
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in out + err
        return process.returncode, out, err


@pytest.fixture
def no_qt(tmp_path: Path) -> str:
    """A search path on which importing Qt fails, in this process's children and theirs."""
    for name in ("PySide6", "shiboken6"):
        (tmp_path / "blocked" / name).mkdir(parents=True)
        file = tmp_path / "blocked" / name / "__init__.py"
        file.write_text("raise ImportError('Qt is not wanted here')\n", "utf-8")
    return os.pathsep.join([str(tmp_path / "blocked"), os.environ.get("PYTHONPATH", "")])


def test_without_qt_and_in_a_plain_locale_everything_works(tmp_path, rentals, no_qt) -> None:
    outside = Outside(tmp_path / "p", PYTHONPATH=no_qt, LC_ALL="C", LANG="C", PYTHONUTF8="0")
    assert outside.run("init", tmp_path / "p")[0] == 0
    code, out, _ = outside.run("data", "import", rentals("june", 200), "--name", "bikes")
    assert code == 0
    assert out.startswith("● Imported ")
    code, out, _ = outside.run("--json", "data", "preview", "bikes")
    assert (code, len(json.loads(out)["rows"])) == (0, 10)
    code, _, err = outside.run("app")
    assert code == 4
    assert len(err.splitlines()) <= 2


def test_a_reader_that_has_seen_enough_is_no_error(project, rentals) -> None:
    project.done("data", "import", rentals("june", 200), "--name", "bikes")
    process = Outside(project.project).start("data", "show", "bikes")
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(60), err) == (0, "")


def test_a_full_disk_behind_stdout_is_the_environment(project) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        process = Outside(project.project).start("data", "list", stdout=full)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 4
    assert "The disk of the output is full" in err
    assert "Traceback" not in err


@pytest.fixture
def interrupts_heard() -> Iterator[None]:
    """Children hear SIGINT, also where the tests run behind a shell's ``&``, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interrupts_heard")
@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize(
    ("number", "whole_group"), [(signal.SIGINT, True), (signal.SIGTERM, False)]
)
def test_a_stop_leaves_no_file_behind(project, rentals, number, whole_group: bool) -> None:
    project.done("data", "import", rentals("january_to_may", 3000), "--name", "bikes")
    before = sorted(path for path in (project.project / "objects").rglob("*") if path.is_file())
    words = ("--data", "bikes", "--target", "bikers", "--model", "demand", "--cv", "20")
    process = Outside(project.project).start(
        "train", *words, "--algorithm", "forest", start_new_session=True
    )
    for line in process.stderr:
        if "forest" in line.lower() or "train" in line.lower():
            break
    if whole_group:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Stopped as asked." in err
    assert "Traceback" not in err
    jobs = project.project / "jobs"
    assert not jobs.is_dir() or not any(jobs.iterdir())
    after = sorted(path for path in (project.project / "objects").rglob("*") if path.is_file())
    assert not any(path.stat().st_size > 20_000 for path in set(after) - set(before))
    assert project.done("verify").out.startswith("● Sound: ")


def test_two_processes_promoting_at_once_leave_one_winner(project, rentals) -> None:
    project.done("data", "import", rentals("june", 240), "--name", "bikes")
    words = ("--data", "bikes", "--target", "bikers", "--model", "demand", "--cv", "2")
    project.done("train", *words, "--algorithm", "baseline", "--algorithm", "linear")
    outside = Outside(project.project)
    rivals = [
        outside.start("--json", "promote", f"demand@{n}", "--to", "staging", "--reason", "mine")
        for n in (1, 2)
    ]
    answers = [json.loads(rival.communicate(timeout=60)[0]) for rival in rivals]
    codes = [rival.returncode for rival in rivals]
    # One after the other both may succeed; at the same instant the second is told so.
    assert codes.count(0) >= 1
    for code, answer in zip(codes, answers, strict=True):
        assert code == 0 or answer["error"]["code"] == "promotion.champion_changed"
    holders = project.done("--json", "stages").json["stages"]
    assert len([one for one in holders if one["stage"] == "staging"]) == 1
    assert project.done("verify").code == 0


def test_help_answers_without_loading_anything_heavy() -> None:
    program = (
        "import sys; from mlops_desktop.cli.entry import run; code = run(['--help'], None);"
        "heavy = {'pandas', 'numpy', 'sklearn', 'duckdb', 'sqlite_utils', 'PySide6', 'matplotlib'};"
        "print(code, sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert out.splitlines()[-1] == "0 []"


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits of Unix")
@pytest.mark.parametrize("kilobytes", [20, 60])
def test_files_that_cannot_grow_end_with_4_and_nothing_half_written(
    project, rentals, kilobytes: int
) -> None:
    import resource as limits

    def hold_down() -> None:
        limits.setrlimit(limits.RLIMIT_FSIZE, (1024 * kilobytes, 1024 * kilobytes))

    data = rentals("january_to_may", 3500)
    process = Outside(project.project).start("data", "import", data, preexec_fn=hold_down)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 4, err
    assert "Traceback" not in err
    assert project.done("--json", "data", "list").json == {"datasets": []}
    jobs = project.project / "jobs"
    assert not jobs.is_dir() or not any(jobs.iterdir())
    assert project.done("verify").out.startswith("● Sound: ")


def _wait_for_lines(process: subprocess.Popen[str], count: int) -> None:
    """Read that many progress lines: the command is that far."""
    for _ in range(count):
        assert process.stderr.readline()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("lines", [1, 3, 5])
def test_a_killed_command_leaves_a_project_that_opens_clean(project, rentals, lines) -> None:
    project.done("data", "import", rentals("june", 200), "--name", "kept")
    data = rentals("january_to_may", 3500)
    process = Outside(project.project).start("data", "import", data, "--name", "late")
    _wait_for_lines(process, lines)
    process.kill()
    process.communicate(timeout=60)
    assert project.done("verify").out.startswith("● Sound: ")
    names = [
        row["dataset"]["name"] for row in project.done("--json", "data", "list").json["datasets"]
    ]
    assert names in (["kept"], ["kept", "late"])
    project.done("data", "import", data, "--name", "late")  # sweeps what was left behind
    jobs = project.project / "jobs"
    assert not jobs.is_dir() or not any(jobs.iterdir())
    assert project.done("verify").out.startswith("● Sound: ")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the worker in /proc")
def test_a_killed_worker_is_told_and_nothing_is_stored(project, rentals) -> None:
    data = rentals("january_to_may", 3500)
    process = Outside(project.project).start("data", "import", data, "--name", "late")
    _wait_for_lines(process, 1)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split()
    workers = [
        int(child)
        for child in children
        if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "was ended from outside, for example because memory ran out, while" in err
    assert "Nothing of this was stored." in err
    assert "Traceback" not in err
    assert project.done("--json", "data", "list").json == {"datasets": []}
    assert project.done("verify").out.startswith("● Sound: ")
