"""The rules of a dataset as a document: which are in force, one changed, all of them as a file.

What they say of versions is in :mod:`mlops_desktop.services.rules`, which hands these on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.changes import EntityKind, Outcome, changed
from mlops_desktop.core.contract import RuleSetVersion
from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.messages import message_for
from mlops_desktop.core.rules.contract import Contract, from_text, require_contract, to_text
from mlops_desktop.core.rules.rule import Rule
from mlops_desktop.services import documents, resolve
from mlops_desktop.services.session import Session
from mlops_desktop.storage.layout import replaceable


@dataclass(frozen=True, slots=True)
class RuleSheet:
    """A dataset's rules at one time; the newest are in force."""

    version: RuleSetVersion
    contract: Contract


def in_force(session: Session, name: str) -> RuleSheet | None:
    """Return a dataset's rules; None where there are none."""
    found = session.project.contracts.newest(resolve.dataset(session, name).id)
    return sheet_of(session, found) if found else None


def versions(session: Session, name: str) -> tuple[RuleSheet, ...]:
    """Return all rules a dataset ever had, newest first."""
    owner = resolve.dataset(session, name)
    return tuple(sheet_of(session, item) for item in session.project.contracts.versions(owner.id))


def sheet_of(session: Session, version: RuleSetVersion) -> RuleSheet:
    """Return a version of rules with its document."""
    return RuleSheet(version, from_text(session.project.objects.read(version.document_object)))


def set_rules(
    session: Session, name: str, rules: Sequence[Rule], note: str = ""
) -> Outcome[RuleSheet]:
    """Put rules in force, instead of all there were; none at all ends the checks.

    Columns that the newest version lacks are told, not refused: it may be the broken one.

    Raises:
        UserError: ``rules.*`` for a rule that makes no sense, ``data.unknown``, ``usage.hidden``,
            ``project.read_only``.
    """
    return _put(session, name, lambda _present: tuple(rules), note)


def add_rules(
    session: Session, name: str, new: Sequence[Rule], note: str = ""
) -> Outcome[RuleSheet]:
    """Add rules to those that are in force when it comes to it.

    Of several, those that are there already stay where they are.

    Raises:
        UserError: as :func:`set_rules`; ``rules.parameter`` when all are there already.
    """

    def added(present: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return (*present, *([rule for rule in new if rule not in present] or new))

    return _put(session, name, added, note)


def replace_rule(
    session: Session, name: str, old: Rule, new: Rule, note: str = ""
) -> Outcome[RuleSheet]:
    """Put a rule in the place of another; all others stay as they are in force by then.

    Raises:
        UserError: as :func:`set_rules`; ``rules.changed_meanwhile`` when ``old`` is not in force.
    """
    return _put(session, name, partial(_without, name, old, (new,)), note)


def remove_rule(session: Session, name: str, old: Rule, note: str = "") -> Outcome[RuleSheet]:
    """Take one rule out; all others stay as they are in force by then.

    Raises:
        UserError: as :func:`replace_rule`.
    """
    return _put(session, name, partial(_without, name, old, ()), note)


def _without(
    name: str, old: Rule, instead: tuple[Rule, ...], present: tuple[Rule, ...]
) -> tuple[Rule, ...]:
    if old not in present:
        dataset = name.removeprefix("data:")
        raise UserError("rules.changed_meanwhile", name=dataset, words=old.words())
    place = present.index(old)
    return (*present[:place], *instead, *present[place + 1 :])


def _put(
    session: Session,
    name: str,
    wanted: Callable[[tuple[Rule, ...]], tuple[Rule, ...]],
    note: str,
) -> Outcome[RuleSheet]:
    """Put in force what ``wanted`` makes of the present rules; nobody else changes them then."""
    session.require_writable()
    owner = resolve.dataset(session, name)
    resolve.refuse_hidden(owner)
    newest_rows = resolve.dataset_version(session, f"data:{owner.name}")
    contracts, objects = session.project.contracts, session.project.objects
    with session.project.tx("rules.set", Subject("dataset", owner.id, owner.name), note) as tx:
        newest = contracts.newest(owner.id)
        present = sheet_of(session, newest).contract.rules if newest else ()
        contract = Contract(wanted(present))
        require_contract(contract.rules)
        document = objects.put_bytes(to_text(contract))
        is_same = newest is not None and newest.document_object == document
        version = newest if is_same else tx.add_rule_set_version(owner.id, document, note)
    _tell_unknown_columns(session, newest_rows, contract.rules)
    sheet = RuleSheet(resolve.known(version), contract)
    return Outcome(sheet) if is_same else Outcome(sheet, changed((EntityKind.DATASET, owner.id)))


def _tell_unknown_columns(session: Session, newest: DatasetVersion, rules: Sequence[Rule]) -> None:
    present = {column.name for column in resolve.columns_of(session, newest)}
    for number, rule in enumerate(rules, 1):
        for column in rule.named():
            if column not in present:
                facts = {"number": number, "column": column, "version": newest.label}
                session.tell(message_for("rules.unknown_column").whole(facts))


def read_json(path: Path) -> tuple[Rule, ...]:
    """Return the rules a file holds; none is in force by that.

    Raises:
        UserError: ``rules.*`` with what cannot be read; ``data.*`` when the file is not there, is
            a folder or may not be read; ``environment.*``.
    """
    data = documents.read_bytes(path)
    try:
        return from_text(data).rules
    except UserError as error:
        if error.code != "rules.unreadable":
            raise
        raise UserError("rules.unreadable_file", path=path, **error.facts) from error


def export_json(session: Session, rules: Sequence[Rule], path: Path) -> Path:
    """Write rules as a file that :func:`read_json` reads; return where.

    Raises:
        UserError: ``project.own_file``, ``usage.special_file``, ``environment.*``.
    """
    place = replaceable(path)
    document = json.loads(to_text(Contract(tuple(rules))))
    written = json.dumps(document, ensure_ascii=False, indent=2)
    session.project.files.write_file(place, f"{written}\n".encode())
    return place
