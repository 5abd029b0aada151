"""Published versions and their comparisons as files to download: PDF and DOCX."""
