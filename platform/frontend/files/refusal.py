"""Why a file cannot be attached."""


class AttachmentRefused(Exception):
    """The file is not stored; the text says why, in words for the person who chose it."""
