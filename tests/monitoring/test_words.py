"""Numbers in sentences: as many digits as matter, shares in per cent, plain lists."""

from __future__ import annotations

import math

import pytest

from mlops_desktop.monitoring import words


@pytest.mark.parametrize(
    ("value", "scale", "text"),
    [
        (0.7234, 0.19, "0.72"),
        (48_672.3, 19_000, "48,672"),
        (11.52, 6.9, "11.5"),
        (-0.04, 1.0, "0.0"),
        (-3.26, 1.0, "−3.3"),
        (3.0, 0.0, "3"),
        (1e20, 1e18, "1e+20"),
        (math.inf, 1.0, "∞"),
        (math.nan, 1.0, "unknown"),
    ],
)
def test_numbers_have_the_digits_that_matter(value, scale, text):
    assert words.number(value, scale) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 %"),
        (0.0004, "under 0.1 %"),
        (0.004, "0.4 %"),
        (0.62, "62 %"),
        (0.996, "99.6 %"),
        (0.9999, "over 99.9 %"),
        (1, "100 %"),
    ],
)
def test_shares_are_per_cent(value, text):
    assert words.share(value) == text


def test_long_lists_are_cut():
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b"]) == "a and b"
    assert words.listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
