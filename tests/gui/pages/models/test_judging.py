"""How a version errs, looked at closely: curves, parts of the rows, columns; and old versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from mlops_desktop.core.curve import ClassCurves, Curve
from mlops_desktop.core.judging import Dependence, FairnessGap, Rate, Slice
from mlops_desktop.core.training import Evaluation
from mlops_desktop.gui.pages.models import ModelsPage
from mlops_desktop.gui.pages.models.curves_view import class_curves, curve_plans
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.states import State
from mlops_desktop.services.models import VersionDetails
from mlops_desktop.services.session import Session

Open = Callable[[Session], ModelsPage]
Settle = Callable[[], None]
RATES = tuple(place / 10 for place in range(11))


def part(name: str, gap: float, *, is_weak: bool = False, metric: str = "mae") -> Slice:
    ends = (gap - 3, gap + 3)
    return Slice("weekday", name, 60, metric, 40 + gap, 30, 60, gap, *ends, is_weak)


@pytest.fixture
def details(session: Session, open_page: Open, settle: Settle) -> VersionDetails:
    """A version of which everything is known."""
    page = open_page(session)
    page.show_reference("model:demand")
    settle()
    assert page._pair is not None
    return page._pair.details


@pytest.fixture
def page(session: Session, open_page: Open, settle: Settle) -> ModelsPage:
    """The page, with "How it errs" looked at."""
    made = open_page(session)
    made.show_reference("model:demand")
    made.area.tabs.setCurrentIndex(2)
    settle()
    return made


def changed(details: VersionDetails, **facts: object) -> VersionDetails:
    return replace(details, facts=replace(details.facts, **facts))


def classes(details: VersionDetails, evaluation: Evaluation) -> VersionDetails:
    signature = replace(details.facts.signature, classes=("no", "yes"), positive="yes")
    return changed(details, evaluation=evaluation, signature=signature)


CURVES = Evaluation(
    confusion=((60, 10), (5, 25)),
    precision_recall=Curve(RATES, tuple(1 - rate / 2 for rate in RATES)),
    calibration=Curve((0.1, 0.8), (0.2, 0.7)),
    calibration_rows=(50, 50),
    gain=Curve(RATES, tuple(rate**0.5 for rate in RATES)),
    learning=Curve((100.0, 200.0), (0.7, 0.8)),
)


def test_the_curves_of_two_classes_and_what_more_rows_bring(
    page: ModelsPage, settle: Settle
) -> None:
    page.errs.area.tabs.setCurrentIndex(1)
    settle()
    assert page._pair is not None
    view = page.errs.curves
    view._details = None
    version = replace(page._pair.details.version, metric="accuracy")
    view.show_version(replace(classes(page._pair.details, CURVES), version=version))
    settle()
    titles = [card._title.text() for card in view.charts.cards if not card.isHidden()]
    assert titles == ["Precision and recall", "Calibration", "Gain", "Learning curve"]
    spoken = [panel.accessibleName() for panel in view.charts.panels]
    assert "guessing would be right in 30 %" in spoken[0]
    assert all(sentence.endswith(".") for sentence in spoken)
    assert all(panel.image() is not None for panel in view.charts.panels)
    assert view.chooser.isHidden()


def test_of_more_than_two_classes_one_is_chosen(details: VersionDetails) -> None:
    curve = Curve(RATES, RATES)
    every = Evaluation(
        by_class=(
            ClassCurves("a", 40, precision_recall=curve),
            ClassCurves("b", 3, undefined="There are too few rows of it."),
            ClassCurves("c", 20, gain=curve),
        )
    )
    known = classes(details, every)
    assert [item.label for item in class_curves(known)] == ["a", "c"]
    assert [plan.title for plan in curve_plans(known, "c")] == ["Gain"]


def test_weak_parts_come_first_by_colour_and_word(page: ModelsPage, settle: Settle) -> None:
    page.errs.area.tabs.setCurrentIndex(2)
    settle()
    assert page._pair is not None
    view = page.errs.slices
    every = (
        part("Monday", -9.0),
        part("Saturday", 21.0, is_weak=True),
        part("Sunday", 4.0),
        part("Monday", 0.1, metric="r2"),
    )
    view.show_version(changed(page._pair.details, slices=every))
    shown = view.table.model.shown
    assert [item.name for item in shown] == ["Saturday", "Sunday", "Monday"]
    columns = view.table.model.columns
    assert [columns[1].text(item) for item in shown] == ["weak", "", ""]
    assert columns[1].look(shown[0]).badge is Mark.PROBLEM
    bars = [columns[4].look(item) for item in shown]
    assert [bar.bar for bar in bars] == [1.0, pytest.approx(4 / 21), pytest.approx(9 / 21)]
    assert [bar.bar_tone for bar in bars] == [Tone.BAD, Tone.NEUTRAL, Tone.OK]
    assert view.note.text().startswith("1 of 3 parts weak.")
    assert "against all other ones, in mean absolute error." in view.note.text()
    view.weak_only.setChecked(True)
    assert [item.name for item in view.table.model.shown] == ["Saturday"]
    view.weak_only.setChecked(False)
    view.measure.set_value("r2")
    view.measure.activated.emit(1)
    assert [item.metric for item in view.table.model.shown] == ["r2"]


def test_gaps_between_groups_are_shown_where_they_were_looked_at(
    page: ModelsPage, settle: Settle
) -> None:
    page.errs.area.tabs.setCurrentIndex(2)
    settle()
    assert page._pair is not None
    view = page.errs.slices
    assert view.groups.isHidden()
    ends = (0.2, 0.1, 0.3, -0.3, -0.4, -0.2)
    gap = FairnessGap("sex", "women", Rate.SELECTION, 90, 90, *ends, True, True)
    known = changed(page._pair.details, fairness=(gap,), slices=(part("Monday", 1.0),))
    view.show_version(known)
    assert not view.groups.isHidden()
    assert view.groups.table.model.columns[-1].text(gap) == "gap"
    assert "sex was taken for its name" in view.groups.note.text()


def test_the_answer_by_a_column_is_drawn_for_the_column_chosen(
    page: ModelsPage, settle: Settle
) -> None:
    page.errs.area.tabs.setCurrentIndex(3)
    settle()
    assert page._pair is not None
    view = page.errs.dependence
    every = (
        Dependence("hr", ("0", "6", "12"), (20.0, 60.0, 190.0), ((10.0, 50.0, 180.0),)),
        Dependence("weather", ("clear", "rain"), (120.0, 40.0)),
    )
    view._details = None
    view.show_version(changed(page._pair.details, dependence=every))
    settle()
    assert "By hr" in view.panel.accessibleName()
    view.column.setCurrentIndex(1)
    view.column.activated.emit(1)
    settle()
    assert "at clear" in view.panel.accessibleName()
    assert "weather" in view.note.text()


@pytest.mark.parametrize(
    ("tab", "part_name"), [(2, "slices"), (3, "dependence")], ids=["parts", "columns"]
)
def test_a_version_from_before_says_why_it_is_empty_and_how_to_get_it(
    page: ModelsPage, settle: Settle, tab: int, part_name: str
) -> None:
    page.errs.area.tabs.setCurrentIndex(tab)
    settle()
    assert page._pair is not None
    view = getattr(page.errs, part_name)
    view._details = None
    view.show_version(changed(page._pair.details, **{part_name: ()}))
    assert view.states.state is State.EMPTY
    assert "was trained before" in view.empty.sentence.text()
    assert "trained again" in view.empty.detail.text()
    asked: list[str] = []
    page.desk.navigated.connect(lambda key, _ref: asked.append(key))
    view.empty.button.click()
    assert asked == ["train"]


def test_a_forecast_says_that_it_is_judged_by_its_backtest(
    page: ModelsPage, settle: Settle
) -> None:
    page.show_reference("model:daily_users")
    for tab in (1, 2, 3):
        page.errs.area.tabs.setCurrentIndex(tab)
        settle()
    for view in (page.errs.slices, page.errs.dependence):
        assert view.states.state is State.EMPTY
        assert not view.empty.button.isVisible()
    assert page.errs.dependence.one.isHidden()
