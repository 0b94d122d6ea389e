"""A datasheet as a sheet: what people state, and everything from stored facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from mlops_desktop import __version__
from mlops_desktop.core.card import PersonalData, in_words
from mlops_desktop.core.column_sentence import column_words
from mlops_desktop.core.dataset import BadCells, ColumnProfile, ImportDetails, Profile, Severity
from mlops_desktop.core.rules.outcome import RuleStatus
from mlops_desktop.core.sheet import Block, Bullets, Code, Heading, Paragraphs, Sheet, Table
from mlops_desktop.core.wording import counted
from mlops_desktop.services.datasheet_facts import Datasheet, FileFact, Origin, RecipeFact
from mlops_desktop.services.sheet_text import NOT_STATED

MOST_COLUMNS = 1000
"""Columns that are listed."""

_MARKS = {Severity.BAD: "▲", Severity.WARN: "◆", Severity.OK: "●", Severity.NOTE: "○"}
_STATUS = {RuleStatus.PASSED: "●", RuleStatus.FAILED: "◆", RuleStatus.UNKNOWN: "○"}
_FILE = ("File", "For", "Imported", "By", "Bytes", "Rows in it", "Left out", "SHA-256")


def sheet(facts: Datasheet) -> Sheet:
    """Return the whole datasheet."""
    parts = (
        _about,
        _missing,
        _provenance,
        _composition,
        _cleaning,
        _rules,
        _use,
        _versions,
    )
    blocks = tuple(block for part in parts for block in part(facts))
    return Sheet(f"Datasheet: {facts.details.version.label}", _head(facts), blocks)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(' ', 'seconds')} UTC"


def _stated(text: str) -> Paragraphs:
    return Paragraphs(text or NOT_STATED, is_quiet=not text)


def _head(facts: Datasheet) -> str:
    made = (
        f"Put together by MLOps Desktop {__version__} for {facts.made_by} on"
        f" {_moment(facts.made_at)} from the project “{facts.project}”."
    )
    state = next(iter(facts.states), None)
    if state is None:
        nobody = "Nobody has written a card for this dataset"
        return f"{made} {nobody}; everything below is from stored facts."
    by = f" by {state.by}" if state.by else ""
    return (
        f"{made} What people state is from the dataset's card, version {state.number} of"
        f" {_moment(state.at)}{by}; everything else is from stored facts."
    )


def _about(facts: Datasheet) -> Iterator[Block]:
    version, card = facts.details.version, facts.card.card
    yield Heading("What it is")
    yield _stated(card.description)
    rows, columns = counted(version.row_count, "row"), counted(version.column_count, "column")
    keep = card.retention or "no last day was set"
    if facts.card.overdue is not None:
        keep += f" ◆ that was {counted(facts.card.overdue, 'day')} ago"
    yield Table(
        (),
        (
            ("Owner", card.owner or NOT_STATED),
            ("Licence", card.licence or NOT_STATED),
            ("Personal data", f"{card.personal_data.words.capitalize()}."),
            ("Kept until", keep),
            ("Size", f"{rows}, {columns}"),
            ("Made", _moment(version.created_at)),
            ("Content hash (v1)", Code(version.content_hash)),
        ),
    )


def _missing(facts: Datasheet) -> Iterator[Block]:
    card = facts.card
    points = []
    if card.missing:
        points.append(f"Not stated: {in_words(card.missing)}.")
    if card.suggestion is not None:
        words = card.suggestion.personal_data.words
        stated = f", although the card says “{card.card.personal_data.words}”"
        doubt = stated if card.suggestion.is_doubt else ""
        points.append(f"Perhaps {words}: {card.suggestion.reason}{doubt}.")
    if points:
        yield Heading("Still open")
        yield Bullets(tuple(points), "◆")


def _provenance(facts: Datasheet) -> Iterator[Block]:
    card = facts.card.card
    yield Heading("Where it comes from")
    yield _stated(card.source)
    yield Heading("Collection", 3)
    yield _stated(card.collection)
    yield Heading("Facts", 3)
    yield Bullets(tuple(map(_origin, facts.origins)))
    if facts.is_cut:
        yield Paragraphs("… and versions before these; the lineage of the project shows them all.")
    files = [(item.version.label, file) for item in facts.origins for file in item.files]
    if files:
        yield Table(_FILE, tuple(_file(label, file) for label, file in files))


def _file(label: str, file: FileFact) -> tuple[str, ...]:
    event = file.event
    return (
        event.file_name,
        label + (" (the same content again)" if event.identical else ""),
        _moment(event.at),
        file.by or "–",
        f"{event.file_size:,}",
        f"{event.rows_in_file:,}",
        f"{event.rows_rejected:,}",
        Code(event.file_sha256),
    )


def _origin(origin: Origin) -> str:
    ways = []
    if origin.model:
        ways.append(f"predicted by {origin.model} from {origin.scored}")
    for run in origin.recipes:
        by = f" by {run.by}" if run.by else ""
        inputs = ", ".join(run.inputs)
        ways.append(f"made with the recipe {run.recipe} from {inputs} on {_moment(run.at)}{by}")
    names = list(dict.fromkeys(file.event.file_name for file in origin.files))
    if origin.base:
        ways.append(f"the rows of {origin.base}, then those of {', '.join(names)}")
    elif names:
        ways.append(f"imported from {', '.join(names)}")
    rows = counted(origin.version.row_count, "row")
    told = "; also ".join(ways) or "its making is not recorded"
    return f"{origin.version.label} ({rows}, content {origin.version.content_hash}): {told}."


def _composition(facts: Datasheet) -> Iterator[Block]:
    profile = facts.details.profile
    yield Heading("What it holds")
    titles = ("Column", "Type", "Meaning", "Missing", "Distinct", "In words")
    yield Table(titles, tuple(_column(item) for item in profile.columns[:MOST_COLUMNS]))
    if len(profile.columns) > MOST_COLUMNS:
        yield Paragraphs(f"… and {len(profile.columns) - MOST_COLUMNS:,} more columns.")
    yield Heading("Worth knowing", 3)
    if profile.findings:
        yield Bullets(
            tuple(f"{f.title}: {f.detail}" if f.detail else f.title for f in profile.findings),
            marks=tuple(_MARKS[finding.severity] for finding in profile.findings),
        )
    else:
        yield Paragraphs("Nothing stands out.")
    yield Heading("Personal data", 3)
    yield from _personal(facts.card.card.personal_data, profile)


def _column(item: ColumnProfile) -> tuple[str, ...]:
    return (
        item.name,
        item.type.value,
        item.semantic.value,
        f"{item.missing:,}",
        f"{item.distinct:,}",
        column_words(item),
    )


def _personal(stated: PersonalData, profile: Profile) -> Iterator[Block]:
    yield Paragraphs(f"Stated: {stated.words}.")
    signs = [(item.name, item.personal) for item in profile.columns if item.personal is not None]
    if signs:
        told = (f"{name}: {sign.confidence} {sign.kind} ({sign.reason})." for name, sign in signs)
        yield Bullets(tuple(told), "◆")
    elif not any(item.code == "personal" and item.columns for item in profile.findings):
        yield Paragraphs(
            "No column looks personal by its name or by the values looked at; that proves nothing."
        )


def _cleaning(facts: Datasheet) -> Iterator[Block]:
    yield Heading("How it was read and changed")
    is_told = False
    for origin in facts.origins:
        first = next(iter(origin.files), None)
        if first is not None:
            is_told = True
            yield from _reading(origin.version.label, first)
        for run in origin.recipes[:1]:
            is_told = True
            yield from _steps(origin.version.label, run)
    if not is_told:
        yield Paragraphs("Nothing is recorded.")


def _reading(label: str, file: FileFact) -> Iterator[Block]:
    yield Heading(f"{label}: how {file.event.file_name} was read", 3)
    details, points = file.details, []
    for item in details.detections:
        about = f" of {item.column}" if item.column else ""
        reason = f" ({item.reason})" if item.reason else ""
        points.append(f"{item.option.replace('_', ' ')}{about}: {_visible(item.value)}{reason}")
    chosen = ", ".join(f"{name} as {kind.value}" for name, kind in details.options.types)
    if chosen:
        points.append(f"types chosen by a person: {chosen}")
    yield Bullets((*points, *_left_out(details)))


def _visible(value: str) -> str:
    return {"\t": "tab", ",": "comma", ";": "semicolon", "|": "pipe", " ": "space"}.get(
        value, value
    )


def _left_out(details: ImportDetails) -> Iterator[str]:
    rejects = details.rejects
    missing = [text for text in details.options.missing if text]
    if missing:
        yield f"taken as “no value”, beside empty cells: {', '.join(missing)}"
    yield f"rows left out because they could not be split into columns: {len(rejects.rows):,}"
    total = sum(count for _, count in rejects.cell_counts)
    became = {"missing": "became missing", "text": "made their column text"}
    told = ", ".join(f"{name} {count:,}" for name, count in rejects.cell_counts)
    what = became.get(details.options.bad_cells or BadCells.MISSING, "were refused")
    yield f"values that were not of their column's type: {total:,}" + (
        f" ({told}); they {what}" if total else ""
    )


def _steps(label: str, run: RecipeFact) -> Iterator[Block]:
    yield Heading(f"{label}: the steps of {run.recipe}", 3)
    if run.details.fitted_from:
        source = run.details.fitted_from
        yield Paragraphs(f"Values that steps compute are those recorded with {source}.")
    told = []
    for step in run.details.steps:
        rows = f"{step.rows_before:,} → {counted(step.rows_after, 'row')}"
        lost = ", ".join(f"{name} {count:,}" for name, count in step.lost)
        became = f"; values that became missing: {lost}" if lost else ""
        told.append(f"{step.words} ({rows}{became})")
    numbers = tuple(f"{step.number}." for step in run.details.steps)
    yield Bullets(tuple(told), marks=numbers, is_numbered=True)


def _rules(facts: Datasheet) -> Iterator[Block]:
    yield Heading("What its rules say")
    if facts.check is None:
        yield Paragraphs("This version was not checked against rules.")
        return
    if facts.check.check is not None:
        made = facts.check.check
        yield Paragraphs(f"Checked on {_moment(made.at)} against rule set {made.rule_set}.")
    points, marks = [], []
    for item in facts.check.result.results:
        # What failed is counted, not quoted: a column may be personal.
        rows = f" in {counted(item.failing, 'row')}" if item.failing else ""
        points.append(f"{item.words}: {item.status.value}{rows}")
        marks.append("▲" if item.is_blocking else _STATUS[item.status])
    yield Bullets(tuple(points), marks=tuple(marks))
    if facts.check.waiver is not None:
        waiver = facts.check.waiver
        yield Paragraphs(f"◆ Waived by {waiver.actor} on {_moment(waiver.at)}: {waiver.reason}")


def _use(facts: Datasheet) -> Iterator[Block]:
    for title, text in (
        ("Intended use", facts.card.card.intended_use),
        ("Limits", facts.card.card.limits),
    ):
        yield Heading(title)
        yield _stated(text)


def _versions(facts: Datasheet) -> Iterator[Block]:
    yield Heading("Versions")
    yield Table(
        ("Version", "Rows", "Columns", "Made", "Content hash (v1)", "State"),
        tuple(
            (
                item.label,
                f"{item.row_count:,}",
                f"{item.column_count:,}",
                _moment(item.created_at),
                Code(item.content_hash),
                "hidden" if item.is_hidden else "",
            )
            for item in facts.details.versions
        ),
    )
    if facts.states:
        yield Heading("The card", 3)
        yield Table(
            ("Version", "When", "By", "Why"),
            tuple(
                (str(item.number), _moment(item.at), item.by or "–", item.why or "–")
                for item in facts.states
            ),
        )
