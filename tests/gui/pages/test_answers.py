"""What a version answered, and whether it still answers the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.core.stage import Stage
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.gui.page import Ask, Page
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.models import ModelsPage
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.message_bar import PageMessage
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services import audit, datasets, promotion, scoring, training
from mlops_desktop.services.session import Session

SPEC = TrainingSpec(
    model="demand",
    target="bikers",
    algorithms=("baseline", "linear"),
    exclude=("casual", "registered"),
    metric="mae",
    split=SplitPlan(folds=2),
    seed=1,
)

Open = Callable[[type[Page], Session], Page]
Settle = Callable[[], None]


@pytest.fixture(scope="module")
def stored_project(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with demand@1 in production, which predicted July, and demand@2."""
    path = tmp_path_factory.mktemp("answers") / "project"
    with Session.create(path, "Bikes") as made:
        datasets.import_file(made, samples / "bikes_2011_june.csv", "bikes")
        training.train(made, "bikes", SPEC)
        for stage in (Stage.STAGING, Stage.PRODUCTION):
            promotion.promote(made, "demand@1", stage, "try")
        scoring.score(made, "demand@production", samples / "bikes_2011_july.csv")
    return path


def shown_predictions(page: Page, settle: Settle, name: str) -> DataPage:
    assert isinstance(page, DataPage)
    page.show_reference(Reference(name, namespace=Namespace.DATA))
    settle()
    return page


def told(page: DataPage) -> list[str]:
    """Return everything that is worth knowing, line by line."""
    return [text.text() for text in page.version.findings.findChildren(Text)]


def test_predictions_say_who_made_them_in_which_stage_and_how_much_was_odd(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = shown_predictions(open_page(DataPage, session), settle, "demand_predictions")
    facts = dict(page.version.source.facts())
    assert facts["Predicted by"] == "demand@1"
    assert facts["Then in"] == "production"
    assert facts["Rows of"] == "bikes_2011_july@1"
    batch = scoring.batch_of(session, datasets.show(session, "demand_predictions").version)
    assert batch is not None
    values = sum(issue.rows for issue in batch.issues)
    assert facts["Odd values"] == f"{values:,}"
    assert facts["In"] == f"{len(batch.issues)} columns"
    assert page.version.source.y() < page.version.findings.y(), "who made them comes first"


def test_what_was_odd_about_scored_rows_is_worth_knowing(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = shown_predictions(open_page(DataPage, session), settle, "demand_predictions")
    lines = told(page)
    day = lines.index("day: 744 rows outside the range of training")
    assert lines[day + 1].startswith("Such as 182, 183, 184, 185, 186. Training had 152 to ")
    shown_predictions(page, settle, "bikes")
    assert "Predicted by" not in dict(page.version.source.facts())
    assert not any("training" in line for line in told(page))
    assert page.version.source.y() > page.version.findings.y()


def test_the_menu_of_a_version_checks_its_answers_and_leads_to_the_entry(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(ModelsPage, session)
    assert isinstance(page, ModelsPage)
    said: list[PageMessage] = []
    page.desk.said.connect(said.append)
    gone: list[tuple[str, object]] = []
    page.desk.navigated.connect(lambda key, ref: gone.append((key, ref)))
    version = page.browser.versions.records()[0]
    (action,) = (a for a in page.actions_.of_version(version) if "answers the same" in a.text())
    assert action.text() == "Check that v2 still answers the same"
    action.trigger()
    settle()
    (message,) = said
    assert message.text == "demand@2 still answers the same: 100 golden rows, every digit."
    assert message.tone is Tone.OK
    assert message.action == "Show in the log"
    assert message.on_action is not None
    message.on_action()
    entry = audit.log(session, audit.LogFilter(limit=1))[0]
    assert entry.action == "model.check"
    assert gone == [("audit", entry.seq)]


def test_the_command_checks_what_is_in_production(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(ModelsPage, session)
    said: list[PageMessage] = []
    page.desk.said.connect(said.append)
    page.show_reference(Ask.CHECK_ANSWERS)
    settle()
    assert [message.text.partition(" ")[0] for message in said] == ["demand@1"]
    page.show_reference(None)
    settle()
    assert len(said) == 1, "a command is obeyed once"


def test_a_damaged_file_is_told_in_the_message_bar(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(ModelsPage, session)
    assert isinstance(page, ModelsPage)
    version = page.browser.versions.records()[0]
    path = session.project.objects.path(version.golden_object)
    path.chmod(0o644)
    path.write_bytes(b"other")
    page.actions_.check(version)
    settle()
    assert any("damaged" in text or "altered" in text for text in page.bar.texts())
