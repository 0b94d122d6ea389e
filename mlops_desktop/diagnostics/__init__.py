"""Logs, crash file, version facts, self-test, and what a window needs from the system.

A side room: imports the standard library, ``platformdirs`` and ``core``; heavy libraries only
inside the checks of ``self_test`` that are about them. Knows no Qt.
"""
