"""The kit that pages are built from. Import each widget from its module.

======================  ========================================================================
``text``                ``Text(text, role=TextRole.BODY, tone="", *, wrap, tabular)``,
                        ``.set_tone``, ``.selectable()``; ``ElidedText(…, middle=False)``;
                        ``plain_tooltip(text)``
``layouts``             ``row(*items, spacing=8, parent=None)``, ``column(…)`` (item = widget,
                        layout, pixels, None = stretch), ``grid(*stretches)``,
                        ``boxed(layout)``, ``rule()``, ``clear(layout)``
``card``                ``Card(title="", aside="")``: ``.add(*widgets, stretch=0)``, ``.body``,
                        ``.header`` (title line), ``.set_title(title, aside)``
``page_header``         ``PageHeader`` (every page has one): ``set_title(title, subtitle)``,
                        ``set_subtitle``, ``set_primary(text, fn)``, ``hide_primary``,
                        ``add_button(text, fn)``, ``add_widget(w)``
``buttons``             ``Button(text, fn, icon="", look="")``, ``PrimaryButton``, ``LinkButton``,
                        ``IconButton(icon, name, fn)``, ``MoreButton(name, actions)``;
                        ``.set_enabled(flag, why)``; ``passing_menu(parent, actions)``
``badge``               ``MarkSign(mark, size=10, is_large=False)``, ``Badge(text, mark)``,
                        ``StageBadge(stage, text="")``
``message_bar``         ``MessageBar``: ``show_message(PageMessage(name, text, hint, tone, action,
                        on_action))``, ``show_error(error)``, ``clear(name)``; ``announce(w, text)``
``states``              ``PageStates(content, empty)``: ``show_content``, ``show_empty``,
                        ``show_loading``, ``show_failed(error, retry)``,
                        ``show_filtered(text, clear)``;
                        ``EmptyState(icon, sentence, button, fn, detail="")``, ``Skeleton``,
                        ``IconSign(icon, role, size)``
``table_panel``         ``TablePanel(columns, name, key=…, row_height=34, is_striped=False)``:
                        ``set_records(rows, more=None)``, ``append_records(rows, is_last=)``,
                        ``set_columns``, ``selection()``, ``current()``, ``select(predicate)``,
                        ``set_filter_anywhere(text)``, ``show_filters(True)``, ``menu_button()``,
                        ``fit_height(most)``, ``menu_for = fn(record) -> [QAction]``; signals
                        ``selected(record)``, ``opened(record)``, ``filtered(count)``
``table_column``        ``TableColumn(title, text, sort=None, is_number=False, width=0, stretch=0,
                        tooltip, spoken, look, head)``, ``CellLook(role, tone, mark, badge, bar,
                        bar_tone, marks, detail)``, ``HeadLook(kind, counts, caption, tone)``
``record_list``         ``RecordList(describe, name, key=…, is_selectable=True)`` of
                        ``ListLine(title, detail, aside, aside_detail, badge, mark, …)``
``facts``               ``FactsList([(label, value)])``, ``.set_facts``; ``CheckList([(mark, words,
                        detail)], is_stacked=False)``, ``.set_lines``
``chart_panel``         ``ChartPanel(gateway, height=220)``: ``set_chart(build, alt_text, name)``
``pointed_chart``       ``PointedChart``, ``BarChart``: paint themselves, answer to mouse and keys,
                        ``numbers()`` saved as CSV; signal ``pointed_at(words)``
``chart_cards``         ``ChartCards(gateway, height=250)``: ``show_plans([ChartPlan(title, …)])``
``version_charts``      ``VersionCharts(gateway, height=250)``: ``show_version(version, facts)``
``error_card``          ``ErrorCard(gateway, check, names_version=…)``: signal ``check_wanted()``
``tabs``                ``TabbedArea(name)``: ``add_tab(title, make)``; tabs above cards
``sparkline``           ``paint_histogram(painter, rect, counts)``, ``paint_bar``, ``paint_marks``
``step_progress``       ``StepProgress(title, on_cancel)``: ``set_step(step, time_left)``,
                        ``set_ended(text)``; ``ThinBar``; for words see ``core.pace``
``drop_zone``           ``DropZone(title, kinds)``: signals ``file_dropped(Path)``, ``choosing()``
``forms``               ``FormRow(label, field, hint="", is_beside=False)`` with ``set_problem``,
                        ``Form(*rows)``, ``Choice([(value, words)])`` with ``value()``,
                        ``NumberField(low, high, value, unit="")``,
                        ``DecimalField((low, high), value, decimals, unit)``, ``FilterBox(words)``,
                        ``DayField(day, name)``, ``FormList()``: a list past which the wheel goes
``dialog``              ``Dialog(parent, title, verb, lead="", is_dangerous=False)``: ``.body``,
                        ``.on_accept``, ``.show_error``; ``TextDialog(parent, title, verb, then=,
                        label=…)``: name, reason
``stated_dialog``       ``StatedDialog(…, save=)``: only what was changed is saved, with a reason
``file_dialogs``        ``choose_open_file(parent, title, filters, then)``, ``choose_folder``,
                        ``choose_save_file(parent, title, suggestion, filters, then)``;
                        ``table_filters()``: the filters for a file of rows
======================  ========================================================================

Marks: ``theme.marks.Mark`` and ``mark_of(stage | severity | verdict | gate status)``. Type and
space: ``theme.scale``. Icons: ``theme.icons.icon(name, role)``, the names in ``resources/icons``.
Nothing here knows a project, a service or a page.
"""
