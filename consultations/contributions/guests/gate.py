"""The gate against floods of guests' contributions.

Three limits, none of which needs an IP address: the visitor's browser proves work, an address is written to a few
times a day only, and what waits for confirmation about one thing is bounded. Without scripts there is no proof of work:
such contributions are taken all the same, because the confirmation by mail is a gate of its own, but only so many an
hour in each process. A flood that leaves the proof out fills this quota and nothing else; visitors with scripts and
with accounts do not notice it.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.contributions.enums import State
from consultations.contributions.guests.models import GuestPass
from consultations.contributions.guests.people import Guest
from consultations.contributions.models import Contribution
from consultations.contributions.refusals import TooManyContributions
from consultations.contributions.targets import Target
from consultations.process.models import Process
from notifications.models import OutboxMessage

#: The kind of the mail with the link; what an address got is counted in the outbox.
MAIL_KIND = "contribution_confirm"

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def take_turn(process: Process) -> None:
    """One guest at a time in a process, so that limits are checked without a race; call it inside a transaction.

    The weak lock lets others go on writing rows that point to the process.
    """
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)


def let_in(guest: Guest, described: Target) -> None:
    """Count a new contribution of a guest and spend its proof.

    Raises TooManyContributions, or ValidationError for a proof that was spent before.
    """
    _refuse_flood_of_mails(guest.email)
    _refuse_flood_about(described)
    if guest.proof is None:
        _refuse_flood_without_proof(described.process)
    try:
        with transaction.atomic():
            GuestPass.objects.create(
                process=described.process,
                challenge=guest.proof.challenge if guest.proof else None,
                expires_at=guest.proof.expires_at if guest.proof else timezone.now(),
            )
    except IntegrityError as error:
        raise ValidationError({"proof": spent()}, code="spent") from error


def spent() -> str:
    """What a person reads whose proof cannot be used (again)."""
    return _("The check against automatic mass mailings has expired. Please send your contribution once more.")


def may_be_mailed(address: str) -> bool:
    """Whether an address may get another link today."""
    return _mails_to(address).count() < settings.GUEST_MAILS_PER_DAY


def _mails_to(address: str):
    since = timezone.now() - _DAY
    return OutboxMessage.objects.filter(kind=MAIL_KIND, address=address, created_at__gt=since)


def _refuse_flood_of_mails(address: str) -> None:
    if not may_be_mailed(address):
        _refuse(
            _mails_to(address).earliest("created_at").created_at + _DAY,
            _("Many contributions were sent with this e-mail address today. Please confirm those first."),
        )


def _refuse_flood_about(described: Target) -> None:
    """What is confirmed is no flood, and does not count."""
    waiting = Contribution.objects.filter(
        process=described.process,
        target_kind=described.kind,
        lineage=described.lineage,
        state=State.UNCONFIRMED,
        received_at__gt=timezone.now() - _HOUR,
    )
    if not described.lineage:
        waiting = waiting.filter(object_pk=str(described.object.pk))
    if waiting.count() >= settings.GUEST_WAITING_PER_TARGET_AND_HOUR:
        _refuse(
            waiting.earliest("received_at").received_at + _HOUR,
            _("Very many contributions without an account arrive here. Please try again later, or sign in."),
        )


def _refuse_flood_without_proof(process: Process) -> None:
    used = GuestPass.objects.without_proof().filter(process=process).since(timezone.now() - _HOUR)
    if used.count() >= settings.GUEST_WITHOUT_PROOF_PER_HOUR:
        first = used.order_by("used_at").first()
        _refuse(
            (first.used_at if first else timezone.now()) + _HOUR,
            _(
                "Your browser runs no scripts, and without them we take only a few contributions an hour from people "
                "without an account. Please switch scripts on, sign in, or try again later."
            ),
        )


def _refuse(until: datetime, reason: str) -> None:
    raise TooManyContributions(max(int((until - timezone.now()).total_seconds()) + 1, 1), reason)
