"""The record of a conference: minutes, photos, documents, what participants say about it, its confirmation."""
