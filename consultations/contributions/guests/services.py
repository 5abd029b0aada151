"""Writes for guests: asking for confirmation, confirming, purging what was not confirmed."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from consultations.contributions.enums import State
from consultations.contributions.guests import gate
from consultations.contributions.guests.links import Link, new_link, valid_for
from consultations.contributions.guests.models import GuestPass
from consultations.contributions.mails import tell_author
from consultations.contributions.models import Contribution
from consultations.contributions.signals import contribution_submitted
from consultations.contributions.threads import leave_thread
from notifications.services import enqueue

#: Two mails with the same link within this time are one mail: somebody pressed twice.
_SAME_MAIL_SECONDS = 120


class LinkExpired(Exception):
    """The link is too old; the contribution is still there and can get a new one."""


class NothingToConfirm(Exception):
    """The contribution was never there, or was deleted because nobody confirmed it."""


class AlreadyConfirmed(Exception):
    """It was confirmed before; `contribution` is what became of it."""

    def __init__(self, contribution: Contribution) -> None:
        super().__init__(contribution.code)
        self.contribution = contribution


def ask_to_confirm(contribution: Contribution) -> bool:
    """Mail the link to the address a guest gave; returns whether a mail was written.

    The mail repeats nothing the guest typed: whoever enters other people's addresses must not get us to mail his words.
    """
    if not gate.may_be_mailed(contribution.user_email):
        return False
    moment = int(timezone.now().timestamp()) // _SAME_MAIL_SECONDS
    message = enqueue(
        gate.MAIL_KIND,
        address=contribution.user_email,
        language=(get_language() or "").split("-")[0],
        context={
            "contribution": contribution,
            "process": contribution.process,
            "link": new_link(contribution),
            "hours": settings.GUEST_CONFIRM_HOURS,
        },
        dedupe_key=f"confirm:{contribution.pk}:{moment}",
    )
    return message is not None


def find(link: Link) -> Contribution:
    """The contribution a link is for, with its process. Raises NothingToConfirm."""
    found = Contribution.objects.select_related("process").filter(code=link.code, user__isnull=True).first()
    if found is None or not found.user_email:
        raise NothingToConfirm
    return found


@transaction.atomic
def confirm(link: Link) -> Contribution:
    """Make a guest's contribution one that the moderators know of, once.

    It counts as received when it was sent, so the end of a phase in between does not matter. Raises NothingToConfirm,
    AlreadyConfirmed or LinkExpired.
    """
    pk = find(link).pk
    # Locked by itself: whoever presses twice waits here and then reads what the first press made of it.
    locked = Contribution.objects.select_for_update(of=("self",)).select_related("process").filter(pk=pk).first()
    if locked is None:
        raise NothingToConfirm
    if locked.state != State.UNCONFIRMED:
        raise AlreadyConfirmed(locked)
    if link.is_expired:
        raise LinkExpired
    locked.state = State.PENDING
    locked.save(update_fields=["state"])
    # Before the receipt: it says whether the contribution is public at once.
    contribution_submitted.send(sender=Contribution, contribution=locked)
    tell_author(locked, "contribution_received", dedupe_key=f"received:{locked.pk}")
    return locked


@transaction.atomic
def send_new_link(link: Link) -> bool:
    """Mail another link to the same address; returns whether one was written, False when there were too many today.

    Raises NothingToConfirm or AlreadyConfirmed.
    """
    contribution = find(link)
    gate.take_turn(contribution.process)
    contribution.refresh_from_db(fields=["state"])
    if contribution.state != State.UNCONFIRMED:
        raise AlreadyConfirmed(contribution)
    return ask_to_confirm(contribution)


def never_confirmed() -> QuerySet[Contribution]:
    """What guests did not confirm in time, some days after the link ended."""
    keep = valid_for() + timedelta(days=settings.GUEST_KEEP_UNCONFIRMED_DAYS)
    return Contribution.objects.filter(state=State.UNCONFIRMED, received_at__lt=timezone.now() - keep)


def purge_unconfirmed() -> int:
    """Delete what guests did not confirm in time; returns how many."""
    purged = 0
    for pk in list(never_confirmed().values_list("pk", flat=True)):
        with transaction.atomic():
            # Asked again under the lock: it may have been confirmed since.
            row = Contribution.objects.select_for_update(of=("self",)).filter(pk=pk, state=State.UNCONFIRMED).first()
            if row is not None:
                leave_thread(row)
                row.delete()
                purged += 1
    return purged


def purge_passes() -> int:
    """Forget passes nothing asks for any more; returns how many."""
    deleted, _details = GuestPass.objects.outdated().delete()
    return deleted
