"""Moments are UTC, sort as text, and a day that a person names is over at its end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_desktop.core import clock
from mlops_desktop.core.errors import UserError

MOMENTS = st.datetimes(timezones=st.just(UTC))


@pytest.fixture(params=["UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A local time zone."""
    if not hasattr(time, "tzset"):
        pytest.skip("the local zone cannot be changed on this system")
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@given(MOMENTS)
def test_a_moment_comes_back_from_its_text(moment: datetime) -> None:
    assert clock.from_text(clock.to_text(moment)) == moment


@given(MOMENTS, MOMENTS)
def test_texts_sort_like_the_moments(first: datetime, second: datetime) -> None:
    assert (clock.to_text(first) < clock.to_text(second)) == (first < second)


def test_the_text_is_utc_with_microseconds() -> None:
    berlin = timezone(timedelta(hours=1))
    moment = datetime(2026, 11, 21, 7, 0, 0, 5, berlin)
    assert clock.to_text(moment) == "2026-11-21T06:00:00.000005Z"


def test_now_is_aware() -> None:
    assert clock.utc_now().utcoffset() == timedelta(0)


@pytest.mark.parametrize("text", ["2026-03-03", "20260303"])
def test_a_date_means_the_end_of_that_day_in_local_time(zone: str, text: str) -> None:
    moment = clock.as_of(text)
    local = moment.astimezone()
    assert (local.year, local.month, local.day) == (2026, 3, 3)
    assert (moment + timedelta(microseconds=1)).astimezone().day == 4


def test_a_time_without_a_zone_is_local(zone: str) -> None:
    local = clock.as_of("2026-07-01T14:30").astimezone()
    assert (local.hour, local.minute) == (14, 30)


def test_a_time_with_a_zone_is_taken_as_it_is(zone: str) -> None:
    assert clock.as_of("2026-07-01T14:30Z") == datetime(2026, 7, 1, 14, 30, tzinfo=UTC)
    assert clock.as_of("2026-07-01T14:30+02:00") == datetime(2026, 7, 1, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2026-13-01", "2026-02-30", "03.03.2026", "2026-03-03T25:00", "9" * 40],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UserError) as refusal:
        clock.as_of(text)
    assert refusal.value.code == "usage.time"
    assert "2026-03-31" in refusal.value.hint


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "9999-12-31T23:59-12:00"])
def test_the_ends_of_the_calendar_are_moments_too(zone: str, text: str) -> None:
    for moment in (clock.as_of(text), clock.start_of(text)):
        assert moment.tzinfo is UTC
        assert abs(moment.year - int(text[:4])) <= 1
        assert (clock.to_text(moment) < clock.to_text(clock.utc_now())) == text.startswith("0001")
