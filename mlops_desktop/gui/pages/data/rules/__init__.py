"""The rules of a dataset and what they said of a version."""
