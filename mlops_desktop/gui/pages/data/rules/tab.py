"""What happens on the "Rules" tab: rules are suggested, edited, checked and waived."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.changes import Outcome
from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.rejects import Reject
from mlops_desktop.core.rules.outcome import FailingRows
from mlops_desktop.core.rules.rule import Rule
from mlops_desktop.core.rules.suggest import rule_for_column
from mlops_desktop.gui.gateway import About
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.data.rules.form import RuleDialog, SuggestDialog
from mlops_desktop.gui.pages.data.rules.tables import RuleLine
from mlops_desktop.gui.pages.data.rules.view import Known, RulesView, read_known
from mlops_desktop.gui.pages.data.version_view import RULES, VersionView
from mlops_desktop.gui.widgets.dialog import TextDialog
from mlops_desktop.gui.widgets.file_dialogs import choose_save_file
from mlops_desktop.services import rules
from mlops_desktop.services.datasets import DatasetDetails
from mlops_desktop.services.rules import RuleSheet
from mlops_desktop.services.session import Session

_PAGE = 200


class RulesTab(QObject):
    """Puts the tab onto the page's version view and does what its buttons say.

    Args:
        details: tells what the view shows.

    Attributes:
        view: what is behind the tab; None until it is first chosen.
    """

    def __init__(
        self, page: Page, version: VersionView, details: Callable[[], DatasetDetails | None]
    ) -> None:
        super().__init__(page)
        self._page, self._version, self._details = page, version, details
        self._known: Known | None = None
        self.view: RulesView | None = None
        version.make_rules = self._make
        version.shown.connect(self.look)
        version.rule_wanted.connect(self.propose)

    @property
    def known(self) -> Known | None:
        """What is known of the version that is shown."""
        return self._known

    @property
    def is_shown(self) -> bool:
        """Whether the tab is the one that is open."""
        return self._version.tabs.currentIndex() == RULES

    def look(self) -> None:
        """Read again what the rules say of the version that is shown."""
        details, session = self._details(), self._page.desk.session
        if details is None:
            return
        version = details.version
        if self._known is not None and self._known.version.id != version.id:
            self._known = None
        self._page.load(lambda: read_known(session, version), self._take, key="rules")

    def _take(self, known: Known) -> None:
        details = self._details()
        if details is None or details.version.id != known.version.id:
            return
        self._known = known
        mark = known.mark
        title = self.tr("Rules") if mark is None else f"{self.tr('Rules')} {mark.shape.value}"
        self._version.card.set_tab(RULES, title, is_shown=True)
        self._fill()

    def _make(self) -> QWidget:
        self.view = view = RulesView(self._page)
        view.suggest.set_action(self._suggest)
        view.check.set_action(self.check)
        view.add.set_action(self._add)
        view.edit.set_action(self._edit)
        view.remove.set_action(self._remove)
        view.waive.set_action(self._waive)
        view.export.set_action(self._export)
        view.chosen.connect(self._on_chosen)
        view.table.opened.connect(self._on_opened)
        view.table.failed = view.failing.failed = self._page.show_error
        self._fill()
        return view

    def _fill(self) -> None:
        details = self._details()
        if self.view is not None and self._known is not None and details is not None:
            self.view.show_known(self._known, details.columns)

    # Rows ---------------------------------------------------------------------------------

    def _on_chosen(self, line: RuleLine | None) -> None:
        known, view, session = self._known, self.view, self._page.desk.session
        if view is None or known is None:
            return
        if line is None or not line.has_rows:
            view.hide_failing()
            return
        view.show_failing(line, None)
        label, number = f"data:{known.version.label}", line.number

        def take(page: FailingRows) -> None:
            if self._known is known and self.view is not None:
                self.view.show_failing(line, page)

        self._page.desk.gateway.read(
            lambda: rules.failing(session, label, number, (0, _PAGE)),
            take,
            self._page.show_error,
            owner=self._page,
            key="failing",
            on=About.ROWS,
        )

    def _on_opened(self, _line: object) -> None:
        self._edit()

    def _export(self) -> None:
        line = self._line()
        if line is None or self._known is None:
            return
        version, number = self._known.version, line.number
        choose_save_file(
            self._page,
            self.tr("Export failing rows"),
            f"{version.dataset}_v{version.number}_rule_{number}.csv",
            "CSV (*.csv)",
            lambda path: self._write(version, number, path),
        )

    def _write(self, version: DatasetVersion, number: int, path: Path) -> None:
        session = self._page.desk.session
        said = self.tr("Wrote {0}.").format(path.name)
        self._page.job(
            self.tr("Exporting failing rows of {0}").format(version.label),
            lambda work: rules.export_failing(session, f"data:{version.label}", number, path, work),
            lambda _count: self._page.desk.say(said),
        )

    # Rules --------------------------------------------------------------------------------

    def _line(self) -> RuleLine | None:
        return self.view.table.current() if self.view is not None else None

    def _suggest(self) -> None:
        known, session = self._known, self._page.desk.session
        if known is not None:
            label = f"data:{known.version.label}"
            self._page.load(
                lambda: rules.suggest_rules(session, label), self._on_suggested, key="suggest"
            )

    def _on_suggested(self, suggested: tuple[Rule, ...]) -> None:
        known = self._known
        if known is None:
            return
        new = [rule for rule in suggested if rule not in known.rules]
        if not new:
            self._page.desk.say(self.tr("Every rule that the profile suggests is there already."))
            return
        SuggestDialog(self._page, new, partial(self._add_all, known.version.dataset)).open()

    def _add_all(self, dataset: str, new: Sequence[Rule]) -> None:
        self._change(partial(rules.add_rules, name=f"data:{dataset}", new=tuple(new)))

    def _add_one(self, dataset: str, rule: Rule) -> None:
        self._add_all(dataset, (rule,))

    def _add(self) -> None:
        details, known = self._details(), self._known
        if details is not None and known is not None:
            add = partial(self._add_one, known.version.dataset)
            RuleDialog(self._page, details.columns, None, add).open()

    def propose(self, reject: Reject) -> None:
        """Go to the rules with a new one about the column of a rejected value, to be finished."""
        details, known = self._details(), self._known
        if details is None or known is None:
            return
        draft = rule_for_column(reject.column, details.columns, details.profile)
        if draft is None:
            return
        self._version.tabs.setCurrentIndex(RULES)
        add = partial(self._add_one, known.version.dataset)
        RuleDialog(self._page, details.columns, draft, add, is_new=True).open()

    def _edit(self) -> None:
        details, known, line = self._details(), self._known, self._line()
        if details is None or known is None or line is None:
            return
        replace = partial(self._replace, known.version.dataset, line.rule)
        RuleDialog(self._page, details.columns, line.rule, replace).open()

    def _replace(self, dataset: str, old: Rule, new: Rule) -> None:
        self._change(partial(rules.replace_rule, name=f"data:{dataset}", old=old, new=new))

    def _remove(self) -> None:
        known, line = self._known, self._line()
        if known is not None and line is not None:
            dataset = f"data:{known.version.dataset}"
            self._change(partial(rules.remove_rule, name=dataset, old=line.rule))

    def _change(self, change: Callable[[Session], Outcome[RuleSheet]]) -> None:
        """Change the rules as they are in force by then: what is shown may be older."""
        session = self._page.desk.session
        self._page.change(lambda: change(session), self._after, failed=self._on_failed)

    def _after(self, sheet: RuleSheet) -> None:
        self.look()
        if sheet.contract.rules:
            self.check()

    def check(self) -> None:
        """Check the version that is shown against the rules in force."""
        known, session = self._known, self._page.desk.session
        if known is None:
            return
        label = f"data:{known.version.label}"
        self._page.job(
            self.tr("Checking the rules of {0}").format(known.version.label),
            lambda work: rules.check(session, label, work),
            lambda _summary: self.look(),
            failed=self._on_failed,
        )

    def _on_failed(self, error: UserError) -> None:
        self._page.show_error(error)
        self.look()

    def _waive(self) -> None:
        known = self._known
        if known is None:
            return
        label, session = f"data:{known.version.label}", self._page.desk.session
        TextDialog(
            self._page,
            self.tr("Waive what blocks {0}").format(known.version.label),
            self.tr("Waive"),
            then=lambda reason: self._page.change(
                lambda: rules.waive(session, label, reason), lambda _summary: self.look()
            ),
            label=self.tr("Reason"),
            hint=self.tr("It is kept in the log and shown with the check."),
            lead=self.tr("The version can then be trained on although rules fail."),
            is_long=True,
        ).open()
