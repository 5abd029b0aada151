"""Maps of districts, drawn on the server, each with the table of its numbers."""
