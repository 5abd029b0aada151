"""First texts of the pages every site has; editors replace them in the admin."""

INFO_PAGES: dict[str, tuple[str, str, bool]] = {}
