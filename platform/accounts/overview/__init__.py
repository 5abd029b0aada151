"""The page on which a person finds everything of their own."""
