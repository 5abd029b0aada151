"""What belongs to a person and leaves with them: consent, export, closing the account, and how long things are kept."""
