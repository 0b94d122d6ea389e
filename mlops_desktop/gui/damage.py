"""Says on a page that what it shows rests on files that are missing or altered."""

from __future__ import annotations

from PySide6.QtCore import QObject

from mlops_desktop.core.audit import Verification
from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.widgets.message_bar import PageMessage

_NAME = "damage"


class DamageNotice(QObject):
    """One message on a page, as long as the project is not whole.

    What is missing is found at once, what was altered by the verification that reads every file.
    """

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        page.desk.verified.connect(self.show_verification)

    def look(self) -> None:
        """Look for missing files off the GUI thread."""
        from mlops_desktop.services import audit

        session = self._page.desk.session
        self._page.load(
            lambda: audit.check_presence(session), self._on_present, key=_NAME, failed=self._show
        )

    def show_verification(self, found: Verification) -> None:
        """Show what a verification found, or that all is well again."""
        if found.is_sound or not found.problems or self._page.key == "audit":
            # The audit page names all of them itself.
            self._page.bar.clear(_NAME)
            return
        first, count = found.problems[0], len(found.problems)
        words = self.tr("{0}: {1}.").format(first.where, first.detail)
        if count > 1:
            words = self.tr("{0} things do not verify. The first is {1}").format(count, words)
        self._say(words, self.tr("Keep the project as it is and restore a copy."))

    def _on_present(self, _answer: None) -> None:
        found = self._page.desk.verification
        if found is not None:
            self.show_verification(found)
        else:
            self._page.bar.clear(_NAME)

    def _show(self, error: UserError) -> None:
        if self._page.key == "audit" and self._page.desk.verification is not None:
            return
        self._say(error.message, error.hint)

    def _say(self, text: str, hint: str) -> None:
        can_lead = self._page.key != "audit"
        self._page.bar.show_message(
            PageMessage(
                _NAME,
                text,
                hint,
                action=self.tr("See Audit") if can_lead else "",
                on_action=self._to_audit if can_lead else None,
            )
        )

    def _to_audit(self) -> None:
        self._page.desk.navigate("audit")
