"""The coding as a REFI-QDA project, for programs of qualitative analysis."""
