"""The commands there are. A new one is a line here and a binding where it is done."""

from __future__ import annotations

from mlops_desktop.gui.commands.command import Command
from mlops_desktop.gui.page_list import PAGES

FILE = ("File",)
VIEW = ("View",)
MODEL = ("Model",)
HELP = ("Help",)
THEME = ("View", "Theme")

COMMANDS: tuple[Command, ...] = (
    Command("file.new", "New project…", FILE, "Make a project in a new folder.", "Ctrl+Shift+N"),
    Command("file.open", "Open project…", FILE, "Open a project's folder.", "Ctrl+O"),
    Command(
        "file.sample",
        "Open the sample project",
        FILE,
        "Build a project from real bike rentals and open it.",
    ),
    Command(
        "file.import",
        "Import data…",
        FILE,
        "Choose a file and look at it before anything is stored.",
        "Ctrl+I",
        group=1,
        icon="upload",
        needs_project=True,
    ),
    Command(
        "file.import_folder",
        "Import a folder…",
        FILE,
        "Choose a folder of like files and look at them as one table.",
        group=1,
        icon="folder",
        needs_project=True,
    ),
    Command(
        "file.import_pasted",
        "Import the pasted table…",
        FILE,
        "Look at the table on the clipboard before anything is stored (Ctrl+V on Data).",
        group=1,
        needs_project=True,
    ),
    Command(
        "file.save_copy",
        "Save a copy…",
        FILE,
        "Write a complete, verified copy of the project into another folder.",
        "Ctrl+Shift+S",
        group=1,
        needs_project=True,
    ),
    Command(
        "file.close",
        "Close project",
        FILE,
        "Go back to the start page.",
        "Ctrl+W",
        group=2,
        needs_project=True,
    ),
    Command("file.quit", "Quit", FILE, "Close the window.", "Ctrl+Q", group=2),
    *(
        Command(
            f"view.{page.key}",
            page.title,
            VIEW,
            f"Go to {page.title}.",
            f"Ctrl+{place}",
            icon=page.icon,
            needs_project=page.needs_project,
        )
        for place, page in enumerate(PAGES, 1)
    ),
    Command(
        "view.back",
        "Back",
        VIEW,
        "Go back to the page that was shown before.",
        "Alt+Left",
        needs_project=True,
    ),
    Command(
        "view.theme_system",
        "Follow the system",
        THEME,
        "Light or dark as the system is.",
        group=1,
        is_checkable=True,
    ),
    Command("view.theme_light", "Light", THEME, "A light window.", group=1, is_checkable=True),
    Command("view.theme_dark", "Dark", THEME, "A dark window.", group=1, is_checkable=True),
    Command(
        "view.font_bigger", "Bigger text", VIEW, "Make all text larger.", "Ctrl++; Ctrl+=", group=2
    ),
    Command("view.font_smaller", "Smaller text", VIEW, "Make all text smaller.", "Ctrl+-", group=2),
    Command("view.font_normal", "Normal text", VIEW, "Text at its usual size.", "Ctrl+0", group=2),
    Command(
        "view.refresh",
        "Look again",
        VIEW,
        "Read the page's content again.",
        "F5",
        group=3,
        needs_project=True,
    ),
    Command(
        "view.next_region",
        "Next part of the window",
        VIEW,
        "Move the keyboard from the rail to the page, then to the running work.",
        "F6",
        group=3,
    ),
    Command(
        "model.train",
        "Train a model…",
        MODEL,
        "Choose what to predict and compare methods.",
        "Ctrl+T",
        icon="train",
        needs_project=True,
    ),
    Command(
        "model.score",
        "Score a file…",
        MODEL,
        "Let the model in production predict the rows of a file.",
        needs_project=True,
    ),
    Command(
        "model.monitor",
        "Check for drift…",
        MODEL,
        "Compare newer rows with those the model was trained on.",
        needs_project=True,
    ),
    Command(
        "model.check",
        "Check the answers",
        MODEL,
        "Check that the model in production still answers as on the day it was trained.",
        needs_project=True,
    ),
    Command(
        "model.verify",
        "Verify the log",
        MODEL,
        "Recompute every hash of the project.",
        group=1,
        needs_project=True,
    ),
    Command("help.page", "Help", HELP, "Explain the page that is shown.", "F1", icon="help"),
    Command("help.self_test", "Self-test", HELP, "Check that this installation works.", group=1),
    Command("help.logs", "Open log folder", HELP, "Show where log and crash files lie.", group=1),
    Command("help.about", "About MLOps Desktop", HELP, "Version, licences, folders.", group=2),
)
