"""Kinds of files a contribution can carry."""

from frontend.files.kinds import ENDINGS, FileKind

ATTACHABLE = (FileKind.PDF, FileKind.DOCX, FileKind.PNG, FileKind.JPEG, FileKind.WEBP)

#: What the file dialogue offers.
ACCEPT = ",".join(ending for kind in ATTACHABLE for ending in ENDINGS[kind])
