"""Help that learns: vectors, suggestions with their certainty, themes, near-duplicates, earlier answers."""
