"""Everything somebody said about something."""

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_comments.managers import CommentManager
from django_comments_xtd.models import XtdComment

from accounts.models import Organisation, StakeholderCategory
from consultations.conferences.enums import CardColumn
from consultations.contributions import codes
from consultations.contributions.enums import (
    ADMITTED_STATES,
    Channel,
    Kind,
    Publication,
    State,
)
from consultations.process.enums import TargetKind
from consultations.process.models import Phase, Process

#: What public numbers count, without asking the process.
COUNTED = Q(state=State.RELEASED, is_official_reply=False) & ~Q(publication=Publication.INTERNAL)


def author_in_public(publication: str, organisation: str, name: str, category: str) -> str:
    """Who spoke, as far as the author agreed to have it published; for rows that are read without the whole model."""
    return ((organisation or name) if publication == Publication.NAMED else "") or category


class ContributionQuerySet(models.QuerySet):
    """Contributions by who may see them: every page, count, feed and export starts here."""

    def public(self) -> "ContributionQuerySet":
        """What anybody may read: released, and its author agreed to publication."""
        return self.filter(state=State.RELEASED, process__is_published=True).exclude(publication=Publication.INTERNAL)

    def traceable(self) -> "ContributionQuerySet":
        """What anybody may follow at /beitrag/: public ones and those counted with a public one."""
        return self.filter(state__in=ADMITTED_STATES, process__is_published=True).exclude(
            publication=Publication.INTERNAL
        )

    def admitted(self) -> "ContributionQuerySet":
        """What is evaluated and owed an answer, internal ones included; the ministry's own replies are not."""
        return self.filter(state__in=ADMITTED_STATES, is_official_reply=False)

    def received(self) -> "ContributionQuerySet":
        """What the team may know of: everything but what guests have not confirmed."""
        return self.exclude(state=State.UNCONFIRMED)

    def with_reachable_author(self) -> "ContributionQuerySet":
        """Those whose author can be written to; the same as a non-empty `author_address`."""
        return self.filter(Q(user__is_active=True) | (Q(user__isnull=True) & ~Q(user_email="")))

    def withdrawn_in_public(self) -> "ContributionQuerySet":
        """What everybody could read until its author took it back: threads keep its place, nothing of it is shown."""
        return self.filter(state=State.WITHDRAWN, withdrawal__was_public=True, process__is_published=True)

    def pending(self) -> "ContributionQuerySet":
        return self.filter(state=State.PENDING)

    def with_support(self) -> "ContributionQuerySet":
        """Adds `support_count`: people here plus those counted elsewhere (paper, dots)."""
        own = Support.objects.filter(contribution=OuterRef("pk")).order_by().values("contribution")
        # Counted for the rows that are shown: a join would count for all of them before the first page is cut out.
        here = Subquery(own.annotate(number=Count("pk")).values("number"))
        return self.annotate(support_count=F("support_offline") + Coalesce(here, 0))

    def for_display(self) -> "ContributionQuerySet":
        """With everything a list shows, so that it takes a constant number of queries."""
        return self.select_related("category", "region", "organisation", "process", "user").prefetch_related(
            # By name: decisions belong to a feature above this one.
            "decisions"
        )


class ContributionManager(CommentManager.from_queryset(ContributionQuerySet)):
    """The comment framework's manager with our querysets."""


class Contribution(XtdComment):
    """One thing somebody said about one thing.

    From the comment framework: target (`content_type`, `object_pk`), `user`, `comment` (the text as submitted),
    `submit_date`, and the thread (`thread_id`, `parent_id`, `level`, `order`). The public reads `published_text`, which
    is empty until a moderator releases the contribution: what was not released cannot leak.
    """

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="contributions")
    phase = models.ForeignKey(Phase, null=True, blank=True, on_delete=models.SET_NULL, related_name="contributions")
    code = models.CharField(_("number"), max_length=8, unique=True, default=codes.new_public_code, editable=False)
    receipt_code = models.CharField(max_length=20, unique=True, default=codes.new_receipt_code, editable=False)
    reference = models.CharField(
        _("file reference"), max_length=40, blank=True, db_index=True, help_text=_("Key in the source it came from.")
    )
    target_kind = models.CharField(_("about"), max_length=10, choices=TargetKind.choices)
    lineage = models.CharField(_("lineage"), max_length=64, blank=True, db_index=True)
    target_label = models.CharField(_("target"), max_length=250, blank=True)
    channel = models.CharField(_("channel"), max_length=16, choices=Channel.choices, default=Channel.ONLINE)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=160, blank=True)
    submitted_title = models.CharField(
        _("title as submitted"), max_length=160, blank=True, help_text=_("Set when moderators shortened the title.")
    )
    published_text = models.TextField(_("text as published"), blank=True)
    language = models.CharField(_("language"), max_length=8, default="de")
    translation_de = models.TextField(_("German translation"), blank=True)
    # Another wording of the paragraph: the whole text as its author would have it, shown as a redline.
    proposed_text = models.TextField(_("proposed wording"), blank=True)
    published_proposal = models.TextField(_("proposed wording as published"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PENDING, db_index=True)
    publication = models.CharField(
        _("publication"), max_length=8, choices=Publication.choices, default=Publication.CATEGORY
    )
    is_redacted = models.BooleanField(_("shortened by the moderation"), default=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", verbose_name=_("counted with")
    )
    submissions_represented = models.PositiveIntegerField(_("submissions of the same wording"), default=1)
    is_official_reply = models.BooleanField(_("reply of the ministry"), default=False)
    is_formal_statement = models.BooleanField(_("formal statement"), default=False)

    # Who spoke, as it was at the time: statistics stay true when organisations change.
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="contributions"
    )
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    author_name = models.CharField(_("name"), max_length=120, blank=True)
    author_role = models.CharField(_("role"), max_length=160, blank=True)
    category = models.ForeignKey(
        StakeholderCategory, null=True, blank=True, on_delete=models.PROTECT, related_name="contributions"
    )
    region = models.ForeignKey(
        "regions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="contributions"
    )

    received_at = models.DateTimeField(_("received"), db_index=True)
    edited_at = models.DateTimeField(_("changed by its author"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    source_note = models.CharField(_("source"), max_length=250, blank=True)
    original_language = models.CharField(_("original language"), max_length=8, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    statement = models.ForeignKey(
        "consultations.Statement",
        verbose_name=_("incoming statement"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contributions",
    )
    column = models.CharField(_("column"), max_length=16, choices=CardColumn.choices, blank=True)
    dots = models.PositiveSmallIntegerField(_("dots"), default=0)
    support_offline = models.PositiveIntegerField(_("support counted elsewhere"), default=0)
    fingerprint = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    objects = ContributionManager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.MERGED) | Q(merged_into__isnull=False), name="merged_names_the_other"
            ),
        ]
        indexes = [
            models.Index(fields=["process", "state"], name="contribution_queue_idx"),
            models.Index(fields=["process", "lineage", "state"], name="contribution_lineage_idx"),
            models.Index(fields=["process", "state", "-received_at"], name="contribution_newest_idx"),
            # Counting what the public reads must not read the texts.
            models.Index(fields=["process", "lineage"], condition=COUNTED, name="contribution_counted_idx"),
            models.Index(fields=["process", "organisation_name"], condition=COUNTED, name="contribution_speakers_idx"),
            # Neither must counting what the list was narrowed to, whichever of these limits was chosen.
            models.Index(
                fields=["process", "kind", "category", "region", "channel", "target_kind", "lineage"],
                condition=COUNTED,
                name="contribution_limits_idx",
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Contribution')} {self.display_code}"

    def get_absolute_url(self, anchor_pattern: str | None = None) -> str:
        return reverse("results:trace", kwargs={"code": self.display_code})

    @property
    def display_code(self) -> str:
        return codes.grouped(self.code)

    @property
    def display_receipt_code(self) -> str:
        return codes.grouped(self.receipt_code)

    @property
    def is_reply(self) -> bool:
        return bool(self.parent_id) and self.parent_id != self.pk

    @property
    def is_card(self) -> bool:
        return self.channel == Channel.CARD

    @property
    def author_address(self) -> str:
        """Where its author is written to: the account's address, or the one a guest confirmed; empty for nobody."""
        if self.user_id is not None:
            return self.user.email if self.user.is_active else ""
        return self.user_email

    @property
    def public_author(self) -> str:
        """Who spoke, as far as the author agreed to have it published."""
        category = str(self.category) if self.category else ""
        return author_in_public(self.publication, self.organisation_name, self.author_name, category)

    @property
    def public_note(self) -> str:
        """What the moderation says in public about a shortened text; costs nothing after `for_display`."""
        if not self.is_redacted:
            return ""
        latest = next(iter(self.decisions.all()), None)
        return latest.public_note if latest else ""

    @property
    def public_role(self) -> str:
        return self.author_role if self.publication == Publication.NAMED else ""


class Support(models.Model):
    """That a person supports a contribution: once, and withdrawable."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="supports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="supports")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("support")
        constraints = [models.UniqueConstraint(fields=["contribution", "user"], name="support_once")]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.contribution_id}"
