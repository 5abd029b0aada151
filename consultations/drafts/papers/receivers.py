"""What happens here when a version is published."""

from django.db import transaction
from django.dispatch import receiver

from consultations.drafts.models import DraftVersion
from consultations.drafts.papers.services import order_papers
from consultations.drafts.signals import version_published


@receiver(version_published, dispatch_uid="papers.version_published")
def make_papers(sender, version: DraftVersion, **kwargs) -> None:
    """Have the papers made once the publication is sure; it must not fail because of them."""
    transaction.on_commit(lambda: order_papers(version), robust=True)
