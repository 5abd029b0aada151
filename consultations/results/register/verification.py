"""Comparing a sealed register with what is stored now."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import QuerySet

from consultations.contributions.attachments.models import Attachment
from consultations.contributions.enums import ADMITTED_STATES
from consultations.results.register import canonical, merkle
from consultations.results.register.models import RegisterEntry, RegisterSeal

#: Lines with other words that are named.
NAMED = 100


class Stored(StrEnum):
    """How the stored words compare with those received."""

    SAME = "same"
    #: The contribution itself is gone, on demand of its author.
    DELETED = "deleted"
    #: The contribution stays, but the words nobody published are gone with the account.
    EMPTIED = "emptied"
    DIFFERENT = "different"


@dataclass
class Found:
    """What the check of a seal found."""

    is_intact: bool
    same: int = 0
    deleted: int = 0
    emptied: int = 0
    differing: list[int] = field(default_factory=list)
    differing_count: int = 0


#: What a comparison reads of a contribution.
FIELDS = (*canonical.CONTENT_FIELDS, "published_text", "is_redacted", "state", "user_id", "user_email")


def files_of(rows: QuerySet[Attachment]) -> dict[int, list[str]]:
    """The hashes of attached files by the key of their contribution; one query."""
    found: dict[int, list[str]] = defaultdict(list)
    for pk, digest in rows.values_list("contribution", "sha256"):
        found[pk].append(digest)
    return dict(found)


def compare(row: dict | None, content_hash: str, files: Iterable[str] = (), *, form: int) -> Stored:
    """Compare a stored contribution (its `FIELDS`; None for a deleted one) and its files with the register's hash.

    `form` is the `content_format` of the seal: an old one knows of words only.
    """
    if row is None:
        return Stored.DELETED
    if canonical.content_hash(canonical.content_of(row, files, form=form)).hex() == content_hash:
        return Stored.SAME
    return Stored.EMPTIED if _was_emptied(row) else Stored.DIFFERENT


def _was_emptied(row: dict) -> bool:
    """Whether the words look as closing an account leaves them: nobody's, and nothing that was not published."""
    if row["user_id"] or row["user_email"]:
        return False
    if row["state"] in ADMITTED_STATES:
        return row["is_redacted"] and row["comment"] == row["published_text"]
    return not (row["comment"] or row["title"] or row["proposed_text"])


def verify(seal: RegisterSeal) -> Found:
    """Recompute every hash of a seal from the database, and compare."""
    leaves = seal.leaf_hashes()
    found, recomputed = Found(is_intact=False), []
    names = [f"contribution__{name}" for name in FIELDS]
    entries = RegisterEntry.objects.filter(seal=seal).order_by("position")
    rows = entries.values("position", "contribution_id", "receipt_hash", "content_hash", "received_on", *names)
    form = seal.content_format
    files = {}
    if form != canonical.WORDS_ONLY:
        files = files_of(Attachment.objects.filter(contribution__register_entry__seal=seal))
    for row in rows.iterator(chunk_size=2000):
        line = {
            "content": row["content_hash"],
            "receipt": row["receipt_hash"],
            "received": row["received_on"].isoformat(),
        }
        recomputed.append(merkle.leaf_hash(canonical.as_bytes(line)))
        stored = {name: row[f"contribution__{name}"] for name in FIELDS} if row["contribution_id"] else None
        mine = files.get(row["contribution_id"], ())
        _count(found, compare(stored, row["content_hash"], mine, form=form), row["position"] + 1)
    found.is_intact = (
        recomputed == leaves and len(leaves) == seal.count and merkle.root_of(recomputed).hex() == seal.root
    )
    return found


def _count(found: Found, stored: Stored, line: int) -> None:
    match stored:
        case Stored.SAME:
            found.same += 1
        case Stored.DELETED:
            found.deleted += 1
        case Stored.EMPTIED:
            found.emptied += 1
        case Stored.DIFFERENT:
            found.differing_count += 1
            if len(found.differing) < NAMED:
                found.differing.append(line)
