"""Files people upload: what they are and whether they are harmless, judged by their content and never by their name."""
