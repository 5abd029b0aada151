"""The full weighing table of a process, sorted, filtered and printed."""
