"""States, districts and municipalities with their official keys."""
