"""Integration needs and offers documented in municipalities and districts."""
