"""What hearings hold about people, how long, and what becomes of it when organisations are merged."""

from django.utils.translation import gettext_lazy as _

from accounts.extensions import organisation_parts
from accounts.models import Organisation, User
from accounts.privacy.extensions import PersonalData, holds_personal_data
from accounts.privacy.retention import register_rule
from consultations.process.hearing.models import Addressee
from consultations.process.hearing.retention import forget_addresses


def collect(user: User) -> PersonalData:
    """Hearings in which the person's address was written to."""
    rows = Addressee.objects.filter(email__iexact=user.email).select_related("phase__process")
    return PersonalData(
        [
            {"process": row.phase.process.title, "hearing": row.phase.title, "organisation": row.name}
            for row in rows.order_by("pk")
        ]
    )


def _count(source: Organisation) -> int:
    return Addressee.objects.filter(organisation=source).count()


def _move(source: Organisation, target: Organisation) -> list[int]:
    """Hand the invitations over; where both were invited to one hearing, the other's stays connected."""
    theirs = {row.phase_id: row for row in Addressee.objects.filter(organisation=target).select_for_update()}
    for row in Addressee.objects.filter(organisation=source, phase__in=list(theirs)).select_for_update():
        kept = theirs[row.phase_id]
        # What was granted and what was received belongs to the organisation that stays.
        kept.extended_to = max(filter(None, (kept.extended_to, row.extended_to)), default=None)
        kept.submitted_at = min(filter(None, (kept.submitted_at, row.submitted_at)), default=None)
        kept.save(update_fields=["extended_to", "submitted_at"])
        row.organisation = None
        row.save(update_fields=["organisation"])
    rows = Addressee.objects.filter(organisation=source)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.update(organisation=target)
    return keys


# The address stays with the list: it is the organisation's, which was invited whoever reads its mail.
holds_personal_data("hearings", collect, order=55)
organisation_parts.add(f"{Addressee._meta.label}.organisation", _("Invitations to hearings"), count=_count, move=_move)
register_rule(
    "hearing_addresses",
    _("Contact persons and addresses of hearings, some time after the process was finished"),
    count=lambda: forget_addresses(dry_run=True),
    apply=lambda: forget_addresses(dry_run=False),
)
