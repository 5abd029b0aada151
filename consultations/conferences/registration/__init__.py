"""Registration for a conference: seats, tables, waiting list, groups, reminders."""
