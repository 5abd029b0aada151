"""What members share: documents, and working approaches that are tagged, found and used again."""
