"""Words for the cards of datasets and models, and for datasheets."""

from __future__ import annotations

from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "day": Message(
        "“{text}” is not a day until which a dataset is kept.",
        "Write a date such as 2027-12-31; nothing takes the date away.",
    ),
    "too_long": Message(
        "The field “{field}” has {length} characters; the limit is {limit}.",
        "Shorten it, or keep the long form elsewhere and name the place here.",
    ),
    "characters": Message(
        "The field “{field}” holds characters that cannot be stored.",
        "Type it again, or paste it as plain text in UTF-8.",
    ),
    "changed_meanwhile": Message(
        "Somebody else changed the card of {name} meanwhile: {fields}.",
        "Nothing was saved. Close the fields, look at what stands there now, then state it again.",
    ),
    "unknown_version": Message(
        "The card of {name} has no version {number}.",
        "Leave the number out for the newest one, {newest} (0: none was written yet).",
    ),
    "dataset_only": Message(
        "“{text}” is a version; a card belongs to the whole dataset.",
        "Leave out the @ and what follows.",
    ),
    "unknown_field": Message(
        "A card has no field “{field}”.",
        "Its fields are: {fields}.",
    ),
    "risk_tier": Message(
        "“{text}” is no risk tier.",
        "Choose one of: {known}.",
    ),
    "nothing_to_take": Message(
        "Nobody has written a card for {version}.",
        "Take over the card of another version, or state the fields with --set.",
    ),
    "format": Message(
        "Cards and datasheets cannot be written as “{file}”.",
        "Let the name end in .html, .md or .pdf.",
    ),
}
