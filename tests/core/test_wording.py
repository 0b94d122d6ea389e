"""Small pieces of sentences."""

from __future__ import annotations

import pytest

from mlops_desktop.core.wording import (
    counted,
    did_you_mean,
    duration_text,
    named,
    share_text,
    size_text,
)


def test_counts_stand_with_their_noun() -> None:
    told = [counted(0, "row"), counted(1, "row"), counted(4344, "row"), counted(2, "key", "keys?")]
    assert told == ["0 rows", "1 row", "4,344 rows", "2 keys?"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "under 1 s"), (59.4, "59 s"), (60, "1 min"), (130, "2 min 10 s"), (3900, "1 h 5 min")],
)
def test_durations_are_said_shortly(seconds: float, words: str) -> None:
    assert duration_text(seconds) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_400_000, "1.4 MB"),
        (52_000_000, "52 MB"),
        (999_600_000, "1.0 GB"),
        (3_000_000_000_000, "3.0 TB"),
    ],
)
def test_sizes_are_said_in_the_unit_that_suits_them(size: int, words: str) -> None:
    assert size_text(size) == words


def test_only_a_few_of_many_names_are_named() -> None:
    assert named(["a", "b", "c"]) == "a, b, c"
    assert named(list("abcde")) == "a, b, c and 2 more"


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 10, "0 %"),
        (1, 100_000, "< 0.1 %"),
        (1, 18, "5.6 %"),
        (1, 3, "33 %"),
        (99_999, 100_000, "> 99.9 %"),
        (10, 10, "100 %"),
    ],
)
def test_a_share_is_never_rounded_to_nothing_or_everything(part, whole, shown) -> None:
    assert share_text(part, whole) == shown


def test_the_name_most_like_another_is_offered_whatever_its_capitals() -> None:
    known = ["Windspeed", "temp", "hum"]
    assert did_you_mean("WINDSPED", known) == "Did you mean “Windspeed”?"
    assert did_you_mean("qqq", known, "Known: all.") == "Known: all."
    assert did_you_mean("x" * 1_000_000, known) == ""
