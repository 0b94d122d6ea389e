"""Words for what a person typed or chose."""

from __future__ import annotations

from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "name": Message(
        "“{name}” cannot be a name.",
        "Use 1 to 80 letters, digits, “_”, “-” or “.”, with no “-” in front.",
    ),
    "reference": Message(
        "“{text}” does not point at a version.",
        "Write NAME, NAME@3, NAME@production or NAME@best.",
    ),
    "time": Message(
        "“{text}” is not a date or time.",
        "Write 2026-03-31 or 2026-03-31T14:00.",
    ),
    "reason": Message("A reason is missing.", "Say in a few words why; it is kept in the log."),
    "not_data": Message("“{text}” does not point at a dataset version.", "Write NAME or NAME@3."),
    "not_model": Message(
        "“{text}” does not point at a model version.",
        "Write NAME, NAME@3, NAME@production or NAME@best.",
    ),
    "unknown_name": Message(
        "There is no {kinds} “{name}”.",
        "See them with “data list”, “model list” and “recipe list”.",
    ),
    "which": Message(
        "“{name}” is {kinds}.",
        "Write {ways}.",
    ),
    "hidden": Message(
        "{name} was put away.",
        "Bring it back first: mlops-desktop restore {reference}.",
    ),
    "name_taken": Message("“{name}” exists already.", "Choose another name."),
    "rename_version": Message(
        "{text} is one version; versions keep their number.",
        "Rename the whole: leave out the @ and what follows.",
    ),
    "is_predictions": Message(
        "“{name}” holds a model's predictions; files cannot be imported into it.",
        "Choose another name.",
    ),
    "not_predictions": Message(
        "“{name}” is a dataset of its own; predictions cannot be added to it.",
        "Choose another name for the predictions.",
    ),
    "other_purpose": Message(
        "{model} exists with another {what}: {present}, not {asked}.",
        "Leave it out to use {present}, or train under another name.",
    ),
    "compare_two": Message("There is nothing to compare.", "Name at least two different versions."),
    "compare_many": Message(
        "{count} versions cannot be read beside one another.", "Name {most} at most."
    ),
    "compare_targets": Message(
        "{first} predicts {first_target} and {second} predicts {second_target}.",
        "Compare versions that predict the same column.",
    ),
    "appended_meanwhile": Message(
        "Someone else added a version to “{name}” in the meantime.",
        "Look at the newest version, then add the file again.",
    ),
    "no_project": Message(
        "{folder} is not a project, and no other was named.",
        "Go into a project's folder, write --project DIR, or make one: mlops-desktop init DIR.",
    ),
    "missing_option": Message(
        "Missing option “{option}”.",
        "Write it, or put it into a SPEC.json; see mlops-desktop train --help.",
    ),
    "spec": Message(
        "{path} is no training specification: {reason}.",
        "Write one JSON object with data, model and target; see mlops-desktop train --help.",
    ),
    "document_size": Message(
        "{path} holds {size}; a document of this kind has at most {limit}.",
        "Choose the file that was meant.",
    ),
    "no_data": Message(
        "“{name}” is neither a dataset nor a file here.",
        "See the datasets with “data list”; write a file with its folder, such as ./july.csv.",
    ),
    "file_or_data": Message(
        "“{name}” is a dataset and also a file here.",
        "Write data:{name} for the dataset or ./{name} for the file.",
    ),
    "file_exists": Message(
        "{path} exists already.",
        "Choose another name, or add --overwrite to replace it.",
    ),
    "is_folder": Message("{path} is a folder.", "Name a file to write."),
    "special_file": Message(
        "{path} is not an ordinary file; nothing was written.", "Name a file to write."
    ),
    "no_folder": Message(
        "There is no folder {path} to write into.",
        "Make it, or choose another one.",
    ),
    "no_report": Message(
        "{model} has not been checked yet.",
        "Check it: mlops-desktop monitor run {model} --data FILE.",
    ),
    "unknown_report": Message(
        "There is no report {id} of {model}.",
        "See them with “monitor report {model}”.",
    ),
    "not_the_sample": Message(
        "{path} is there already and is not the sample project.",
        "Name another folder: mlops-desktop demo DIR.",
    ),
    "not_hidden": Message("{name} is not hidden.", "There is nothing to restore."),
}
