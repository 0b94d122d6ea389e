"""Recipes: named, ordered, declarative changes to a table, as plain data.

:mod:`step` says what a step is, :mod:`parameter` what can be set (forms, help and checks follow
from it), ``*_steps`` define the kinds, :mod:`catalogue` lists them, :mod:`recipe` is the document
and its JSON, :mod:`checking` what can be said before any row is read, :mod:`outcome` what a run
tells. How a step is done stands in :mod:`mlops_desktop.data.recipes`.
"""
