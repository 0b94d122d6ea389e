"""Answers go to stdout, everything else to stderr, and a closed reader is no error."""

from __future__ import annotations

import io
import json
import os
import sys
from types import SimpleNamespace

import pytest

from mlops_desktop.cli import console as module
from mlops_desktop.cli.console import Console, prepare_streams, progress_text
from mlops_desktop.core.progress import Step, Unit


class Terminal(io.StringIO):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        return True


def test_an_answer_is_text_or_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    Console().answer({"rows": 7}, ["7 rows"])
    assert capsys.readouterr().out == "7 rows\n"
    Console(as_json=True).answer({"rows": 7, "name": "Zürich"}, ["7 rows"])
    assert json.loads(capsys.readouterr().out) == {"rows": 7, "name": "Zürich"}


def test_a_second_json_object_is_a_defect(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(as_json=True)
    console.answer({}, [])
    with pytest.raises(RuntimeError):
        console.answer({}, [])
    assert capsys.readouterr().out == "{}\n"


def test_a_failure_after_the_answer_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(as_json=True)
    console.answer({}, [])
    console.fail({"error": {}}, ["▲ It broke."])
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("{}\n", "▲ It broke.\n")


def test_without_a_terminal_each_phase_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console()
    for step in (Step("Reading", 1, 3), Step("Reading", 2, 3), Step("Storing")):
        console.step(step)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "Reading …\nStoring …\n")


def test_with_json_and_no_terminal_nothing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    Console(as_json=True).step(Step("Reading"))
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_on_a_terminal_one_line_is_redrawn_and_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    console = Console()
    console.step(Step("Training", 1, 4, "candidate 1 of 4"))
    console.step(Step("Storing"))
    console.end_progress()
    drawn = terminal.getvalue()
    assert "\n" not in drawn
    assert drawn.startswith("\rTraining · candidate 1 of 4 · 25 %")
    longest = len("Training · candidate 1 of 4 · 25 %")
    assert drawn.endswith("\r" + " " * len("Storing") + "\r")
    assert "\rStoring" + " " * (longest - len("Storing")) in drawn


def test_the_words_of_a_step() -> None:
    assert progress_text(Step("Reading bikes.csv")) == "Reading bikes.csv"
    assert progress_text(Step("Reading", 50, 200)) == "Reading · 25 %"
    pace = "52 MB a second, about 3 s left in this step"
    assert progress_text(Step("Reading", 50, 200), pace) == f"Reading · 25 % · {pace}"


def test_a_terminal_is_told_how_fast_it_goes_and_how_long_it_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("COLUMNS", "120")
    times = iter((100.0, 110.0, 120.0))
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: next(times)))
    console = Console()
    for done in (0, 3_120, 6_240):
        console.step(Step("Storing the rows", done, 12_480, unit=Unit.ROWS))
    lines = terminal.getvalue().split("\r")[1:]
    assert [line.rstrip() for line in lines] == [
        "Storing the rows · 0 %",
        "Storing the rows · 25 % · 310 rows a second, about 30 s left in this step",
        "Storing the rows · 50 % · 310 rows a second, about 20 s left in this step",
    ]


def test_a_reader_that_has_seen_enough_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        console = Console()
        console.lines(f"line {number}" for number in range(100))
        console.flush()


def test_a_full_disk_behind_stdout_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    if not os.path.exists("/dev/full"):  # noqa: PTH110 - a device, not a file
        pytest.skip("no /dev/full on this system")
    stream = open("/dev/full", "w", encoding="utf-8")  # noqa: SIM115, PTH123
    monkeypatch.setattr(sys, "stdout", stream)
    with pytest.raises(OSError, match="No space"):
        Console().lines(["text"])
    with pytest.raises(OSError, match="No space"):
        stream.close()


def test_a_program_without_streams_can_still_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    prepare_streams()
    streams = sys.stdout, sys.stderr
    Console().lines(["nobody hears it"])
    for stream in streams:
        stream.close()


def test_marks_and_odd_file_names_are_written_in_any_locale(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii", errors="strict"))
    prepare_streams()
    Console().lines(["● Zürich \udc80"])
    assert raw.getvalue().decode("utf-8") == "● Zürich \\udc80\n"
