"""One module per group of commands. They parse and call; wording is in ``cli.text``."""
