"""Telling people what happens in the consultations they take part in."""
