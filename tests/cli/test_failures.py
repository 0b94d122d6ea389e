"""Every bad ending has a code, a sentence, a next step and its exit code."""

from __future__ import annotations

import errno

import click
import pytest

from mlops_desktop.cli.failures import failure_of
from mlops_desktop.cli.interruption import Interrupted
from mlops_desktop.core.errors import Cancelled, ExitCode, UserError
from mlops_desktop.core.expressions import parse


@pytest.mark.parametrize("error", [Cancelled(), Interrupted(), KeyboardInterrupt(), click.Abort()])
def test_a_stop_that_was_asked_for_is_130(error: BaseException) -> None:
    assert failure_of(error).exit_code == 130
    assert failure_of(error).code == "interrupted"


def test_a_refusal_keeps_its_words_and_exit_code() -> None:
    failure = failure_of(UserError("data.unknown", name="bikes"))
    assert failure.exit_code is ExitCode.INPUT
    assert failure.as_json() == {
        "error": {
            "code": "data.unknown",
            "message": "There is no dataset “bikes”.",
            "hint": "See them with “data list”.",
        }
    }
    assert failure.lines() == ["▲ There is no dataset “bikes”.", "  See them with “data list”."]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "environment.disk_full"),
        (errno.EDQUOT, "environment.disk_full"),
        (errno.EACCES, "environment.no_permission"),
        (errno.EROFS, "environment.no_permission"),
        (errno.EIO, "environment.input_output"),
    ],
)
def test_what_the_machine_does_not_allow_is_4_and_names_the_file(number: int, code: str) -> None:
    failure = failure_of(OSError(number, "reason", "/data/out.csv"))
    assert (failure.code, failure.exit_code) == (code, ExitCode.ENVIRONMENT)
    assert "/data/out.csv" in failure.message


def test_too_little_memory_is_the_environment() -> None:
    assert failure_of(MemoryError()).exit_code is ExitCode.ENVIRONMENT


@pytest.mark.parametrize("error", [ValueError("x"), FileNotFoundError(2, "gone", "x"), KeyError(1)])
def test_anything_else_is_a_defect_of_ours(error: Exception) -> None:
    failure = failure_of(error)
    assert failure.is_defect
    assert failure.exit_code is ExitCode.DEFECT


def test_a_usage_error_points_at_the_help_of_its_command() -> None:
    context = click.Context(click.Command("list"), info_name="mlops-desktop data list")
    failure = failure_of(click.NoSuchOption("--foo", ctx=context))
    assert failure.exit_code is ExitCode.INPUT
    assert failure.hint == "See “mlops-desktop data list --help”."


def test_a_worker_that_died_of_the_same_signal_counts_as_stopped() -> None:
    died = UserError("jobs.worker_died", what="importing", code=-15)
    assert failure_of(died).exit_code is ExitCode.DEFECT
    assert failure_of(died, stopped=True).exit_code is ExitCode.INTERRUPTED


def test_a_wrong_expression_is_shown_with_a_caret_below_the_place() -> None:
    with pytest.raises(UserError) as caught:
        parse("price >> 3")
    failure = failure_of(caught.value)
    assert failure.exit_code is ExitCode.INPUT
    message, text, caret, hint = failure.lines()
    assert message.startswith("▲ Character 8: expected")
    assert (text, caret) == ("  price >> 3", "         ^")
    assert hint.startswith("  Correct it")
