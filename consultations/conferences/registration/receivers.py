"""What registrations do when staff change a conference: everybody is told, and new seats are offered."""

from django.dispatch import receiver

from consultations.conferences.registration import mails, services
from consultations.conferences.signals import conference_changed, conference_seats_changed


@receiver(conference_changed)
def tell_those_who_registered(sender, conference, changes, note="", **kwargs) -> None:
    services.follow_format(conference)
    rows = conference.registrations.active().answering().confirmed().select_related("user")
    for row in rows.order_by("pk"):
        row.conference = conference
        mails.tell_change(row, changes, note)
    services.settle_again(conference)


@receiver(conference_seats_changed)
def let_the_waiting_list_move_up(sender, conference, **kwargs) -> None:
    services.settle_again(conference)
