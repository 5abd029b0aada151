"""Drafts of summaries by a language model the ministry hosts itself; off unless an address is set."""
