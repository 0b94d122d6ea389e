"""Rows chosen from a version: what cannot be done names the version, not a file of the store."""

from __future__ import annotations

import pytest

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.selection import Selection, SortKey
from mlops_desktop.services import datasets, exports, row_views
from mlops_desktop.services.session import Session

pytestmark = pytest.mark.slow

BY_NOTHING = Selection("", (SortKey("nope"),))


def test_an_unknown_sort_column_is_refused_with_the_name_of_the_version(
    empty: Session, june, tmp_path
) -> None:
    datasets.import_file(empty, june, "bikes")
    target = tmp_path / "out.csv"
    for ask in (
        lambda: row_views.arrange(empty, "bikes@1", BY_NOTHING),
        lambda: exports.export_version(empty, "bikes@1", target, selection=BY_NOTHING),
    ):
        with pytest.raises(UserError) as refusal:
            ask()
        assert refusal.value.message == "There is no column “nope” in bikes@1."
    assert not target.exists()
