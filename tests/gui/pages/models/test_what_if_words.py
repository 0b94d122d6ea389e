"""What would change an answer is told in whole sentences, with numbers as they are read."""

from __future__ import annotations

from mlops_desktop.core.judging import Change
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import FieldSignature, Signature
from mlops_desktop.gui.pages.models.what_if import change_sentence

INPUTS = (FieldSignature("temp", "number"), FieldSignature("code", "text"))
NUMBERS = Signature(INPUTS, "bikers", "integer", Task.REGRESSION)
CLASSES = Signature(
    INPUTS, "left", "text", Task.CLASSIFICATION, classes=("gone", "1.0"), positive="gone"
)


def test_numbers_are_short_and_the_size_stands_within_the_sentence() -> None:
    change = Change((("temp", "0.24", "0.5123456789"),), "187.342", None, 0.123)
    words = "If temp were 0.512346 instead of 0.24, it would answer 187.3 (size 0.12)."
    assert change_sentence(change, NUMBERS) == words


def test_texts_and_classes_that_look_like_numbers_stay_as_they_are() -> None:
    change = Change((("code", "1.50", "2.00"), ("temp", "", "3")), "1.0", 0.812, 1.0)
    assert change_sentence(change, CLASSES) == (
        "If code were 2.00 instead of 1.50 and temp were 3 instead of missing, "
        "it would answer 1.0 (81.2\u00a0%, size 1.00)."
    )
