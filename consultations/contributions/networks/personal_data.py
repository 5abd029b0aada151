"""The address of the convener who recorded a position: kept until the account is closed."""

from accounts.models import User
from accounts.privacy.extensions import PersonalData, holds_personal_data
from consultations.contributions.models import Contribution
from consultations.contributions.recording.models import Statement


def _statements(user: User):
    return Statement.objects.filter(network_position__isnull=False, recorded_by=user)


def collect(user: User) -> PersonalData:
    """Positions of networks the person recorded."""
    rows = _statements(user).select_related("process").order_by("pk")
    return PersonalData(
        [
            {
                "process": row.process.title,
                "network": row.organisation_name,
                "meeting": row.on_behalf_of,
                "email": row.contact_email,
                "received": row.received_on,
            }
            for row in rows
        ]
    )


def erase(user: User) -> None:
    """What the network said stays the network's; nobody is written to about it any more."""
    statements = _statements(user)
    Contribution.objects.filter(statement__in=statements).update(user_email="")
    statements.update(contact_email="", tells_sender=False)


# Before contributions and memberships, which know nothing of statements.
holds_personal_data("network_positions", collect, order=15, erase=erase)
