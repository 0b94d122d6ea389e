"""The card of a dataset: who, what for, how long."""
