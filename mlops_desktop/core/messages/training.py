"""Words for training."""

from __future__ import annotations

from mlops_desktop.core.exit_code import ExitCode
from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "unknown_target": Message(
        "There is no column “{column}” in {data}.",
        "Predict one of its columns: {columns}.",
    ),
    "no_target_values": Message(
        "“{target}” has no value in any of the {rows} rows of {data}, so nothing can be learned.",
        "Choose another column to predict, or import a file where it is filled in.",
    ),
    "constant_target": Message(
        "“{target}” is {value} in every row of {data}, so there is nothing to predict.",
        "Choose another column to predict, or add rows where it differs.",
    ),
    "too_large_target": Message(
        "“{target}” is {value} in row {row} of {data}, too large to be computed with; {rows} in all "
        "with ±{most} or beyond.",
        "Divide “{target}” by {divisor} with a recipe, or correct the rows, then predict it again.",
    ),
    "constant_in_training": Message(
        "“{target}” has one value only in all rows of {data} that would be trained on.",
        "Divide the rows at random, or hold out a smaller share.",
    ),
    "not_a_number": Message(
        "“{target}” of {data} holds {type} values such as {examples}; a number cannot be predicted "
        "from them.",
        "Predict classes instead (task classification), or choose a column of numbers.",
    ),
    "not_classes": Message(
        "“{target}” of {data} holds values of type {type}, which cannot be predicted.",
        "Choose a column of numbers, text or true/false.",
    ),
    "fractions_as_classes": Message(
        "“{target}” of {data} holds fractions such as {example}, which cannot be classes.",
        "Predict a number instead (task regression).",
    ),
    "too_many_classes": Message(
        "“{target}” of {data} has {found} different values; at most {most} classes can be predicted.",
        "Choose a column with fewer classes, or predict a number.",
    ),
    "rare_class": Message(
        "The class “{label}” of “{target}” has {rows} in {data}; with {folds} folds and {share} held "
        "out each class needs at least {needed}.",
        "Add rows of that class, remove its rows, or use fewer folds.",
    ),
    "one_class_at_first": Message(
        "In this order the first {rows} rows of {data} all have “{target}” = {label}, so fold {fold} "
        "has nothing to learn from.",
        "Divide the rows at random, use fewer folds, or order by another column.",
    ),
    "class_only_at_last": Message(
        "The class “{label}” of “{target}” appears only in the last {share} of the rows of {data}, "
        "which are held out.",
        "Divide the rows at random, or hold out a smaller share.",
    ),
    "needs_group": Message(
        "Holding out whole groups needs the column that says what belongs together.",
        "Name it (--group-by COL, or split.group_by), such as the customer or the patient.",
    ),
    "needs_column": Message(
        "Holding out by a column needs the column and the values whose rows are held out.",
        "Name them (--split-column COL --held-out VALUE, or split.column and split.held_out).",
    ),
    "split_unused": Message(
        "{what} is given, but the rows are held out another way ({method}).",
        "Choose {fitting}, or leave it out.",
    ),
    "unknown_group": Message(
        "{data} has no column “{column}” to divide the rows by.",
        "Choose one of its columns: {columns}.",
    ),
    "group_is_target": Message(
        "The rows cannot be divided by “{column}”: it is to be predicted.",
        "Choose another column.",
    ),
    "group_missing": Message(
        "“{column}” of {data} has no value in {rows}; nobody knows where such rows belong.",
        "Fill the column in, leave these rows out with a recipe, or divide another way.",
    ),
    "too_few_groups": Message(
        "“{column}” of {data} has {found} groups; {folds} folds and a hold-out need at least "
        "{needed}.",
        "Use fewer folds, or divide by a column with more groups.",
    ),
    "large_group": Message(
        "{share} of the rows of {data} have “{column}” = {value}: whole groups leave too few rows "
        "on the other side.",
        "Divide by another column, or at random.",
    ),
    "not_in_column": Message(
        "“{column}” of {data} is nowhere “{value}”.",
        "Hold out rows by values it has: {values}.",
    ),
    "one_side": Message(
        "By “{column}”, {held} of {data} would be held out and {left} trained on; with {folds} folds "
        "at least 2 and {needed} are needed.",
        "Choose other values to hold out, or fewer folds.",
    ),
    "class_on_one_side": Message(
        "Divided by “{column}”, no row of the class “{label}” of “{target}” of {data} is {side}.",
        "Choose other values or another column to divide by, or hold out another share.",
    ),
    "fold_without_class": Message(
        "Divided by “{column}”, fold {fold} has no row of the class “{label}” of “{target}” of "
        "{data} to learn from: too few groups have it.",
        "Use fewer folds, or divide by a column where more groups have that class.",
    ),
    "rare_in_training": Message(
        "The class “{label}” of “{target}” has {rows} of {data} to train on; {folds} folds need at "
        "least {needed}.",
        "Hold out other values, add rows of that class, or use fewer folds.",
    ),
    "too_few_rows": Message(
        "{data} has {rows} rows with a value of “{target}”; {folds} folds with {share} held out need "
        "at least {needed}.",
        "Add rows, or use fewer folds.",
    ),
    "no_features": Message(
        "No column of {data} is left to predict “{target}” from ({reasons}).",
        "Leave out fewer columns, or add columns that vary from row to row.",
    ),
    "unknown_sensitive": Message(
        "There is no column “{column}” in {data} whose groups could be compared.",
        "There are: {columns}.",
    ),
    "sensitive_needs_two": Message(
        "Groups of “{column}” cannot be compared: how alike groups are decided about is told for "
        "two classes only, and “{target}” is predicted otherwise.",
        "Leave it out of the groups (--sensitive); every version tells its weak parts, too.",
    ),
    "unknown_column": Message(
        "{data} has no column “{column}” that could be left out.",
        "Leave out columns it has: {columns}.",
    ),
    "target_excluded": Message(
        "“{target}” is to be predicted and left out at the same time.",
        "Take it off the columns to leave out, or predict another column.",
    ),
    "unknown_order": Message(
        "{data} has no column “{column}” to order the rows by.",
        "Choose one of its columns: {columns}.",
    ),
    "unknown_algorithm": Message(
        "There is no method “{algorithm}”.",
        "Choose from: {algorithms}.",
    ),
    "unknown_metric": Message(
        "There is no metric “{metric}”.",
        "Choose from: {metrics}.",
    ),
    "metric_of_other_task": Message(
        "{metric} cannot judge a {task} model.",
        "Choose from: {metrics}.",
    ),
    "metric_undefined": Message(
        "“{target}” has one value only in the rows of {data} held out; {metric} cannot be measured "
        "on them.",
        "Divide the rows at random, hold out a larger share, or choose another deciding metric.",
    ),
    "no_quantile": Message(
        "{metric} judges answers that aim at a quantile, and none is aimed at.",
        "Choose the loss quantile, and which quantile, for boosting, or another deciding metric.",
    ),
    "unknown_positive": Message(
        "“{positive}” is not a class of “{target}” in {data}.",
        "Choose from: {classes}.",
    ),
    "positive_needs_two": Message(
        "A positive class can only be chosen between two classes; “{target}” of {data} has {count}.",
        "Leave the positive class open.",
    ),
    "positive_needs_classes": Message(
        "A positive class was chosen, but “{target}” is predicted as a number.",
        "Leave the positive class open, or predict classes (task classification).",
    ),
    "holdout_share": Message(
        "{share} of the rows cannot be held out.",
        "Hold out between 5 % and 50 % (0.05 to 0.5).",
    ),
    "folds": Message(
        "{folds} folds are not possible.",
        "Choose between 2 and 20 folds.",
    ),
    "negative_count": Message(
        "“{target}” of {data} is below zero in {rows} rows, such as {example}; numbers of things "
        "and amounts cannot be.",
        "Predict a number instead (task regression), or correct the rows.",
    ),
    "needs_positive": Message(
        "{algorithm} needs a target above zero; “{target}” of {data} is zero in {rows} training rows.",
        "Train another method for counts (poisson or tweedie), or leave out the rows with zero.",
    ),
    "unknown_parameter": Message(
        "{algorithm} has no parameter “{parameter}”.",
        "Its parameters: {parameters}.",
    ),
    "parameter_form": Message(
        "“{text}” sets no parameter.",
        "Write METHOD.KEY=VALUE, such as forest.n_estimators=300.",
    ),
    "parameter_value": Message(
        "The parameter {parameter} of {algorithm} cannot be “{value}”.",
        "Give it {range}.",
    ),
    "unknown_member": Message(
        "{algorithm} cannot join the method “{member}”.",
        "Choose from: {members}.",
    ),
    "not_monotone": Message(
        "{algorithm} cannot be made to answer only up, or only down, with a column.",
        "Choose from: {algorithms}; or take the direction off the column.",
    ),
    "monotone_column": Message(
        "The answer cannot be made to only rise or fall with “{column}” of {data}.",
        "Choose a column of numbers, and the direction 1 (only up) or -1 (only down).",
    ),
    "monotone_classes": Message(
        "A direction for “{column}” of {data} needs a number or two classes; there are {count}.",
        "Take the direction off the column.",
    ),
    "search_candidates": Message(
        "{candidates} sets of parameters cannot be tried.",
        "Try between 1 and 1,000 per method.",
    ),
    "search_minutes": Message(
        "A search cannot take {minutes} minutes.",
        "Allow more than 0 and at most 10,080 minutes (a week) per method, or leave it open.",
    ),
    "nested_folds": Message(
        "A search cannot be judged with {folds} folds: within each the others are searched on.",
        "Take at least three folds, or do not judge the search itself.",
    ),
    "seed": Message(
        "{seed} cannot be a seed.",
        "Choose a whole number from 0 to 4294967295.",
    ),
    "too_many_rows": Message(
        "{algorithm} would take too long on {rows} training rows of {data}.",
        "Train the other methods, or use a smaller table.",
    ),
    "algorithm_failed": Message(
        "{algorithm} could not be fitted to {data}: {reason}.",
        "The other methods are not affected. Look for extreme values in the columns, or leave this "
        "method out.",
    ),
    "out_of_memory": Message(
        "{algorithm} needs more memory for {data} than this machine has free.",
        "Close other programs, leave out wide text columns, or train on fewer rows.",
        ExitCode.ENVIRONMENT,
    ),
}
