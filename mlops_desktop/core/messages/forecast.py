"""Words for forecasting a dated series."""

from __future__ import annotations

from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "needs_plan": Message(
        "A forecast needs to know the column of dates and how many days ahead.",
        "Name them: --date COL --horizon DAYS.",
    ),
    "only_for_forecasts": Message(
        "Dates and days ahead were given, but the task is {task}.",
        "Choose the task forecasting, or leave them out.",
    ),
    "not_with": Message(
        "A forecast cannot be trained with {what}.",
        "Leave it out of what you asked for.",
    ),
    "number": Message(
        "{found} is not possible for {what}.",
        "Choose {most}.",
    ),
    "unknown_column": Message(
        "{data} has no column “{column}” for {use}.",
        "Choose one of its columns: {columns}.",
    ),
    "same_column": Message(
        "“{column}” cannot be {first} and {second} of one forecast.",
        "Choose another column for one of them.",
    ),
    "not_dates": Message(
        "“{column}” of {data} holds values of type {type}; a series needs a date for each row.",
        "Choose a column of dates, or import the file again with the type date for this column.",
    ),
    "no_date": Message(
        "Row {row} of {data} has no date in “{column}” ({count} such).",
        "Fill in the dates or filter these rows out with a recipe.",
    ),
    "several_rows": Message(
        "{data} has {count} rows for {day} in “{column}”; a series has one row per day.",
        "Make one row per day first, with a recipe that groups by the day.",
    ),
    "event_type": Message(
        "The event “{column}” of {data} holds values of type {type}.",
        "An event is a number or true/false for each day; make it one with a recipe.",
    ),
    "event_missing": Message(
        "The event “{column}” of {data} has no value for {day}, a day that is to be forecast.",
        "Add rows for the days to come, with their events filled in and “{target}” empty.",
    ),
    "too_short": Message(
        "{data} has {days} days from the first to the last value of “{target}”; this forecast needs "
        "{needed} ({reasons}).",
        "Add earlier days, forecast fewer days ahead, or start fewer forecasts in the backtest.",
    ),
    "too_long": Message(
        "The dates in “{column}” of {data} run from {first} to {last}, over more than {most} days.",
        "Correct the dates that are wrong, or filter these rows out with a recipe.",
    ),
    "history_too_short": Message(
        "{data} has {days} days up to its last value of “{target}”; the model looks back {needed}.",
        "Give it at least {needed} days of history.",
    ),
    "nothing_measured": Message(
        "None of the {days} days of the backtest in {data} has a value of “{target}”.",
        "Add rows where it is filled in, or choose another column.",
    ),
    "yearly_too_early": Message(
        "Yearly terms need two full years before the first forecast of the backtest; {data} has "
        "{days} days, {tested} of them from there on. From less than two rounds the place in the "
        "year cannot be told from a trend.",
        "Leave the yearly terms out until there are {needed} days, or ask for fewer starts.",
    ),
    "leak": Message(
        "The input “{name}” looks back {back} days, but the forecast is made {distance} days before "
        "the day it is for.",
        "A value that is not known yet cannot be used: look back at least {distance} days.",
    ),
    "nothing_new": Message(
        "{data} has no value of “{target}” after {day}, the last day that was learned from.",
        "Check it again when later days have come.",
    ),
    "history_before": Message(
        "{data} has {days} days up to {day}, the last day that was learned from; the model looks "
        "back {needed}.",
        "Give it the whole history with the days that have come, or at least {needed} days before.",
    ),
}
