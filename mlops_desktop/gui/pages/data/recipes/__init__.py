"""The recipe editor."""
