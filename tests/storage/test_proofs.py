"""Model versions' cards and reproductions: numbered, kept, never altered."""

from __future__ import annotations

import pytest

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.reproduction import ReproductionVerdict
from mlops_desktop.storage.sqlite import SqliteError
from mlops_desktop.storage.verify import verify

SOMETHING = Subject("test", "", "test")


@pytest.fixture
def version(life):
    life.dataset_version()
    return life.version(life.model())


def test_a_changed_card_gets_the_next_number_and_an_unchanged_one_none(project, ana, version):
    put = project.objects.put_bytes
    with project.tx("model_card.edit", SOMETHING) as tx:
        first = tx.add_model_card_version(version.id, put(b"a"))
        assert tx.add_model_card_version(version.id, put(b"a")) == first
        second = tx.add_model_card_version(version.id, put(b"b"))
    assert [card.number for card in (first, second)] == [1, 2]
    assert first.actor == ana.name
    assert project.model_cards.versions(version.id) == (second, first)
    assert project.model_cards.newest(version.id) == second
    assert verify(project).is_sound


def test_cards_are_numbered_per_version(project, life, version):
    other = life.version(project.models.by_name("demand"))
    with project.tx("model_card.edit", SOMETHING) as tx:
        tx.add_model_card_version(version.id, life.blob)
        assert tx.add_model_card_version(other.id, life.blob).number == 1


def test_no_number_of_a_card_is_skipped(project, life, version):
    with (
        pytest.raises(SqliteError, match="number must be last"),
        project.tx("x", SOMETHING),
    ):
        project.connection().run(
            "INSERT INTO model_card_version VALUES(?,3,?,'ana','2026-01-01T00:00:00.000000Z')",
            [version.id, life.blob],
        )


def test_every_attempt_to_reproduce_is_kept_and_the_last_one_counts(project, ana, version):
    put = project.objects.put_bytes
    with project.tx("model.reproduce", SOMETHING) as tx:
        first = tx.add_reproduction(version.id, ReproductionVerdict.DIFFERENT, put(b"a"))
    with project.tx("model.reproduce", SOMETHING) as tx:
        second = tx.add_reproduction(version.id, ReproductionVerdict.IDENTICAL, put(b"b"))
    assert (first.verdict, first.actor) == (ReproductionVerdict.DIFFERENT, ana.name)
    assert project.reproductions.of_version(version.id) == (second, first)
    assert project.reproductions.newest(version.id) == second
    assert project.reproductions.by_id(first.id) == first
    assert verify(project).is_sound


def test_evidence_that_was_altered_is_found(project, version):
    evidence = project.objects.put_bytes(b"what was found")
    with project.tx("model.reproduce", SOMETHING) as tx:
        tx.add_reproduction(version.id, ReproductionVerdict.IDENTICAL, evidence)
    path = project.objects.path(evidence)
    path.chmod(0o644)
    path.write_bytes(b"what one wished")
    (problem,) = verify(project).problems
    assert "reproduction" in problem.detail
