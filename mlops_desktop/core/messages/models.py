"""Words for models, versions, promotion and scoring."""

from __future__ import annotations

from mlops_desktop.core.exit_code import ExitCode
from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "unknown": Message("There is no model “{name}”.", "See them with “model list”."),
    "unknown_version": Message(
        "{name} has no version {number}; the newest is {newest}.",
        "See them with “model show {name}”.",
    ),
    "nothing_in_stage": Message(
        "No version of {name} is in {stage}.",
        "Promote one: mlops-desktop promote {name}@N --to {stage} --reason TEXT.",
    ),
    "best_elsewhere": Message(
        "{best} has the best {metric} of {name}, but {versions} judged on other held-out rows, "
        "so the values alone do not decide.",
        "Measure on the same rows: mlops-desktop model compare {best} {rival}.",
    ),
    "best_worths": Message(
        "{best} is the best of the versions with the worths of {newest}: {worth}; {versions} "
        "trained with other worths, so their values do not compare.",
        "Value both by the same worths: mlops-desktop model compare {best} {rival}.",
    ),
    "file_damaged": Message(
        "{file} is not a model file that can be read: {reason}.",
        "Nothing of it was loaded. Restore it from a copy of the project, or train again.",
        ExitCode.ENVIRONMENT,
    ),
    "file_type": Message(
        "{file} holds something that a model of this program never does: {type}.",
        "Nothing of it was loaded or run. Find out where the file comes from; use a copy you trust.",
        ExitCode.ENVIRONMENT,
    ),
    "file_structure": Message(
        "{file} was altered: {type}, {problem}.",
        "Nothing of it was loaded. Restore it from a copy of the project, or train again.",
        ExitCode.ENVIRONMENT,
    ),
    "missing_column": Message(
        "The model needs the column “{column}”, which {data} does not have.",
        "Rename or add the column. The model needs: {needed}. There are: {found}.",
    ),
    "missing_columns": Message(
        "The model needs {count} columns that {data} does not have: {columns}.",
        "Rename or add them. There are: {found}.",
    ),
    "wrong_type": Message(
        "The column “{column}” of {data} should hold {expected}, but holds {found}: {examples}.",
        "Correct these values, or import the file again with the type {type} for this column.",
    ),
    "unknown_labels": Message(
        "No row of “{target}” in {data} holds a class that the model knows: it holds {examples}.",
        "The model knows: {classes}. Write the labels as in the training data.",
    ),
    "not_comparable": Message(
        "These two versions cannot be compared: one predicts “{first}”, the other “{second}”.",
        "Compare versions that predict the same column and task.",
    ),
    "unknown_row": Message(
        "{data} has no row {row}: its rows are numbered 1 to {rows}.",
        "Choose one of these.",
    ),
    "unknown_input": Message(
        "There is no column “{column}” to be left as it is: neither {label} nor {data} has it.",
        "The model takes: {columns}.",
    ),
    "needs_value": Message(
        "{label} answers a number: what its answer should reach has to be said.",
        "The answer for this row is {answer} now. Say the value to pass, such as --to {answer}.",
    ),
    "not_a_value": Message(
        "“{value}” is not a number that {label} could answer.",
        "Write the value to pass as a number, such as 12.5.",
    ),
    "unknown_class": Message(
        "{label} never answers “{value}”.",
        "It knows: {classes}.",
    ),
    "no_single_rows": Message(
        "{label} does not answer row by row, so there is no row to explain.",
        "Explain versions that predict classes or numbers.",
    ),
}
