"""Telling people about measures: authors and followers when one moves, the office when a report is due."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.contributions.following.models import Follow
from consultations.contributions.mails import tell_author
from consultations.contributions.models import Contribution
from consultations.contributions.telling.subjects import ANSWERS, FOLLOWED, scope_of
from consultations.drafts.models import Paragraph
from consultations.drafts.queries import published_versions
from consultations.process.dates import today
from consultations.process.enums import TargetKind, TeamRole
from consultations.process.models import BERLIN, Process, TeamMember
from consultations.results.measures.enums import MeasureState
from consultations.results.measures.models import Measure, MeasureChange
from consultations.synthesis.models import Finding
from notifications.notices import tell
from notifications.services import enqueue

#: So long before a report is due its office is reminded.
AHEAD = timedelta(days=14)


@dataclass
class _Told:
    """A person with what there is to tell: as author of a contribution, or as a follower."""

    contribution: Contribution | None = None
    user: User | None = None
    measures: dict[int, Measure] = field(default_factory=dict)


def tell_of_yesterday(day: date | None = None) -> int:
    """Tell of everything that moved before a day; one message a person, process and day. Returns how many."""
    day = day or today()
    begins = datetime.combine(day, time.min, tzinfo=BERLIN)
    changes = MeasureChange.objects.filter(told_at__isnull=True, at__lt=begins)
    processes = Process.objects.filter(measures__changes__in=changes).distinct()
    return sum(tell_progress(process, day, list(changes.filter(measure__process=process))) for process in processes)


@transaction.atomic
def tell_progress(process: Process, day: date, changes: list[MeasureChange]) -> int:
    """Tell authors and followers which measures of a process moved, and remember that they were told."""
    keys = [change.pk for change in changes]
    locked = MeasureChange.objects.select_for_update().filter(pk__in=keys, told_at__isnull=True)
    moved = {row.measure_id for row in locked}
    measures = Measure.objects.public().filter(pk__in=moved).select_related("process").order_by("number")
    people: dict[str, _Told] = defaultdict(_Told)
    for measure in measures:
        _add_authors(people, measure)
        _add_followers(people, measure)
    told = sum(_tell(person, key, process, day) for key, person in people.items())
    MeasureChange.objects.filter(pk__in=keys).update(told_at=timezone.now())
    return told


def _add_authors(people: dict[str, _Told], measure: Measure) -> None:
    findings = Finding.objects.public().filter(measures=measure)
    rows = Contribution.objects.admitted().with_reachable_author().filter(segments__finding__in=findings)
    for row in rows.select_related("user", "process").distinct().order_by("pk").iterator(chunk_size=500):
        person = people[_key(row.user_id, row.author_address)]
        person.contribution = person.contribution or row
        person.measures[measure.pk] = measure


def _add_followers(people: dict[str, _Told], measure: Measure) -> None:
    """Who follows the process, its draft, or the paragraph of the measure or its chapter."""
    about = Q(target_kind__in=[TargetKind.PROCESS, TargetKind.DRAFT])
    if measure.lineage:
        places = Paragraph.objects.filter(version__in=published_versions(measure.process), lineage=measure.lineage)
        chapters = places.order_by().values("section__lineage")
        about |= Q(target_kind=TargetKind.PARAGRAPH, lineage=measure.lineage)
        about |= Q(target_kind=TargetKind.SECTION, lineage__in=chapters)
    follows = Follow.objects.filter(about, process=measure.process, user__is_active=True)
    for follow in follows.select_related("user").order_by("pk").iterator(chunk_size=500):
        person = people[_key(follow.user_id, follow.user.email)]
        person.user = follow.user
        person.measures[measure.pk] = measure


def _key(user_pk: int | None, address: str) -> str:
    """One person, without an address in the outbox's keys."""
    return f"u{user_pk}" if user_pk else f"g{hashlib.sha256(address.lower().encode()).hexdigest()[:24]}"


def _tell(person: _Told, key: str, process: Process, day: date) -> bool:
    measures = sorted(person.measures.values(), key=lambda measure: measure.number)
    dedupe_key = f"measures:{process.pk}:{day.isoformat()}:{key}"
    row = person.contribution
    user = row.user if row else person.user
    language = (user.language if user else row.language) or "de"
    with translation.override(language):
        text = _("Measures that go back to contributions have moved: %(titles)s") % {
            "titles": "; ".join(measure.title for measure in measures)
        }
    if row is not None:
        context = {"measures": measures}
        sent = tell_author(row, "measures_moved", dedupe_key=dedupe_key, context=context, notice=(ANSWERS, text[:300]))
        return sent is not None
    sent = tell(
        person.user,
        FOLLOWED,
        text=text[:300],
        url=measures[0].get_absolute_url(),
        dedupe_key=dedupe_key,
        scope=scope_of(process.pk),
        scope_label=process.short_title,
    )
    return sent is not None


def remind_offices(day: date | None = None) -> int:
    """Remind offices of reports that are due, and of periods that ended without a word; each once. Returns how many."""
    day, count = day or today(), 0
    rows = Measure.objects.filter(process__finished_on__isnull=True).exclude(office="").select_related("process")
    for measure in rows.filter(report_due_on__lte=day + AHEAD):
        count += _remind(measure, "report", measure.report_due_on)
    unfinished = (MeasureState.PLANNED, MeasureState.RUNNING)
    for measure in rows.filter(ends_on__lt=day, state__in=unfinished, state_since__lte=F("ends_on")):
        count += _remind(measure, "end", measure.ends_on)
    return count


def _remind(measure: Measure, about: str, due_on: date) -> int:
    members = TeamMember.objects.holding().filter(
        process=measure.process_id, role=TeamRole.MEASURE_OFFICE, office=measure.office, user__is_active=True
    )
    people = User.objects.filter(pk__in=members.values("user")).order_by("pk")
    context = {"measure": measure, "process": measure.process, "due_on": due_on}
    return sum(
        enqueue(
            f"measure_{about}_due",
            recipient=user,
            context=context,
            dedupe_key=f"measure-{about}:{measure.pk}:{due_on.isoformat()}:{user.pk}",
        )
        is not None
        for user in people
    )
