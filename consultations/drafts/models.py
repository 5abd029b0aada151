"""The draft, its versions, and the numbered parts of a version.

The working copy is a Wagtail page (`pages.py`). A version is a copy of it in rows; once published it never changes. A
block's id is the paragraph's lineage: it stays the same from version to version, so that contributions, findings and
comparisons follow a paragraph through renumbering.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultations.drafts.enums import ParagraphType, VersionState
from consultations.process.models import Process


class Frozen(ValidationError):
    """A published version was about to be changed."""

    def __init__(self) -> None:
        super().__init__(_("A published version cannot be changed."))


class Draft(models.Model):
    """The text under consultation in a process."""

    process = models.OneToOneField(Process, on_delete=models.CASCADE, related_name="draft")
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("drafts:current", kwargs={"process_slug": self.process.slug})

    @property
    def current_version(self) -> "DraftVersion | None":
        """The latest published version, None before the first."""
        return self.versions.published().order_by("-number").first()


class DraftVersionQuerySet(models.QuerySet):
    """Versions by state."""

    def published(self) -> "DraftVersionQuerySet":
        return self.filter(state=VersionState.PUBLISHED)


class DraftVersion(models.Model):
    """One state of the draft. Prepared by editors, then published and frozen."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    label = models.CharField(_("label"), max_length=160)
    note = models.TextField(_("note to readers"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=VersionState.choices, default=VersionState.PREPARED, editable=False
    )
    prepared_at = models.DateTimeField(_("prepared"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    objects = DraftVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["draft", "number"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["draft"], condition=Q(state=VersionState.PREPARED), name="one_prepared_version"
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.PREPARED, published_at__isnull=True)
                | Q(state=VersionState.PUBLISHED, published_at__isnull=False),
                name="version_published_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_published(self) -> bool:
        return self.state == VersionState.PUBLISHED

    @property
    def previous(self) -> "DraftVersion | None":
        return self.draft.versions.published().filter(number__lt=self.number).order_by("-number").first()


class FrozenWithVersion(models.Model):
    """Parts of a version; they refuse to change once it is published."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.version.is_published:
            raise Frozen
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        if self.version.is_published:
            raise Frozen
        return super().delete(*args, **kwargs)


class Section(FrozenWithVersion):
    """A chapter of a version."""

    version = models.ForeignKey(DraftVersion, on_delete=models.CASCADE, related_name="sections")
    lineage = models.CharField(_("lineage"), max_length=64)
    order = models.PositiveSmallIntegerField(_("order"))
    number = models.CharField(_("number"), max_length=16)
    title = models.CharField(_("title"), max_length=250)
    # An editorial label only: by string, because action fields belong to a feature above this one.
    action_field = models.ForeignKey(
        "consultations.ActionField",
        verbose_name=_("action field"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="sections",
    )

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        ordering = ["version", "order"]
        constraints = [models.UniqueConstraint(fields=["version", "lineage"], name="section_lineage_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        # The chapter may stand on a page of its own: that address knows.
        return reverse(
            "drafts:place", kwargs={"process_slug": self.version.draft.process.slug, "lineage": self.lineage}
        )


class Paragraph(FrozenWithVersion):
    """A numbered paragraph of a version."""

    version = models.ForeignKey(DraftVersion, on_delete=models.CASCADE, related_name="paragraphs")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="paragraphs")
    lineage = models.CharField(_("lineage"), max_length=64, db_index=True)
    order = models.PositiveSmallIntegerField(_("order"))
    number = models.CharField(_("number"), max_length=16)
    type = models.CharField(_("type"), max_length=8, choices=ParagraphType.choices, default=ParagraphType.TEXT)
    text = models.TextField(_("text"))
    code = models.CharField(_("code"), max_length=20, blank=True)
    responsible = models.CharField(_("responsible"), max_length=250, blank=True)
    period = models.CharField(_("period"), max_length=80, blank=True)
    indicator = models.CharField(_("indicator"), max_length=250, blank=True)
    # [{"image": key of a DraftImage, "alt": …, "caption": …, "width": points, "height": points}], in reading order.
    images = models.JSONField(_("images"), default=list, blank=True)

    class Meta:
        verbose_name = _("paragraph")
        verbose_name_plural = _("paragraphs")
        ordering = ["version", "order"]
        constraints = [models.UniqueConstraint(fields=["version", "lineage"], name="paragraph_lineage_once")]

    def __str__(self) -> str:
        return f"{_('Paragraph')} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse(
            "contributions:paragraph",
            kwargs={"process_slug": self.version.draft.process.slug, "lineage": self.lineage},
        )
