"""Who registered for a conference, with which tables and needs."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, StakeholderCategory
from consultations.conferences.enums import ConferenceFormat
from consultations.conferences.models import Conference, ThematicTable

#: Without letters and digits that are mistaken for one another: somebody reads it aloud at the door.
TICKET_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_ticket() -> str:
    """The code on a badge and in a QR code: it finds a registration at the door and opens nothing else."""
    return get_random_string(8, TICKET_ALPHABET)


class RegistrationState(models.TextChoices):
    """Where a registration stands."""

    REGISTERED = "registered", _("registered")
    WAITING = "waiting", _("on the waiting list")
    OFFERED = "offered", _("a seat is offered")
    CANCELLED = "cancelled", _("cancelled")
    LAPSED = "lapsed", _("lapsed")


#: A seat is taken: what is offered is kept free until its deadline.
SEATED_STATES = (RegistrationState.REGISTERED, RegistrationState.OFFERED)
ACTIVE_STATES = (*SEATED_STATES, RegistrationState.WAITING)


class RegistrationQuerySet(models.QuerySet):
    """Registrations by what they mean for the seats."""

    def seated(self) -> "RegistrationQuerySet":
        return self.filter(state__in=SEATED_STATES)

    def waiting(self) -> "RegistrationQuerySet":
        """The waiting list, who came first first."""
        return self.filter(state=RegistrationState.WAITING).order_by("waiting_since", "pk")

    def expected(self) -> "RegistrationQuerySet":
        """Who the people at the door know."""
        return self.filter(state=RegistrationState.REGISTERED)

    def active(self) -> "RegistrationQuerySet":
        """Who has a seat, is offered one, or waits for one."""
        return self.filter(state__in=ACTIVE_STATES)

    def answering(self) -> "RegistrationQuerySet":
        """Those who answer for themselves or their group: they get the mails."""
        return self.filter(booked_by__isnull=True)

    def confirmed(self) -> "RegistrationQuerySet":
        """Those whose address is known to be theirs."""
        return self.filter(confirm_until__isnull=True)


class Registration(models.Model):
    """One person's seat, or place on the waiting list.

    A group is one registration that answers for it (`booked_by` empty) and one for each further person.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="registrations")
    state = models.CharField(_("state"), max_length=12, choices=RegistrationState.choices)
    ticket = models.CharField(_("ticket"), max_length=8, unique=True, default=new_ticket, editable=False)
    # Another number ends the links sent before.
    link_number = models.PositiveIntegerField(default=0, editable=False)
    booked_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="party")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    category = models.ForeignKey(
        StakeholderCategory,
        verbose_name=_("category"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    region = models.ForeignKey(
        "regions.Region",
        verbose_name=_("district"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    takes_part_online = models.BooleanField(_("takes part online"), default=False)
    language = models.CharField(_("language"), max_length=8, default="de")
    table = models.ForeignKey(
        ThematicTable,
        verbose_name=_("thematic table"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="seated",
    )
    created_at = models.DateTimeField(_("registered"), auto_now_add=True)
    waiting_since = models.DateTimeField(_("on the waiting list since"), null=True, blank=True)
    # Until then somebody from the waiting list has to say yes.
    offered_until = models.DateTimeField(_("offered until"), null=True, blank=True)
    # Whoever registers without an account says by a button behind a mailed link that the address is theirs. Until then
    # the seat is kept; empty from then on.
    confirm_until = models.DateTimeField(_("to be confirmed until"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    is_walk_in = models.BooleanField(_("came without registration"), default=False)
    # Counts changes: whoever saves says which one they looked at.
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["conference", "pk"]
        indexes = [
            models.Index(fields=["conference", "state"], name="registration_state_idx"),
            models.Index(fields=["conference", "name"], name="registration_name_idx"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.OFFERED) | Q(offered_until__isnull=False),
                name="registration_offer_has_end",
            ),
            models.UniqueConstraint(
                fields=["conference", "email"],
                condition=Q(state__in=ACTIVE_STATES, booked_by__isnull=True) & ~Q(email=""),
                name="registration_address_once",
            ),
        ]

    def __str__(self) -> str:
        # Without the name: this label is kept in the log.
        return f"{_('Registration')} {self.ticket}"

    @property
    def is_at_screen(self) -> bool:
        """Whether the person comes to no venue; the conference may have moved since they registered."""
        conference_format = self.conference.format
        return conference_format == ConferenceFormat.ONLINE or (
            conference_format == ConferenceFormat.HYBRID and self.takes_part_online
        )

    @property
    def is_seated(self) -> bool:
        return self.state in SEATED_STATES

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_STATES

    @property
    def needs_confirmation(self) -> bool:
        """Whether the address was not confirmed yet."""
        return self.confirm_until is not None

    @property
    def answering(self) -> "Registration":
        """The registration that answers for this one: itself, or the one that booked it."""
        return self.booked_by if self.booked_by_id else self


class TablePreference(models.Model):
    """A table somebody would like to sit at; rank 1 is the first choice."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="preferences")
    table = models.ForeignKey(ThematicTable, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        verbose_name = _("choice of a table")
        verbose_name_plural = _("choices of tables")
        ordering = ["registration", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "rank"], name="preference_rank_once"),
            models.UniqueConstraint(fields=["registration", "table"], name="preference_table_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}"


class Needs(models.Model):
    """What somebody needs to take part. A row of its own, so that it can go after the event and the seat stays."""

    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="needs")
    interpreting = models.CharField(_("interpreting into"), max_length=8, blank=True)
    accessibility = models.CharField(_("accessibility"), max_length=500, blank=True)
    diet = models.CharField(_("food"), max_length=200, blank=True)
    childcare = models.CharField(_("childcare"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("needs of a participant")
        verbose_name_plural = _("needs of participants")

    def __str__(self) -> str:
        return f"{_('needs of a participant')} {self.registration_id}"


class ConferenceInvitation(models.Model):
    """An address that may register for a conference with invitations. Its link is signed and not stored."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    registration = models.OneToOneField(
        Registration, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitation"
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation to a conference")
        verbose_name_plural = _("invitations to conferences")
        ordering = ["conference", "pk"]
        constraints = [models.UniqueConstraint(fields=["conference", "email"], name="conference_invitation_once")]

    def __str__(self) -> str:
        # Without the address: this label is kept in the log.
        return f"{_('Invitation')} {self.pk}"


class RegistrationCount(models.Model):
    """What stays when the registrations of a conference are deleted: how many of a category and district."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="registration_counts")
    category = models.ForeignKey(StakeholderCategory, null=True, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey("regions.Region", null=True, on_delete=models.PROTECT, related_name="+")
    registered = models.PositiveIntegerField(_("registered"))
    arrived = models.PositiveIntegerField(_("attended"))

    class Meta:
        verbose_name = _("number of registrations")
        verbose_name_plural = _("numbers of registrations")
        ordering = ["conference", "pk"]

    def __str__(self) -> str:
        return f"{self.registered}"
