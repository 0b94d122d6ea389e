"""What the tests of recipes share."""

from __future__ import annotations

import pytest
from recipes.bench import Bench


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """An engine of its own for each module."""
    opened = Bench(tmp_path_factory.mktemp("bench"))
    yield opened
    opened.close()


@pytest.fixture
def run(bench):
    """Run steps on a table; other tables by name."""

    def transformed(steps, given, **others):
        steps = steps if isinstance(steps, list | tuple) else [steps]
        return bench.run(steps, {"main": given, **others})

    return transformed
