"""Contributions keep their thematic table: it is what they are about."""

from collections.abc import Iterable

from django.db.models import Count
from django.utils.translation import ngettext

from consultations.conferences.extensions import table_uses
from consultations.contributions.models import Contribution
from consultations.process.enums import TargetKind


def contributions_of_tables(keys: Iterable[int]) -> dict[int, str]:
    """How many contributions, in whatever state, are about each table."""
    rows = Contribution.objects.filter(target_kind=TargetKind.TABLE, object_pk__in=[str(key) for key in keys])
    counts = rows.order_by().values_list("object_pk").annotate(Count("pk"))
    return {
        int(key): ngettext("%(number)s contribution", "%(number)s contributions", number) % {"number": number}
        for key, number in counts
    }


table_uses.append(contributions_of_tables)
