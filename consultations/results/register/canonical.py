"""What exactly is hashed: the one text a contribution has, whoever writes it down.

Everything is JSON with sorted keys and without white space, in UTF-8, each text in Unicode's normal form C. The content
carries the receipt code, a secret of 100 bits: without it nobody can find out by trying what a short text said that was
not published.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

#: Fields of `Contribution` the content is made of.
CONTENT_FIELDS = (
    "receipt_code",
    "title",
    "submitted_title",
    "comment",
    "proposed_text",
    "target_kind",
    "lineage",
    "target_label",
    "parent_id",
    "pk",
)
#: What the first seals said of a contribution: its words. They are checked as they were made.
WORDS_ONLY = 1
#: Of what it said, with which files, and about what: what seals say now.
LATEST = 2


def as_bytes(value: dict[str, Any]) -> bytes:
    """The canonical JSON of a value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def content_of(row: dict[str, Any], files: Iterable[str] = (), *, form: int = LATEST) -> dict[str, Any]:
    """What was submitted, from the `CONTENT_FIELDS` of a contribution: never what moderators made of it.

    `files` are the SHA-256 hashes of its attachments; `form` is the `content_format` of its seal.
    """
    words = {
        "proposed_wording": _normal(row["proposed_text"]),
        "receipt_code": row["receipt_code"],
        "text": _normal(row["comment"]),
        "title": _normal(row["submitted_title"] or row["title"]),
    }
    if form == WORDS_ONLY:
        return words
    # The number stays although what it answers may be deleted on demand; 0 where it answers nothing.
    reply_to = row["parent_id"] if row["parent_id"] != row["pk"] else 0
    about = {
        "kind": row["target_kind"],
        "name": _normal(row["target_label"]),
        "place": row["lineage"],
        "reply_to": reply_to or 0,
    }
    return {**words, "about": about, "attachments": sorted(files)}


def content_hash(content: dict[str, Any]) -> bytes:
    """The hash of what was submitted."""
    return hashlib.sha256(as_bytes(content)).digest()


def receipt_hash(receipt_code: str) -> bytes:
    """The hash that stands in the register instead of a receipt code."""
    return hashlib.sha256(receipt_code.encode()).digest()


def leaf(content: bytes, receipt: bytes, received_on: date) -> dict[str, str]:
    """One line of the register."""
    return {"content": content.hex(), "receipt": receipt.hex(), "received": received_on.isoformat()}


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
