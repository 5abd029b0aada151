"""Reading a text as submitted outside the screen to decide: on purpose, and written down."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from audit.services import record
from consultations.contributions.models import Contribution
from consultations.contributions.originals import may_read_original
from consultations.moderation.passages import original_title
from consultations.process.enums import Action
from consultations.process.rules import can


@dataclass(frozen=True)
class Part:
    """A stretch of the text as submitted, and whether it was removed before publication."""

    text: str
    is_removed: bool


@dataclass(frozen=True)
class Original:
    """What the author wrote, in parts that join to the whole."""

    title: str
    parts: list[Part]
    translation: str


@transaction.atomic
def read_original(contribution: Contribution, *, actor) -> Original:
    """The text as submitted; that it was read goes to the log. Raises PermissionDenied for everybody but moderators."""
    if not may_read_original(actor, contribution):
        raise PermissionDenied(f"original of {contribution.display_code}")
    record(actor, "moderation.read_original", contribution, scope=contribution.process.slug)
    parts, position = [], 0
    for redaction in contribution.redactions.order_by("start"):
        parts.append(Part(contribution.comment[position : redaction.start], is_removed=False))
        parts.append(Part(contribution.comment[redaction.start : redaction.end], is_removed=True))
        position = redaction.end
    parts.append(Part(contribution.comment[position:], is_removed=False))
    return Original(original_title(contribution), [part for part in parts if part.text], contribution.translation_de)


def original_url(user, contribution: Contribution) -> str:
    """Where a moderator can read the text as submitted; empty for everybody else."""
    if not can(user, Action.MODERATE, contribution.process):
        return ""
    slug = contribution.process.slug
    return reverse("moderation_admin:original", kwargs={"process_slug": slug, "pk": contribution.pk})
