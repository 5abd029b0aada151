"""Everything said: online comments, cards, letters, statements."""
