"""The public page of the rules: who moderates, how, and how often something was decided."""
