"""The person's preferences: what there is, where they are kept.

A side room: imports the standard library, ``platformdirs`` and ``core.errors`` only; knows no Qt,
so that the command line may read it too.
"""
