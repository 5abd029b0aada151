"""Who may document needs and offers: holders of an office where it is responsible, keepers everywhere."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from regions.demand.models import Entry
from regions.offices.models import Office
from regions.places.models import Region
from regions.rules import keeps_regions


def offices_of(user) -> QuerySet[Office]:
    """The confirmed offices a person holds now; an office somebody only proposed gives no right."""
    if not user.is_authenticated or not user.is_active:
        return Office.objects.none()
    return Office.objects.public().filter(holder=user)


def _held(user, prefix: str) -> Q:
    """Rows whose region is that of an office the person holds, or lies in it."""
    regions = list(offices_of(user).values_list("region", flat=True))
    if not regions:
        return Q(pk__in=[])
    # With an empty prefix the rows are regions themselves.
    own, up = (prefix, f"{prefix}__") if prefix else ("pk", "")
    return Q(**{f"{own}__in": regions}) | Q(**{f"{up}parent__in": regions}) | Q(**{f"{up}parent__parent__in": regions})


def writes_somewhere(user) -> bool:
    """Whether a person documents needs and offers at all: opens the workspace."""
    return keeps_regions(user) or offices_of(user).exists()


def regions_of(user) -> QuerySet[Region]:
    """Regions a person may document for."""
    return Region.objects.all() if keeps_regions(user) else Region.objects.filter(_held(user, ""))


def entries_of(user) -> QuerySet[Entry]:
    """Entries a person may read as staff and change, drafts and expired ones included."""
    return Entry.objects.all() if keeps_regions(user) else Entry.objects.filter(_held(user, "region"))


def require_region(user, region: Region) -> None:
    """Raise PermissionDenied unless the person documents for this region."""
    if not regions_of(user).filter(pk=region.pk).exists():
        raise PermissionDenied("demand")
