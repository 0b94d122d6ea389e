"""A refusal carries its code, its facts and the words for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_desktop.core.errors import ExitCode, UserError
from mlops_desktop.core.messages import MESSAGES, message_for
from mlops_desktop.core.messages.message import first_names


def test_a_refusal_names_the_thing_and_the_next_step() -> None:
    refusal = UserError("models.nothing_in_stage", name="churn", stage="production")
    assert refusal.message == "No version of churn is in production."
    assert "promote churn@N --to production" in refusal.hint
    assert str(refusal) == f"{refusal.message} {refusal.hint}"


def test_an_absent_fact_shows_as_an_ellipsis_instead_of_a_second_error() -> None:
    assert UserError("models.nothing_in_stage").message == "No version of … is in …."


def test_no_full_stop_follows_a_list_cut_short() -> None:
    refusal = UserError("data.unknown_column", column="x", path="a.csv", columns="b, c, …")
    assert refusal.hint == "Choose one of its columns: b, c, …"
    assert refusal.message == "There is no column “x” in a.csv."


@pytest.mark.parametrize(("count", "last"), [(0, ""), (20, "c19"), (21, "c19, …")])
def test_names_to_choose_among_say_that_there_are_more(count: int, last: str) -> None:
    shown = first_names(f"c{at}" for at in range(count))
    assert shown.endswith(last)
    assert shown.count(",") == max(0, min(count, 21) - 1)


def test_a_code_nobody_worded_is_a_defect() -> None:
    with pytest.raises(KeyError):
        message_for("nobody.knows")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("usage.name", ExitCode.INPUT),
        ("project.newer", ExitCode.INPUT),
        ("environment.disk_full", ExitCode.ENVIRONMENT),
        ("environment.locked", ExitCode.ENVIRONMENT),
        ("project.object_damaged", ExitCode.ENVIRONMENT),
    ],
)
def test_the_exit_code_says_whose_move_it_is(code: str, expected: ExitCode) -> None:
    assert UserError(code).exit_code is expected


def test_every_environment_message_answers_4_but_the_one_for_a_defect_of_ours() -> None:
    codes = {code for code in MESSAGES if code.startswith("environment.")} - {"environment.defect"}
    assert codes
    assert {MESSAGES[code].exit_code for code in codes} == {ExitCode.ENVIRONMENT}


@given(st.sampled_from(sorted(MESSAGES)), st.text())
def test_facts_are_never_read_as_a_template(code: str, text: str) -> None:
    facts = dict.fromkeys(
        ("path", "name", "text", "column", "data", "reason", "digest", "columns"), text
    )
    refusal = UserError(code, **facts)
    assert isinstance(refusal.message + refusal.hint, str)
    if "{name}" in MESSAGES[code].what:
        assert text in refusal.message


def test_a_full_disk_does_not_claim_that_the_versions_stored_before_are_undone() -> None:
    error = UserError("environment.disk_full", path="registry.db")
    assert "nothing was changed" not in error.hint
    assert "what had been reported as stored is kept" in error.hint
