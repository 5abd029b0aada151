"""Who keeps the directory, the networks, and the needs and offers: the one place every door asks."""

from django.core.exceptions import PermissionDenied

#: Django's permission that makes somebody a keeper; the group of the same purpose has it.
KEEPS = "regions.change_office"


def keeps_regions(user) -> bool:
    """Whether a person is staff of the directory: site administrators and members of the group with `KEEPS`."""
    return user.is_authenticated and user.is_active and user.has_perm(KEEPS)


def require_keeper(user) -> None:
    """Raise PermissionDenied unless the person keeps the directory."""
    if not keeps_regions(user):
        raise PermissionDenied("regions")
