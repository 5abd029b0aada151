"""How many submissions a leading contribution stands for: kept in the transaction of each decision."""

from django.db.models import F
from django.db.models.functions import Greatest

from consultations.contributions.models import Contribution


def count_with(contribution: Contribution, leading: Contribution) -> None:
    """A contribution is now counted with the leading one."""
    Contribution.objects.filter(pk=leading.pk).update(
        submissions_represented=F("submissions_represented") + contribution.submissions_represented
    )


def uncount(contribution: Contribution) -> None:
    """A contribution is no longer counted with the one it names in `merged_into`; at least itself remains."""
    Contribution.objects.filter(pk=contribution.merged_into_id).update(
        submissions_represented=Greatest(F("submissions_represented") - contribution.submissions_represented, 1)
    )
