"""How answers read as plain text: one module per subject, pure functions from views to lines."""
