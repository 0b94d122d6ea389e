from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from mlops_desktop.storage import facts
from mlops_desktop.storage.logtext import clean, log_text


def raw_entries(project):
    return project.connection().rows("SELECT seq, body, leaf, prev FROM audit_log ORDER BY seq")


def test_each_entry_continues_the_one_before(whole):
    head = bytes(32)
    for number, (seq, body, leaf, prev) in enumerate(raw_entries(whole), start=1):
        assert seq == number
        assert prev == head
        assert leaf == hashlib.sha256(b"\0" + body).digest()
        head = leaf
    assert whole.log.head().leaf == head.hex()


def test_a_body_is_canonical_json_with_the_promised_fields_and_only_text(whole, ana):
    def only_text(value):
        if isinstance(value, dict):
            return all(isinstance(k, str) and only_text(v) for k, v in value.items())
        if isinstance(value, list):
            return all(map(only_text, value))
        return value is None or isinstance(value, str)

    for seq, body, _, prev in raw_entries(whole):
        fields = json.loads(body)
        assert rfc8785.dumps(fields) == body
        assert set(fields) == {
            *("v", "ws", "seq", "prev", "at", "actor", "app"),
            *("action", "subject", "why", "changes", "outcome"),
        }
        assert only_text(fields)
        assert fields["seq"] == str(seq)
        assert fields["prev"] == prev.hex()
        assert fields["ws"] == whole.info.id
        assert fields["actor"] == {"name": ana.name, "os": ana.os_user, "host": ana.machine}


def test_the_first_entry_tells_of_the_projects_creation(whole):
    entry = whole.log.entry(1)
    assert entry.action == "project.create"
    assert ("name", "Bikes") in {(c.column, c.new) for c in entry.changes}


def test_entries_are_found_by_action_subject_and_time(whole):
    log = whole.log
    everything = log.entries(1000)
    assert [e.seq for e in everything] == list(range(log.count(), 0, -1))
    assert [e.seq for e in log.entries(3, before_seq=5)] == [4, 3, 2]

    def matching(condition):
        return tuple(entry for entry in everything if condition(entry))

    assert log.entries(action="model.train") == matching(lambda e: e.action == "model.train")
    assert log.entries(action="model.") == matching(lambda e: e.action.startswith("model."))
    assert log.entries(subject="demand@2") == matching(lambda e: e.subject.name == "demand@2")
    version = whole.models.newest(whole.models.by_name("demand").id)
    assert log.entries(subject=version.id) == matching(lambda e: e.subject.id == version.id)
    middle = everything[len(everything) // 2].at
    assert log.entries(since=middle) == matching(lambda e: e.at >= middle)
    assert log.entries(until=middle) == matching(lambda e: e.at <= middle)
    assert log.entries(since=middle, until=middle - timedelta(microseconds=1)) == ()
    assert log.entry(10_000) is None


texts = st.text(st.characters(exclude_categories=()), max_size=300)
values = st.one_of(st.none(), texts, st.integers(-(2**63), 2**63 - 1), st.floats())


@given(st.one_of(texts, st.just("sha256:" + "a" * 64)), texts)
def test_different_texts_are_logged_differently(first, second):
    assert (log_text(first) == log_text(second)) == (first == second)


@given(values)
def test_any_value_gives_a_text_that_json_can_hold(value):
    text = log_text(value)
    assert (text is None) == (value is None)
    if text is not None:
        assert len(text) <= 200
        assert json.loads(rfc8785.dumps(text)) == text


@given(st.floats(allow_nan=False))
def test_a_float_is_logged_to_the_last_bit(value):
    assert float(log_text(value)) == value


@given(texts)
def test_cleaned_text_can_be_stored_and_cleaning_again_changes_nothing(text):
    stored = clean(text)
    assert stored.encode("utf-8").decode("utf-8") == stored
    assert "\0" not in stored
    assert clean(stored) == stored


@pytest.mark.parametrize("text", ["plain", "Zoë", "日本", "√σ", "line\nbreak"])
def test_ordinary_text_stays_as_it_is(text):
    assert clean(text) == text
    assert log_text(text) == text


@given(st.dictionaries(st.sampled_from(["a", "b_c", "id"]), texts.map(clean)), texts.map(clean))
def test_rows_are_hashed_over_canonical_json(columns, key):
    assert facts.line("model", key, columns) == rfc8785.dumps(["model", key, columns])
