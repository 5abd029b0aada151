"""Release or rejection of contributions by published rules."""
