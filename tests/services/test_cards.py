"""Cards: what is stated, what is missing, what facts speak for, what is overdue; datasheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from mlops_desktop.core.card import DatasetCard, PersonalData, in_words, missing_fields
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.column_steps import DropColumns
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.core.rules.column_rules import Range, Required
from mlops_desktop.core.rules.rule import RuleSeverity
from mlops_desktop.services import (
    cards,
    datasets,
    datasheets,
    home,
    rules,
    shelf,
    stated,
    transforming,
)
from mlops_desktop.services.session import Session
from mlops_desktop.services.sheet_text import paragraphs, plain

CUSTOMERS = "id,email,spent\n" + "".join(f"{n},p{n}@example.org,{n / 4}\n" for n in range(40))
Import = Callable[[str, str], None]


@pytest.fixture
def bring(empty: Session, tmp_path: Path) -> Import:
    """Import a text as a dataset's next version."""

    def bring_in(text: str, name: str) -> None:
        path = tmp_path / f"{name}.csv"
        path.write_text(text, "utf-8")
        datasets.import_file(empty, path, name)

    return bring_in


def code(error: pytest.ExceptionInfo[UserError]) -> str:
    return error.value.code


def test_without_a_card_everything_a_reader_would_miss_is_named(empty, bring) -> None:
    bring(CUSTOMERS, "customers")
    view = cards.show(empty, "customers")
    assert view.version is None
    assert view.card == DatasetCard()
    words = "owner, description, source, licence, personal data, how long it is kept"
    assert in_words(view.missing) == f"{words} and intended use"


def test_where_nothing_is_about_people_no_last_day_is_missed() -> None:
    card = DatasetCard("Ana", "a", "b", "c", PersonalData.NONE, intended_use="d")
    assert missing_fields(card) == ()
    assert missing_fields(DatasetCard("Ana", "a", "b", "c", PersonalData.PERSONAL)) == (
        "retention",
        "intended_use",
    )


def test_an_edit_changes_only_what_it_names_and_keeps_the_states_before(empty, bring) -> None:
    bring(CUSTOMERS, "customers")
    cards.edit(empty, "customers", {"owner": "Ana", "licence": " CC BY 4.0 "}, "first")
    view = cards.edit(empty, "data:customers", {"owner": "Ben"}).value
    assert (view.card.owner, view.card.licence) == ("Ben", "CC BY 4.0")
    assert [version.number for version in view.versions] == [2, 1]
    assert cards.show(empty, "customers", 1).card.owner == "Ana"
    entries = empty.project.log.entries(action=cards.ACTION)
    assert [entry.why for entry in entries] == ["Stated: owner", "first"]
    assert {entry.subject.name for entry in entries} == {"customers"}


def test_an_edit_that_changes_nothing_makes_no_version_and_no_entry(empty, bring) -> None:
    bring(CUSTOMERS, "customers")
    cards.edit(empty, "customers", {"owner": "Ana"})
    count = empty.project.log.count()
    outcome = cards.edit(empty, "customers", {"owner": "Ana"}, "again")
    assert len(outcome.value.versions) == 1
    assert not outcome.changes.kinds
    assert empty.project.log.count() == count


def test_a_field_can_be_emptied(empty, bring) -> None:
    bring(CUSTOMERS, "customers")
    cards.edit(empty, "customers", {"retention": "2027-01-31", "personal_data": "personal"})
    card = cards.edit(empty, "customers", {"retention": "", "personal_data": ""}).value.card
    assert (card.keep_until, card.personal_data) == (None, PersonalData.UNKNOWN)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"retention": "31.12.2027"}, "card.day"),
        ({"retention": "2027-02-29"}, "card.day"),
        ({"limits": "x" * (stated.LONGEST + 1)}, "card.too_long"),
        ({"colour": "red"}, "card.unknown_field"),
        ({"owner": "Ana \ud800"}, "card.characters"),
    ],
)
def test_what_a_card_cannot_hold_is_refused_by_field(empty, bring, changes, refusal) -> None:
    bring(CUSTOMERS, "customers")
    with pytest.raises(UserError) as error:
        cards.edit(empty, "customers", changes)
    assert code(error) == refusal
    assert cards.show(empty, "customers").version is None


def test_a_card_belongs_to_a_dataset_that_exists_not_to_a_version(empty, bring) -> None:
    bring(CUSTOMERS, "customers")
    for name, refusal in (
        ("customers@1", "card.dataset_only"),
        ("nobody", "data.unknown"),
        ("model:customers", "usage.not_data"),
    ):
        with pytest.raises(UserError) as error:
            cards.show(empty, name)
        assert code(error) == refusal
    with pytest.raises(UserError) as error:
        cards.show(empty, "customers", 3)
    assert code(error) == "card.unknown_version"


def test_columns_that_look_personal_suggest_a_class_until_one_is_stated(empty, bring) -> None:
    bring(CUSTOMERS, "customers")
    hint = cards.show(empty, "customers").suggestion
    assert hint is not None
    assert hint.personal_data is PersonalData.PERSONAL
    assert hint.reason == "a column of customers@1 looks personal (email)"
    assert not hint.is_doubt
    denied = cards.edit(empty, "customers", {"personal_data": "none"}).value.suggestion
    assert denied is not None
    assert denied.is_doubt
    stated = cards.edit(empty, "customers", {"personal_data": "pseudonymous"}).value
    assert stated.suggestion is None


def test_columns_that_do_not_look_personal_suggest_nothing(empty, bring) -> None:
    bring("a,b\n1,2\n3,4\n", "plain")
    assert cards.show(empty, "plain").suggestion is None


def derived(session: Session, origin: str, name: str) -> None:
    """Make a dataset without the personal column by a recipe."""
    recipe = Recipe("tidy", steps=(DropColumns(("email",)),))
    transforming.transform(session, recipe, origin, name)


def test_what_a_recipe_made_from_personal_data_is_suggested_to_be_so_too(empty, bring) -> None:
    bring(CUSTOMERS, "customers")
    derived(empty, "customers", "tidied")
    assert cards.show(empty, "tidied").suggestion is None
    cards.edit(empty, "customers", {"personal_data": "special"})
    hint = cards.show(empty, "tidied").suggestion
    assert hint is not None
    assert hint.personal_data is PersonalData.SPECIAL
    assert hint.reason.startswith("it was made from customers@1")


def test_the_last_day_is_still_allowed_and_the_day_after_needs_somebody(empty, bring) -> None:
    bring(CUSTOMERS, "customers")
    bring("a\n1\n2\n", "other")
    last = date(2026, 10, 31)
    cards.edit(empty, "customers", {"retention": last.isoformat()})
    assert cards.overdue(empty, last) == ()
    (found,) = cards.overdue(empty, last + timedelta(days=1))
    assert found.title == "customers was to be kept until 2026-10-31; that was yesterday"
    assert found.evidence == "1 version stored, the newest with 40 rows"
    assert datasets.show(empty, "customers").version.row_count == 40
    shelf.archive(empty, "customers", "over")
    (found,) = cards.overdue(empty, last + timedelta(days=30))
    assert "30 days ago" in found.title
    assert found.evidence.endswith("hidden, but still stored")


def test_what_is_overdue_is_among_what_needs_somebody(empty, bring) -> None:
    bring(CUSTOMERS, "customers")
    cards.edit(empty, "customers", {"retention": "2020-12-31"})
    overview = home.overview(empty)
    assert [item.dataset.name for item in overview.overdue] == ["customers"]
    assert overview.recent[0].title.endswith("changed the card of customers")
    assert cards.show(empty, "customers").overdue == overview.overdue[0].days


def test_a_datasheet_says_what_is_stated_and_what_is_stored(empty, bring) -> None:
    bring(CUSTOMERS + "broken\n", "customers")
    cards.edit(
        empty,
        "customers",
        {"owner": "Ana", "source": "The shop's till", "limits": "No children"},
        "for the audit",
    )
    sheet = datasheets.datasheet(empty, "customers")
    details = datasets.show(empty, "customers")
    for part in (
        "# Datasheet: customers@1",
        "| Owner | Ana |",
        "The shop's till",
        "No children",
        "◆ Not stated: description, licence, personal data, how long it is kept",
        f"`{details.version.content_hash}`",
        f"`{details.imports[0].file_sha256}`",
        "- rows left out because they could not be split into columns: 1",
        "- ◆ email: almost certainly e-mail addresses",
        "| spent | number |",
        "| for the audit |",
        f"| customers.csv | customers@1 | {details.imports[0].at:%Y-%m-%d} ",
    ):
        assert part in sheet
    assert "p1@example.org" not in sheet


def test_a_datasheet_follows_a_recipe_back_to_the_file(empty, bring) -> None:
    bring(CUSTOMERS, "customers")
    derived(empty, "customers", "tidied")
    sheet = datasheets.datasheet(empty, "tidied@1")
    assert "made with the recipe tidy@1 from customers@1" in sheet
    assert "1. Drop " in sheet
    assert "imported from customers.csv" in sheet
    assert "Nobody has written a card" in sheet


def test_a_datasheet_tells_what_the_rules_say_and_who_waived_it(empty, bring) -> None:
    bring(CUSTOMERS, "customers")
    assert "was not checked against rules" in datasheets.datasheet(empty, "customers")
    limit = Range("spent", high=5, severity=RuleSeverity.BLOCK)
    rules.set_rules(empty, "customers", [Required("email"), limit])
    rules.check(empty, "customers")
    rules.waive(empty, "customers", "a late refund")
    sheet = datasheets.datasheet(empty, "customers")
    checked, _, _ = sheet.partition("## What its rules say")[2].partition("## Intended use")
    passed, failed = [line for line in checked.splitlines() if line.startswith("- ")]
    assert passed.startswith("- ● ")
    assert failed.startswith("- ▲ ")
    assert failed.endswith(": failed in 19 rows")
    assert "a late refund" in checked


def test_a_datasheet_is_written_where_no_project_keeps_its_own(empty, bring, tmp_path) -> None:
    bring(CUSTOMERS, "customers")
    place = datasheets.write(empty, "customers", tmp_path / "sheet.md")
    assert place.read_text("utf-8").startswith("# Datasheet: customers@1\n")
    with pytest.raises(UserError) as error:
        datasheets.write(empty, "customers", empty.project.path / "registry.db")
    assert code(error) == "project.own_file"


def test_a_datasheet_is_a_page_or_a_pdf_when_the_file_is_called_so(empty, bring, tmp_path) -> None:
    bring(CUSTOMERS, "customers")
    shown = datasets.show(empty, "customers").version.content_hash
    page = datasheets.write(empty, "customers", tmp_path / "sheet.html").read_text("utf-8")
    assert "<h1>Datasheet: customers@1</h1>" in page
    assert f"<code>{shown}</code>" in page
    assert '<span class="mark">◆</span>' in page
    assert datasheets.write(empty, "customers", tmp_path / "s.pdf").read_bytes()[:5] == b"%PDF-"
    with pytest.raises(UserError) as error:
        datasheets.write(empty, "customers", tmp_path / "sheet.docx")
    assert code(error) == "card.format"


def test_names_from_files_are_text_and_not_markup() -> None:
    assert plain("a|b <script> *x* [y](z) `q` \n") == r"a\|b \<script\> \*x\* \[y\](z) \`q\`  "
    assert plain("snake_case _x_") == r"snake_case \_x\_"
    assert paragraphs("One\n---\n# Two\n- a list") == "One\n\\---\n\\# Two\n- a list"
    assert paragraphs("  ") == "Not stated."


def test_what_somebody_else_stated_meanwhile_is_not_written_over(empty, bring) -> None:
    bring(CUSTOMERS, "customers")
    seen = cards.edit(empty, "customers", {"owner": "Ana"}).value.card
    cards.edit(empty, "customers", {"owner": "Ben"})
    with pytest.raises(UserError) as stale:
        cards.edit(empty, "customers", {"owner": "Carla", "limits": "June"}, seen=seen)
    assert stale.value.code == "card.changed_meanwhile"
    assert "owner" in str(stale.value)
    assert cards.show(empty, "customers").card.owner == "Ben"
    cards.edit(empty, "customers", {"owner": "Ben", "limits": "June"}, seen=seen)
    card = cards.show(empty, "customers").card
    assert (card.owner, card.limits) == ("Ben", "June"), "the same word twice is no quarrel"
