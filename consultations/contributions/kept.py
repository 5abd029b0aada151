"""What somebody typed while not signed in, kept in the session until it is sent or they sign in."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest

from consultations.contributions.codes import PUBLIC_LENGTH, normalise
from consultations.contributions.forms import ContributionForm
from consultations.contributions.guests.forms import GuestContributionForm
from consultations.contributions.saved.services import typed_fields
from consultations.contributions.targets import Target, TargetRefused, describe

_KEY = "typed_contribution"


@dataclass(frozen=True)
class Kept:
    """What was kept, and about what."""

    described: Target
    fields: dict[str, str]
    parent_code: str


def keep_typed(request: HttpRequest, described: Target, *, is_sent: bool = False) -> None:
    """Keep the fields of a posted form for this address; `is_sent`: a guest's, only in case the address was wrong."""
    request.session[_KEY] = {
        "path": request.path,
        "fields": typed_fields(request.POST, GuestContributionForm.KEPT) | {"parent": posted_parent(request)},
        "target": [ContentType.objects.get_for_model(described.object).pk, described.object.pk],
        "is_sent": is_sent,
    }


def posted_parent(request: HttpRequest) -> str:
    """The code of what the posted form replies to, empty for none."""
    return normalise(request.POST.get("parent", "").replace("\x00", "")[:40])[:PUBLIC_LENGTH]


def typed_before(request: HttpRequest) -> dict[str, str] | None:
    """What was kept for this address, None when nothing was. What was sent is only given back when asked for."""
    kept = request.session.get(_KEY)
    if not kept or kept.get("path") != request.path:
        return None
    return kept["fields"] if not kept.get("is_sent") or "korrigieren" in request.GET else None


def forget_typed(request: HttpRequest) -> None:
    """Forget what was kept for this address: it is stored now."""
    kept = request.session.get(_KEY)
    if kept and kept.get("path") == request.path:
        del request.session[_KEY]


def sent_from(request: HttpRequest) -> str:
    """The page a guest sent a contribution from, empty when none was sent in this session."""
    kept = request.session.get(_KEY)
    return kept["path"] if kept and kept.get("is_sent") else ""


def take_kept(request: HttpRequest) -> Kept | None:
    """Take what was kept out of the session. None when there is nothing, or not any more what it was about."""
    kept = request.session.get(_KEY)
    if not kept or "target" not in kept:
        return None
    if kept.get("is_sent"):
        del request.session[_KEY]
        return None
    content_type, pk = kept["target"]
    try:
        described = describe(ContentType.objects.get_for_id(content_type).get_object_for_this_type(pk=pk))
    except (ObjectDoesNotExist, TargetRefused):
        # It stays where it is: the form on the page gives it back.
        return None
    del request.session[_KEY]
    own = {name: value for name, value in kept["fields"].items() if name in ContributionForm.KEPT}
    return Kept(described, own, kept["fields"].get("parent", ""))
