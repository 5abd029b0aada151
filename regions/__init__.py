"""Regions by official key; later offices, networks, needs and offers, maps."""
