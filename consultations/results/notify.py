"""Telling authors that their contributions were answered."""

from django.utils import timezone

from consultations.contributions.models import Contribution
from consultations.results.models import ResultsPublication
from notifications.services import enqueue


def tell_authors(publication: ResultsPublication) -> int:
    """Write one mail for each answered contribution with a known author; returns how many.

    Safe to repeat: a mail is keyed by its contribution and publication.
    """
    count = 0
    answered = (
        Contribution.objects.admitted()
        .filter(process=publication.process, user__isnull=False, user__is_active=True)
        .select_related("user", "process")
    )
    for contribution in answered.iterator(chunk_size=500):
        message = enqueue(
            "contribution_answered",
            recipient=contribution.user,
            context={"contribution": contribution, "process": publication.process},
            dedupe_key=f"answered:{publication.pk}:{contribution.pk}",
        )
        count += message is not None
    ResultsPublication.objects.filter(pk=publication.pk).update(notified_at=timezone.now())
    return count
