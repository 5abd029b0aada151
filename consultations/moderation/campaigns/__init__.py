"""Near-identical submissions: proposed to the moderators as one group, decided on together, each author answered."""
