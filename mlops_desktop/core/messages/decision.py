"""Words for weights, calibration, costs and thresholds."""

from __future__ import annotations

from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "balance_needs": Message(
        "Classes can only be balanced where classes are predicted; “{target}” is a number.",
        "Leave the balance out, or weight the rows by a column (--weight COL).",
    ),
    "calibration_needs": Message(
        "Only probabilities of classes can be calibrated; “{target}” is predicted as a number.",
        "Leave the calibration out.",
    ),
    "worth_needs": Message(
        "Worths of decisions need two classes; “{target}” of {data} has {count}.",
        "Leave the worths out, or predict a column with two classes.",
    ),
    "threshold_needs": Message(
        "A threshold needs two classes; “{target}” of {data} has {count}.",
        "Leave the threshold out, or predict a column with two classes.",
    ),
    "threshold_range": Message(
        "{threshold} cannot be a threshold.",
        "Choose a probability between 0 and 1, such as 0.3.",
    ),
    "balance_or_weight": Message(
        "The rows cannot be weighted by “{column}” and by their classes at the same time.",
        "Choose one of them.",
    ),
    "balance_or_calibration": Message(
        "Balanced classes push probabilities away from the true shares; a calibration would push "
        "them back.",
        "Choose one of them; for rare classes that matter, say what decisions are worth instead.",
    ),
    "unknown_weight": Message(
        "{data} has no column of numbers “{column}” to weight the rows by.",
        "Choose from: {columns}.",
    ),
    "weight_values": Message(
        "“{column}” of {data} is missing or below zero in {rows}, or zero everywhere; weights "
        "must not be.",
        "Correct the column, or weight by another one.",
    ),
    "no_weights": Message(
        "{algorithm} cannot weight rows.",
        "Leave this method out, or train without weights.",
    ),
    "no_calibration": Message(
        "{algorithm} cannot be calibrated here.",
        "Leave this method out, calibrate the methods it joins, or train without a calibration.",
    ),
    "no_worth": Message(
        "{metric} is to decide, and nobody said what decisions are worth.",
        "Say it (--worth hit=0,miss=-50,false_alarm=-5,EUR), or choose another deciding metric.",
    ),
    "worth_pointless": Message(
        "With these worths the same class would be the answer for every row.",
        "Make a hit worth more than a miss, and a false alarm less than the rest (costs are "
        "negative), such as hit=0,miss=-50,false_alarm=-5.",
    ),
    "worth_form": Message(
        "“{text}” does not say what decisions are worth.",
        "Write hit=NUMBER,miss=NUMBER,false_alarm=NUMBER[,rest=NUMBER][,unit], such as "
        "hit=0,miss=-50,false_alarm=-5,€.",
    ),
}
