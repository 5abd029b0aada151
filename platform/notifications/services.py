"""Putting mails into the outbox and handing them on."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.utils import DNS_NAME
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import get_random_string

from notifications.html import as_html
from notifications.models import MessageState, OutboxAttachment, OutboxMessage
from notifications.signals import mail_delivered, mail_given_up

logger = logging.getLogger(__name__)

#: A worker that has held a mail for longer is taken to be dead.
CLAIM_EXPIRES = timedelta(minutes=10)
#: After these waits, in minutes, a mail server that is down for a day loses nothing.
RETRY_MINUTES = [1, 5, 15, 60, 120, 240, 480, 720, 1440]
#: How long the text of a delivered mail is kept.
KEEP_DELIVERED = timedelta(days=7)
#: How long the key of a delivered mail is kept, with nothing else of it: what it told of may hold for years (a deadline
#: that is over), and nobody is told of it again every week.
KEEP_KEYS = timedelta(days=3 * 365)
#: How long a mail that no server took stays readable for administrators.
KEEP_GIVEN_UP = timedelta(days=30)
#: A calendar entry or a QR code has some kilobytes; what is larger belongs behind a link.
MOST_ATTACHED = 256 * 1024


@dataclass(frozen=True)
class Attached:
    """A small file for a mail."""

    name: str
    content_type: str
    content: bytes

    def __post_init__(self) -> None:
        if len(self.content) > MOST_ATTACHED:
            raise ValueError(f"{self.name} is too large for a mail.")


def enqueue(
    kind: str,
    *,
    recipient=None,
    address: str = "",
    language: str = "",
    context: dict | None = None,
    headers: dict | None = None,
    dedupe_key: str | None = None,
    attachments: Iterable[Attached] = (),
) -> OutboxMessage | None:
    """Write a mail of a kind into the outbox, inside the caller's transaction, and start its delivery on commit.

    `kind` names the templates `emails/<kind>_subject.txt` and `emails/<kind>.txt`. Returns None when a mail with the
    same `dedupe_key` was written before, or when there is no address.
    """
    address = address or getattr(recipient, "email", "")
    if not address:
        return None
    language = language or getattr(recipient, "language", "") or settings.LANGUAGE_CODE
    data = {"base_url": settings.BASE_URL, "recipient": recipient, **(context or {})}
    with translation.override(language):
        subject = " ".join(render_to_string(f"emails/{kind}_subject.txt", data).split())
        body = render_to_string(f"emails/{kind}.txt", data).strip() + "\n"
    return store(
        kind,
        address=address,
        subject=subject,
        body=body,
        language=language,
        recipient=recipient,
        headers=headers,
        dedupe_key=dedupe_key,
        attachments=attachments,
    )


def store(
    kind: str,
    *,
    address: str,
    subject: str,
    body: str,
    html_body: str = "",
    language: str = "",
    recipient=None,
    headers: dict | None = None,
    dedupe_key: str | None = None,
    attachments: Iterable[Attached] = (),
) -> OutboxMessage | None:
    """Write a finished mail into the outbox and start its delivery on commit. None if `dedupe_key` is there already.

    The HTML part is made from the text (`notifications.html`) unless the caller has one.
    """
    if dedupe_key and OutboxMessage.objects.filter(dedupe_key=dedupe_key).exists():
        return None
    try:
        with transaction.atomic():
            message = OutboxMessage.objects.create(
                kind=kind,
                recipient=recipient,
                address=address,
                subject=subject[:250],
                body=body,
                html_body=html_body or _html(subject, body, language),
                headers=headers or {},
                dedupe_key=dedupe_key,
                message_id=f"<{get_random_string(32).lower()}@{DNS_NAME.get_fqdn()}>",
            )
            OutboxAttachment.objects.bulk_create(
                [
                    OutboxAttachment(
                        message=message, name=file.name, content_type=file.content_type, content=file.content
                    )
                    for file in attachments
                ]
            )
    except IntegrityError:
        return None
    transaction.on_commit(lambda: start_delivery(message.pk), robust=True)
    return message


def _html(subject: str, body: str, language: str) -> str:
    language = language or translation.get_language() or settings.LANGUAGE_CODE
    return as_html(body, subject=subject, language=language, base_url=settings.BASE_URL)


def start_delivery(pk: int) -> None:
    """Ask a worker to deliver one mail. A broker that is down is no error: the sweep finds the row."""
    from notifications.tasks import deliver

    try:
        deliver.delay(pk)
    except Exception:  # every broker has exceptions of its own
        logger.warning("The broker did not take the delivery of mail %s; the sweep will.", pk)


def claim(pk: int) -> OutboxMessage | None:
    """Take a due mail for this worker; None when another one has it or it is done."""
    now = timezone.now()
    taken = OutboxMessage.objects.due().filter(pk=pk).update(state=MessageState.SENDING, claimed_at=now)
    # Gone in between when its recipient has just closed the account.
    return OutboxMessage.objects.filter(pk=pk).first() if taken else None


def deliver_message(pk: int) -> bool:
    """Hand one mail to the mail server. Returns whether it was accepted; a refusal is noted and tried again later."""
    message = claim(pk)
    if message is None:
        return False
    mail = EmailMultiAlternatives(
        message.subject,
        message.body,
        to=[message.address],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated", **message.headers},
        connection=get_connection(settings.NOTIFICATIONS_DELIVERY_BACKEND),
    )
    if message.html_body:
        mail.attach_alternative(message.html_body, "text/html")
    for file in message.attachments.all():
        mail.attach(file.name, bytes(file.content), file.content_type)
    try:
        mail.send()
    except Exception as error:  # SMTP libraries raise many kinds; none may lose the mail
        _note_failure(message, error)
        return False
    # Not saved but updated, here and below: the row goes with its recipient's account, maybe at this moment.
    OutboxMessage.objects.filter(pk=pk).update(state=MessageState.SENT, sent_at=timezone.now(), last_error="")
    # Robust: a listener that fails must not make a delivered mail look like one that was not.
    mail_delivered.send_robust(sender=OutboxMessage, message=message)
    return True


def _note_failure(message: OutboxMessage, error: Exception) -> None:
    message.attempts += 1
    if message.attempts > len(RETRY_MINUTES):
        message.state = MessageState.FAILED
    else:
        message.state = MessageState.WAITING
        message.next_attempt_at = timezone.now() + timedelta(minutes=RETRY_MINUTES[message.attempts - 1])
    # The class only: texts of mail servers repeat the address.
    message.last_error = type(error).__name__
    names = ["attempts", "state", "next_attempt_at", "last_error"]
    OutboxMessage.objects.filter(pk=message.pk).update(**{name: getattr(message, name) for name in names})
    logger.warning("Mail %s was not delivered (%s), attempt %s.", message.pk, message.last_error, message.attempts)
    if message.state == MessageState.FAILED:
        mail_given_up.send_robust(sender=OutboxMessage, message=message)


def release_stale_claims() -> int:
    """Give mails of dead workers back. The fixed Message-ID lets mail servers recognise a mail sent just before."""
    return OutboxMessage.objects.filter(
        state=MessageState.SENDING, claimed_at__lt=timezone.now() - CLAIM_EXPIRES
    ).update(state=MessageState.WAITING, next_attempt_at=timezone.now())


def old() -> QuerySet[OutboxMessage]:
    """Delivered mails after a week and those given up after a month: they hold addresses and links."""
    now = timezone.now()
    return OutboxMessage.objects.exclude(address="").filter(
        Q(state=MessageState.SENT, sent_at__lt=now - KEEP_DELIVERED)
        | Q(state=MessageState.FAILED, created_at__lt=now - KEEP_GIVEN_UP)
    )


def forget_old() -> int:
    """Delete old mails, or all of a delivered one but its key; returns how many."""
    count = old().count()
    keyed = old().filter(state=MessageState.SENT, dedupe_key__isnull=False)
    OutboxAttachment.objects.filter(message__in=keyed).delete()
    keyed.update(recipient=None, address="", subject="", body="", html_body="", headers={}, last_error="")
    old().delete()
    OutboxMessage.objects.filter(address="", created_at__lt=timezone.now() - KEEP_KEYS).delete()
    return count
