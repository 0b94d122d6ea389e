"""Words for the reading of text files: what a person chose, and what was unpacked."""

from __future__ import annotations

from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "foreign_option": Message(
        "The option “{option}” means nothing to {path}, which is {kind}.",
        "Leave it out; it is for {others}.",
    ),
    "nested_archive": Message(
        "{path} holds another archive, {member}.",
        "Unpack it first, then choose the table or the archive that was inside.",
    ),
    "quote": Message(
        "“{quote}” cannot be the quote of {path}.",
        "Choose one ASCII character, such as \" or ', or none.",
    ),
    "comment": Message(
        "“{comment}” cannot begin the comments of {path}.",
        "Choose characters without blanks and quotes, such as # or //.",
    ),
    "thousands": Message(
        "“{thousands}” cannot be the thousands mark of {path}.",
        "Choose a comma, a point, an apostrophe or a space, but not the decimal mark.",
    ),
    "widths": Message(
        "The widths {widths} cannot cut the lines of {path}.",
        "Give one positive number of characters for each column, 2,000 at most.",
    ),
    "widths_wrong": Message(
        "In more than 100,000 lines of {path} text runs over the columns, from line {line} on.",
        "Choose other widths, or a separator.",
    ),
    "header_line": Message(
        "Line {line} of {path} does not hold column names: it is empty, a comment, or not there.",
        "Choose the line on which the names stand, or none.",
    ),
    "date_order": Message(
        "No value of column {column} of {path} is a date in the order {order}.",
        "Choose another order (dmy, mdy or ymd), or text.",
    ),
    "damaged": Message(
        "{path} cannot be unpacked ({kind}): {reason}.",
        "The file is damaged or incomplete; download or copy it again.",
    ),
    "encrypted": Message(
        "{member} in {path} is protected by a password.",
        "Unpack it yourself and import what was inside.",
    ),
    "bomb": Message(
        "{path} has {packed} but unpacks to more than {size}; unpacking was stopped.",
        "If you trust the file, unpack it yourself and import what was inside.",
    ),
    "unpack_memory": Message(
        "{path} ({kind}) asks for more memory to be unpacked than it may have.",
        "Unpack it yourself and import what was inside.",
    ),
    "members": Message(
        "{path} holds {count} files.",
        "Choose one of them: {members}.",
    ),
    "same_members": Message(
        "{path} holds {count} files of the same name, {member}.",
        "Unpack it yourself and import the one that is meant.",
    ),
    "no_members": Message("{path} holds no file.", "Choose another archive."),
    "member": Message("{path} holds no file “{member}”.", "Choose one of these: {members}."),
}
