"""Pictures of a draft, and which version shows which."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.drafts.enums import VersionState
from consultations.drafts.models import Draft, DraftVersion, FrozenWithVersion


def file_path(image: "DraftImage", name: str) -> str:
    """Where a picture is kept: below a folder that no address serves, under its own key."""
    ending = "jpg" if image.content_type == "image/jpeg" else "png"
    return f"entwurfsbilder/{image.key}.{ending}"


class DraftImageQuerySet(models.QuerySet):
    """Pictures by who may see them."""

    def published(self) -> "DraftImageQuerySet":
        """Those that a published version shows. Everything else is for those who work on the draft."""
        shown = VersionImage.objects.filter(image=models.OuterRef("pk"), version__state=VersionState.PUBLISHED)
        return self.filter(models.Exists(shown))


class DraftImage(models.Model):
    """A picture that came in with an imported draft. It never changes: another picture is another row."""

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="images")
    #: SHA-256 of the file it was made from: the same picture imported again stays the same.
    digest = models.CharField(_("digest"), max_length=64)
    file = models.FileField(_("file"), upload_to=file_path)
    content_type = models.CharField(_("content type"), max_length=20)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    #: Whether it ever was in the working copy; if not, it goes with the preview it came with.
    is_kept = models.BooleanField(_("kept"), default=False)

    objects = DraftImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("image of a draft")
        verbose_name_plural = _("images of drafts")
        constraints = [models.UniqueConstraint(fields=["draft", "digest"], name="draft_image_once")]

    def __str__(self) -> str:
        return str(self.key)


class VersionImage(FrozenWithVersion):
    """A version shows an image. How, its paragraphs say (`Paragraph.images`)."""

    version = models.ForeignKey(DraftVersion, on_delete=models.CASCADE, related_name="version_images")
    image = models.ForeignKey(DraftImage, on_delete=models.RESTRICT, related_name="version_images")

    class Meta:
        verbose_name = _("image of a version")
        verbose_name_plural = _("images of versions")
        constraints = [models.UniqueConstraint(fields=["version", "image"], name="version_image_once")]

    def __str__(self) -> str:
        return f"{self.version} – {self.image}"
