"""The day of a conference: check-in at the door, badges and signs, who is there."""
