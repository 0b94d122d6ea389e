"""Cards and datasheets, as typed."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def customers(project, tmp_path):
    file = tmp_path / "customers.csv"
    rows = "".join(f"{n},p{n}@example.org\n" for n in range(30))
    file.write_text(f"id,email\n{rows}", "utf-8")
    project.done("data", "import", file, "--name", "customers")
    return project


def test_a_card_is_stated_field_by_field_and_earlier_ones_can_be_seen(customers) -> None:
    empty = customers.done("data", "card", "customers")
    assert "Nobody has written a card" in empty.out
    assert "data card customers --personal personal" in empty.out
    words = ("--owner", "Ana", "--intended-use", "Billing", "--retention", "2020-01-31")
    stated = customers.done("data", "card", "customers", *words, "--reason", "audit")
    assert "card version 1" in stated.out
    assert "days ago" in stated.out
    shown = customers.done("--json", "data", "card", "customers", "--personal", "personal").json
    assert (shown["card"]["owner"], shown["card"]["personal_data"]) == ("Ana", "personal")
    assert shown["suggestion"] is None
    first = customers.done("--json", "data", "card", "customers", "--version", "1").json
    assert first["card"]["personal_data"] == "unknown"
    assert "audit" in customers.done("audit", "log").out


def test_what_cannot_be_stated_is_said(customers) -> None:
    for words in (
        ("data", "card", "customers", "--retention", "soon"),
        ("data", "card", "customers@1"),
        ("data", "card", "customers", "--personal", "secret"),
        ("data", "card", "customers", "--reason", "for nothing"),
        ("data", "card", "customers", "--owner", "Ana", "--version", "1"),
        ("data", "datasheet", "nobody"),
    ):
        assert customers(*words).code == 2


def test_a_datasheet_is_printed_or_written_and_never_over_a_file(customers, tmp_path) -> None:
    printed = customers.done("data", "datasheet", "customers@1").out
    assert printed.startswith("# Datasheet: customers@1")
    file = tmp_path / "sheet.md"
    customers.done("data", "datasheet", "customers", file)
    assert file.read_text("utf-8").startswith("# Datasheet: customers@1")
    assert customers("data", "datasheet", "customers", file).code == 2
    customers.done("data", "datasheet", "customers", file, "--overwrite")
    told = customers.done("--json", "data", "datasheet", "customers").json
    assert told["markdown"].splitlines()[0] == "# Datasheet: customers@1"
