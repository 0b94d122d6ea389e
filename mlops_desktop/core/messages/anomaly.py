"""Words for finding rows unlike the others."""

from __future__ import annotations

from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "only_for_unusual": Message(
        "A share of unusual rows, or known answers, were named, but the task is {task}.",
        "Choose the task anomaly, or leave them out.",
    ),
    "no_target": Message(
        "Unusual rows are found without a column to predict, but “{target}” was named.",
        "Leave it out; if it says which rows are unusual, name it as the known answers instead "
        "(--labels {target}).",
    ),
    "not_with": Message(
        "Unusual rows cannot be found with {what}.",
        "Leave it out of what you asked for.",
    ),
    "share": Message(
        "{share} is not possible as the share of rows to be called unusual.",
        "Choose 0.0001 to 0.5; 0.01 calls one training row in a hundred unusual.",
    ),
    "too_few_rows": Message(
        "{data} has {rows} rows; {folds} folds with {share} held out need at least {needed}.",
        "Add rows, or use fewer folds.",
    ),
    "unknown_labels": Message(
        "{data} has no column “{column}” for the known answers.",
        "Choose one of its columns: {columns}.",
    ),
    "one_answer": Message(
        "The known answers “{column}” of {data} are {found}: nothing can be judged by them.",
        "Choose a column that says both unusual and usual, or name none.",
    ),
    "which_answer": Message(
        "The known answers “{column}” of {data} have {count} values: {found}.",
        "Say which of them means unusual (--positive VALUE).",
    ),
    "unknown_answer": Message(
        "“{value}” is none of the known answers in “{column}” of {data}: {found}.",
        "Choose one of them for the unusual rows.",
    ),
    "needs_labels": Message(
        "{metric} can only decide where some answers are known.",
        "Name the column that holds them (--labels COL), or choose rank_agreement.",
    ),
    "no_agreement": Message(
        "{algorithm} finds all held-out rows of {data} equally unusual, so it ranks nothing.",
        "Use columns that differ between rows, or another method.",
    ),
    "no_answers_held": Message(
        "The held-out rows of {data} have only one of the known answers in “{column}”.",
        "Hold out a larger share, or let rank_agreement decide.",
    ),
}
