"""Writes of pictures: taking one in, keeping it with the working copy and a version, forgetting what nobody used."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from consultations.drafts.images.models import DraftImage, VersionImage
from consultations.drafts.images.pictures import read_picture
from consultations.drafts.models import Draft, DraftVersion, Paragraph


def store_image(draft: Draft, data: bytes, *, actor) -> DraftImage:
    """Take in a picture of an imported file; the same file again gives the same row. Raises PictureRefused.

    The caller has checked that the actor may edit the draft.
    """
    digest = hashlib.sha256(data).hexdigest()
    if known := _known(draft, digest):
        return known
    picture = read_picture(data)
    image = DraftImage(
        draft=draft,
        digest=digest,
        content_type=picture.content_type,
        width=picture.width,
        height=picture.height,
        uploaded_by=actor,
    )
    image.file.save("", ContentFile(picture.data), save=False)
    try:
        with transaction.atomic():
            image.save()
    except IntegrityError:
        # Somebody else imported the same picture at this moment.
        image.file.storage.delete(image.file.name)
        return DraftImage.objects.get(draft=draft, digest=digest)
    return image


def _known(draft: Draft, digest: str) -> DraftImage | None:
    """The row of a picture that came before; from now on it waits as long as a new one."""
    if not DraftImage.objects.filter(draft=draft, digest=digest).update(uploaded_at=timezone.now()):
        return None
    return DraftImage.objects.get(draft=draft, digest=digest)


def keep_images(draft: Draft, keys: Collection[str]) -> bool:
    """Mark pictures as part of the working copy. False when one of them is no longer there."""
    return DraftImage.objects.filter(draft=draft, key__in=keys).update(is_kept=True) == len(set(keys))


def images_of(draft: Draft) -> dict[str, DraftImage]:
    """All pictures of a draft by key."""
    return {str(image.key): image for image in draft.images.all()}


def shown(image: DraftImage, *, alt: str, caption: str) -> dict[str, Any]:
    """An entry of `Paragraph.images`. The size is in it, so that a page asks nothing and does not jump."""
    return {
        "image": str(image.key),
        "alt": alt.strip(),
        "caption": caption.strip(),
        "width": image.width,
        "height": image.height,
    }


def use_images(version: DraftVersion, paragraphs: Iterable[Paragraph]) -> None:
    """Note which pictures the paragraphs of an unpublished version show; what was noted before is replaced."""
    version.version_images.all().delete()
    keys = {entry["image"] for paragraph in paragraphs for entry in paragraph.images}
    if keys:
        images = DraftImage.objects.filter(draft=version.draft_id, key__in=keys)
        images.update(is_kept=True)
        VersionImage.objects.bulk_create(VersionImage(version=version, image=image) for image in images)


def forget_unused(*, before: datetime, waiting: Collection[str]) -> int:
    """Delete pictures taken in before a moment that no working copy ever had and no waiting preview shows."""
    forgotten = 0
    for image in DraftImage.objects.filter(is_kept=False, uploaded_at__lt=before).exclude(key__in=waiting):
        with transaction.atomic():
            # Once more under the lock: somebody may be confirming the import right now.
            row = DraftImage.objects.select_for_update().filter(pk=image.pk, is_kept=False, uploaded_at__lt=before)
            if row.first() is None:
                continue
            image.delete()
            transaction.on_commit(lambda file=image.file: file.storage.delete(file.name))
            forgotten += 1
    return forgotten
