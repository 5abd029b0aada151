"""A photo goes with its card, whoever deletes the row."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from consultations.conferences.capture.models import Card


@receiver(post_delete, sender=Card)
def delete_photo(instance: Card, **kwargs) -> None:
    """After the commit: a transaction that is taken back keeps its files."""
    if instance.photo:
        transaction.on_commit(partial(instance.photo.storage.delete, instance.photo.name))
