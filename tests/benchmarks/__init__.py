"""Measurements against real web processes; no test, nothing here passes or fails by time."""
