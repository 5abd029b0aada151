"""What authors do with their own contributions: change them in time, take them back, see them all."""
