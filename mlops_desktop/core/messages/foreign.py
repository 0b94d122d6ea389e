"""Words for models that were made elsewhere."""

from __future__ import annotations

from mlops_desktop.core.messages.message import Message

_WRITE_AGAIN = (
    "In the program that made the model, write it with skops.io.dump(model, “model.skops”) and"
    " import that file."
)
_NOTHING_RUN = "Nothing of it was loaded or run."

MESSAGES: dict[str, Message] = {
    "pickle": Message(
        "{file} is a pickle (as joblib writes it, too). Opening such a file runs whatever program "
        "it holds, so this program opens none.",
        _WRITE_AGAIN,
    ),
    "format": Message("{file} is no model in the skops format.", _WRITE_AGAIN),
    "size": Message(
        "{file} would take {unpacked} of memory; at most {limit} are read, and at most "
        "{ratio} times what the file itself takes.",
        f"{_NOTHING_RUN} Fit a smaller model, or find out who made the file.",
    ),
    "damaged": Message(
        "{file} is not a model file that can be read: {reason}.",
        f"{_NOTHING_RUN} Write it again where it was made.",
    ),
    "type": Message(
        "{file} holds something that is not on the list of what is loaded: {type}.",
        f"{_NOTHING_RUN} On the list are the models and steps that this program trains itself "
        "and scikit-learn's plain steps (scalers, encoders, bins, PCA, choices of columns); fit the "
        "model with those, without functions of your own.",
    ),
    "structure": Message(
        "{file} holds a {type} that was altered, or that has a form not known here: {problem}.",
        f"{_NOTHING_RUN} Fit it with the usual choices and scikit-learn {{library}}, the one used "
        "here, and write it again.",
    ),
    "no_model": Message(
        "{file} holds a {kind}, which predicts nothing.",
        "Write the fitted model itself, or a whole pipeline that ends in one.",
    ),
    "not_fitted": Message(
        "The {kind} in {file} was never fitted.", "Fit it to its training rows, then write it."
    ),
    "no_names": Message(
        "The {kind} in {file} does not know the names of its columns: it was fitted to a table "
        "without names.",
        "Name {wanted}, in the order in which it learned them (--input, once for each), or fit it to "
        "a pandas DataFrame and write it again.",
    ),
    "names": Message(
        "The {kind} in {file} takes {count}; {given} different names were given.",
        "Name every column once, in the order in which the model learned them.",
    ),
    "other_names": Message(
        "The {kind} in {file} knows the names of its columns, and they are not those given.",
        "Leave the names out: it takes {known}.",
    ),
    "target_is_input": Message(
        "The model in {file} takes “{target}”, the column it is to predict, as an input.",
        "Name the column that it predicts with --target.",
    ),
    "classes": Message(
        "The classes of the model in {file} are neither texts nor whole numbers nor true and "
        "false: {examples}.",
        "Fit it to one column of such answers, then write it again.",
    ),
    "no_probabilities": Message(
        "The {kind} in {file} gives no probabilities for its classes.",
        "Calibrate it (CalibratedClassifierCV), or choose a method with predict_proba.",
    ),
    "task": Message(
        "The {kind} in {file} is for {found}, not for {asked}.",
        "Leave the task out, or import it into another model.",
    ),
    "positive": Message("“{positive}” is no class of the model in {file}.", "It knows: {classes}."),
    "metric": Message(
        "“{metric}” cannot be measured for {task}.", "Those that can be are: {known}."
    ),
    "unknown_classes": Message(
        "{rows} of {data} have a “{target}” that the model does not know: {examples}.",
        "The model knows: {classes}. Leave these rows out with a recipe, or judge it on others.",
    ),
    "truth": Message(
        "“{target}” of {data} was read as true or false; the model knows {classes}.",
        "Import the file of the rows again with --type {target}=text.",
    ),
    "held_out": Message(
        "No row of {data} with a known answer has {values} in “{column}”.",
        "Look at the values: mlops-desktop data preview {data}.",
    ),
    "too_few": Message(
        "{data} has {rows} on which the model could be judged; {least} are needed.",
        "Name a dataset with more rows whose answer is known.",
    ),
    "no_answer": Message(
        "The model in {file} cannot answer the rows of {data}: {reason}.",
        "Give it the columns in the form in which it learned them.",
    ),
    "too_long": Message(
        "The model in {file} was not done after {limit}, the longest that one from elsewhere may "
        "take; it was stopped, and nothing was kept.",
        "Give it fewer rows at a time, or fit a smaller model and import that.",
    ),
    "memory": Message(
        "The model in {file} asked for more than {limit} of memory, the most that one from "
        "elsewhere may take here; it was stopped, and nothing was kept.",
        "Give it fewer rows at a time, or fit a smaller model and import that.",
    ),
    "died": Message(
        "The model in {file} ended the process that it was asked in (signal {status}); nothing "
        "was kept, and nothing else was harmed.",
        "Do not use it: write it again where it was made, or ask whoever made the file.",
    ),
    "not_measured": Message(
        "{metric} cannot be measured on {data}: the rows do not allow it.",
        "Judge the model on rows of every class, or name another metric.",
    ),
    "never_trained_here": Message(
        "{model} was imported: on which rows it learned, and how, is not known.",
        "It cannot be made again here; “model check” says whether it still answers the same.",
    ),
    "not_explained": Message(
        "{model} was imported: which values it has seen is not known, so no change of a row can "
        "be called likely.",
        "Explain a row by a version that was trained here.",
    ),
}
