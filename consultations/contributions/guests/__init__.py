"""Contributions of people without an account: proof of work, confirmation by mail, purging."""
