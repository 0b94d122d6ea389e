"""The pages. They do not import each other: they meet through the desk and the services."""
