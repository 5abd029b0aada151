"""What the drafts feature adds to the staff admin: its addresses and who may open the working copy."""
