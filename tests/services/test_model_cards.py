"""What is stated of a model version, versioned; the card from facts as Markdown, HTML and PDF."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.judging import FairnessGap, Rate, Slice
from mlops_desktop.core.model_card import FIELDS, RiskTier, in_words
from mlops_desktop.services import activity, audit, cards, model_card_sheets, model_cards
from mlops_desktop.services.session import Session
from mlops_desktop.services.sheet_text import markdown, page

pytestmark = pytest.mark.slow

WHOLE = {
    "owner": "Ana Lima",
    "risk_tier": "low",
    "intended_use": "Planning of bicycles per hour.",
    "out_of_scope": "Prices.",
    "limits": "Knows June only.",
    "ethics": "Nobody is named in the data.",
}


@pytest.fixture
def copied(trained: Session, tmp_path: Path) -> Iterator[Session]:
    """The test's own copy of demand@1 and @2; the worker is the module's."""
    shutil.copytree(trained.project.path, tmp_path / "project")
    session = Session.open(tmp_path / "project")
    session.runner = trained.runner
    yield session
    session.project.close()


def test_a_version_without_a_card_names_every_field(trained: Session):
    view = model_cards.show(trained, "demand@2")
    assert (view.state, view.missing, view.is_complete) == (None, tuple(FIELDS), False)
    assert in_words(view.missing) == (
        "owner, risk tier, intended use, out-of-scope use, limits and ethical notes"
    )


def test_every_edit_is_the_next_number_with_who_when_and_why(copied: Session):
    first = model_cards.edit(copied, "demand@2", {"owner": " Ana Lima "}, "handed over").value
    second = model_cards.edit(copied, "demand@2", {"risk_tier": "LOW", "limits": "June"}).value
    assert (first.card.owner, first.missing[0]) == ("Ana Lima", "risk_tier")
    assert (second.card.owner, second.card.risk_tier) == ("Ana Lima", RiskTier.LOW)
    assert [(s.number, s.why) for s in second.states] == [
        (2, "Stated: risk tier and limits"),
        (1, "handed over"),
    ]
    assert {state.by for state in second.states} == {copied.actor.name}
    entry = audit.log(copied, audit.LogFilter(limit=1))[0]
    assert (entry.action, entry.subject.name) == ("model.card", "demand@2")
    assert activity.sentence(entry)[0].endswith("changed the card of demand@2")
    assert model_cards.show(copied, "demand@2", 1).card == first.card
    assert model_cards.show(copied, "demand@1").state is None
    assert audit.verify(copied).is_sound


def test_stating_the_same_again_writes_nothing(copied: Session):
    model_cards.edit(copied, "demand@2", {"owner": "Ana"})
    entries = copied.project.log.count()
    again = model_cards.edit(copied, "demand@2", {"owner": "Ana "})
    assert again.value.state.number == 1
    assert not again.changes.changed
    assert copied.project.log.count() == entries


def test_a_card_is_complete_when_every_field_is_stated(copied: Session):
    view = model_cards.edit(copied, "demand@2", WHOLE).value
    assert view.is_complete
    assert not model_cards.edit(copied, "demand@2", {"ethics": ""}).value.is_complete


def test_the_next_version_takes_over_what_was_stated_before(copied: Session):
    model_cards.edit(copied, "demand@1", {"owner": "Ana", "risk_tier": "high"})
    model_cards.edit(copied, "demand@2", {"limits": "June"})
    assert model_cards.show(copied, "demand@2").like == ""
    view = model_cards.take_over(copied, "demand@2", "demand@1").value
    assert (view.card.owner, view.card.risk_tier, view.card.limits) == (
        "Ana",
        RiskTier.HIGH,
        "June",
    )
    assert view.states[0].why == "Taken over from demand@1"


def test_another_version_with_a_card_is_named(copied: Session):
    model_cards.edit(copied, "demand@1", {"owner": "Ana"})
    assert model_cards.show(copied, "demand@2").like == "demand@1"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"colour": "red"}, "card.unknown_field"),
        ({"risk_tier": "none"}, "card.risk_tier"),
        ({"limits": "x" * 20_001}, "card.too_long"),
        ({"owner": "\ud800"}, "card.characters"),
    ],
)
def test_what_cannot_be_stated_is_refused_in_words(copied: Session, changes, code):
    with pytest.raises(UserError) as caught:
        model_cards.edit(copied, "demand@2", changes)
    assert caught.value.code == code
    assert caught.value.hint
    assert model_cards.show(copied, "demand@2").state is None


def test_what_is_not_there_is_refused_in_words(copied: Session):
    with pytest.raises(UserError) as caught:
        model_cards.take_over(copied, "demand@2", "demand@1")
    assert caught.value.code == "card.nothing_to_take"
    with pytest.raises(UserError) as caught:
        model_cards.show(copied, "demand@2", 3)
    assert caught.value.code == "card.unknown_version"


def test_the_card_tells_the_facts_of_data_method_and_metrics(copied: Session):
    cards.edit(copied, "bikes", {"personal_data": "pseudonymous", "licence": "CC BY 4.0"})
    model_cards.edit(copied, "demand@2", {"owner": "Ana Lima"})
    facts = model_card_sheets.read(copied, "demand@2")
    text = markdown(model_card_sheets.sheet(facts))
    for part in (
        "# Model card: demand@2",
        "| Predicts | bikers (regression) |",
        "| Method | Linear model |",
        "| Owner | Ana Lima |",
        "| Made again | not tried yet |",
        "- ◆ Not stated: risk tier, intended use, out-of-scope use, limits and ethical notes.",
        "- ◆ bikes@1 was not checked against rules.",
        "- ◆ Nobody has tried to make it again from what is stored.",
        "| Trained on | bikes@1: 720 rows, 15 columns |",
        "| Personal data | About people, named by codes only |",
        "| Licence | CC BY 4.0 |",
        "| Columns left out | casual, registered |",
        "| Parameter | Value |",
        "| Mean absolute error | held-out rows |",
        "### What it leans on",
        "| one hot |",
    ):
        assert part in text
    assert "About people" not in " ".join(facts.gaps)


def test_weak_parts_of_the_rows_come_first_and_are_marked(copied: Session):
    facts = model_card_sheets.read(copied, "demand@2")
    good = Slice("hr", "0 to 5", 60, "mae", 20.0, 15.0, 25.0, -30.0, -40.0, -20.0, False)
    weak = Slice("hr", "17", 30, "mae", 90.0, 70.0, 110.0, 50.0, 30.0, 70.0, True)
    details = replace(facts.details, facts=replace(facts.details.facts, slices=(good, weak)))
    facts = replace(facts, details=details)
    lines = markdown(model_card_sheets.sheet(facts)).splitlines()
    shown = [line for line in lines if line.startswith("| hr: ")]
    assert shown[0].endswith("| 50 (30 to 70) | ▲ weak |")
    assert shown[1].startswith("| hr: 0 to 5 | 60 | MAE | 20 (15 to 25) |")
    assert not any("parts of the rows" in gap for gap in facts.gaps)


def test_groups_decided_about_otherwise_come_first_and_are_marked(copied: Session):
    facts = model_card_sheets.read(copied, "demand@2")
    even = FairnessGap(
        "sex", "m", Rate.SELECTION, 90, 90, 0.5, 0.4, 0.6, -0.01, -0.1, 0.1, is_gap=False
    )
    gap = replace(even, name="f", gap=-0.25, gap_low=-0.3, gap_high=-0.2, is_gap=True)
    whole = replace(facts.details.facts, fairness=(even, gap))
    facts = replace(facts, details=replace(facts.details, facts=whole))
    text = markdown(model_card_sheets.sheet(facts))
    shown = [line for line in text.splitlines() if line.startswith("| sex: ")]
    share = "| 90 | of all rows | 50.0 % (40.0 % to 60.0 %) |"
    assert shown[0] == f"| sex: f {share} −25.0 % (−30.0 % to −20.0 %) | ▲ gap |"
    assert shown[1].startswith(f"| sex: m {share}")
    assert "Nobody chose these columns" not in text
    suspected = replace(facts.details.facts, fairness=(replace(gap, is_suspected=True),))
    facts = replace(facts, details=replace(facts.details, facts=suspected))
    assert "their names suggested them: sex." in markdown(model_card_sheets.sheet(facts))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, tuple(attrs)))


def test_html_runs_nothing_loads_nothing_and_quotes_what_people_wrote(copied: Session):
    nasty = '<script>alert(1)</script> & "quotes" \u0007'
    model_cards.edit(copied, "demand@2", {"limits": nasty})
    text = page(model_card_sheets.sheet(model_card_sheets.read(copied, "demand@2")))
    tags = _Tags()
    tags.feed(text)
    names = {tag for tag, _ in tags.seen}
    assert names.isdisjoint({"script", "img", "link", "iframe", "a"})
    assert not any(name in ("src", "href") for _, attrs in tags.seen for name, _ in attrs)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;" in text
    assert "http" not in text.replace("http-equiv", "")
    assert "@page" in text


def test_the_card_is_written_as_the_ending_says(copied: Session, tmp_path: Path):
    for ending, begins in (
        ("md", b"# Model card"),
        ("html", b"<!DOCTYPE html>"),
        ("pdf", b"%PDF-"),
    ):
        place = model_card_sheets.write(copied, "demand@2", tmp_path / f"card.{ending}")
        assert place.read_bytes().startswith(begins)
    with pytest.raises(UserError) as caught:
        model_card_sheets.write(copied, "demand@2", tmp_path / "card.docx")
    assert caught.value.code == "card.format"
    with pytest.raises(UserError) as caught:
        model_card_sheets.write(copied, "demand@2", copied.project.path / "objects" / "card.md")
    assert caught.value.code == "project.own_file"
