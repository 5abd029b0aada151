"""The consultation process, its phases, team and rules."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from consultations.process.enums import Contributors, ModerationTime, PhaseKind, PhaseState, TeamRole

#: Deadlines are meant in the time of the people they are set for.
BERLIN = ZoneInfo("Europe/Berlin")


class ProcessQuerySet(models.QuerySet):
    """Processes by who may see them and by time."""

    def published(self) -> "ProcessQuerySet":
        return self.filter(is_published=True)

    def visible_to(self, user) -> "ProcessQuerySet":
        """Published processes, and for team members their own before publication."""
        if user.is_authenticated and user.is_superuser:
            return self
        if user.is_authenticated:
            mine = TeamMember.objects.holding().filter(user=user).values("process")
            return self.filter(Q(is_published=True) | Q(pk__in=mine))
        return self.published()

    def running(self) -> "ProcessQuerySet":
        return self.filter(finished_on__isnull=True)

    def finished(self) -> "ProcessQuerySet":
        return self.filter(finished_on__isnull=False)


class Process(models.Model):
    """One consultation from kick-off to decision."""

    slug = models.SlugField(_("address"), unique=True, help_text=_("Part of the public address /verfahren/…/"))
    title = models.CharField(_("title"), max_length=200)
    short_title = models.CharField(_("short title"), max_length=80)
    summary = models.TextField(_("what it is about"))
    what_can_change = models.TextField(_("what can be changed"))
    what_is_fixed = models.TextField(_("what is fixed"))
    promise = models.TextField(_("our promise"), help_text=_("What participants can rely on."))
    decision_body = models.TextField(_("who decides"), blank=True)
    region = models.ForeignKey(
        "regions.Region", verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    initiator_name = models.CharField(_("ministry"), max_length=200)
    initiator_unit = models.CharField(_("unit"), max_length=200, blank=True)
    contact_email = models.EmailField(_("contact e-mail"))
    contact_postal = models.TextField(_("postal address"), blank=True)
    accompaniment = models.CharField(_("moderated by"), max_length=200, blank=True)
    plain_language_title = models.CharField(_("title in easy language"), max_length=200, blank=True)
    plain_language_text = models.TextField(_("text in easy language"), blank=True, help_text=_("One sentence a line."))
    privacy_notice = models.TextField(_("privacy notice of this process"), blank=True)
    contributors = models.CharField(
        _("who may contribute"), max_length=16, choices=Contributors.choices, default=Contributors.REGISTERED
    )
    moderation_time = models.CharField(
        _("when contributions are reviewed"),
        max_length=8,
        choices=ModerationTime.choices,
        default=ModerationTime.BEFORE,
    )
    review_within_hours = models.PositiveSmallIntegerField(_("hours until contributions are reviewed"), default=48)
    max_characters = models.PositiveIntegerField(
        _("longest contribution, in characters"),
        default=5000,
        validators=[MinValueValidator(200), MaxValueValidator(50_000)],
    )
    minimum_working_days = models.PositiveSmallIntegerField(
        _("shortest formal hearing, in working days"),
        default=20,
        validators=[MaxValueValidator(250)],
        help_text=_("A hearing with a shorter deadline needs a published reason."),
    )
    is_published = models.BooleanField(_("published"), default=False)
    finished_on = models.DateField(_("finished on"), null=True, blank=True)
    demo_notice = models.TextField(_("notice on every page"), blank=True, help_text=_("Shown for demonstration data."))
    # By how many days the dates of the demonstration were moved; empty for real processes.
    demo_shifted_by = models.IntegerField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProcessQuerySet.as_manager()

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.short_title

    def get_absolute_url(self) -> str:
        return reverse("process:detail", kwargs={"slug": self.slug})

    @property
    def plain_language_lines(self) -> list[str]:
        return [line for line in self.plain_language_text.splitlines() if line.strip()]

    def in_language(self, language: str | None = None) -> dict[str, str]:
        """Title and summary in a language, falling back to the original."""
        language = language or translation.get_language() or "de"
        for row in self.translations.all():
            if row.language == language:
                return {"title": row.title, "summary": row.summary, "language": language}
        return {"title": self.title, "summary": self.summary, "language": "de"}


class ProcessTranslation(models.Model):
    """Title and summary of a process in another language."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=8)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("what it is about"))

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["process", "language"], name="process_translation_once")]

    def __str__(self) -> str:
        return f"{self.process} ({self.language})"


class Phase(models.Model):
    """A dated stage of a process. Days are whole days in Berlin; the last day belongs to the phase."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="phases")
    key = models.SlugField(_("key"))
    order = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=16, choices=PhaseKind.choices)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("what happens"), blank=True)
    deadline_note = models.TextField(_("note on the deadline"), blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    is_formal_hearing = models.BooleanField(_("formal hearing"), default=False)
    short_deadline_reason = models.TextField(
        _("reason for a short deadline"),
        blank=True,
        help_text=_("Only for formal hearings. Published on the page of the process and in the invitation."),
    )

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["process", "order"]
        constraints = [
            models.UniqueConstraint(fields=["process", "key"], name="phase_key_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="phase_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.ends_on and self.starts_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day must not be before the first day.")})

    @property
    def opens_at(self) -> datetime:
        """The first moment of the phase."""
        return datetime.combine(self.starts_on, time.min, tzinfo=BERLIN)

    @property
    def closes_at(self) -> datetime | None:
        """The first moment after the phase, None when it has no end."""
        if self.ends_on is None:
            return None
        return datetime.combine(self.ends_on + timedelta(days=1), time.min, tzinfo=BERLIN)

    def contains(self, moment: datetime) -> bool:
        """Whether the phase is on at a moment."""
        closes_at = self.closes_at
        return self.opens_at <= moment and (closes_at is None or moment < closes_at)

    @property
    def state(self) -> PhaseState:
        now = timezone.now()
        if self.contains(now):
            return PhaseState.RUNNING
        return PhaseState.TO_COME if now < self.opens_at else PhaseState.DONE

    @property
    def days_left(self) -> int | None:
        """Whole days until the last day: 0 on the last day itself."""
        if self.ends_on is None:
            return None
        return (self.ends_on - timezone.now().astimezone(BERLIN).date()).days


class ProcessRule(models.Model):
    """A published rule of participation; a rejection names the one that was broken."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="rules")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("rule"))

    class Meta:
        verbose_name = _("rule of participation")
        verbose_name_plural = _("rules of participation")
        ordering = ["process", "number"]
        constraints = [models.UniqueConstraint(fields=["process", "number"], name="process_rule_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class TeamMemberQuerySet(models.QuerySet):
    """Roles by time."""

    def holding(self, day: date | None = None) -> "TeamMemberQuerySet":
        """Roles that hold on a day in Berlin, by default today: a deputy's only from the first to the last day."""
        day = day or timezone.now().astimezone(BERLIN).date()
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        )

    def permanent(self) -> "TeamMemberQuerySet":
        """Roles somebody has in their own right, not as a deputy."""
        return self.filter(deputises_for__isnull=True)


class TeamMember(models.Model):
    """A person's role in a process. A person may have several; a deputy's holds for some days only."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="team_memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=TeamRole.choices)
    office = models.CharField(_("office"), max_length=120, blank=True, help_text=_("Shown instead of a name."))
    #: Whose role this person takes over for a time; the role ends with the one it stands for.
    deputises_for = models.ForeignKey(
        "self",
        verbose_name=_("deputy for"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="deputies",
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ["process", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["process", "user", "role"], condition=Q(deputises_for__isnull=True), name="team_role_once"
            ),
            models.CheckConstraint(
                condition=Q(deputises_for__isnull=True) | Q(starts_on__isnull=False, ends_on__isnull=False),
                name="deputy_has_period",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="team_period_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"

    def holds_on(self, day: date) -> bool:
        """The same as `holding` for a row that was read already."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


class Announcement(models.Model):
    """News of a process."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="announcements")
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"))
    published_on = models.DateField(_("published on"))

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-published_on", "-pk"]

    def __str__(self) -> str:
        return self.title
