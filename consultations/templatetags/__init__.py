"""Template tags and filters of the consultation pages."""
