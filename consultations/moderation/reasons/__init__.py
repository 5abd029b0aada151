"""Text modules with which moderators give their reasons."""
