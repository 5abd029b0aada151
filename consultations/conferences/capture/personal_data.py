"""How long photos and traces of devices are kept. Cards themselves have no author: people write them together."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.privacy.retention import register_rule
from consultations.conferences.capture.models import Card, CardOperation
from consultations.process.dates import today


def delete_photos(*, dry_run: bool) -> int:
    """Delete photos some time after their conference; returns how many."""
    last_day = today() - timedelta(days=settings.CAPTURE_KEEP_PHOTOS_DAYS)
    rows = Card.objects.filter(table__conference__date__lt=last_day).exclude(photo="")
    if dry_run:
        return rows.count()
    number = 0
    for card in rows.order_by("pk").iterator(chunk_size=200):
        with transaction.atomic():
            name, storage = card.photo.name, card.photo.storage
            number += Card.objects.filter(pk=card.pk, photo=name).update(photo="")
            transaction.on_commit(lambda name=name, storage=storage: storage.delete(name))
    return number


def forget_devices(*, dry_run: bool) -> int:
    """Forget which device wrote a card, and what it sent, when nothing can be sent any more."""
    last_day = today() - timedelta(days=settings.CAPTURE_KEEP_DEVICES_DAYS)
    rows = Card.objects.filter(table__conference__date__lt=last_day, device__isnull=False)
    if dry_run:
        return rows.count()
    CardOperation.objects.filter(card__table__conference__date__lt=last_day).delete()
    return rows.update(device=None)


register_rule(
    "card_photos",
    _("Photos of cards, some time after the conference"),
    count=lambda: delete_photos(dry_run=True),
    apply=lambda: delete_photos(dry_run=False),
)
register_rule(
    "card_devices",
    _("Which device wrote a card, some time after the conference"),
    count=lambda: forget_devices(dry_run=True),
    apply=lambda: forget_devices(dry_run=False),
)
