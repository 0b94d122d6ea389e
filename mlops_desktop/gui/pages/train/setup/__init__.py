"""What to ask for: what to predict, how it is checked, which methods, and finer choices."""
