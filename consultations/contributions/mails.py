"""Mails to the authors of contributions: to the account, or to the address a guest confirmed."""

from typing import Any

from consultations.contributions.models import Contribution
from notifications.models import OutboxMessage
from notifications.services import enqueue


def tell_author(
    contribution: Contribution, kind: str, *, dedupe_key: str, context: dict[str, Any] | None = None
) -> OutboxMessage | None:
    """Put a mail of a kind (see `notifications.services.enqueue`) about a contribution into the outbox.

    Its templates get `contribution` and `process` besides the context. None when nobody can be written to: no address,
    a closed account, a reply of the ministry, or the same mail before.
    """
    if contribution.is_official_reply or not contribution.author_address:
        return None
    return enqueue(
        kind,
        recipient=contribution.user,
        address=contribution.author_address,
        language="" if contribution.user_id else contribution.language,
        context={"contribution": contribution, "process": contribution.process, **(context or {})},
        dedupe_key=dedupe_key,
    )
