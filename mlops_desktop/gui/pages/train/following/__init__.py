"""What a training does while it runs, and what it made."""
