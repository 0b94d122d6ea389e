"""Making a version again from the models page: asked first, followed, told, kept."""

from __future__ import annotations

from collections.abc import Callable

from mlops_desktop.core.reference import Reference
from mlops_desktop.gui.job import JobState
from mlops_desktop.gui.pages.models import ModelsPage
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.services import reproduction
from mlops_desktop.services.session import Session

Open = Callable[[Session], ModelsPage]
Settle = Callable[[], None]


def proof_of(page: ModelsPage, settle: Settle, name: str, number: int) -> None:
    page.show_reference(Reference(name, number))
    settle()
    page.area.tabs.setCurrentIndex(4)
    settle()


def test_a_version_nobody_tried_says_what_trying_means(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    proof_of(page, settle, "rentals", 1)
    mark, title, detail = page.proof.view.lines()[0]
    assert (mark, title) == (Mark.NONE, "Nobody has tried yet")
    assert "stored rows, recipe, split and seed" in detail


def test_reproducing_shows_the_verdict_its_evidence_and_keeps_it(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    page.show_reference(Reference("rentals", 1))
    settle()
    assert page.version is not None
    dialog = page.ask_to_reproduce(page.version)
    assert page.area.tabs.tabText(page.area.tabs.currentIndex()) == "Made again"
    assert reproduction.attempts(session, "model:rentals@1") == ()
    dialog.accept_button.click()
    assert not page.proof.view.progress.isHidden()
    settle()
    assert page.proof.view.progress.isHidden()
    kept = reproduction.attempts(session, "model:rentals@1")
    assert [item.headline for item in kept] == [page.proof.view.lines()[0][1]]
    assert page.proof.view.lines()[0][1].startswith("rentals@1 IDENTICAL")
    assert page.proof.view.lines()[0][0] is Mark.FINE
    facts = dict(page.proof.view.evidence.facts())
    assert facts["Content then"] == facts["Content now"] == page.version.model_digest
    assert facts["Held out"] == "the same rows"
    assert len(page.proof.view.attempts.model.records) == 1


def test_a_cancelled_attempt_leaves_no_verdict(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    proof_of(page, settle, "demand", 3)
    assert page.version is not None
    page.proof.reproduce(page.version)
    job = page.proof._job
    assert job is not None
    page.proof.view.progress.cancel.click()
    settle()
    assert job.state is JobState.CANCELLED
    assert reproduction.attempts(session, "model:demand@3") == ()
    assert page.proof.view.button.isEnabled()
