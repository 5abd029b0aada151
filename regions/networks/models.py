"""Networks of offices, their members, working groups and meetings."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from regions.networks.enums import AHEAD, TOLD, Answer, FollowUpState, ItemKind, MeetingFormat, MeetingState, MemberRole
from regions.offices.models import Office
from regions.places.models import Region


class Revised(models.Model):
    """A row that several people may have open in a form: `revision` tells whether it changed meanwhile."""

    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class NetworkQuerySet(models.QuerySet):
    """Networks by who may see them."""

    def public(self) -> "NetworkQuerySet":
        return self.filter(is_published=True)


class Network(Revised):
    """A network of commissioners and coordinators, usually of one state."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    short = models.CharField(_("short title"), max_length=40, blank=True)
    state = models.ForeignKey(
        Region, verbose_name=_("federal state"), on_delete=models.PROTECT, related_name="networks"
    )
    convener = models.CharField(_("convened by"), max_length=250, blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    #: What is known about it: a list of {"text", "source"}.
    facts = models.JSONField(_("facts"), default=list, blank=True)
    source = models.CharField(_("source"), max_length=250, blank=True)
    is_published = models.BooleanField(_("public"), default=False)
    demo_notice = models.TextField(_("note on demonstration data"), blank=True)
    #: By how many days the demonstration moved this network's own dates; None where dates are history.
    demo_shifted_by = models.IntegerField(null=True, blank=True, editable=False)

    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering = ["state__name", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("networks:network", kwargs={"slug": self.slug})

    @property
    def name(self) -> str:
        """What it is called in lists and breadcrumbs."""
        return self.short or self.title


class NetworkSection(Revised):
    """A readable part of a network's page, e.g. about the coordinators of a district."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    source = models.CharField(_("source"), max_length=250, blank=True)
    office = models.ForeignKey(
        Office, verbose_name=_("office"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reference = models.CharField(max_length=60, blank=True, editable=False)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class MemberQuerySet(models.QuerySet):
    """Members by whether they still are, and who is behind them."""

    def active(self) -> "MemberQuerySet":
        """Those who belong to the network today; an office that was given up belongs to none."""
        today = timezone.localdate()
        kept = Q(office__isnull=True) | Q(office__ended_on__isnull=True, office__is_confirmed=True)
        return self.filter(kept, Q(until__isnull=True) | Q(until__gte=today), since__lte=today)

    def of(self, user) -> "MemberQuerySet":
        """Active memberships a person stands behind: by the account, or as holder of the office."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.active().filter(Q(user=user) | Q(office__holder=user))

    def with_people(self) -> "MemberQuerySet":
        return self.select_related("office__region", "office__holder", "user")


class NetworkMember(Revised):
    """An office, or an account without one, that belongs to a network."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="members")
    office = models.ForeignKey(
        Office,
        verbose_name=_("office"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="network_memberships",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="network_memberships"
    )
    role = models.CharField(_("role"), max_length=8, choices=MemberRole.choices, default=MemberRole.MEMBER)
    #: What the public reads of a member without office; never a name.
    function = models.CharField(_("function"), max_length=200, blank=True)
    since = models.DateField(_("member since"), default=timezone.localdate)
    until = models.DateField(_("member until"), null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["office__region__ags", "office__area", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(office__isnull=False, user__isnull=True) | Q(office__isnull=True, user__isnull=False),
                name="network_member_office_or_user",
            ),
            models.UniqueConstraint(
                fields=["network", "office"], condition=Q(until__isnull=True), name="network_office_once"
            ),
            models.UniqueConstraint(
                fields=["network", "user"], condition=Q(until__isnull=True), name="network_user_once"
            ),
        ]

    def __str__(self) -> str:
        # Never a person's name: it is kept in the log.
        return str(self.office) if self.office_id else self.function or f"{self.get_role_display()} {self.pk}"

    @property
    def person(self):
        """The account behind the membership, None for an office nobody has taken over here."""
        return self.user or (self.office.holder if self.office_id else None)

    @property
    def address(self) -> str:
        """Where mails for this member go; empty when nobody knows."""
        person = self.person
        if person is not None and person.is_active:
            return person.email
        return self.office.email if self.office_id else ""


class WorkingGroup(Revised):
    """A group of members that works on one field."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="working_groups")
    reference = models.CharField(max_length=60, blank=True, editable=False)
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("task"), blank=True)
    #: Key of an action field of the demonstration or of a concept; consultations lie above.
    action_field = models.CharField(_("action field"), max_length=60, blank=True)
    members = models.ManyToManyField(NetworkMember, verbose_name=_("members"), blank=True, related_name="groups")
    is_fact = models.BooleanField(_("from a public source"), default=True)

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class GroupResult(Revised):
    """Something a working group has come to."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.CASCADE, related_name="results")
    date = models.DateField(_("date"), default=timezone.localdate)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return self.title


class MeetingQuerySet(models.QuerySet):
    """Meetings by who may know of them, and by when they are."""

    def told(self) -> "MeetingQuerySet":
        """What members know of: everything but what is in preparation."""
        return self.filter(state__in=TOLD)

    def public(self) -> "MeetingQuerySet":
        return self.told().filter(is_public=True)

    def upcoming(self) -> "MeetingQuerySet":
        return (
            self.filter(date__gte=timezone.localdate()).exclude(state=MeetingState.HELD).order_by("date", "starts_at")
        )

    def past(self) -> "MeetingQuerySet":
        """Newest first; what was held today is over."""
        return self.filter(Q(date__lt=timezone.localdate()) | Q(state=MeetingState.HELD)).order_by("-date", "-pk")


class NetworkMeeting(Revised):
    """A meeting of a network, from its announcement to its minutes."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="meetings")
    slug = models.SlugField(max_length=80, editable=False)
    reference = models.CharField(max_length=60, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what it is about"), blank=True)
    date = models.DateField(_("date"))
    #: Where a historic date is not certain.
    date_note = models.CharField(_("note on the date"), max_length=250, blank=True)
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    #: For members only.
    online_link = models.URLField(_("link to the video conference"), blank=True)
    format = models.CharField(_("format"), max_length=12, choices=MeetingFormat.choices, default=MeetingFormat.MEETING)
    state = models.CharField(
        _("state"), max_length=9, choices=MeetingState.choices, default=MeetingState.PLANNED, editable=False
    )
    is_public = models.BooleanField(_("readable by everybody"), default=True)
    reply_by = models.DateField(_("reply by"), null=True, blank=True)
    invitation = models.TextField(_("text of the invitation"), blank=True)
    announced_at = models.DateTimeField(null=True, blank=True, editable=False)
    invited_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_because = models.TextField(_("reason"), blank=True)
    attended = models.PositiveIntegerField(_("number of participants"), null=True, blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    minutes_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    source = models.CharField(_("source"), max_length=250, blank=True)
    is_fact = models.BooleanField(_("from a public source"), default=True)
    #: Calendars know the meeting by the one and its newest state by the other.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-date", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["network", "slug"], name="network_meeting_slug_once"),
            models.UniqueConstraint(
                fields=["reference"], condition=~Q(reference=""), name="network_meeting_reference_once"
            ),
        ]
        indexes = [models.Index(fields=["network", "date"], name="network_meeting_date")]

    def __str__(self) -> str:
        return f"{self.title} ({self.date:%d.%m.%Y})"

    def get_absolute_url(self) -> str:
        return reverse("networks:meeting", kwargs={"slug": self.network.slug, "meeting": self.slug})

    @property
    def is_over(self) -> bool:
        return self.date < timezone.localdate() or self.state == MeetingState.HELD

    @property
    def is_ahead(self) -> bool:
        """People know of it and it is still to come."""
        return self.state in AHEAD and not self.is_over

    @property
    def takes_replies(self) -> bool:
        """Until the day itself: whoever falls ill can still say so."""
        return self.state == MeetingState.INVITED and not self.is_over

    @property
    def has_public_minutes(self) -> bool:
        return self.minutes_published_at is not None


class MeetingItem(Revised):
    """An item of the agenda, or a talk."""

    meeting = models.ForeignKey(NetworkMeeting, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    kind = models.CharField(_("kind"), max_length=4, choices=ItemKind.choices, default=ItemKind.ITEM)
    title = models.CharField(_("title"), max_length=250)
    speaker = models.CharField(_("office that speaks"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class MeetingReply(models.Model):
    """What a member replied to an invitation; kept for a year after the meeting."""

    meeting = models.ForeignKey(NetworkMeeting, on_delete=models.CASCADE, related_name="replies")
    member = models.ForeignKey(NetworkMember, on_delete=models.CASCADE, related_name="replies")
    answer = models.CharField(_("reply"), max_length=5, choices=Answer.choices)
    note = models.TextField(_("note"), blank=True)
    substitute = models.CharField(_("who comes instead"), max_length=200, blank=True)
    replied_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["member__office__region__ags", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="network_reply_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id}, {self.get_answer_display()}"


class RecommendationQuerySet(models.QuerySet):
    """Recommendations by who may read them."""

    def published(self) -> "RecommendationQuerySet":
        """Those of meetings whose minutes members can read."""
        return self.filter(meeting__minutes_published_at__isnull=False)

    def public(self) -> "RecommendationQuerySet":
        return self.published().filter(meeting__is_public=True, meeting__state__in=TOLD)


class Recommendation(Revised):
    """What a meeting recommends or has decided, and what became of it."""

    meeting = models.ForeignKey(NetworkMeeting, on_delete=models.CASCADE, related_name="recommendations")
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    text = models.TextField(_("recommendation"))
    addressed_to = models.CharField(_("addressed to"), max_length=200, blank=True)
    #: That of the newest follow-up.
    state = models.CharField(
        _("state"), max_length=11, choices=FollowUpState.choices, default=FollowUpState.OPEN, editable=False
    )

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["-meeting__date", "order", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class FollowUp(models.Model):
    """One step in what became of a recommendation."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="follow_ups")
    date = models.DateField(_("date"), default=timezone.localdate)
    state = models.CharField(_("state"), max_length=11, choices=FollowUpState.choices)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["date", "pk"]

    def __str__(self) -> str:
        return f"{self.recommendation_id}, {self.get_state_display()}"
