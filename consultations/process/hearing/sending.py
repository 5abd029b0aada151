"""Sending invitations: asked for once, handed to the outbox one by one, so that a worker may die in between."""

import logging

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from consultations.process.dates import today
from consultations.process.enums import Action
from consultations.process.hearing.models import Addressee, Hearing, InvitationWave
from consultations.process.hearing.rules import is_over, takes_part
from consultations.process.hearing.services import lock_list
from consultations.process.hearing.texts import REQUIRED, check_text, hearing_of, letter_for, sample_letter
from consultations.process.models import Phase
from consultations.process.rules import require
from notifications.models import OutboxMessage
from notifications.services import store

logger = logging.getLogger(__name__)

KIND = "hearing_invitation"
#: Up to so many are sent while the person waits; more are left to a worker.
AT_ONCE = 20
_BATCH = 200


def send_test(hearing: Hearing, *, actor) -> OutboxMessage | None:
    """Mail an invitation with made-up particulars to whoever asks for it."""
    require(actor, Action.EDIT_PROCESS, hearing.phase.process)
    letter = sample_letter(hearing)
    return store(f"{KIND}_test", address=actor.email, subject=letter.subject, body=letter.body, recipient=actor)


def ask_to_send(phase: Phase, *, actor) -> int:
    """Have everybody invited who was not yet; returns how many. Raises ValidationError when it is not possible."""
    with transaction.atomic():
        phase = lock_list(phase)
        require(actor, Action.EDIT_PROCESS, phase.process)
        if not takes_part(phase):
            raise ValidationError(
                _("Invitations can be sent once the process is public, and until the deadline of the hearing.")
            )
        check_text(hearing_of(phase).text, required=REQUIRED)
        waiting = phase.addressees.filter(asked_at__isnull=True).exclude(email="")
        number = waiting.update(asked_at=timezone.now())
        if number:
            record(actor, "hearing.send", phase, scope=phase.process.slug, number=number)
    go_on(phase)
    return number


@transaction.atomic
def send_again(addressee: Addressee, *, actor) -> None:
    """Send the invitation once more, with the same link: it got lost, or its address did not work."""
    phase = lock_list(addressee.phase)
    require(actor, Action.EDIT_PROCESS, phase.process)
    row = Addressee.objects.select_for_update(of=("self",)).select_related("phase__process").get(pk=addressee.pk)
    if is_over(row):
        raise ValidationError(
            _("Invitations can be sent once the process is public, and until the deadline of the hearing.")
        )
    if row.invited_at is None or not row.email:
        return
    row.sending_number += 1
    row.undeliverable_at = row.delivered_at = row.invited_at = None
    row.asked_at = timezone.now()
    row.save(update_fields=["sending_number", "undeliverable_at", "delivered_at", "invited_at", "asked_at"])
    record(actor, "hearing.send_again", phase, scope=phase.process.slug, addressee=row.name)
    _invite(row.pk, hearing_of(phase))


def go_on(phase: Phase) -> None:
    """Send what is due: a few at once, many by a worker. A broker that is down is no error: the sweep finds them."""
    if due(phase).count() <= AT_ONCE:
        send_due(phase)
        return
    from consultations.process.hearing.tasks import send_invitations

    def ask() -> None:
        try:
            send_invitations.delay(phase.pk)
        except Exception:  # every broker has exceptions of its own
            logger.warning("The broker did not take the invitations of phase %s; the sweep will.", phase.pk)

    transaction.on_commit(ask, robust=True)


def due(phase: Phase):
    """Invitations that were asked for, whose day has come, and whose own deadline has not passed."""
    later = InvitationWave.objects.filter(phase=phase, not_before__gt=today()).values("category")
    in_time = Q(deadline__isnull=True) | Q(deadline__gte=today())
    return phase.addressees.to_be_sent().with_state().filter(in_time, ~Q(category__in=later))


def send_due(phase: Phase) -> int:
    """Hand everything that is due to the outbox, each in a transaction of its own; safe to repeat and to run twice."""
    if not phase.process.is_published or phase.process.finished_on:
        return 0
    hearing, sent = hearing_of(phase), 0
    while batch := list(due(phase).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        done = sum(_invite(pk, hearing) for pk in batch)
        sent += done
        if not done:
            # Another worker is at the same ones.
            break
    return sent


@transaction.atomic
def _invite(pk: int, hearing: Hearing) -> bool:
    """Write the mail and the fact that it was written together; False when another worker was faster."""
    rows = Addressee.objects.select_for_update(of=("self",)).select_related("phase__process")
    row = rows.filter(pk=pk, invited_at__isnull=True, asked_at__isnull=False).first()
    if row is None or not row.email:
        return False
    letter = letter_for(hearing, row)
    key = f"{KIND}:{row.pk}:{row.sending_number}"
    store(KIND, address=row.email, subject=letter.subject, body=letter.body, dedupe_key=key)
    row.invited_at = timezone.now()
    row.save(update_fields=["invited_at"])
    return True


def send_everywhere() -> int:
    """Go on where a worker died, and begin with the waves whose day has come; safe to repeat."""
    waiting = Addressee.objects.to_be_sent().values("phase")
    phases = Phase.objects.filter(pk__in=waiting).select_related("process")
    return sum(send_due(phase) for phase in phases)


def _invited_by(message: OutboxMessage):
    """The addressee a mail was the latest invitation of."""
    if message.kind != KIND or not message.dedupe_key:
        return Addressee.objects.none()
    _kind, pk, number = message.dedupe_key.split(":")
    return Addressee.objects.filter(pk=int(pk), sending_number=int(number))


def note_delivered(message: OutboxMessage) -> int:
    """The mail server took the invitation."""
    return _invited_by(message).update(delivered_at=message.sent_at or timezone.now(), undeliverable_at=None)


def note_undeliverable(message: OutboxMessage) -> int:
    """No mail server took the invitation, for days."""
    return _invited_by(message).filter(delivered_at__isnull=True).update(undeliverable_at=timezone.now())
