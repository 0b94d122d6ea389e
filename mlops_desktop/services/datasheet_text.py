"""A datasheet as Markdown: names and values from files stand there as text, never as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from mlops_desktop import __version__
from mlops_desktop.core.card import PersonalData, in_words
from mlops_desktop.core.column_sentence import column_words
from mlops_desktop.core.dataset import BadCells, ColumnProfile, ImportDetails, Profile, Severity
from mlops_desktop.core.rules.outcome import RuleStatus
from mlops_desktop.core.wording import counted
from mlops_desktop.services.datasheet_facts import Datasheet, FileFact, Origin, RecipeFact

MOST_COLUMNS = 1000
"""Columns that are listed."""

_MARKS = {Severity.BAD: "▲", Severity.WARN: "◆", Severity.OK: "●", Severity.NOTE: "○"}
_STATUS = {RuleStatus.PASSED: "●", RuleStatus.FAILED: "◆", RuleStatus.UNKNOWN: "○"}
_MARKUP = re.compile(r"([\\`*\[\]<>|&~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
_STARTS = re.compile(r"^(?=#|[-=+]+\s*$)", re.MULTILINE)
_NOTHING = "Not stated."


def markdown(sheet: Datasheet) -> str:
    """Return the whole datasheet; it ends with a line end."""
    parts = (
        _head,
        _about,
        _missing,
        _provenance,
        _composition,
        _cleaning,
        _rules,
        _use,
        _versions,
    )
    lines = [line for part in parts for line in part(sheet)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def plain(text: str) -> str:
    """Return a text of one line in which nothing is markup."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return _MARKUP.sub(r"\\\1", shown)


def paragraphs(text: str) -> str:
    """Return what a person wrote in several lines, in which nothing is markup."""
    lines = (plain(line).strip() for line in text.strip().splitlines())
    # What would make a heading of it, or of the line above; lists may stay lists.
    return _STARTS.sub(r"\\", "\n".join(lines)) or _NOTHING


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(' ', 'seconds')} UTC"


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |"
    yield f"|{'---|' * len(titles)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _head(sheet: Datasheet) -> Iterator[str]:
    version = sheet.details.version
    yield f"# Datasheet: {plain(version.label)}"
    yield ""
    yield (
        f"Put together by MLOps Desktop {__version__} for {plain(sheet.made_by)} on"
        f" {_moment(sheet.made_at)} from the project “{plain(sheet.project)}”."
    )
    state = next(iter(sheet.states), None)
    if state is None:
        yield "Nobody has written a card for this dataset; everything below is from stored facts."
    else:
        by = f" by {plain(state.by)}" if state.by else ""
        yield (
            f"What people state is from the dataset's card, version {state.number} of"
            f" {_moment(state.at)}{by}; everything else is from stored facts."
        )
    yield ""


def _about(sheet: Datasheet) -> Iterator[str]:
    version, card = sheet.details.version, sheet.card.card
    yield from ("## What it is", "", paragraphs(card.description), "")
    rows, columns = counted(version.row_count, "row"), counted(version.column_count, "column")
    keep = card.retention or "no last day was set"
    if sheet.card.overdue is not None:
        keep += f" ◆ that was {counted(sheet.card.overdue, 'day')} ago"
    yield from _table(
        ("", ""),
        [
            ("Owner", plain(card.owner) or _NOTHING),
            ("Licence", plain(card.licence) or _NOTHING),
            ("Personal data", f"{card.personal_data.words.capitalize()}."),
            ("Kept until", keep),
            ("Size", f"{rows}, {columns}"),
            ("Made", _moment(version.created_at)),
            ("Content hash (v1)", f"`{version.content_hash}`"),
        ],
    )


def _missing(sheet: Datasheet) -> Iterator[str]:
    card = sheet.card
    if not card.missing and card.suggestion is None:
        return
    yield from ("## Still open", "")
    if card.missing:
        yield f"- ◆ Not stated: {in_words(card.missing)}."
    if card.suggestion is not None:
        words = card.suggestion.personal_data.words
        stated = f", although the card says “{card.card.personal_data.words}”"
        doubt = stated if card.suggestion.is_doubt else ""
        yield f"- ◆ Perhaps {words}: {plain(card.suggestion.reason)}{doubt}."
    yield ""


def _provenance(sheet: Datasheet) -> Iterator[str]:
    card = sheet.card.card
    yield from ("## Where it comes from", "", paragraphs(card.source), "")
    yield from ("### Collection", "", paragraphs(card.collection), "")
    yield from ("### Facts", "")
    for origin in sheet.origins:
        yield from _origin(origin)
    if sheet.is_cut:
        yield from ("… and versions before these; the lineage of the project shows them all.", "")
    files = [(item.version.label, file) for item in sheet.origins for file in item.files]
    if files:
        titles = ("File", "For", "Imported", "By", "Bytes", "Rows in it", "Left out", "SHA-256")
        yield ""
        yield from _table(titles, (_file(label, file) for label, file in files))


def _file(label: str, file: FileFact) -> tuple[str, ...]:
    event = file.event
    return (
        plain(event.file_name),
        plain(label) + (" (the same content again)" if event.identical else ""),
        _moment(event.at),
        plain(file.by) or "–",
        f"{event.file_size:,}",
        f"{event.rows_in_file:,}",
        f"{event.rows_rejected:,}",
        f"`{event.file_sha256}`",
    )


def _origin(origin: Origin) -> Iterator[str]:
    label = plain(origin.version.label)
    ways = []
    if origin.model:
        ways.append(f"predicted by {plain(origin.model)} from {plain(origin.scored)}")
    for run in origin.recipes:
        by = f" by {plain(run.by)}" if run.by else ""
        inputs = ", ".join(map(plain, run.inputs))
        ways.append(
            f"made with the recipe {plain(run.recipe)} from {inputs} on {_moment(run.at)}{by}"
        )
    names = list(dict.fromkeys(plain(file.event.file_name) for file in origin.files))
    if origin.base:
        ways.append(f"the rows of {plain(origin.base)}, then those of {', '.join(names)}")
    elif names:
        ways.append(f"imported from {', '.join(names)}")
    rows = counted(origin.version.row_count, "row")
    told = "; also ".join(ways) or "its making is not recorded"
    yield f"- **{label}** ({rows}, content `{origin.version.content_hash}`): {told}."


def _composition(sheet: Datasheet) -> Iterator[str]:
    profile = sheet.details.profile
    yield from ("", "## What it holds", "")
    titles = ("Column", "Type", "Meaning", "Missing", "Distinct", "In words")
    yield from _table(titles, (_column(item) for item in profile.columns[:MOST_COLUMNS]))
    if len(profile.columns) > MOST_COLUMNS:
        yield from (f"… and {len(profile.columns) - MOST_COLUMNS:,} more columns.", "")
    yield from ("### Worth knowing", "")
    for finding in profile.findings:
        detail = f": {plain(finding.detail)}" if finding.detail else ""
        yield f"- {_MARKS[finding.severity]} {plain(finding.title)}{detail}"
    if not profile.findings:
        yield "Nothing stands out."
    yield from ("", "### Personal data", "", *_personal(sheet.card.card.personal_data, profile), "")


def _column(item: ColumnProfile) -> tuple[str, ...]:
    return (
        plain(item.name),
        item.type.value,
        item.semantic.value,
        f"{item.missing:,}",
        f"{item.distinct:,}",
        plain(column_words(item)),
    )


def _personal(stated: PersonalData, profile: Profile) -> Iterator[str]:
    yield f"Stated: {stated.words}."
    yield ""
    signs = [(item.name, item.personal) for item in profile.columns if item.personal is not None]
    for name, sign in signs:
        yield f"- ◆ {plain(name)}: {sign.confidence} {sign.kind} ({plain(sign.reason)})."
    if not signs and not any(item.code == "personal" and item.columns for item in profile.findings):
        yield (
            "No column looks personal by its name or by the values looked at; that proves nothing."
        )


def _cleaning(sheet: Datasheet) -> Iterator[str]:
    yield from ("## How it was read and changed", "")
    is_told = False
    for origin in sheet.origins:
        first = next(iter(origin.files), None)
        if first is not None:
            is_told = True
            yield from _reading(origin.version.label, first)
        for run in origin.recipes[:1]:
            is_told = True
            yield from _steps(origin.version.label, run)
    if not is_told:
        yield from ("Nothing is recorded.", "")


def _reading(label: str, file: FileFact) -> Iterator[str]:
    yield from (f"### {plain(label)}: how {plain(file.event.file_name)} was read", "")
    details = file.details
    for item in details.detections:
        about = f" of {plain(item.column)}" if item.column else ""
        reason = f" ({plain(item.reason)})" if item.reason else ""
        option = plain(item.option.replace("_", " "))
        yield f"- {option}{about}: {plain(_visible(item.value))}{reason}"
    chosen = ", ".join(f"{plain(name)} as {kind.value}" for name, kind in details.options.types)
    if chosen:
        yield f"- types chosen by a person: {chosen}"
    yield from _left_out(details)
    yield ""


def _visible(value: str) -> str:
    return {"\t": "tab", ",": "comma", ";": "semicolon", "|": "pipe", " ": "space"}.get(
        value, value
    )


def _left_out(details: ImportDetails) -> Iterator[str]:
    rejects = details.rejects
    missing = [plain(text) for text in details.options.missing if text]
    if missing:
        yield f"- taken as “no value”, beside empty cells: {', '.join(missing)}"
    yield f"- rows left out because they could not be split into columns: {len(rejects.rows):,}"
    total = sum(count for _, count in rejects.cell_counts)
    became = {"missing": "became missing", "text": "made their column text"}
    told = ", ".join(f"{plain(name)} {count:,}" for name, count in rejects.cell_counts)
    what = became.get(details.options.bad_cells or BadCells.MISSING, "were refused")
    yield f"- values that were not of their column's type: {total:,}" + (
        f" ({told}); they {what}" if total else ""
    )


def _steps(label: str, run: RecipeFact) -> Iterator[str]:
    yield from (f"### {plain(label)}: the steps of {plain(run.recipe)}", "")
    if run.details.fitted_from:
        source = plain(run.details.fitted_from)
        yield from (f"Values that steps compute are those recorded with {source}.", "")
    for step in run.details.steps:
        rows = f"{step.rows_before:,} → {counted(step.rows_after, 'row')}"
        lost = ", ".join(f"{plain(name)} {count:,}" for name, count in step.lost)
        became = f"; values that became missing: {lost}" if lost else ""
        yield f"{step.number}. {plain(step.words)} ({rows}{became})"
    yield ""


def _rules(sheet: Datasheet) -> Iterator[str]:
    yield from ("## What its rules say", "")
    if sheet.check is None:
        yield from ("This version was not checked against rules.", "")
        return
    if sheet.check.check is not None:
        made = sheet.check.check
        yield from (f"Checked on {_moment(made.at)} against rule set {made.rule_set}.", "")
    for item in sheet.check.result.results:
        # What failed is counted, not quoted: a column may be personal.
        rows = f" in {counted(item.failing, 'row')}" if item.failing else ""
        mark = "▲" if item.is_blocking else _STATUS[item.status]
        yield f"- {mark} {plain(item.words)}: {item.status.value}{rows}"
    if sheet.check.waiver is not None:
        waiver = sheet.check.waiver
        by = f"{plain(waiver.actor)} on {_moment(waiver.at)}"
        yield from ("", f"◆ Waived by {by}: {paragraphs(waiver.reason)}")
    yield ""


def _use(sheet: Datasheet) -> Iterator[str]:
    card = sheet.card.card
    yield from ("## Intended use", "", paragraphs(card.intended_use), "")
    yield from ("## Limits", "", paragraphs(card.limits), "")


def _versions(sheet: Datasheet) -> Iterator[str]:
    yield from ("## Versions", "")
    yield from _table(
        ("Version", "Rows", "Columns", "Made", "Content hash (v1)", "State"),
        (
            (
                plain(item.label),
                f"{item.row_count:,}",
                f"{item.column_count:,}",
                _moment(item.created_at),
                f"`{item.content_hash}`",
                "hidden" if item.is_hidden else "",
            )
            for item in sheet.details.versions
        ),
    )
    if sheet.states:
        yield from ("### The card", "")
        yield from _table(
            ("Version", "When", "By", "Why"),
            (
                (str(item.number), _moment(item.at), plain(item.by) or "–", plain(item.why) or "–")
                for item in sheet.states
            ),
        )
