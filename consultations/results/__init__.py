"""What became of it: answers, publication gate, changed paragraphs, public trace."""
