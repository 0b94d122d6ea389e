"""Which rows numbers are of, and by whose worths decisions on them are valued, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from mlops_desktop.core.model import SameRows
from mlops_desktop.gui.pages.models.tables import tr
from mlops_desktop.services.models import VersionDetails


def own_rows(versions: Sequence[VersionDetails]) -> str:
    """Say of which rows each version's own numbers are."""
    if not any(item.version.is_imported for item in versions):
        return tr("The numbers are each version's own hold-out.")
    each = ", ".join(f"v{item.version.number}: {item.judged_on}" for item in versions)
    return tr("The numbers are of different rows ({0}).").format(each)


def valued_words(same: SameRows, versions: Sequence[VersionDetails]) -> str:
    """Say by whose worths decisions were valued; "" where nobody stated any."""
    if same.valued is None:
        return ""
    numbers = {item.version.id: item.version.number for item in versions}
    words = tr(" Decisions are valued as stated for v{0}: {1}; each decides at its own threshold.")
    return words.format(numbers[same.valued.by], same.valued.worth.words)
