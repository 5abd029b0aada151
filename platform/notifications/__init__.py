"""Mails: an outbox that is true, and workers that deliver from it."""
