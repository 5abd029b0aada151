"""The text under consultation: working copy, frozen versions, sections and numbered paragraphs."""
