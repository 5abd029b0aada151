"""Regions: official keys, offices, maps, networks and their meetings, needs and offers."""
