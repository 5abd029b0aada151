"""Findings in the making: text, sources with their stance, merging and splitting, release by a second person."""
