"""Numbers the comment framework keeps in a thread."""

from django.db.models import F

from consultations.contributions.models import Contribution


def leave_thread(reply: Contribution) -> None:
    """Take a reply that is about to be deleted out of the numbers of replies that are kept above it."""
    above, child = [], reply
    while child.is_reply:
        child = Contribution.objects.get(pk=child.parent_id)
        above.append(child.pk)
    Contribution.objects.filter(pk__in=above).update(nested_count=F("nested_count") - 1)
