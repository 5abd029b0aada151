"""Organisations, what kind they are, and who belongs to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import MembershipRole, VerificationState
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
    state = models.CharField(
        _("verification"), max_length=12, choices=VerificationState.choices, default=VerificationState.WAITING
    )
    members = models.ManyToManyField(User, through="Membership", related_name="organisations")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """That a person belongs to an organisation, and in which role."""

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=12, choices=MembershipRole.choices, default=MembershipRole.MEMBER)
    position = models.CharField(_("position"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="accounts_membership_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"
