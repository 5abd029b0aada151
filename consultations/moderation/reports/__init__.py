"""Reports of readers about public contributions."""
