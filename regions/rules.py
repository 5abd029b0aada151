"""Who keeps the directory, the networks, and the needs and offers: the one place every door asks."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from accounts.models import User

#: Django's permission that makes somebody a keeper; the group of the same purpose has it.
KEEPS = "regions.change_office"
#: Made by a migration; site administrators put people into it.
KEEPERS_GROUP = "Regionen und Netzwerke"


def keeps_regions(user) -> bool:
    """Whether a person is staff of the directory: site administrators and members of the group with `KEEPS`."""
    return user.is_authenticated and user.is_active and user.has_perm(KEEPS)


def require_keeper(user) -> None:
    """Raise PermissionDenied unless the person keeps the directory."""
    if not keeps_regions(user):
        raise PermissionDenied("regions")


def keepers() -> QuerySet[User]:
    """Everybody who keeps the directory, for mails about what waits for them."""
    app, codename = KEEPS.split(".")
    own = Q(user_permissions__codename=codename, user_permissions__content_type__app_label=app)
    by_group = Q(groups__permissions__codename=codename, groups__permissions__content_type__app_label=app)
    return User.objects.filter(Q(is_superuser=True) | own | by_group, is_active=True).distinct().order_by("pk")
