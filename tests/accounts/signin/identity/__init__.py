"""Identity providers that the tests start."""
