"""What somebody typed while not signed in, kept in the session until it is sent."""

from django.http import HttpRequest

from consultations.contributions.forms import ContributionForm

_KEY = "typed_contribution"
#: More than any process allows; what is longer is no contribution, and sessions are rows in the database.
_LONGEST = 100_000


def keep_typed(request: HttpRequest) -> None:
    """Keep the fields of a posted form for this address."""
    fields = {name: request.POST.get(name, "").replace("\x00", "")[:_LONGEST] for name in ContributionForm.KEPT}
    fields["parent"] = request.POST.get("parent", "")[:40]
    request.session[_KEY] = {"path": request.path, "fields": fields}


def typed_before(request: HttpRequest) -> dict[str, str] | None:
    """What was kept for this address, None when nothing was."""
    kept = request.session.get(_KEY)
    return kept["fields"] if kept and kept.get("path") == request.path else None


def forget_typed(request: HttpRequest) -> None:
    """Forget what was kept for this address: it is stored as a contribution now."""
    if typed_before(request) is not None:
        del request.session[_KEY]
