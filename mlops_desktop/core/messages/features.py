"""Words for what cannot be done with a column."""

from __future__ import annotations

from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "unknown_column": Message(
        "{data} has no column “{column}”, for which something was chosen.",
        "Choose from: {columns}.",
    ),
    "form": Message(
        "“{text}” does not say what a column is taken as.",
        "Write COLUMN=HOW; how is one of {treatments}; ordinal:low,middle,high with its order.",
    ),
    "target": Message(
        "“{column}” of {data} is to be predicted; nothing can be chosen for it as an input.",
        "Take the choice off it, or predict another column.",
    ),
    "twice": Message(
        "Two things were chosen for “{column}” of {data}.",
        "Choose one of them.",
    ),
    "type": Message(
        "“{column}” of {data} holds {type}, which cannot be taken as {treatment}.",
        "For this column choose from: {treatments}.",
    ),
    "not_numbers": Message(
        "“{column}” of {data} cannot be taken as number: {count} of its values are none, such as "
        "{examples}.",
        "Take it as category, target or text; or correct the values with a recipe.",
    ),
    "no_words": Message(
        "“{column}” of {data} has no word of two letters or more in the training rows.",
        "Take it as category, or leave it out.",
    ),
    "no_order": Message(
        "“{column}” of {data} is to be ordinal, but its order is not said.",
        "Name its categories from low to high. It has: {found}.",
    ),
    "order": Message(
        "The order of “{column}” of {data} names “{value}” {problem}.",
        "Name each category once, from low to high. It has: {found}.",
    ),
    "order_unused": Message(
        "An order was given for “{column}” of {data}, which is taken as {treatment}.",
        "Take it as ordinal, or take the order off.",
    ),
    "direction": Message(
        "The answer cannot be made to only rise or fall with “{column}” of {data} while {reason}.",
        "Take the direction off, or take the column as it is, without products and components.",
    ),
    "rare_share": Message(
        "{share} cannot be the share below which categories are pooled.",
        "Choose from 0 (none are pooled) to 0.5.",
    ),
    "components": Message(
        "{asked} components cannot be made from {found} numbers of {data}.",
        "Choose from 1 to {found}; columns of numbers count, others do not.",
    ),
    "no_components": Message(
        "{data} has no numbers from which components could be made.",
        "Leave the components out, or take columns as number.",
    ),
    "select": Message(
        "{asked} inputs cannot be kept.",
        "Keep 1 or more, or leave it open to keep all.",
    ),
    "products": Message(
        "Products of pairs need between 2 and {most} numbers; {data} has {found}.",
        "Leave out columns, or leave out the products.",
    ),
}
