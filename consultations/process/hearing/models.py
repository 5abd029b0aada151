"""Invitation lists of formal hearings: whoever is invited, more time for one of them, and what they were told."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, StakeholderCategory
from consultations.process.hearing.enums import AddresseeState, ExtensionState
from consultations.process.models import Phase


def name_key(name: str) -> str:
    """What makes two names of an organisation the same: white space and case do not count."""
    return " ".join(name.split()).casefold()


class Hearing(models.Model):
    """What the ministry settled for the hearing of one phase; a phase without a row has the defaults."""

    phase = models.OneToOneField(Phase, on_delete=models.CASCADE, related_name="hearing")
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("text of the invitation"))
    list_is_public = models.BooleanField(
        _("publish the names of the invited organisations"),
        default=False,
        help_text=_("After the deadline, on the page of the process. Otherwise only numbers by category are shown."),
    )

    class Meta:
        verbose_name = _("hearing")
        verbose_name_plural = _("hearings")

    def __str__(self) -> str:
        return str(self.phase)


class InvitationWave(models.Model):
    """The day before which organisations of a category are not invited: umbrella bodies first, for example."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="invitation_waves")
    category = models.ForeignKey(StakeholderCategory, on_delete=models.CASCADE, related_name="+")
    not_before = models.DateField(_("not before"))

    class Meta:
        verbose_name = _("order of invitations")
        verbose_name_plural = _("order of invitations")
        ordering = ["not_before", "category"]
        constraints = [models.UniqueConstraint(fields=["phase", "category"], name="hearing_wave_once")]

    def __str__(self) -> str:
        return f"{self.category}: {self.not_before}"


#: Conditions in the order in which they count; what fits none was not sent.
_STATES = (
    (AddresseeState.SUBMITTED, Q(submitted_at__isnull=False)),
    (AddresseeState.DECLINED, Q(declined_at__isnull=False)),
    (AddresseeState.JOINED, Q(joined_at__isnull=False)),
    (AddresseeState.OPENED, Q(opened_at__isnull=False)),
    (AddresseeState.UNDELIVERABLE, Q(undeliverable_at__isnull=False)),
    (AddresseeState.SENT, Q(delivered_at__isnull=False)),
    (AddresseeState.ON_ITS_WAY, Q(invited_at__isnull=False)),
    (AddresseeState.PLANNED, Q(asked_at__isnull=False)),
)


class AddresseeQuerySet(models.QuerySet):
    """Addressees by how far their invitation got."""

    def with_state(self) -> "AddresseeQuerySet":
        """Adds `state`, and `deadline`: the last day on which this one may contribute."""
        cases = [When(condition, then=Value(state.value)) for state, condition in _STATES]
        state = Case(*cases, default=Value(AddresseeState.NOT_SENT.value), output_field=models.CharField())
        extended = Coalesce(F("extended_to"), F("phase__ends_on"))
        # An extension that the phase itself has overtaken shortens nothing; without an end both are empty.
        return self.annotate(state=state, deadline=Greatest(extended, F("phase__ends_on")))

    def to_be_sent(self) -> "AddresseeQuerySet":
        """Asked to be invited, and not yet handed to the outbox."""
        return self.filter(asked_at__isnull=False, invited_at__isnull=True).exclude(email="")

    def unanswered(self) -> "AddresseeQuerySet":
        """Invited, with neither a statement nor a refusal: those who are reminded."""
        return self.filter(
            invited_at__isnull=False, submitted_at__isnull=True, declined_at__isnull=True, undeliverable_at__isnull=True
        ).exclude(email="")


class Addressee(models.Model):
    """One organisation on the list of a hearing, with its invitation."""

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="addressees")
    name = models.CharField(_("organisation"), max_length=200)
    name_key = models.CharField(max_length=400, editable=False)
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    category = models.ForeignKey(
        StakeholderCategory, verbose_name=_("category"), on_delete=models.PROTECT, related_name="+"
    )
    region = models.ForeignKey(
        "regions.Region", verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("Only the team reads it."))
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation on this site"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    # The invitation. `link_number` is part of the link: with another address the earlier link is good no more.
    link_number = models.PositiveSmallIntegerField(default=1)
    sending_number = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField(null=True, blank=True)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    undeliverable_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    joined_at = models.DateTimeField(_("joined"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("statement received"), null=True, blank=True)
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    decline_reason = models.CharField(_("reason"), max_length=500, blank=True)

    # Whom the invited ones named instead; staff decide.
    suggested_email = models.EmailField(_("suggested address"), blank=True)
    suggested_name = models.CharField(_("suggested contact person"), max_length=120, blank=True)
    suggested_at = models.DateTimeField(null=True, blank=True)

    #: The last day of a granted extension; the database fact every deadline is computed from.
    extended_to = models.DateField(_("extended to"), null=True, blank=True)

    objects = AddresseeQuerySet.as_manager()

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "name_key"], name="hearing_addressee_once"),
            models.UniqueConstraint(
                fields=["phase", "organisation"],
                condition=Q(organisation__isnull=False),
                name="hearing_organisation_once",
            ),
        ]
        indexes = [models.Index(fields=["phase", "asked_at", "invited_at"], name="hearing_to_send_idx")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The staff screen."""
        return reverse(
            "hearing_admin:addressee",
            kwargs={"process_slug": self.phase.process.slug, "phase": self.phase_id, "pk": self.pk},
        )

    @property
    def last_day(self) -> date | None:
        """The last day on which this organisation may contribute; None while the phase has no end."""
        if self.phase.ends_on is None or self.extended_to is None:
            return self.phase.ends_on
        return max(self.phase.ends_on, self.extended_to)


class Extension(models.Model):
    """More time for one addressee: asked for by them, or given by staff without being asked."""

    addressee = models.ForeignKey(Addressee, on_delete=models.CASCADE, related_name="extensions")
    state = models.CharField(_("state"), max_length=8, choices=ExtensionState.choices, default=ExtensionState.WAITING)
    asked_at = models.DateTimeField(_("asked for"), null=True, blank=True)
    asked_until = models.DateField(_("asked for until"), null=True, blank=True)
    reason = models.CharField(_("reason given"), max_length=1000, blank=True)
    ends_on = models.DateField(_("new last day"), null=True, blank=True)
    published_reason = models.CharField(_("published reason"), max_length=300, blank=True)
    answer = models.CharField(_("message to the organisation"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("extension of the deadline")
        verbose_name_plural = _("extensions of the deadline")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["addressee"], condition=Q(state=ExtensionState.WAITING), name="hearing_one_waiting_extension"
            ),
            models.CheckConstraint(
                condition=~Q(state=ExtensionState.GRANTED) | Q(ends_on__isnull=False), name="hearing_granted_has_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.addressee} {self.ends_on or ''}"


class Reminder(models.Model):
    """That an addressee was reminded of a deadline so many days before it: the fact that makes it happen once."""

    addressee = models.ForeignKey(Addressee, on_delete=models.CASCADE, related_name="reminders")
    deadline = models.DateField()
    days_before = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(fields=["addressee", "deadline", "days_before"], name="hearing_reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.addressee_id}: {self.days_before}"


class AddresseeImport(models.Model):
    """A list that was read and not imported yet: what would be stored, or what is wrong with it by line."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="addressee_imports")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(_("file"), max_length=200)
    # The rows that can be stored, as dicts; emptied once they are, because they hold addresses.
    rows = models.JSONField(default=list)
    # {"rows", "new", "known", "errors_total", "errors": [[line, column, sentence], …]}
    report = models.JSONField(default=dict)
    imported_at = models.DateTimeField(null=True, blank=True)
    imported_rows = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("import of addressees")
        verbose_name_plural = _("imports of addressees")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name
