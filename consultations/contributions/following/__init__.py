"""Following a paragraph, a chapter, the draft or a process: one collected mail a day."""
