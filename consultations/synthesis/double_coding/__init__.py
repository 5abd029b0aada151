"""Two people code the same sample independently: how far they agree, and about what to talk."""
