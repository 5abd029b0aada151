"""Measures after the decision: who is responsible, how far they are, who inspired them."""
