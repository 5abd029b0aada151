"""Photos of cards: judged by their content, written anew as JPEG without what cameras put into files."""

import io
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from audit.services import record
from consultations.conferences.capture.ledger import Ledger, Outcome, Result, Writer
from consultations.conferences.capture.models import Card
from consultations.conferences.capture.services import STAFF, reason_text
from consultations.conferences.models import ThematicTable
from frontend.files.judging import FileProblem, check_image, opened_image
from frontend.files.kinds import IMAGES, kind_of

#: Enough to read a card on the screen and in print.
_LONGEST_SIDE = 2000
_QUALITY = 82


def clean_photo(data: bytes) -> bytes:
    """The photo as JPEG, turned as it is to be seen. Raises ValidationError for anything that is no image."""
    if len(data) > settings.ATTACHMENT_MAX_BYTES:
        raise ValidationError(_("The photo is too large. Please take a smaller one."))
    kind = kind_of(data)
    if kind not in IMAGES:
        raise ValidationError(_("This is no photo. Please choose a JPEG, PNG or WebP image."))
    try:
        check_image(data, kind, most_pixels=settings.ATTACHMENT_MAX_PIXELS)
        with opened_image(data, kind, most_pixels=settings.ATTACHMENT_MAX_PIXELS) as image:
            turned = ImageOps.exif_transpose(image).convert("RGB")
            turned.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
            clean = Image.new("RGB", turned.size)
            clean.paste(turned)
            output = io.BytesIO()
            clean.save(output, format="JPEG", quality=_QUALITY)
    except FileProblem as error:
        raise ValidationError(_("The photo is damaged or too large and cannot be read.")) from error
    except Exception as error:  # damaged files fail in every part of a decoder
        raise ValidationError(_("The photo is damaged or too large and cannot be read.")) from error
    return output.getvalue()


def add_photo(
    table: ThematicTable, key: uuid.UUID, data: bytes, *, writer: Writer, operation: uuid.UUID | None = None
) -> Outcome:
    """Store the photo of a card once. Raises ValidationError for what is no photo."""
    clean, written = clean_photo(data), []

    def save(card: Card) -> None:
        card.photo.save("", ContentFile(clean), save=False)
        written.append(card.photo)

    try:
        return _set(table, key, save, writer, operation)
    except BaseException:
        # The row was taken back; nothing would ever delete the file.
        for photo in written:
            photo.storage.delete(photo.name)
        raise


def remove_photo(
    table: ThematicTable, key: uuid.UUID, *, writer: Writer, operation: uuid.UUID | None = None
) -> Outcome:
    """Take the photo of a card away; the file goes with the commit."""
    return _set(table, key, None, writer, operation)


@transaction.atomic
def delete_photo(card: Card, *, actor) -> None:
    """Staff delete a photo, e.g. because people are on it. Raises ValidationError."""
    table = card.table
    outcome = _set(table, card.key, None, STAFF, None)
    if outcome.result == Result.REFUSED:
        raise ValidationError(reason_text(outcome.reason))
    scope = table.conference.process.slug
    record(actor, "capture.delete_photo", card, scope=scope, conference=table.conference.slug)


@transaction.atomic
def _set(table: ThematicTable, key: uuid.UUID, save, writer: Writer, operation: uuid.UUID | None) -> Outcome:
    operation = operation or uuid.uuid4()
    ledger = Ledger(table.conference, [table.pk], writer, cards=[key], operations=[operation])
    before = ledger.cards[key].photo if key in ledger.cards else None
    name, storage = (before.name, before.storage) if before else ("", None)
    outcome = ledger.set_photo(operation, key=key, save=save)
    ledger.store()
    if name and outcome.card is not None and not outcome.card.photo:
        transaction.on_commit(lambda: storage.delete(name))
    return outcome
