"""What the moderation feature adds to the staff admin: its addresses and menu entries."""
