"""Objections of authors to decisions of the moderation; a second person handles each."""
