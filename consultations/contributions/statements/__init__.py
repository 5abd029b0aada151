"""Statements of organisations: prepared among members, released together, also by federations."""
