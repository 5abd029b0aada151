"""Privacy notices and who has read which wording of them."""

import hashlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.functional import Promise

from accounts.people.models import User
from accounts.privacy.models import Consent, NoticeText

#: The notice of the site, which everybody with an account has read.
SITE = "site"


@dataclass(frozen=True)
class Document:
    """A notice: its name, where it is read, and how it is worded now (empty when there is none)."""

    key: str
    label: str | Promise
    url: str
    text: str


Source = Callable[[Collection[str]], Iterable[Document]]

#: Functions that know documents by the first part of their keys.
_sources: list[Source] = []


def knows_notices(function: Source) -> Source:
    """Register a function that returns the documents of its keys among those asked for."""
    _sources.append(function)
    return function


def documents(keys: Collection[str]) -> dict[str, Document]:
    """Notices by their keys; those that are not there (any more) are left out. As many queries for one as for many."""
    return {found.key: found for source in _sources for found in source(keys)}


def document(key: str) -> Document | None:
    """The notice of a key, None when there is none (any more)."""
    return documents([key]).get(key)


def current_wording(key: str) -> NoticeText | None:
    """The wording in force, stored when it is seen for the first time; None when the notice says nothing."""
    known = document(key)
    text = " ".join(known.text.split()) if known else ""
    if not text:
        return None
    digest = hashlib.sha256(text.encode()).hexdigest()
    for _attempt in range(3):
        row = NoticeText.objects.filter(document=key, digest=digest).first()
        if row is not None:
            return row
        latest = NoticeText.objects.filter(document=key).aggregate(latest=Max("number"))["latest"] or 0
        try:
            with transaction.atomic():
                return NoticeText.objects.create(document=key, number=latest + 1, digest=digest, text=known.text)
        except IntegrityError:
            # Somebody else has just written this wording, or another one of this number.
            continue
    return NoticeText.objects.get(document=key, digest=digest)


def has_read(user: User, key: str) -> Consent | None:
    """Record that a person has read the wording in force; once for each wording. None when there is no notice."""
    wording = current_wording(key)
    if wording is None:
        return None
    consent, _created = Consent.objects.get_or_create(user=user, notice=wording)
    return consent


def unread(user: User, key: str = SITE) -> Document | None:
    """The notice of a key if it was worded anew since the person read it; None when there is nothing to read.

    Accounts from before the record began count as having read nothing.
    """
    wording = current_wording(key)
    if wording is None or Consent.objects.filter(user=user, notice=wording).exists():
        return None
    return document(key)
