"""What an answer takes: text blocks, history, co-signatures, deadlines, translations."""
