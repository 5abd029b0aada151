"""From contributions to findings: segments, action fields, topics."""
