"""The day of a conference: check-in at the door, walk-ins, badges and signs, live numbers, and what was counted."""
