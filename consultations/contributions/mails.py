"""Mails to the authors of contributions: to the account, or to the address a guest confirmed."""

from typing import Any

from consultations.contributions.models import Contribution
from consultations.contributions.telling.subjects import scope_of
from notifications.models import Notice, OutboxMessage
from notifications.notices import tell
from notifications.services import enqueue


def tell_author(
    contribution: Contribution,
    kind: str,
    *,
    dedupe_key: str,
    context: dict[str, Any] | None = None,
    notice: tuple[str, str] | None = None,
) -> OutboxMessage | Notice | None:
    """Put a mail of a kind (see `notifications.services.enqueue`) about a contribution into the outbox.

    Its templates get `contribution` and `process` besides the context. None when nobody can be written to: no address,
    a closed account, a reply of the ministry, or the same mail before.

    `notice` (subject and line of text) makes it something the person can choose to get collected, or not at all; guests
    have no settings and get the mail.
    """
    if contribution.is_official_reply or not contribution.author_address:
        return None
    told = {"contribution": contribution, "process": contribution.process, **(context or {})}
    if notice is not None and contribution.user_id is not None:
        subject, text = notice
        return tell(
            contribution.user,
            subject,
            text=text,
            url=contribution.get_absolute_url(),
            dedupe_key=dedupe_key,
            scope=scope_of(contribution.process_id),
            scope_label=contribution.process.short_title,
            mail=kind,
            context=told,
        )
    return enqueue(
        kind,
        recipient=contribution.user,
        address=contribution.author_address,
        language="" if contribution.user_id else contribution.language,
        context=told,
        dedupe_key=dedupe_key,
    )
