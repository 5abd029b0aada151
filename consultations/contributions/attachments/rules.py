"""Who may open an attachment: the one place the view and the lists ask."""

from django.core import signing
from django.http import HttpRequest

from consultations.contributions.attachments.models import Attachment
from consultations.contributions.enums import ADMITTED_STATES, State
from consultations.contributions.models import Contribution
from consultations.process.enums import Action
from consultations.process.rules import can

_SALT = "attachments.opened-with-receipt"
#: A link on a page that was opened with the receipt code.
_KEY_SECONDS = 3600


def receipt_key(attachment: Attachment) -> str:
    """A key for the address of an attachment, for whoever has the receipt code; it is good for an hour."""
    return signing.TimestampSigner(salt=_SALT).sign(attachment.token.hex).partition(":")[2]


def _opens(key: str, attachment: Attachment) -> bool:
    try:
        signing.TimestampSigner(salt=_SALT).unsign(f"{attachment.token.hex}:{key}", max_age=_KEY_SECONDS)
    except signing.BadSignature:
        return False
    return True


def is_public(attachment: Attachment) -> bool:
    """Whether anybody may open it."""
    return Attachment.objects.public().filter(pk=attachment.pk).exists()


def may_open(request: HttpRequest, attachment: Attachment) -> bool:
    """Whether the person of a request may open an attachment that is not public.

    Its uploader while it waits; the author of the contribution, signed in or by the page of the receipt code; who
    moderates. The rest of the team reads what was released, also of contributions that are not published: like texts,
    files nobody has looked at yet and those held back may name other people.
    """
    user, contribution = request.user, attachment.contribution
    if contribution is None:
        return user.is_authenticated and attachment.uploaded_by_id == user.pk
    if user.is_authenticated and contribution.user_id == user.pk:
        return True
    if _opens(request.GET.get("schluessel", ""), attachment):
        return True
    if opens_all(user, contribution):
        return True
    is_read_by_all = attachment.is_released and contribution.state in ADMITTED_STATES
    return is_read_by_all and can(user, Action.VIEW_INTERNAL, contribution.process)


def opens_all(user, contribution: Contribution) -> bool:
    """Whether somebody of the team may open every attachment of a contribution, as moderators read every text."""
    return contribution.state != State.UNCONFIRMED and can(user, Action.MODERATE, contribution.process)
