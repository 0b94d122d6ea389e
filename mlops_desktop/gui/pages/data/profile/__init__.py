"""What the columns of a version hold and what goes together."""
