"""Formal hearings: who is invited, until when, who answered."""
