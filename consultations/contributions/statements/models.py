"""What organisations prepare, and what they released.

Preparation has tables of its own. A row of `Contribution` with "not released yet" would be one forgotten filter away
from every list, count, search and file of the ministry; what is in no table they read cannot leak. For the same reason
nothing here says words in `__str__`, is kept by Wagtail's index of references, or is logged before the release.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, StakeholderCategory
from consultations.contributions import codes
from consultations.contributions.enums import Kind, Publication
from consultations.contributions.models import Contribution
from consultations.contributions.recording.models import Statement
from consultations.contributions.statements.enums import (
    RUNNING_MANDATES,
    Adoption,
    DraftState,
    ItemState,
    MandateState,
)
from consultations.process.enums import TargetKind
from consultations.process.models import Process


class Confidential(models.Model):
    """A row that only members of its organisation get to see; the admin's index of references leaves it out."""

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class StatementDraftQuerySet(models.QuerySet):
    """Preparations by who works on them."""

    def of(self, user) -> "StatementDraftQuerySet":
        """Those of the verified organisations a person belongs to now: who leaves one loses them at once."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=Organisation.objects.of(user))

    def preparing(self) -> "StatementDraftQuerySet":
        return self.filter(state=DraftState.PREPARING)

    def own(self) -> "StatementDraftQuerySet":
        """Those an organisation releases itself, without work for a federation."""
        return self.filter(mandate__isnull=True)


class StatementDraft(Confidential):
    """The preparation of a statement by the members of one organisation: its own, or for a federation (`mandate`)."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="statement_drafts")
    # Not deleted along: what members wrote is not lost because somebody tidies up organisations.
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="statement_drafts")
    mandate = models.OneToOneField(
        "consultations.Mandate", null=True, blank=True, on_delete=models.SET_NULL, related_name="draft"
    )
    state = models.CharField(_("state"), max_length=12, choices=DraftState.choices, default=DraftState.PREPARING)
    introduction = models.TextField(_("cover letter"), blank=True)
    publication = models.CharField(
        _("publication"), max_length=8, choices=Publication.choices, default=Publication.NAMED
    )
    due_on = models.DateField(_("internal deadline"), null=True, blank=True)
    question = models.TextField(_("question to the member organisations"), blank=True)
    # Counts every change of any part: the release names the one that was looked at.
    revision = models.PositiveIntegerField(default=0)
    # Counts changes of the particulars alone.
    details_revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now)
    closed_at = models.DateTimeField(_("released"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    statement = models.OneToOneField(
        Statement, null=True, blank=True, on_delete=models.PROTECT, related_name="prepared_in"
    )

    objects = StatementDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement in preparation")
        verbose_name_plural = _("statements in preparation")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["process", "organisation"],
                condition=Q(state=DraftState.PREPARING, mandate__isnull=True),
                name="one_statement_in_preparation",
            ),
            models.CheckConstraint(
                condition=~Q(state=DraftState.RELEASED) | Q(statement__isnull=False, closed_at__isnull=False),
                name="released_draft_has_statement",
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Statement in preparation')} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("statements:workspace", kwargs={"pk": self.pk})

    @property
    def is_open(self) -> bool:
        return self.state == DraftState.PREPARING


class DraftContribution(Confidential):
    """One item of a preparation: a contribution to be, about one thing. Empty until somebody writes it."""

    draft = models.ForeignKey(StatementDraft, on_delete=models.CASCADE, related_name="items")
    target_kind = models.CharField(_("about"), max_length=10, choices=TargetKind.choices)
    # The lineage of a part of the draft under consultation, else the key of the row.
    target_key = models.CharField(max_length=64)
    target_label = models.CharField(_("target"), max_length=250, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PROPOSAL)
    title = models.CharField(_("title"), max_length=160, blank=True)
    text = models.TextField(_("text"), blank=True)
    proposed_text = models.TextField(_("proposed wording"), blank=True)
    # The paragraph as it stood when the wording was begun.
    wording_of = models.PositiveBigIntegerField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ItemState.choices, default=ItemState.OPEN)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    revision = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    edited_at = models.DateTimeField(_("last changed"), default=timezone.now)
    contribution = models.OneToOneField(
        Contribution, null=True, blank=True, on_delete=models.SET_NULL, related_name="prepared_as"
    )

    class Meta:
        verbose_name = _("item of a statement in preparation")
        verbose_name_plural = _("items of statements in preparation")
        ordering = ["draft", "pk"]

    def __str__(self) -> str:
        return f"{_('Item')} {self.pk}"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it to release."""
        return not (self.text.strip() or self.proposed_text.strip())


class InternalComment(Confidential):
    """What members of the organisation say to each other about an item."""

    item = models.ForeignKey(DraftContribution, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(_("comment"), max_length=5000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("internal comment")
        verbose_name_plural = _("internal comments")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{_('Internal comment')} {self.pk}"


class Mandate(Confidential):
    """That a federation asked a member organisation to work on its statement.

    The organisation is unknown while the invitation went to an address only: whether it belongs to anybody is told to
    nobody but its owner.
    """

    umbrella = models.ForeignKey(StatementDraft, on_delete=models.CASCADE, related_name="mandates")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="mandates"
    )
    address = models.EmailField(_("e-mail address"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=MandateState.choices, default=MandateState.INVITED)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)
    decline_reason = models.CharField(_("reason"), max_length=300, blank=True)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    is_named = models.BooleanField(_("may be named in public"), default=False)

    class Meta:
        verbose_name = _("umbrella mandate")
        verbose_name_plural = _("umbrella mandates")
        ordering = ["organisation__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["umbrella", "organisation"],
                condition=Q(state__in=[state.value for state in RUNNING_MANDATES]),
                name="mandate_running_once",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(address=""), name="mandate_has_addressee"
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Umbrella mandate')} {self.pk}"

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING_MANDATES


class SourceDecision(Confidential):
    """What the federation made of one item a member handed over. The item itself stays as it was handed over."""

    source = models.OneToOneField(DraftContribution, on_delete=models.CASCADE, related_name="decision")
    result = models.CharField(_("result"), max_length=10, choices=Adoption.choices)
    # The item of the federation it went into.
    item = models.ForeignKey(DraftContribution, null=True, blank=True, on_delete=models.CASCADE, related_name="sources")
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)

    class Meta:
        verbose_name = _("decision on an item of a member organisation")
        verbose_name_plural = _("decisions on items of member organisations")
        constraints = [
            models.CheckConstraint(
                condition=Q(result=Adoption.DECLINED, item__isnull=True) & ~Q(reason="")
                | Q(result__in=[Adoption.ADOPTED, Adoption.MERGED], item__isnull=False),
                name="source_adopted_or_declined",
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Item')} {self.source_id}: {self.get_result_display()}"


class Backing(models.Model):
    """That a member organisation stands behind a contribution of its federation. It is counted once all the same."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="backings")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="backings"
    )
    # As at the time, like the snapshots in contributions.
    organisation_name = models.CharField(_("organisation"), max_length=200)
    category = models.ForeignKey(StakeholderCategory, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_named = models.BooleanField(_("may be named in public"), default=False)

    class Meta:
        verbose_name = _("member organisation behind a contribution")
        verbose_name_plural = _("member organisations behind contributions")
        ordering = ["organisation_name", "pk"]
        constraints = [models.UniqueConstraint(fields=["contribution", "organisation"], name="backing_once")]

    def __str__(self) -> str:
        return self.organisation_name


class StatementPaper(models.Model):
    """A released statement as a document: what it says, fixed at the release, and the PDF that is made of it once."""

    # Originals of contributions: as little in the admin's index of references as the preparation.
    wagtail_reference_index_ignore = True

    statement = models.OneToOneField(Statement, primary_key=True, on_delete=models.CASCADE, related_name="paper")
    code = models.CharField(_("number"), max_length=8, unique=True, default=codes.new_public_code, editable=False)
    # The data the document is set from, see `content`.
    content = models.JSONField(default=dict)
    pdf = models.BinaryField(blank=True, default=b"")
    size = models.PositiveIntegerField(_("size"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("document of a statement")
        verbose_name_plural = _("documents of statements")
        indexes = [
            models.Index(fields=["claimed_at"], condition=Q(made_at__isnull=True), name="statement_paper_to_make_idx")
        ]

    def __str__(self) -> str:
        return f"{_('Statement')} {self.display_code}"

    @property
    def display_code(self) -> str:
        return codes.grouped(self.code)

    @property
    def is_made(self) -> bool:
        return self.made_at is not None
