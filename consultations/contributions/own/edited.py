"""What everybody is told of an author's changes."""

from datetime import datetime

from django.db.models import Max

from consultations.contributions.models import Contribution
from consultations.contributions.own.models import ContributionRevision


def publicly_edited(contributions: list[Contribution]) -> dict[int, datetime]:
    """When those of the contributions that everybody could already read were changed last; one query, or none."""
    changed = [row.pk for row in contributions if row.edited_at]
    if not changed:
        return {}
    rows = ContributionRevision.objects.filter(contribution__in=changed, was_public=True).order_by()
    return dict(rows.values_list("contribution").annotate(Max("edited_at")))
