"""What this feature adds to pages of features below."""
