"""The rows of a version: a grid that filters, sorts, finds and scrolls through all of them."""
