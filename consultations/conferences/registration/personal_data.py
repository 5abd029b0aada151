"""What registrations hold about people, how long, and what becomes of it when an account is closed."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.extensions import organisation_parts
from accounts.models import Organisation, User
from accounts.privacy.extensions import PersonalData, holds_personal_data
from accounts.privacy.retention import register_rule
from consultations.conferences.registration import retention, seats, services
from consultations.conferences.registration.models import ConferenceInvitation, Registration
from consultations.process.dates import today


def _of(user: User):
    return Registration.objects.filter(Q(user=user) | Q(email__iexact=user.email, booked_by=None))


def _one(row: Registration) -> dict:
    needs = getattr(row, "needs", None)
    return {
        "conference": str(row.conference),
        "date": row.conference.date,
        "state": row.state,
        "ticket": row.ticket,
        "name": row.name,
        "email": row.email,
        "organisation": row.organisation_name,
        "category": row.category.title if row.category else "",
        "district": row.region.name if row.region else "",
        "online": row.takes_part_online,
        "table": row.table.title if row.table else "",
        "wanted_tables": [choice.table.title for choice in row.preferences.all()],
        "needs": {
            "interpreting": needs.interpreting,
            "accessibility": needs.accessibility,
            "food": needs.diet,
            "childcare": needs.childcare,
        }
        if needs
        else {},
        "further_people": [other.name for other in row.party.all()],
        "registered": row.created_at,
        "arrived": row.arrived_at,
    }


def collect(user: User) -> PersonalData:
    """Every registration of the person, with whoever they registered besides, and invitations."""
    rows = _of(user).select_related("conference", "category", "region", "table", "needs")
    rows = rows.prefetch_related("preferences__table", "party").order_by("pk")
    invited = ConferenceInvitation.objects.filter(email__iexact=user.email).select_related("conference")
    return PersonalData(
        {
            "registrations": [_one(row) for row in rows],
            "invitations": [
                {"conference": str(row.conference), "date": row.conference.date, "name": row.name} for row in invited
            ],
        }
    )


def consequences(user: User) -> list[str]:
    ahead = _of(user).active().filter(conference__date__gte=today()).count()
    if not ahead:
        return []
    return [
        ngettext(
            "%(number)s registration for a conference is cancelled, with everybody you registered besides.",
            "%(number)s registrations for conferences are cancelled, with everybody you registered besides.",
            ahead,
        )
        % {"number": ahead}
    ]


def erase(user: User) -> None:
    """Give seats of conferences to come to others; of those that are over only what the statistics count stays."""
    ConferenceInvitation.objects.filter(email__iexact=user.email).delete()
    for key in sorted(set(_of(user).values_list("conference_id", flat=True))):
        conference = seats.locked(key)
        if not conference.is_over:
            for row in _of(user).filter(conference=conference):
                services.give_back(row)
            mine = _of(user).filter(conference=conference)
            Registration.objects.filter(Q(pk__in=mine) | Q(booked_by__in=mine)).delete()
            seats.settle(conference)
        else:
            mine = list(_of(user).filter(conference=conference).values_list("pk", flat=True))
            services.forget_needs_of(mine)
            Registration.objects.filter(booked_by__in=mine).update(booked_by=None)
            Registration.objects.filter(pk__in=mine).update(user=None, name="", email="")


def _count(source: Organisation) -> int:
    return Registration.objects.filter(organisation=source).count()


def _move(source: Organisation, target: Organisation) -> list[int]:
    rows = Registration.objects.filter(organisation=source)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.update(organisation=target)
    return keys


holds_personal_data(
    "conference_registrations",
    collect,
    order=50,
    erase=erase,
    consequences=consequences,
    covers=("consultations.Registration.user",),
)
organisation_parts.add(
    f"{Registration._meta.label}.organisation", _("Registrations for conferences"), count=_count, move=_move
)
register_rule(
    "conference_needs",
    _("What participants of a conference needed, some days after it"),
    count=lambda: retention.old_needs().count(),
    apply=retention.forget_needs,
)
register_rule(
    "conference_registrations",
    _("Registrations and invitations for conferences that are long over; numbers stay"),
    count=lambda: retention.old_registrations().count() + retention.old_invitations().count(),
    apply=retention.forget_registrations,
)
register_rule(
    "lapsed_conference_registrations",
    _("Registrations nobody confirmed"),
    count=lambda: retention.lapsed_registrations().count(),
    apply=retention.forget_lapsed,
)
