"""The profile of a version, looked at: its sentences, and what goes together."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mlops_desktop.core.dataset import ColumnProfile, ColumnType, SemanticType
from mlops_desktop.core.profile_parts import (
    Association,
    AssociationMethod,
    Associations,
    Confidence,
    Outliers,
    PersonalKind,
    PersonalSign,
)
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.data.profile.association_map import AssociationView
from mlops_desktop.gui.pages.data.profile.column_panel import facts_of
from mlops_desktop.gui.pages.data.version_view import ASSOCIATIONS, PROFILE
from mlops_desktop.services.session import Session

Open = Callable[[Session], DataPage]
PAIRS = Associations(
    ("temp", "atemp", "city"),
    (
        Association(0, 1, AssociationMethod.PEARSON, -0.95, 1_000, -0.9),
        Association(0, 2, AssociationMethod.ETA, 0.25, 990),
        Association(1, 2, AssociationMethod.ETA, 0.2, 990),
    ),
    50_000,
    is_sample=True,
    left_out=2,
)


def test_the_profile_is_made_when_its_tab_is_first_chosen(
    template: Session, open_page: Open
) -> None:
    page = open_page(template)
    assert page.version.profile is None
    page.version.tabs.setCurrentIndex(PROFILE)
    sentences = page.version.profile.sentences()
    assert len(sentences) == 15
    assert sentences[0].startswith("season: ")
    assert all("missing" in text for text in sentences)


def test_a_column_of_the_profile_opens_its_details(template: Session, open_page: Open) -> None:
    page = open_page(template)
    page.version.tabs.setCurrentIndex(PROFILE)
    view = page.version.profile.view
    view.activated.emit(view.model().index(8, 0))
    assert page.version.column.column == "temp"
    assert not page.version.column.isHidden()


def test_what_goes_together_tells_the_strongest_pair(template: Session, open_page: Open) -> None:
    page = open_page(template)
    page.version.tabs.setCurrentIndex(ASSOCIATIONS)
    view = page.version.associations
    assert view.told().startswith("Strongest: ")
    assert view.map.count > 5


@pytest.fixture
def shown(qtbot: QtBot) -> AssociationView:
    view = AssociationView()
    qtbot.addWidget(view)
    view.show_associations(PAIRS)
    view.resize(400, 400)
    view.show()
    return view


def test_the_keys_go_from_pair_to_pair(shown: AssociationView, qtbot: QtBot) -> None:
    assert shown.told() == "Strongest: temp and atemp: r = −0.950, ρ = −0.900"
    qtbot.keyClick(shown.map, Qt.Key.Key_Down)
    qtbot.keyClick(shown.map, Qt.Key.Key_Down)
    assert shown.told() == "temp and city: η = 0.250 (990 rows)"
    qtbot.keyClick(shown.map, Qt.Key.Key_Right)
    assert shown.told() == "atemp and city: η = 0.200 (990 rows)"


def test_every_square_can_be_drawn(shown: AssociationView) -> None:
    picture = shown.grab().toImage()
    assert {picture.pixelColor(x, y).name() for x in range(0, 400, 7) for y in range(0, 400, 7)}


def test_the_details_tell_the_shape_and_never_a_personal_value() -> None:
    number = ColumnProfile(
        "x",
        ColumnType.NUMBER,
        SemanticType.NUMBER,
        100,
        0,
        50,
        skewness=1.5,
        zeros=3,
        negatives=2,
        outliers=Outliers(-4.5, 13.5, 1, 2, (-30.0,), (40.0, 20.0)),
    )
    facts = dict(facts_of(number))
    assert facts["Far from the rest"] == "3"
    assert (facts["Farthest below"], facts["Farthest above"]) == ("−30", "40, 20")
    assert (facts["Zero"], facts["Below zero"], facts["Skewness"]) == ("3", "2", "1.5")
    sign = PersonalSign(PersonalKind.PHONE, Confidence.LIKELY, "")
    text = ColumnProfile("x", ColumnType.TEXT, SemanticType.TEXT, 9, 0, 9, personal=sign)
    assert dict(facts_of(text))["Personal"] == "probably phone numbers"
