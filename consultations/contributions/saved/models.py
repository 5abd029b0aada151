"""Contributions somebody has begun to write."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.contributions.targets import Target
from consultations.process.enums import TargetKind
from consultations.process.models import Process


class SavedContributionQuerySet(models.QuerySet):
    """Saved texts: of one person, about one thing."""

    def of(self, user) -> "SavedContributionQuerySet":
        return self.filter(user=user) if user.is_authenticated else self.none()

    def about(self, described: Target, parent_code: str = "") -> "SavedContributionQuerySet":
        return self.filter(
            process=described.process,
            target_kind=described.kind,
            target_key=target_key(described),
            parent_code=parent_code,
        )

    def outdated(self) -> "SavedContributionQuerySet":
        """Those of processes that are long finished: nobody can send them any more."""
        before = timezone.localdate() - timedelta(days=settings.SAVED_CONTRIBUTIONS_KEEP_DAYS)
        return self.filter(process__finished_on__lt=before)


def target_key(described: Target) -> str:
    """What names a target for the person who writes: the lineage of a part of a draft, else the key of the row."""
    return described.lineage or str(described.object.pk)


class SavedContribution(models.Model):
    """What one person has typed about one thing and not sent yet. Nobody but this person gets to see it.

    `fields` holds what the form had, by the names of its fields (text each); what the form checks is checked when it is
    sent. A reply has a place of its own beside what the person writes about the same thing on their own.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_contributions")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="+")
    target_kind = models.CharField(_("about"), max_length=10, choices=TargetKind.choices)
    target_key = models.CharField(max_length=64)
    target_label = models.CharField(_("target"), max_length=250, blank=True)
    parent_code = models.CharField(max_length=8, blank=True)
    fields = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(_("saved"))

    objects = SavedContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved contribution")
        verbose_name_plural = _("saved contributions")
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "process", "target_kind", "target_key", "parent_code"], name="saved_contribution_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.get_target_kind_display()} {self.target_label}"

    def get_absolute_url(self) -> str:
        """The page with the form; the text is in it."""
        return f"{self.page_url}{f'?antwort={self.parent_code}' if self.parent_code else ''}#beitrag-schreiben"

    @property
    def title(self) -> str:
        return str(self.fields.get("title", ""))

    @property
    def texts(self) -> list[str]:
        """What the person wrote at length, in the order of the form."""
        return [str(self.fields[name]) for name in WRITTEN if name != "title" and self.fields.get(name)]

    @property
    def page_url(self) -> str:
        slug = self.process.slug
        match self.target_kind:
            case TargetKind.PARAGRAPH:
                return reverse("contributions:paragraph", kwargs={"process_slug": slug, "lineage": self.target_key})
            case TargetKind.SECTION:
                return reverse("contributions:section", kwargs={"process_slug": slug, "lineage": self.target_key})
            case TargetKind.DRAFT:
                return reverse("contributions:draft", kwargs={"process_slug": slug})
        return reverse("contributions:list", kwargs={"process_slug": slug})


#: Fields worth keeping for themselves: what takes time to write. The choices are kept along with them.
WRITTEN = ("title", "text", "proposed_text")
