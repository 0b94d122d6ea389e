"""Rules: what must be true of a dataset, as plain data.

:mod:`rule` says what a rule is, ``*_rules`` define the kinds, :mod:`catalogue` lists them,
:mod:`contract` is the list of a dataset's rules and its JSON, :mod:`outcome` what a check tells,
:mod:`suggest` proposes rules from a profile. What can be set in a rule is described as in a
recipe's step, so forms, help and checks follow from the same data. How a rule is checked stands
in :mod:`mlops_desktop.data.rules`.
"""
