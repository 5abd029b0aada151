"""Which contributions are shown with the photo of their card."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from consultations.conferences.record.models import ShownPhoto
from consultations.contributions.models import Contribution

_PREFIX = "card:"


def _key_of(row: Contribution) -> UUID | None:
    if not row.is_card or not (row.fingerprint or "").startswith(_PREFIX):
        return None
    return UUID(row.fingerprint.removeprefix(_PREFIX))


def shown_photo(row: Contribution) -> ShownPhoto | None:
    """The photo staff has marked to be shown with a contribution; None for all others."""
    with_photos([row])
    return row.card_photo


def with_photos(rows: Iterable[Contribution]) -> None:
    """Set `card_photo` on contributions: the marked photo of their card, or None. One query, none without cards."""
    rows = list(rows)
    # Of a card that was published shortened the photo would show what was taken out.
    keys = {row.pk: None if row.is_redacted else _key_of(row) for row in rows}
    wanted = {key for key in keys.values() if key is not None}
    found: dict[UUID, ShownPhoto] = {}
    if wanted:
        marked = ShownPhoto.objects.filter(~Q(card__photo=""), card__key__in=wanted).select_related("card")
        found = {photo.card.key: photo for photo in marked}
    for row in rows:
        row.card_photo = found.get(keys[row.pk])
