"""Groups of near-identical contributions, and the signatures by which they are found."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.contributions.enums import ADMITTED_STATES, State
from consultations.contributions.models import Contribution
from consultations.process.enums import TargetKind
from consultations.process.models import Process, ProcessRule


class CampaignState(models.TextChoices):
    """What moderators said about a group."""

    PROPOSED = "proposed", _("proposed")
    CONFIRMED = "confirmed", _("confirmed as a campaign")
    REJECTED = "rejected", _("not published together")
    DISSOLVED = "dissolved", _("no campaign")


class Campaign(models.Model):
    """Contributions about one thing that say nearly the same.

    Found by the software, which only proposes: nothing is merged before a moderator confirms it.
    """

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="campaigns")
    #: What they are about, as `texts.scope_of` writes it: the same words about something else are another demand.
    scope = models.CharField(max_length=140)
    target_kind = models.CharField(_("about"), max_length=10, choices=TargetKind.choices)
    target_label = models.CharField(_("target"), max_length=250, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CampaignState.choices, default=CampaignState.PROPOSED)
    leading = models.ForeignKey(
        Contribution, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("leading text")
    )
    rule = models.ForeignKey(ProcessRule, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    message = models.TextField(_("message to the authors"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("group of near-identical contributions")
        verbose_name_plural = _("groups of near-identical contributions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{_('Group')} {self.pk}"


class MemberQuerySet(models.QuerySet):
    """Members by what is still to be done with them."""

    def grouped(self) -> "MemberQuerySet":
        """Those shown as part of a group: neither left out nor of a dissolved one."""
        return self.filter(is_left_out=False).exclude(campaign__state=CampaignState.DISSOLVED)

    def alive(self) -> "MemberQuerySet":
        """Those whose contribution waits or was admitted."""
        return self.filter(contribution__state__in=(State.PENDING, *ADMITTED_STATES))

    def agreed(self) -> "MemberQuerySet":
        """Those a moderator decided on with the group and the worker has not got to yet."""
        return self.filter(agreed_at__isnull=False)


class CampaignMember(models.Model):
    """That a contribution belongs to a group, or was left out of it for good. A contribution is in one group only."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="members")
    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="membership")
    #: How near the text was to the one it was grouped by, 0 to 1.
    similarity = models.FloatField(default=1)
    is_left_out = models.BooleanField(default=False)
    #: Set while the decision on the group is still to be carried out for this one.
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of groups")
        ordering = ["contribution"]
        indexes = [
            models.Index(fields=["agreed_at"], condition=Q(agreed_at__isnull=False), name="campaign_member_agreed_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.contribution_id}"


class Signature(models.Model):
    """That a contribution was looked at by the software, and the short form of the text it saw."""

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="signature")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(max_length=140)
    #: Hash of the words: equal for texts that differ in punctuation and capitals only.
    digest = models.CharField(max_length=32)
    seen_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("signature of a text")
        verbose_name_plural = _("signatures of texts")
        indexes = [models.Index(fields=["process", "digest"], name="signature_digest_idx")]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.digest}"


class SignatureBand(models.Model):
    """One band of a signature: texts with a band in common are probably similar. Found by one indexed number."""

    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="bands")
    key = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = _("band of a signature")
        verbose_name_plural = _("bands of signatures")

    def __str__(self) -> str:
        return f"{self.signature_id}: {self.key}"
