"""What the directory holds about people: who keeps an entry, what they asked for. The entry is the office's."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.privacy.extensions import PersonalData, holds_personal_data
from accounts.privacy.retention import register_rule
from regions.offices.models import Office, OfficeChange, OfficeClaim

#: How long it can be looked up what was asked and answered; what was accepted is in the entry and its history.
KEPT = timedelta(days=365)


def collect(user: User) -> PersonalData:
    """Entries a person keeps, changes they proposed, and requests to keep an entry."""
    changes = OfficeChange.objects.filter(proposed_by=user).select_related("office__region").order_by("pk")
    claims = OfficeClaim.objects.filter(user=user).select_related("office__region").order_by("pk")
    return PersonalData(
        {
            "kept": [str(office) for office in Office.objects.filter(holder=user).select_related("region")],
            "changes": [_request(row) | {"fields": row.fields} for row in changes],
            "requests": [_request(row) for row in claims],
        }
    )


def _request(row: OfficeChange | OfficeClaim) -> dict:
    return {
        "office": str(row.office),
        "asked_at": row.asked_at.isoformat(),
        "message": row.message,
        "state": row.state,
        "reason": row.reason,
    }


def erase(user: User) -> None:
    """Messages to staff go; what was proposed is about the office and waits on, without the person."""
    OfficeChange.objects.filter(proposed_by=user).update(message="")
    Office.objects.filter(holder=user, is_confirmed=False).delete()


def consequences(user: User) -> Iterable[str]:
    """What becomes of entries when their holder goes."""
    if Office.objects.filter(holder=user, is_confirmed=True).exists():
        yield _(
            "The entry of your office stays in the directory. Nobody keeps it up to date until somebody else asks to."
        )


def _old(model: type[OfficeChange] | type[OfficeClaim]) -> QuerySet:
    return model.objects.filter(decided_at__lt=timezone.now() - KEPT)


def _forget() -> int:
    return sum(_old(model).delete()[0] for model in (OfficeChange, OfficeClaim))


holds_personal_data(
    "offices",
    collect,
    order=57,
    erase=erase,
    consequences=consequences,
    covers=("regions.Office.holder", "regions.OfficeChange.proposed_by", "regions.OfficeClaim.user"),
)
register_rule(
    "office_requests",
    gettext_lazy("Answered changes and requests of the directory, a year after the answer"),
    count=lambda: sum(_old(model).count() for model in (OfficeChange, OfficeClaim)),
    apply=_forget,
)
