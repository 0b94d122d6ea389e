"""Personal values are looked for in many rows, not only among the most frequent values."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mlops_desktop.core.codec import to_json
from mlops_desktop.core.dataset import Severity
from mlops_desktop.core.profile_parts import Confidence, PersonalKind


def _sign(done, name: str):
    return next(item for item in done.result.profile.columns if item.name == name).personal


def test_addresses_behind_frequent_words_are_found_and_counted(imported) -> None:
    words = [f"word{n % 20}" for n in range(1_000)]
    lines = [*words, *(f"person{n}@example.org" for n in range(3_000))]
    done = imported("contact,n\n" + "".join(f"{text},1\n" for text in lines))
    sign = _sign(done, "contact")
    assert (sign.kind, sign.confidence) == (PersonalKind.EMAIL, Confidence.CERTAIN)
    assert sign.reason == "3,000 of 4,000 values in 4,000 rows are addresses with an @"
    assert "3,000 of 4,000 values" in done.finding("personal").detail
    assert "example" not in json.dumps(to_json(done.result.profile))


def test_a_profile_of_before_names_its_personal_columns_in_a_finding_only(imported) -> None:
    rows = "".join(f"person{n}@example.org,{n}\n" for n in range(100))
    profile = imported("contact,n\n" + rows).result.profile
    older = replace(profile, columns=tuple(replace(c, personal=None) for c in profile.columns))
    assert profile.personal_columns == older.personal_columns == ("contact",)
    assert replace(older, findings=()).personal_columns == ()


def test_a_few_addresses_inside_remarks_are_enough_to_be_told(imported) -> None:
    lines = [
        f"please write to person{n}@example.org" if n % 40 == 0 else f"called about order {n}"
        for n in range(2_000)
    ]
    done = imported("remark,n\n" + "".join(f"{text},1\n" for text in lines))
    sign = _sign(done, "remark")
    assert (sign.kind, sign.confidence) == (PersonalKind.EMAIL, Confidence.LIKELY)
    assert sign.reason == "50 of 2,000 values in 2,000 rows hold an address with an @"


def test_one_address_among_thousands_of_texts_is_no_sign(imported) -> None:
    lines = ["ask info@example.org", *(f"order number {n} is late" for n in range(2_000))]
    done = imported("remark,n\n" + "".join(f"{text},1\n" for text in lines))
    assert _sign(done, "remark") is None
    finding = done.finding("personal")
    assert finding.severity is Severity.OK
    assert "of texts those in 10,000 rows" in finding.detail


def test_the_rows_that_are_looked_at_are_spread_over_the_whole_table(imported) -> None:
    lines = [f"item {n}" if n < 30_000 else f"+49 228 {n:06d}" for n in range(60_000)]
    done = imported("what,n\n" + "".join(f"{text},1\n" for text in lines))
    sign = _sign(done, "what")
    assert sign.kind is PersonalKind.PHONE
    assert sign.reason == "5,000 of 10,000 values in 10,000 rows are written like telephone numbers"


def test_a_column_of_few_values_is_judged_by_all_of_them(imported) -> None:
    lines = [f"+49 228 {n % 5:05d} 11" for n in range(100)]
    sign = _sign(imported("call,n\n" + "".join(f"{text},1\n" for text in lines)), "call")
    assert sign.reason.startswith("5 of 5 frequent values")


def test_missing_values_do_not_count(imported) -> None:
    lines = [f"person{n}@example.org" if n % 4 == 0 else "" for n in range(400)]
    sign = _sign(imported("contact,n\n" + "".join(f"{text},1\n" for text in lines)), "contact")
    assert sign.reason == "100 of 100 values in 400 rows are addresses with an @"


def _names(imported, column: str, values: list[str]):
    lines = [f"{values[n % len(values)]},{n}" for n in range(200)]
    return _sign(imported(f"{column},n\n" + "".join(f"{line}\n" for line in lines)), column)


_PEOPLE = ["Anna Berg", "José Ruiz", "Thomas Meyer", "Wei Zhang"]


@pytest.mark.parametrize("column", ["name", "driver", "x"])
def test_full_names_that_repeat_are_likely_names_of_people(imported, column) -> None:
    sign = _names(imported, column, _PEOPLE)
    assert (sign.kind, sign.confidence) == (PersonalKind.NAME, Confidence.LIKELY)
    assert "3 of 4 frequent values hold a common first name" in sign.reason
    assert "Anna" not in sign.reason


def test_full_names_with_the_last_name_first_are_noticed(imported) -> None:
    lines = [f'"Berg{chr(97 + n % 7)}, Anna",{n}' for n in range(100)]
    sign = _sign(imported("x,n\n" + "".join(f"{line}\n" for line in lines)), "x")
    assert (sign.kind, sign.confidence) == (PersonalKind.NAME, Confidence.LIKELY)


def test_repeated_full_names_of_a_column_called_like_people_are_possibly_names(imported) -> None:
    sign = _names(imported, "customer", ["Wei Zhang", "Yuki Tanaka", "Ngozi Okafor"])
    assert (sign.kind, sign.confidence) == (PersonalKind.NAME, Confidence.POSSIBLE)


@pytest.mark.parametrize(
    "values",
    [
        ["New York", "San Francisco", "Los Angeles", "Santa Fe"],
        ["Red Chair", "Blue Table", "Green Lamp"],
        ["North East", "South West"],
        ["Mozilla Firefox", "Google Chrome", "Apple Safari"],
    ],
)
@pytest.mark.parametrize("column", ["name", "city", "x"])
def test_places_and_products_that_repeat_are_no_people(imported, column, values) -> None:
    assert _names(imported, column, values) is None
