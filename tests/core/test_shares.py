"""Shares of rows and how sure they are, as published."""

from __future__ import annotations

import pytest

from mlops_desktop.core.shares import newcombe


def test_the_interval_of_a_difference_is_newcombes():
    """Newcombe 1998, table II, method 10: 56/70 − 48/80 is 0.2000 (0.0524 to 0.3339)."""
    assert newcombe(56, 70, 48, 80) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
