"""The window: the only room that knows Qt (with ``app``).

May import ``services`` and ``core`` (and ``jobs.work``, ``charts`` inside functions that run off
the GUI thread); never ``storage``, ``data``, ``modeling``, ``monitoring``.

* ``theme``     colours, type, style sheet, icons, marks: roles instead of colours.
* ``widgets``   the kit that pages are built from.
* ``gateway``   reads, changes, jobs, charts off the GUI thread; answers in it.
* ``commands``  every action as data.
* ``page``      :class:`~mlops_desktop.gui.page.Page` and :class:`~mlops_desktop.gui.page.Desk`.
* ``page_list`` which pages there are; a page is imported and made when first visited, with a
  project open, after the services were imported off the GUI thread: so a page's module may import
  ``mlops_desktop.services`` at its top.
* ``pages``     one module (or package) per page.
* ``main_window``, ``rail``, ``jobs_strip``, ``welcome``: the shell around them.

How to write a page (``gui/pages/models.py``)::

    class ModelsPage(Page):
        key, title, icon = "models", "Models", "models"
        interested_in = frozenset({EntityKind.MODEL, EntityKind.STAGE})
        help_topic = "models"

        def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
            super().__init__(desk, parent)
            self.table = TablePanel(
                (
                    TableColumn("Model", lambda r: r.name, stretch=1,
                                look=lambda r: CellLook(role=TextRole.STRONG)),
                    TableColumn("Versions", lambda r: f"{r.newest}", lambda r: r.newest,
                                is_number=True),
                ),
                "models",
                key=lambda r: r.id,
                parent=self,
            )
            self.table.opened.connect(self._on_opened)
            card = Card("All models").add(self.table, stretch=1)
            card.header.addWidget(self.table.menu_button())
            self.content.setLayout(column(card))
            self.header.set_primary(self.tr("Train a model…"), self._train)

        def make_empty(self) -> EmptyState:
            words, verb = self.tr("No model yet."), self.tr("Train a model…")
            empty = EmptyState("models", words, verb, self._train)
            return empty

        def refresh(self) -> None:
            session = self.desk.session
            self.load(lambda: models.list_models(session), self._show)

        def _show(self, rows: tuple[ModelRow, ...]) -> None:
            if not rows:
                self.states.show_empty()

Return:
            self.table.set_records(rows)
            self.header.set_subtitle(self.tr("%n model(s)", "", len(rows)))
            self.states.show_content()

        def _archive(self, row: ModelRow, reason: str) -> None:
            session = self.desk.session
            self.change(lambda: shelf.archive(session, row.ref, reason), self._on_archived)

        def _score(self, path: Path) -> None:
            session = self.desk.session
            self.job(
                self.tr("Scoring {0}").format(path.name),
                lambda work: scoring.score(session, self._ref, path, work),
                self._on_scored,
            )

Rules: the function given to ``load``/``change``/``job`` touches no widget and reads the session it
captured; ``then`` runs in the GUI thread and gets the value (an ``Outcome`` is unwrapped, its
changes are broadcast and reach every page that is ``interested_in`` them: never refresh other pages
yourself). Text a person or file wrote goes through :class:`~mlops_desktop.gui.widgets.text.Text` or
the tables, never into rich text. No ``exec()``: dialogs through ``Dialog.open()``. Every visible
string through ``self.tr``. Sizes through ``theme.px``, colours by role.
"""
