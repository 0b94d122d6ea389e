"""A dataset's contract, its checks and waivers, and its card."""

from __future__ import annotations

import pytest

from mlops_desktop.core import codec
from mlops_desktop.core.audit import Subject
from mlops_desktop.core.card import DatasetCard, DatasetCardVersion, PersonalData
from mlops_desktop.core.contract import RuleCheck, RuleSetVersion, Waiver
from mlops_desktop.core.errors import UserError
from mlops_desktop.storage.records import NewRuleCheck
from mlops_desktop.storage.sqlite import IntegrityError
from mlops_desktop.storage.verify import verify

SOMETHING = Subject("test", "", "test")


@pytest.fixture
def data(life):
    return life.dataset_version()


@pytest.fixture
def put(project):
    """Store a document and return its digest."""
    return project.objects.put_bytes


def test_changed_rules_get_the_next_number_and_unchanged_ones_none(project, data, put):
    with project.tx("rules.save", SOMETHING) as tx:
        first = tx.add_rule_set_version(data.dataset_id, put(b"a"), "as suggested")
        assert tx.add_rule_set_version(data.dataset_id, put(b"a"), "again") == first
        second = tx.add_rule_set_version(data.dataset_id, put(b"b"))
        third = tx.add_rule_set_version(data.dataset_id, put(b"a"), "back again")
    assert [rules.number for rules in (first, second, third)] == [1, 2, 3]
    assert (first.dataset, first.note, second.note) == ("bikes", "as suggested", "")
    contracts = project.contracts
    assert contracts.versions(data.dataset_id) == (third, second, first)
    assert contracts.newest(data.dataset_id) == third
    assert contracts.version(data.dataset_id, 2) == second
    assert contracts.version(data.dataset_id, 9) is None
    assert contracts.version_by_id(first.id) == first


def test_the_newest_check_of_a_version_counts(project, life, data, put):
    other = life.dataset_version(content="b")
    with project.tx("rules.check", SOMETHING) as tx:
        rules = tx.add_rule_set_version(data.dataset_id, put(b"a"))
        bad = tx.add_rule_check(NewRuleCheck(data.id, rules.id, put(b"r"), 3, 1, 2))
    with project.tx("rules.check", SOMETHING) as tx:
        good = tx.add_rule_check(NewRuleCheck(data.id, rules.id, put(b"s"), 6, 0, 0))
    assert (bad.passed, bad.warned, bad.blocked, bad.rule_set) == (3, 1, 2, 1)
    assert (bad.is_blocking, good.is_blocking) == (True, False)
    assert project.contracts.checks(data.id) == (good, bad)
    assert project.contracts.newest_check(data.id) == good
    assert project.contracts.newest_check(other.id) is None
    assert project.contracts.check(bad.id) == bad


def test_a_version_is_not_checked_by_the_rules_of_another_dataset(project, life, data, put):
    other = life.dataset_version("weather")
    with project.tx("rules.save", SOMETHING) as tx:
        rules = tx.add_rule_set_version(other.dataset_id, put(b"a"))
    with pytest.raises(IntegrityError, match="another dataset"), project.tx("x", SOMETHING) as tx:
        tx.add_rule_check(NewRuleCheck(data.id, rules.id, put(b"r"), 3, 1, 2))


def test_a_waiver_names_who_and_why(project, ana, data, put):
    with project.tx("rules.check", SOMETHING) as tx:
        rules = tx.add_rule_set_version(data.dataset_id, put(b"a"))
        check = tx.add_rule_check(NewRuleCheck(data.id, rules.id, put(b"r"), 3, 1, 2))
        later = tx.add_rule_check(NewRuleCheck(data.id, rules.id, put(b"r"), 3, 1, 2))
    for reason in ("", "  \n"):
        with pytest.raises(UserError) as caught, project.tx("rules.waive", SOMETHING) as tx:
            tx.add_waiver(check.id, reason)
        assert caught.value.code == "usage.reason"
    with project.tx("rules.waive", SOMETHING) as tx:
        waiver = tx.add_waiver(check.id, " known since May ")
    assert (waiver.reason, waiver.actor) == ("known since May", ana.name)
    assert project.contracts.waivers(data.id) == (waiver,)
    assert project.contracts.waivers_of(check.id) == (waiver,)
    assert project.contracts.waivers_of(later.id) == ()
    assert verify(project).is_sound


def test_a_card_keeps_every_edit(project, data, put):
    card = DatasetCard("Ana", licence="CC BY 4.0", personal_data=PersonalData.NONE)
    document = put(codec.to_bytes(card))
    with project.tx("card.edit", SOMETHING) as tx:
        first = tx.add_card_version(data.dataset_id, document)
        assert tx.add_card_version(data.dataset_id, document) == first
        second = tx.add_card_version(data.dataset_id, put(b"another"))
    cards = project.cards
    assert cards.versions(data.dataset_id) == (second, first)
    assert cards.newest(data.dataset_id) == second
    assert cards.version(data.dataset_id, 1) == first
    assert codec.from_bytes(DatasetCard, project.objects.read(first.document_object)) == card


def test_every_record_is_read_with_all_its_fields(whole):
    data = whole.datasets.version(whole.datasets.by_name("bikes").id, 1)
    rules = whole.contracts.newest(data.dataset_id)
    check = whole.contracts.newest_check(data.id)
    (waiver,) = whole.contracts.waivers(data.id)
    card = whole.cards.newest(data.dataset_id)
    kinds = (RuleSetVersion, RuleCheck, Waiver, DatasetCardVersion)
    assert tuple(map(type, (rules, check, waiver, card))) == kinds
    for moment in (rules.created_at, check.at, waiver.at, card.created_at):
        assert moment.utcoffset().total_seconds() == 0
