"""Writes of attachments: keeping uploads until their form is sent, attaching, releasing, forgetting them."""

import hashlib
from collections.abc import Collection, Iterable

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from consultations.contributions.attachments.models import Attachment
from consultations.contributions.models import Contribution
from consultations.contributions.targets import Target
from frontend.files.checks import CheckedFile, check, safe_stem
from frontend.files.refusal import AttachmentRefused

#: Uploads of one person that wait for their forms, all forms together.
MOST_WAITING = 12


def form_key(described: Target) -> str:
    """Names the form a file waits for: the one about this target, in whatever version of the draft."""
    return f"{described.process.pk}:{described.kind}:{described.lineage or described.object.pk}"[:120]


def keep(upload: UploadedFile, *, user, described: Target) -> Attachment:
    """Check one uploaded file and keep it for the person's form about this target, for an hour.

    The same file is kept once. Raises AttachmentRefused when it is not acceptable or there are too many.
    """
    waiting = Attachment.objects.waiting_of(user, form_key(described))
    if len(waiting) >= settings.ATTACHMENT_MAX_FILES:
        raise AttachmentRefused(
            _("“%(name)s” was not taken: at most %(number)s files can be attached.")
            % {"name": safe_stem(upload.name), "number": settings.ATTACHMENT_MAX_FILES}
        )
    if Attachment.objects.filter(contribution__isnull=True, uploaded_by=user).count() >= MOST_WAITING:
        raise AttachmentRefused(_("You have uploaded many files in a short time. Please try again in an hour."))
    checked = check(upload)
    digest = hashlib.sha256(checked.data).hexdigest()
    for attachment in waiting:
        if attachment.sha256 == digest:
            return attachment
    return _store(checked, digest, user=user, waits_for=form_key(described))


def _store(checked: CheckedFile, digest: str, *, user, waits_for: str) -> Attachment:
    attachment = Attachment(
        uploaded_by=user,
        waits_for=waits_for,
        name=checked.name,
        kind=checked.kind,
        size=len(checked.data),
        sha256=digest,
    )
    attachment.file.save(checked.name, ContentFile(checked.data), save=False)
    try:
        with transaction.atomic():
            attachment.save()
    except BaseException:
        # A row that is not there must not leave a file behind.
        attachment.file.storage.delete(attachment.file.name)
        raise
    return attachment


def attach(contribution: Contribution, attachments: Iterable[Attachment], *, user) -> list[Attachment]:
    """Make waiting files of a person part of a contribution; not public until moderators release them.

    Called in the transaction that stores the contribution. Files of others, and those sent already, are left out.
    """
    waiting = Attachment.objects.select_for_update().filter(
        pk__in=[row.pk for row in attachments], contribution__isnull=True, uploaded_by=user
    )
    taken = list(waiting)
    for attachment in taken:
        attachment.contribution, attachment.waits_for = contribution, ""
        attachment.save(update_fields=["contribution", "waits_for"])
    return taken


def discard(attachments: Iterable[Attachment]) -> None:
    """Forget files that wait; those that belong to a contribution are never deleted this way."""
    Attachment.objects.filter(pk__in=[row.pk for row in attachments], contribution__isnull=True).delete()


def set_released(contribution: Contribution, keys: Collection[int]) -> None:
    """Release exactly these attachments of a contribution. The caller decides and writes the log."""
    contribution.attachments.exclude(pk__in=keys).update(is_released=False)
    contribution.attachments.filter(pk__in=keys).update(is_released=True)


def forget_left_over() -> int:
    """Delete uploads whose form was never sent; returns how many."""
    rows = list(Attachment.objects.left_over()[:1000])
    discard(rows)
    return len(rows)
