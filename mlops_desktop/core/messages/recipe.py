"""Words for recipes and their steps."""

from __future__ import annotations

from mlops_desktop.core.exit_code import ExitCode
from mlops_desktop.core.messages.message import Message

_STEP = "Step {number} (“{words}”)"

MESSAGES: dict[str, Message] = {
    "unreadable": Message(
        "This is not a recipe: {reason}.",
        "Choose a recipe that was saved or exported here.",
    ),
    "unreadable_file": Message(
        "{path} is not a recipe: {reason}.",
        "Choose a recipe that was saved or exported here.",
    ),
    "format": Message(
        "The recipe has format {found}; this version reads format {known}.",
        "Install the newest version, or make the recipe anew.",
    ),
    "unknown_kind": Message("Step {number} is of the kind “{kind}”, which is unknown.", "{hint}"),
    "unknown_key": Message(
        "Step {number} ({kind}) has “{key}”, which is not part of such a step.", "{hint}"
    ),
    "step_form": Message(
        "Step {number} cannot be read: {reason}.",
        "Correct the step, or leave it out.",
    ),
    "no_steps": Message("The recipe has no steps.", "Add at least one step."),
    "too_many_steps": Message(
        "The recipe has {count} steps; the limit is {limit}.",
        "Split it: what one recipe makes, the next can go on with.",
    ),
    "no_such_step": Message(
        "There is no step {number}; the recipe has {count}.", "Choose one of its steps."
    ),
    "nothing_personal": Message(
        "No column of {version} looks personal.",
        "Name the columns that are to be masked, or keep the version as it is.",
    ),
    "unknown_column": Message(
        f"{_STEP} does not fit: there is no column “{{column}}” at this point.", "{hint}"
    ),
    "wrong_type": Message(
        f"{_STEP} does not fit: column “{{column}}” holds {{found}}, but {{wanted}} are needed.",
        "Change the type of “{column}” in a step before, or choose another column.",
    ),
    "same_name": Message(
        f"{_STEP} does not fit: there would be two columns “{{column}}”.",
        "Choose another name, or drop the other column in a step before.",
    ),
    "parameter": Message(f"{_STEP} cannot be done: {{reason}}.", "Correct “{label}” in this step."),
    "expression": Message(f"{_STEP} cannot be done: {{reason}}", "{hint}"),
    "no_columns": Message(
        f"{_STEP} cannot be done: no column would be left.", "Keep at least one column."
    ),
    "too_many_columns": Message(
        f"{_STEP} cannot be done: it would make {{columns}} columns; the limit is {{limit}}.",
        "Choose a column with fewer values, or name the values that are to become columns.",
    ),
    "zone_needed": Message(
        f"{_STEP} cannot be done: the times of “{{column}}” are stored in UTC, and calendar days "
        "depend on where one is.",
        "State the time zone, such as America/New_York (or UTC).",
    ),
    "zone_not_needed": Message(
        f"{_STEP} cannot be done: “{{column}}” has no time zone, so it cannot be converted to "
        "{zone}.",
        "Leave the time zone empty; the times are taken as they stand.",
    ),
    "unknown_zone": Message(
        f"{_STEP} cannot be done: “{{zone}}” is not a time zone.",
        "Write it as in Europe/Berlin or America/New_York. {hint}",
    ),
    "bad_values": Message(
        f"{_STEP} was stopped: {{count}} values of column “{{column}}” do not fit, the first is "
        "“{value}”.",
        "Correct them in a step before, or let such values become missing.",
    ),
    "overflow": Message(
        f"{_STEP} cannot be done: a result is larger than a whole number of 64 bits.",
        "Store the column as number in a step before.",
    ),
    "memory": Message(
        f"{_STEP} needs more memory than is available.",
        "Split the recipe before this step: what one recipe makes, the next can go on with. Or drop "
        "columns in a step before.",
        ExitCode.ENVIRONMENT,
    ),
    "unknown_table": Message(
        f"{_STEP} cannot be done: there is no table “{{table}}”.",
        "Choose another dataset version in this step.",
    ),
    "key_types": Message(
        f"{_STEP} does not fit: “{{column}}” holds {{found}}, “{{other}}” of {{table}} {{wanted}}.",
        "Change the type of one of them in a step before.",
    ),
    "fan_out": Message(
        f"{_STEP} was stopped: {{count}} rows match more than one row of {{table}}; the first has "
        "{keys}.",
        "Join by more keys, drop duplicates of {table} first, or allow several matches.",
    ),
    "join_too_large": Message(
        f"{_STEP} was stopped before it began: the {{left}} rows here and the {{right}} of {{table}} "
        "would make {rows}; most of them have {keys}. The limit is {limit}.",
        "Join by more keys, or drop duplicates of {table} first; if so many are meant, say so in "
        "“Most rows”.",
    ),
    "other_columns": Message(
        f"{_STEP} does not fit: only {{table}} has the column “{{column}}”.",
        "Drop or rename columns first, or let them be missing.",
    ),
    "recorded_misfit": Message(
        f"{_STEP} cannot use what was recorded: no value for “{{column}}”, which holds {{found}}, "
        "is among it.",
        "Leave out --fitted recorded to compute the values anew.",
    ),
    "other_steps": Message(
        "{made} was made by {recipe}, which has other steps than {other}; what its steps computed "
        "cannot be used by these.",
        "Leave out --fitted recorded to compute the values anew.",
    ),
    "not_all_recorded": Message(
        "Step {number} of {recipe} computed {count} values for {made}; {kept} of them were "
        "recorded.",
        "Leave out --fitted recorded to compute the values anew.",
    ),
    "nothing_recorded": Message(
        "The recipe {recipe} has not been run, so no values of its steps are recorded.",
        "Leave out --fitted recorded; the values of this run will be recorded.",
    ),
    "unknown": Message(
        "There is no recipe “{name}” in this project.",
        "mlops-desktop recipe list shows those there are.",
    ),
    "unknown_version": Message(
        "The recipe {name} has no version {number}; its newest is {newest}.",
        "mlops-desktop recipe show {name} lists them.",
    ),
    "not_recipe": Message(
        "“{text}” does not point at a recipe.", "Write NAME, or NAME@3 for one of its versions."
    ),
    "hidden": Message(
        "The recipe {name} was put away.",
        "Bring it back first: mlops-desktop recipe restore {name}.",
    ),
    "changed_meanwhile": Message(
        "There is {newest} by now, with other steps.",
        "Save yours as the next version nevertheless, or under another name.",
    ),
    "name_needed": Message(
        "The recipe has no name.", "Say what it is to be called: --name NAME, or in the file."
    ),
    "file_or_recipe": Message(
        "“{name}” is a recipe of this project and also a file here.",
        "Write ./{name} for the file, or {name}@N for a version of the recipe.",
    ),
    "table_not_given": Message(
        "The recipe reads a table “{alias}”, and there is no dataset of that name.",
        "Say which one it is: --with {alias}=DATASET.",
    ),
    "table_not_read": Message(
        "The recipe reads no table “{alias}”.", "The other tables it reads: {known}."
    ),
    "not_made": Message(
        "{name} was not made by a recipe.",
        "Apply one to it: mlops-desktop data transform {name} --recipe RECIPE --name NEW.",
    ),
    "never_run": Message(
        "No dataset's newest version was made by the recipe {name}.",
        "Apply it: mlops-desktop data transform DATA --recipe {name} --name NEW.",
    ),
}
