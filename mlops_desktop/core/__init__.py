"""The domain in plain Python: what exists in a project and the rules it obeys.

Imports the standard library only. Everything here is frozen data or a pure function, so every
other room may use it and every rule can be tested in microseconds.
"""
