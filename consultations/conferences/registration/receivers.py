"""What registrations do when staff change a conference: everybody is told, and new seats are offered."""

from django.dispatch import receiver

from consultations.conferences.registration import mails, services
from consultations.conferences.signals import conference_changed


@receiver(conference_changed)
def tell_those_who_registered(sender, conference, changes, text="", **kwargs) -> None:
    rows = conference.registrations.active().answering().confirmed().select_related("user")
    for row in rows.order_by("pk"):
        row.conference = conference
        mails.tell_change(row, changes, text)
    services.settle_again(conference)
