"""Bringing a draft in from Word, LibreOffice or Markdown, and keeping each paragraph's lineage."""
