"""Conferences of a process, their tables and who came."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.conferences.enums import ConferenceFormat, ConferenceKind, ConferenceState, RegistrationKind
from consultations.process.dates import today
from consultations.process.enums import Action
from consultations.process.models import BERLIN, Process
from consultations.process.rules import processes_where


class ConferenceQuerySet(models.QuerySet):
    """Conferences by who may see them and by time."""

    def visible_to(self, user) -> "ConferenceQuerySet":
        """Announced and cancelled ones of visible processes; what is still being planned is for the team only."""
        seen = Q(process__in=Process.objects.visible_to(user)) & ~Q(state=ConferenceState.PLANNED)
        return self.filter(seen | Q(process__in=processes_where(user, Action.VIEW_INTERNAL)))

    def upcoming(self) -> "ConferenceQuerySet":
        return self.filter(date__gte=today()).order_by("date", "starts_at")


class Conference(models.Model):
    """An event of a process with town, venue, agenda, tables and record."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="conferences")
    slug = models.SlugField(_("address"))
    kind = models.CharField(_("kind"), max_length=16, choices=ConferenceKind.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=ConferenceState.choices, default=ConferenceState.ANNOUNCED
    )
    state_reason = models.CharField(_("reason"), max_length=300, blank=True)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("what it is about"), blank=True)
    format = models.CharField(
        _("format"), max_length=8, choices=ConferenceFormat.choices, default=ConferenceFormat.ON_SITE
    )
    # For those who registered only: it is in their mail and on their page, never on a public one.
    online_url = models.URLField(_("link for taking part online"), max_length=500, blank=True)
    # Empty for what takes place online only, and while it is being looked for.
    town = models.CharField(_("town"), max_length=120, blank=True)
    region = models.ForeignKey(
        "regions.Region", verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    address = models.CharField(_("street and postal code"), max_length=200, blank=True)
    directions = models.TextField(_("how to get there"), blank=True)
    date = models.DateField(_("date"))
    starts_at = models.TimeField(_("begins"))
    ends_at = models.TimeField(_("ends"))
    capacity = models.PositiveIntegerField(_("seats"), default=0)
    # Kept by the registration in the transaction that changes it; typed in where people registered elsewhere.
    registered = models.PositiveIntegerField(_("registered"), default=0)
    waiting = models.PositiveIntegerField(_("on the waiting list"), default=0)
    attended = models.PositiveIntegerField(_("attended"), null=True, blank=True)
    registration_opens_on = models.DateField(_("registration opens"), null=True, blank=True)
    registration_closes_on = models.DateField(_("registration closes"), null=True, blank=True)
    registration = models.CharField(
        _("registration"), max_length=10, choices=RegistrationKind.choices, default=RegistrationKind.OPEN
    )
    step_free = models.BooleanField(_("step-free access"), default=False)
    induction_loop = models.BooleanField(_("induction loop"), default=False)
    sign_language = models.BooleanField(_("sign language interpreting"), default=False)
    childcare = models.BooleanField(_("childcare"), default=False)
    plain_language_material = models.BooleanField(_("material in easy language"), default=False)
    interpreting = models.JSONField(_("interpreting, language codes"), default=list, blank=True)
    method_title = models.CharField(_("method"), max_length=160, blank=True)
    method_text = models.TextField(_("how we work"), blank=True)
    record_note = models.TextField(_("note on the record"), blank=True)
    record_published_on = models.DateField(_("record published on"), null=True, blank=True)

    # Cards are taken until this moment; from then on the record is what counts.
    capture_closed_at = models.DateTimeField(_("cards are taken until"), null=True, blank=True)
    # Of its entry in calendars: the same for ever, and one more with each change people have to know of.
    calendar_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    # Counts every change by staff: whoever saves says which one they looked at.
    revision = models.PositiveIntegerField(default=0, editable=False)
    # When staff last changed what calendars show; registrations do not count.
    planned_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("conference")
        verbose_name_plural = _("conferences")
        ordering = ["date", "starts_at"]
        constraints = [models.UniqueConstraint(fields=["process", "slug"], name="conference_slug_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("conferences:detail", kwargs={"process_slug": self.process.slug, "slug": self.slug})

    @property
    def name(self) -> str:
        """Title and town, as people call it; a conference that is online only has no town."""
        return f"{self.title}, {self.town}" if self.town else self.title

    @property
    def whole_address(self) -> str:
        """Venue, street and town in one line; an address with its postal code names the town already."""
        town = "" if self.town and self.town in self.address else self.town
        return ", ".join(part for part in (self.venue, self.address, town) if part)

    @property
    def begins_at(self) -> datetime:
        """The moment it begins: times are meant in Berlin."""
        return datetime.combine(self.date, self.starts_at, tzinfo=BERLIN)

    @property
    def closes_at(self) -> datetime:
        """The moment it ends."""
        return datetime.combine(self.date, self.ends_at, tzinfo=BERLIN)

    @property
    def is_on_site(self) -> bool:
        return self.format != ConferenceFormat.ONLINE

    @property
    def is_online(self) -> bool:
        """Whether people can take part online, hybrid ones included."""
        return self.format != ConferenceFormat.ON_SITE

    @property
    def is_planned(self) -> bool:
        return self.state == ConferenceState.PLANNED

    @property
    def is_cancelled(self) -> bool:
        return self.state == ConferenceState.CANCELLED

    @property
    def is_over(self) -> bool:
        return self.date < today()

    @property
    def free_seats(self) -> int:
        return max(self.capacity - self.registered, 0)

    @property
    def record_is_public(self) -> bool:
        """Whether what the tables reported may be read: from the day the record is published."""
        return self.record_published_on is not None and self.record_published_on <= today()


class AgendaItem(models.Model):
    """One slot of a conference's agenda."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField(_("order"))
    time = models.TimeField(_("begins"))
    ends_at = models.TimeField(_("ends"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=200)
    room = models.CharField(_("room"), max_length=120, blank=True)
    # Who speaks, in one line; shown where no speakers are named one by one.
    by = models.CharField(_("by"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")
        ordering = ["conference", "order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("time")), name="agenda_item_ends_after_begin"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Speaker(models.Model):
    """Who speaks in a slot: an office first of all, with its organisation; the name of a person only where it helps."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="speakers")
    order = models.PositiveSmallIntegerField(_("order"))
    office = models.CharField(_("office or function"), max_length=160)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["item", "order"]

    def __str__(self) -> str:
        # Without the name: labels are kept in the log.
        return f"{self.office}, {self.organisation}" if self.organisation else self.office


class ConferenceChange(models.Model):
    """A change people have to know of: another day, hour, venue or format. Who made it says the log."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="changes")
    made_at = models.DateTimeField(_("changed"), default=timezone.now)
    #: Label, before and after in German, as the registered were told. Links for registered people are not in it.
    changes = models.JSONField(_("changes"), default=list)
    note = models.TextField(_("sentence of the office"), blank=True)

    class Meta:
        verbose_name = _("change of a conference")
        verbose_name_plural = _("changes of conferences")
        ordering = ["conference", "-made_at", "-pk"]

    def __str__(self) -> str:
        return ", ".join(label for label, _before, _after in self.changes)


class ThematicTable(models.Model):
    """A working table of a conference with a guiding question."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField(_("number"))
    # An editorial label only: by string, because action fields belong to a feature above this one.
    action_field = models.ForeignKey(
        "consultations.ActionField",
        verbose_name=_("action field"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tables",
    )
    title = models.CharField(_("title"), max_length=160)
    question = models.TextField(_("guiding question"))
    host = models.CharField(_("host"), max_length=160, blank=True)
    capacity = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    participants = models.PositiveSmallIntegerField(_("participants"), null=True, blank=True)
    summary = models.TextField(_("report of the table"), blank=True)

    class Meta:
        verbose_name = _("thematic table")
        verbose_name_plural = _("thematic tables")
        ordering = ["conference", "number"]
        constraints = [models.UniqueConstraint(fields=["conference", "number"], name="table_number_once")]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """How many people of a category attended a conference."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="attendance")
    category = models.ForeignKey("accounts.StakeholderCategory", on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField(_("people"))

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["category__order"]
        constraints = [models.UniqueConstraint(fields=["conference", "category"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.category}: {self.count}"
