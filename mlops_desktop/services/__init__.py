"""Use cases: the verbs a user would say, each with its transaction.

The command line, the window and scripts call the same functions. The first argument is always
the :class:`~mlops_desktop.services.session.Session`; long work takes a
:class:`~mlops_desktop.jobs.work.Work` to tell its steps and to be stopped.

May import everything to the right of it in the plan; knows no Qt, no SQLite and no tables.
"""
