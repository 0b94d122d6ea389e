"""A column that is text for the sake of a few values says so, with how many and which is first."""

from __future__ import annotations

import pytest

from mlops_desktop.core.dataset import ColumnType, ReaderOptions
from mlops_desktop.data.preview import preview_file


def _findings(result) -> list:
    return [item for item in result.profile.findings if item.code == "near_type"]


def _numbers() -> str:
    values = [*map(str, range(100)), *["inf"] * 7]
    return "a,b\n" + "".join(f"{value},x\n" for value in values)


def test_mostly_numbers_are_told_by_import_and_preview(imported, write) -> None:
    for result in (
        imported(_numbers()).result,
        preview_file(write(_numbers(), "seen.csv"), ReaderOptions()),
    ):
        (found,) = _findings(result)
        assert found.title == "a is text: 100 of 107 values are whole numbers"
        assert found.detail.startswith("Line 102, “inf”, is not.")
        assert found.columns == ("a",)


@pytest.mark.parametrize(
    ("usual", "other", "words"),
    [
        ("2.5", "2.5 kg", "9 of 10 values are numbers"),
        ("2011-12-31", "soon", "9 of 10 values are dates"),
        ("2011-12-31 10:30", "soon", "9 of 10 values are times"),
        ("yes", "perhaps", "9 of 10 values are “yes or no”"),
    ],
)
def test_every_type_that_was_nearly_found_is_named(imported, usual, other, words) -> None:
    done = imported("a,b\n" + f"{usual},x\n" * 9 + f"{other},x\n")
    (found,) = _findings(done.result)
    assert words in found.title
    assert f"Line 11, “{other}”, is not" in found.detail


def test_what_a_sample_made_likely_is_counted_over_every_row(imported, monkeypatch) -> None:
    lines = [f"{'few' if at % 10 == 9 else at},{'text ' * 20}" for at in range(60_000)]
    done = imported("a,b\n" + "\n".join(lines) + "\n")
    (found,) = _findings(done.result)
    assert found.title == "a is text: 54,000 of 60,000 values are whole numbers"
    assert "Line 11, “few”" in found.detail


@pytest.mark.parametrize("others", [3, 10])
def test_text_with_some_numbers_is_just_text(imported, others) -> None:
    done = imported("a,b\n" + "7,x\n" * 10 + "seven,x\n" * others)
    assert _findings(done.result) == []


def test_a_column_whose_type_was_chosen_is_not_told(imported) -> None:
    assert _findings(imported(_numbers(), types=(("a", ColumnType.TEXT),)).result) == []
