"""Planning a conference: staff screens, agenda, tables, copies, changes, calendar files."""
