"""The command line: one of the two front doors, for scripts, schedulers and reviewers.

Commands only parse what was typed and show what came back; the use cases are in ``services``.

- :mod:`~mlops_desktop.cli.entry` runs one command line and turns every ending into an exit code;
- :mod:`~mlops_desktop.cli.door` is what each command is handed: project, session, console;
- ``commands/`` holds one module per group of commands, ``text/`` how their answers read.

May import ``services``, ``jobs`` (to stop work), ``core`` and the side rooms; never ``gui`` or
``app``: how a window is opened is handed in by ``__main__``. Nothing heavy is imported before a
command needs it, so that ``--help`` answers at once.
"""
