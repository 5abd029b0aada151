"""Organisations, what kind they are, who belongs to them, and who is invited or asks to."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import InvitationState, MembershipRole, RequestState, VerificationState
from accounts.organisations import names
from accounts.people.models import User


class StakeholderCategoryQuerySet(models.QuerySet):
    """Categories by whom they hold."""

    def individual(self) -> "StakeholderCategory | None":
        """The category of people who speak for themselves."""
        return self.filter(is_individual=True).first()


class StakeholderCategory(models.Model):
    """A kind of participant, e.g. municipality, chamber, migrant organisation."""

    slug = models.SlugField(_("key"), unique=True)
    title = models.CharField(_("title"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_individual = models.BooleanField(_("individual people"), default=False)

    objects = StakeholderCategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("stakeholder category")
        verbose_name_plural = _("stakeholder categories")
        ordering = ["order", "title"]

    def __str__(self) -> str:
        return self.title


class OrganisationQuerySet(models.QuerySet):
    """Organisations by what may be done with them."""

    def verified(self) -> "OrganisationQuerySet":
        return self.filter(state=VerificationState.VERIFIED)

    def of(self, user: User) -> "OrganisationQuerySet":
        """Verified organisations a person may speak for."""
        return self.verified().filter(memberships__user=user)

    def waiting(self) -> "OrganisationQuerySet":
        """What staff have to look at, the longest waiting first."""
        return self.filter(state=VerificationState.WAITING).order_by("submitted_at", "pk")

    def joinable(self) -> "OrganisationQuerySet":
        """Organisations one may ask to join: they exist, as far as anybody knows."""
        return self.filter(state__in=[VerificationState.VERIFIED, VerificationState.WAITING])


class Organisation(models.Model):
    """Somebody who takes part as a body: municipality, association, school, ..."""

    name = models.CharField(_("name"), max_length=200)
    category = models.ForeignKey(
        StakeholderCategory, verbose_name=_("category"), on_delete=models.PROTECT, related_name="organisations"
    )
    region = models.ForeignKey(
        "regions.Region",
        verbose_name=_("region"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organisations",
        help_text=_("Leave empty for state-wide organisations."),
    )
    seat = models.CharField(_("seat"), max_length=120, blank=True, help_text=_("Town, e.g. Stendal."))
    website = models.URLField(_("website"), max_length=300, blank=True)
    register_number = models.CharField(
        _("register number"), max_length=80, blank=True, help_text=_("For example: Amtsgericht Stendal, VR 1234.")
    )
    state = models.CharField(
        _("verification"), max_length=12, choices=VerificationState.choices, default=VerificationState.WAITING
    )
    #: Why it was refused, in words for its members.
    state_reason = models.TextField(_("reason"), blank=True)
    #: Since when it waits; a corrected one goes to the end of the queue.
    submitted_at = models.DateTimeField(_("waiting since"), default=timezone.now)
    #: Grows with every change of what is said about the organisation, so that nobody decides on what they did not see.
    revision = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    members = models.ManyToManyField(User, through="Membership", related_name="organisations")
    created_at = models.DateTimeField(auto_now_add=True)

    # What duplicates are found by; written by `save`, see `names`.
    name_key = models.CharField(max_length=400, blank=True, editable=False, db_index=True)
    website_key = models.CharField(max_length=255, blank=True, editable=False, db_index=True)
    register_key = models.CharField(max_length=80, blank=True, editable=False, db_index=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        indexes = [
            models.Index(fields=["submitted_at"], condition=Q(state="waiting"), name="accounts_organisations_queue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | ~Q(state="merged") & Q(merged_into=None),
                name="accounts_merged_points_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        # A row saved in part has its keys already.
        if kwargs.get("update_fields") is None:
            self.fill_keys()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("accounts:organisation", args=[self.pk])

    def fill_keys(self) -> None:
        """Write down what duplicates are found by; for `bulk_create`, which does not call `save`."""
        self.name_key = names.name_key(self.name)[:400]
        self.website_key = names.website_host(self.website)[:255]
        self.register_key = names.register_key(self.register_number)[:80]

    @property
    def is_verified(self) -> bool:
        return self.state == VerificationState.VERIFIED

    @property
    def is_waiting(self) -> bool:
        return self.state == VerificationState.WAITING

    @property
    def is_refused(self) -> bool:
        return self.state == VerificationState.REFUSED

    @property
    def area(self) -> str:
        """Where it works, in words."""
        return str(self.region) if self.region_id else str(_("state-wide"))


class Membership(models.Model):
    """That a person belongs to an organisation, and in which role."""

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=12, choices=MembershipRole.choices, default=MembershipRole.MEMBER)
    position = models.CharField(_("position"), max_length=120, blank=True)
    #: Empty for memberships from before this was kept.
    joined_at = models.DateTimeField(_("member since"), null=True, blank=True, default=timezone.now)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="accounts_membership_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"

    @property
    def coordinates(self) -> bool:
        return self.role == MembershipRole.COORDINATOR


class InvitationQuerySet(models.QuerySet):
    """Invitations by what may be done with them."""

    def open(self) -> "InvitationQuerySet":
        """Not answered and not revoked, expired ones included: they can be sent again."""
        return self.filter(state=InvitationState.OPEN)

    def usable(self) -> "InvitationQuerySet":
        return self.open().filter(expires_at__gt=timezone.now(), organisation__state=VerificationState.VERIFIED)


class Invitation(models.Model):
    """That a coordinator asks the owner of an e-mail address to join. The link is kept as a hash only."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    #: In small letters, as sign-in knows addresses.
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=12, choices=MembershipRole.choices, default=MembershipRole.MEMBER)
    state = models.CharField(max_length=12, choices=InvitationState.choices, default=InvitationState.OPEN)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("invited"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["email"], condition=Q(state="open"), name="accounts_invitation_to")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"], condition=Q(state="open"), name="accounts_invitation_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()


class JoinRequest(models.Model):
    """That a person asks to belong to an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="join_requests")
    position = models.CharField(_("position"), max_length=120, blank=True)
    message = models.TextField(_("message"), blank=True)
    state = models.CharField(max_length=12, choices=RequestState.choices, default=RequestState.OPEN)
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"], condition=Q(state="open"), name="accounts_join_request_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"
