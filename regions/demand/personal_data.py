"""What needs and offers hold about people, and how long."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.privacy.extensions import PersonalData, holds_personal_data
from accounts.privacy.retention import register_rule
from regions.demand import bookings
from regions.demand.enums import EntryState
from regions.demand.models import BookingRequest, Entry

#: Needs and offers stay so long after they ended, to compare years.
KEEP_ENTRIES = timedelta(days=3 * 365)


def asked_by(user: User) -> QuerySet[BookingRequest]:
    """Requests with the address of the account, which it has confirmed."""
    return BookingRequest.objects.filter(email__iexact=user.email)


def collect(user: User) -> PersonalData:
    """Requests for interpreters, and what the person documented."""
    columns = ("entry__title", "name", "organisation", "email", "phone", "language", "date", "time", "minutes", "mode",
               "place", "subject", "state", "answer", "created_at")  # fmt: skip
    documented = Entry.objects.filter(created_by=user).order_by("pk")
    return PersonalData(
        {
            "booking_requests": list(asked_by(user).order_by("pk").values(*columns)),
            "documented": list(documented.values("kind", "title", "region__name", "state", "created_at")),
        }
    )


def erase(user: User) -> None:
    """Requests go; needs and offers belong to the district and stay without the name."""
    asked_by(user).delete()


def consequences(user: User) -> list[str]:
    """What closing the account means."""
    number = asked_by(user).count()
    text = ngettext(
        "Your request for an interpreter is deleted. If you do not need the interpreter any more, please cancel first.",
        "Your %(count)s requests for interpreters are deleted. If you do not need them any more, please cancel first.",
        number,
    )
    return [text % {"count": number}] if number else []


def ended_long_ago() -> QuerySet[Entry]:
    """Entries that were closed, or whose last day passed, three years ago; drafts nobody touched since."""
    day = timezone.localdate() - KEEP_ENTRIES
    return Entry.objects.filter(
        Q(closed_on__lt=day) | Q(valid_until__lt=day, state__in=(EntryState.PUBLISHED, EntryState.DRAFT))
    )


holds_personal_data(
    "needs_and_offers",
    collect,
    order=58,
    erase=erase,
    consequences=consequences,
    covers=("regions.Entry.created_by",),
)
register_rule(
    "demand_bookings",
    _("Booking requests, 90 days after the day of the talk, and after a week those nobody confirmed"),
    count=lambda: bookings.over().count(),
    apply=bookings.forget_over,
)
register_rule(
    "demand_entries",
    _("Needs and offers, three years after they ended"),
    count=lambda: ended_long_ago().count(),
    apply=lambda: ended_long_ago().delete()[1].get(Entry._meta.label, 0),
)
