"""What is on the disk goes with its row, whoever deletes the row."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from regions.networks.sharing.models import NetworkDocument


@receiver(post_delete, sender=NetworkDocument)
def delete_file(instance: NetworkDocument, **kwargs) -> None:
    """After the commit: a transaction that is taken back keeps its files."""
    if instance.file:
        transaction.on_commit(partial(instance.file.storage.delete, instance.file.name))
