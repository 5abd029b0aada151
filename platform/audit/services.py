"""Writing to the audit log."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from audit.models import AuditEntry


def record(actor, action: str, target: Model, *, scope: str = "", reason: str = "", **details: Any) -> AuditEntry:
    """Write one entry inside the caller's transaction, so that no decision is kept without its trace.

    `action` reads "feature.verb", `scope` is the slug of the process, `details` are JSON values without personal data.
    """
    return AuditEntry.objects.create(
        actor=actor if actor is not None and actor.pk else None,
        actor_label=str(actor)[:200] if actor is not None else "",
        action=action,
        target_type=ContentType.objects.get_for_model(target),
        target_id=str(target.pk),
        target_label=str(target)[:300],
        scope=scope,
        reason=reason,
        details=details,
    )
