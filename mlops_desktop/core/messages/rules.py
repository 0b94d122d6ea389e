"""Words for rules, checks and waivers."""

from __future__ import annotations

from mlops_desktop.core.exit_code import ExitCode
from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "unreadable": Message(
        "These are no rules: {reason}.",
        "Choose rules that were written by “data rules”, or write them as the manual shows.",
    ),
    "format": Message(
        "The rules have format {found}; this version reads format {known}.",
        "Install the newest version, or write the rules anew.",
    ),
    "too_many": Message(
        "There are {count} rules; the limit is {limit}.",
        "Leave some out, or write conditions that say several things at once.",
    ),
    "unknown_kind": Message("Rule {number} is of the kind “{kind}”, which is unknown.", "{hint}"),
    "unknown_key": Message(
        "Rule {number} ({kind}) has “{key}”, which is not part of such a rule.", "{hint}"
    ),
    "form": Message(
        "Rule {number} cannot be read: {reason}.",
        "Correct the rule, or leave it out.",
    ),
    "parameter": Message(
        "Rule {number} ({title}) cannot be checked: {reason}.",
        "Correct the rule, or leave it out.",
    ),
    "unreadable_file": Message(
        "{path} holds no rules: {reason}.",
        "Choose a file that “data rules --out” wrote, or write it as the manual shows.",
    ),
    "unknown_column": Message(
        "Rule {number} names the column “{column}”, which {version} does not have.",
        "It fails until a version has it; correct the name if it is a slip.",
    ),
    "none": Message(
        "The dataset {name} has no rules.",
        "Make some: data rules {name} --suggest shows what its profile suggests, and "
        "data rules {name} --set FILE puts rules in force.",
    ),
    "changed_meanwhile": Message(
        "The rules of {name} were changed meanwhile: “{words}” is not one of them any more.",
        "Nothing was changed. Look at the rules as they are now, then change them again.",
    ),
    "unchecked": Message(
        "{version} was never checked.",
        "Check it first: data check {version}.",
    ),
    "no_such_rule": Message(
        "The check has no rule {number}; it has {count}.",
        "Choose one of its rules by number.",
    ),
    "not_rows": Message(
        "The rule “{words}” is not about single rows, or there is nothing to compare.",
        "Choose a rule for which failing rows were counted.",
    ),
    "not_blocked": Message(
        "Nothing blocks {version}, so there is nothing to waive.",
        "Train on it as it is.",
    ),
    "blocked": Message(
        "{version} cannot be trained on: {rules}.",
        "Mend the data and import it again, or waive the check with a reason: under Data, Rules, or "
        "by data waive {version} --reason TEXT.",
        ExitCode.REFUSED,
    ),
    "waived": Message(
        "{version} is trained on although {rules}: {actor} waived it (“{reason}”).",
        "The waiver is in the log.",
    ),
    "not_checked_after": Message(
        "{version} is stored, but its rules were not checked: {reason}",
        "Check it: data check {version}.",
    ),
}
