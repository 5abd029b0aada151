"""Telling participants of replies, new versions and phases. Everything here may be repeated: nobody is told twice."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.contributions.addresses import target_url
from consultations.contributions.enums import State
from consultations.contributions.following.models import Follow
from consultations.contributions.models import Contribution
from consultations.contributions.telling.subjects import PHASES, REPLIES, VERSIONS, scope_of
from consultations.drafts.models import DraftVersion
from consultations.process.dates import weekday_date
from consultations.process.enums import OPEN_TARGETS, TargetKind
from consultations.process.models import BERLIN, Phase, Process
from notifications.notices import tell
from notifications.preferences import Choices

#: How many days before its end a phase that takes contributions is announced to end.
DAYS_BEFORE_END = 3
#: What a worker that was down has missed is made up for so many days.
CATCH_UP = timedelta(days=2)
CHUNK = 500


def participants(process: Process) -> QuerySet[User]:
    """Active accounts that have said something in a consultation or follow a part of it."""
    said = Contribution.objects.received().filter(process=process, user=OuterRef("pk"), is_official_reply=False)
    said = said.exclude(state=State.WITHDRAWN)
    follows = Follow.objects.filter(process=process, user=OuterRef("pk"))
    return User.objects.filter(Exists(said) | Exists(follows), is_active=True)


def tell_of_reply(reply: Contribution) -> None:
    """Tell an author that somebody has replied; nothing for replies the public cannot read."""
    readable = Contribution.objects.public().filter(pk=reply.pk).exists()
    if not reply.is_reply or not readable:
        return
    parent = Contribution.objects.select_related("user", "process").get(pk=reply.parent_id)
    if parent.user is None or parent.user_id == reply.user_id or parent.state == State.WITHDRAWN:
        return
    page = target_url(reply)
    with translation.override(parent.user.language):
        says = (
            _("The ministry has replied to your contribution %(code)s.")
            if reply.is_official_reply
            else _("Somebody has replied to your contribution %(code)s.")
        )
        tell(
            parent.user,
            REPLIES,
            text=says % {"code": parent.display_code},
            url=f"{page}#beitrag-{reply.code}" if page else parent.get_absolute_url(),
            dedupe_key=f"reply:{reply.pk}",
            scope=scope_of(parent.process_id),
            scope_label=parent.process.short_title,
        )


def tell_of_version(version: DraftVersion) -> int:
    """Tell participants of a published version; those who follow the draft hear of it there. Returns how many."""
    process = version.draft.process
    if not version.is_published or not process.is_published:
        return 0
    whole = Follow.objects.filter(
        process=process, user=OuterRef("pk"), target_kind__in=[TargetKind.DRAFT, TargetKind.PROCESS]
    )
    name = "comparison" if version.number > 1 else "current"

    def text() -> str:
        return _("There is a new version of the draft: “%(label)s”.") % {"label": version.label}

    url = reverse(f"drafts:{name}", kwargs={"process_slug": process.slug})
    people = participants(process).exclude(Exists(whole))
    return tell_all(people, process, VERSIONS, text=text, url=url, key=f"version:{version.pk}")


def tell_of_phases(day: date) -> int:
    """Tell participants of phases that begin, and of those that end soon; returns how many were told."""
    running = Phase.objects.filter(process__is_published=True, process__finished_on__isnull=True)
    running = running.select_related("process")
    count = 0
    for phase in running.filter(starts_on__range=(day - CATCH_UP, day)):
        count += _tell_of_phase(phase, begins=True)
    for phase in running.filter(ends_on__range=(day, day + timedelta(days=DAYS_BEFORE_END))):
        # A phase that begins in these days has just been announced, with its end.
        if OPEN_TARGETS.get(phase.kind) and phase.starts_on < day - CATCH_UP:
            count += _tell_of_phase(phase, begins=False)
    return count


def _tell_of_phase(phase: Phase, *, begins: bool) -> int:
    def text() -> str:
        last = weekday_date(phase.ends_on) if phase.ends_on else ""
        if not begins:
            return _("“%(title)s” ends on %(day)s.") % {"title": phase.title, "day": last}
        if last:
            return _("“%(title)s” has begun, until %(day)s.") % {"title": phase.title, "day": last}
        return _("“%(title)s” has begun.") % {"title": phase.title}

    # With its date: who was told of a deadline is told again when it is moved.
    moment = phase.starts_on if begins else phase.ends_on
    key = f"phase:{phase.pk}:{'begins' if begins else 'ends'}:{moment.isoformat()}"
    process = phase.process
    return tell_all(participants(process), process, PHASES, text=text, url=process.get_absolute_url(), key=key)


def tell_of_moved_phase(phase: Phase) -> int:
    """Tell participants of a running phase that it ends on another day than they were told; returns how many."""
    process, today = phase.process, timezone.now().astimezone(BERLIN).date()
    is_running = phase.starts_on <= today and phase.ends_on is not None and phase.ends_on >= today
    if not (is_running and OPEN_TARGETS.get(phase.kind) and process.is_published and process.finished_on is None):
        return 0

    def text() -> str:
        return _("“%(title)s” now ends on %(day)s.") % {"title": phase.title, "day": weekday_date(phase.ends_on)}

    key = f"phase:{phase.pk}:moved:{phase.ends_on.isoformat()}"
    return tell_all(participants(process), process, PHASES, text=text, url=process.get_absolute_url(), key=key)


def tell_all(
    people: QuerySet[User], process: Process, subject: str, *, text: Callable[[], str], url: str, key: str
) -> int:
    """Tell people the same thing about a process, each in their language; returns how many were told."""
    count, chunk = 0, []
    for user in people.order_by("pk").iterator(chunk_size=CHUNK):
        chunk.append(user)
        if len(chunk) == CHUNK:
            count += _tell_chunk(chunk, process, subject, text=text, url=url, key=key)
            chunk = []
    return count + _tell_chunk(chunk, process, subject, text=text, url=url, key=key)


def _tell_chunk(
    people: list[User], process: Process, subject: str, *, text: Callable[[], str], url: str, key: str
) -> int:
    choices, count = Choices([user.pk for user in people]), 0
    for user in people:
        with translation.override(user.language):
            told = tell(
                user,
                subject,
                text=text(),
                url=url,
                dedupe_key=f"{key}:{user.pk}",
                scope=scope_of(process.pk),
                scope_label=process.short_title,
                choices=choices,
            )
        count += told is not None
    return count


def tell_of_the_day(day: date | None = None) -> int:
    """Everything a day has to tell, and what workers have missed the days before; returns how many were told."""
    day = day or timezone.now().astimezone(BERLIN).date()
    fresh = DraftVersion.objects.published().filter(published_at__gte=timezone.now() - CATCH_UP)
    versions = sum(tell_of_version(version) for version in fresh.select_related("draft__process"))
    return versions + tell_of_phases(day)
