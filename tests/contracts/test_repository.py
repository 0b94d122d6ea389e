"""What a person who clones the repository relies on: its commands, its lock, nothing private."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
LOCKS = [REPOSITORY / "requirements.lock", REPOSITORY / "tests" / "requirements.lock"]
CACHES = {".git", ".venv", "build", "dist", "__pycache__", ".mypy_cache", ".ruff_cache"}
CACHES |= {".pytest_cache", ".hypothesis", ".import_linter_cache"}
# Written apart, so that this file does not name what it looks for.
PRIVATE = ["/wo" + "rk/", "py" + "pi.org", "python" + "hosted", "npm" + "js", "deb.deb" + "ian"]


def _project() -> dict:
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))


def _files() -> list[Path]:
    """Return what belongs to the repository; all but the caches where git does not know it."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if shutil.which("git") and (REPOSITORY / ".git").exists():
        answer = subprocess.run(listed, cwd=REPOSITORY, capture_output=True, check=False)
        if answer.returncode == 0:
            names = answer.stdout.decode().split("\0")
            return [REPOSITORY / name for name in names if name and (REPOSITORY / name).is_file()]
    return [
        path
        for path in REPOSITORY.rglob("*")
        if path.is_file() and not CACHES & set(path.relative_to(REPOSITORY).parts)
    ]


def _readme_command(name: str) -> str:
    text = (REPOSITORY / "README.md").read_text("utf-8")
    found = re.search(
        rf"^<!-- command: {name} -->\n```sh\n(.*?)\n```$", text, re.DOTALL | re.MULTILINE
    )
    assert found, name
    return found[1]


def _pins(lock: Path) -> dict[str, list[str]]:
    """Return the pinned requirements of a lock by normalised name, hashes left out."""
    pins: dict[str, list[str]] = {}
    for line in lock.read_text("utf-8").splitlines():
        if found := re.match(r"([A-Za-z0-9_.-]+)==(\S+)(.*?)\s*\\?$", line):
            pins.setdefault(_normal(found[1]), []).append(f"{found[2]}{found[3]}")
    return pins


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _name(requirement: str) -> str:
    return _normal(re.match(r"[A-Za-z0-9_.-]+", requirement)[0])


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.relative_to(REPOSITORY)))
def test_a_lock_names_no_host_and_pins_everything_by_hash(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    assert entries
    assert [one for one in entries if "--hash=sha256:" not in one or "==" not in one] == []


def test_the_locks_cover_every_dependency() -> None:
    project = _project()
    runtime = {_name(one) for one in project["project"]["dependencies"]}
    build = {_name(one) for one in project["dependency-groups"]["build"]}
    assert runtime | build <= set(_pins(LOCKS[0]))
    assert {_name(one) for one in project["dependency-groups"]["test"]} <= set(_pins(LOCKS[1]))
    assert {_name(one) for one in project["build-system"]["requires"]} <= build


def test_the_two_locks_agree_on_what_both_pin() -> None:
    first, second = map(_pins, LOCKS)
    assert {n: (first[n], second[n]) for n in first if second.get(n, first[n]) != first[n]} == {}


def test_one_lock_serves_every_python_that_is_supported() -> None:
    pins = _pins(LOCKS[0])
    assert [line for line in pins["numpy"] if "python_full_version < '3.12'" in line]
    assert [line for line in pins["numpy"] if "python_full_version >= '3.12'" in line]
    # 6.12 drops a reference with every signal on Python 3.11, until the process aborts.
    assert pins["pyside6-essentials"] == ["6.11.3"]


def test_every_dependency_has_its_reason_beside_it() -> None:
    text = (REPOSITORY / "pyproject.toml").read_text("utf-8")
    block = re.search(r"^dependencies = \[\n(.*?)^\]", text, re.DOTALL | re.MULTILINE)[1]
    lines = block.strip().splitlines()
    assert [
        line
        for before, line in zip(["", *lines], lines, strict=False)
        if line.strip().startswith('"') and not before.strip().startswith("#")
    ] == []


def test_ci_runs_the_very_command_that_the_readme_gives() -> None:
    answer = subprocess.run(
        ["bash", ".ci/run", "--print"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == _readme_command("test")


@pytest.mark.parametrize("name", ["demo", "test"])
def test_a_command_of_the_readme_is_one_whole_command(name: str) -> None:
    command = _readme_command(name)
    subprocess.run(["bash", "-n", "-c", command], check=True)
    lines = command.splitlines()
    assert all(line.endswith(("&&", "\\")) for line in lines[:-1])
    assert "://" not in command
    for requirements in re.findall(r"-r (\S+)", command):
        assert (REPOSITORY / requirements).is_file()


def test_both_commands_install_the_same_system_libraries() -> None:
    demo, test = (
        _readme_command(name).partition("python3 -m venv")[0] for name in ("demo", "test")
    )
    assert demo == test
    assert "python3-venv" in demo


def test_links_of_the_readme_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (REPOSITORY / "README.md").read_text("utf-8"))
    assert links
    assert [link for link in links if not (REPOSITORY / link).exists()] == []


def test_nothing_names_a_private_folder_or_a_registry() -> None:
    found = {}
    for path in _files():
        data = path.read_bytes()
        if b"\0" in data[:8192]:
            continue
        text = data.decode("utf-8", "replace")
        if hits := [word for word in PRIVATE if word in text]:
            found[str(path.relative_to(REPOSITORY))] = hits
    assert found == {}


def test_every_file_in_tests_data_is_described() -> None:
    folder = REPOSITORY / "tests" / "data"
    said = (folder / "README.md").read_text("utf-8")
    parts = {path.relative_to(folder).parts[0] for path in _files() if folder in path.parents}
    assert {name for name in parts - {"README.md"} if f"`{name}" not in said} == set()
