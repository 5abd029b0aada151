"""The mails to followers: collected once a day or week, or soon after something is new.

Everything a person follows is told in one mail. The mail and how far the person was told are written in one
transaction: a worker that dies has told nobody, and the next one begins where it stood.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from consultations.contributions.addresses import target_url
from consultations.contributions.following.models import Follow, News
from consultations.contributions.following.news import collect
from consultations.contributions.following.targets import numbers_of
from consultations.contributions.models import Contribution
from consultations.contributions.telling.subjects import FOLLOWED, scope_of
from consultations.drafts.models import DraftVersion, Paragraph
from consultations.drafts.queries import changed_lineages
from consultations.process.enums import TargetKind
from consultations.process.models import Process
from notifications.enums import Frequency
from notifications.models import Preference
from notifications.notices import WEEKLY_ON, unsubscribe
from notifications.preferences import Choices
from notifications.services import enqueue

#: People told in one transaction.
PEOPLE_AT_ONCE = 100
#: Entries of one mail; of more it says how many there are and where.
MOST_ENTRIES = 50

#: Process, kind and lineage of what can be followed.
Key = tuple[int, str, str]


@dataclass
class Entry:
    """One thing to tell: a contribution or a version; `keys` are what followers of it follow."""

    news: int
    process: Process
    keys: set[Key]
    contribution: Contribution | None = None
    version: DraftVersion | None = None

    @property
    def url(self) -> str:
        """Where it is read, without the host."""
        if self.contribution is not None:
            page = target_url(self.contribution)
            anchored = f"{page}#beitrag-{self.contribution.code}"
            return anchored if page else self.contribution.get_absolute_url()
        name = "comparison" if self.version.number > 1 else "current"
        return reverse(f"drafts:{name}", kwargs={"process_slug": self.process.slug})


@dataclass
class Told:
    """What one mail says: entries with the numbers of the followed paragraphs a version changed."""

    entry: Entry
    numbers: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Due:
    """Who is told now: people with one of these frequencies; `day` limits them to one mail a day."""

    frequencies: set[Frequency]
    day: str = ""


def tell_followers(day: date | None = None) -> int:
    """Write the mails of a day, at most one for a person; returns how many. Safe to repeat at any time."""
    day = day or timezone.localdate()
    due = {Frequency.AT_ONCE, Frequency.DAILY} | ({Frequency.WEEKLY} if day.weekday() == WEEKLY_ON else set())
    # Also where nobody follows yet: the first who does must not wait until all that is public is written down.
    for process in Process.objects.filter(is_published=True).order_by("pk"):
        collect(process)
    return _tell_due(Follow.objects.all(), Due(due, day.isoformat()))


def tell_at_once() -> int:
    """Write the mails of people who do not want to wait; returns how many. Safe to repeat at any time."""
    impatient = Preference.objects.filter(frequency=Frequency.AT_ONCE, user=OuterRef("user"))
    impatient = impatient.filter(Q(subject=FOLLOWED) | ~Q(scope=""))
    follows = Follow.objects.filter(Exists(impatient))
    for process in Process.objects.filter(is_published=True, pk__in=follows.values("process")).order_by("pk"):
        collect(process)
    return _tell_due(follows, Due({Frequency.AT_ONCE}))


def _tell_due(follows: QuerySet[Follow], due: Due) -> int:
    waiting = follows.filter(user__is_active=True, process__is_published=True)
    newer = News.objects.filter(process=OuterRef("process"), pk__gt=OuterRef("told_upto"))
    people = list(waiting.filter(Exists(newer)).order_by("user").values_list("user", flat=True).distinct())
    return sum(_tell(people[start : start + PEOPLE_AT_ONCE], due) for start in range(0, len(people), PEOPLE_AT_ONCE))


@transaction.atomic
def _tell(people: list[int], due: Due) -> int:
    """Write the mails of some people, in a number of reads that does not grow with what there is to tell."""
    rows = (
        Follow.objects.select_for_update(of=("self",))
        .filter(user__in=people, user__is_active=True, process__is_published=True)
        .select_related("user", "process")
        .order_by("pk")
    )
    choices = Choices(people)
    follows = [
        row for row in rows if choices.frequency(row.user_id, FOLLOWED, scope_of(row.process_id)) in due.frequencies
    ]
    if not follows:
        return 0
    entries, latest = _entries(follows)
    numbers = numbers_of(follows)
    by_person: dict[int, list[Follow]] = defaultdict(list)
    for row in follows:
        by_person[row.user_id].append(row)
    told, count = [], 0
    for own in by_person.values():
        found = _for_person(own, entries, numbers)
        if found and not _write(own[0].user, found, due):
            # There was a mail today already: what is new since then is told tomorrow.
            continue
        count += bool(found)
        told += own
    for row in told:
        row.told_upto = max(row.told_upto, latest.get(row.process_id, 0))
    Follow.objects.bulk_update(told, ["told_upto"])
    return count


def _for_person(own: list[Follow], entries: dict[Key, list[Entry]], numbers: dict[Key, str]) -> list[Told]:
    """What there is to tell one person, each thing once, in the order in which it was noticed."""
    found: dict[int, Told] = {}
    for row in own:
        key = (row.process_id, row.target_kind, row.lineage)
        for entry in entries.get(key, []):
            if entry.news <= row.told_upto:
                continue
            if entry.contribution is not None and entry.contribution.user_id == row.user_id:
                continue
            told = found.setdefault(entry.news, Told(entry))
            if entry.version is not None and row.target_kind == TargetKind.PARAGRAPH:
                told.numbers.append(numbers.get(key, ""))
    return [found[news] for news in sorted(found)]


def _write(user, found: list[Told], due: Due) -> bool:
    """Put the mail into the outbox; False when the person had the one of this day."""
    way_out = unsubscribe(user, FOLLOWED)
    message = enqueue(
        "followed_news",
        recipient=user,
        context={
            "told": found[:MOST_ENTRIES],
            "more": max(len(found) - MOST_ENTRIES, 0),
            "count": len(found),
            "unsubscribe_url": way_out["url"],
        },
        headers=way_out["headers"],
        # At once there may be several a day; each tells up to another piece of news.
        dedupe_key=f"followed:{user.pk}:{due.day or found[-1].entry.news}",
    )
    return message is not None


def _entries(follows: list[Follow]) -> tuple[dict[Key, list[Entry]], dict[int, int]]:
    """What is new for any of these follows and still public, by what is followed; and the latest news by process."""
    processes = {row.process_id: row.process for row in follows}
    rows = list(News.objects.filter(_new_for(follows)).order_by("pk"))
    fresh = _new_for(follows, prefix="news_for_followers__")
    readable = Contribution.objects.public().filter(fresh).select_related("process", "category", "region")
    public = {row.pk: row for row in readable}
    versions = {row.pk: row for row in DraftVersion.objects.published().filter(fresh).select_related("draft")}
    chapters = _chapters(processes)
    entries: dict[Key, list[Entry]] = defaultdict(list)
    for news in rows:
        process = processes[news.process_id]
        contribution, version = public.get(news.contribution_id), versions.get(news.version_id)
        if contribution is not None:
            entry = Entry(news.pk, process, _keys_of(contribution, chapters), contribution=contribution)
        elif version is not None:
            changed = changed_lineages(version, version.previous)
            entry = Entry(news.pk, process, _keys_of_version(process.pk, changed, chapters), version=version)
        else:
            # Not public any more, e.g. withdrawn.
            continue
        for key in entry.keys:
            entries[key].append(entry)
    return entries, {row.process_id: row.pk for row in rows}


def _new_for(follows: list[Follow], prefix: str = "") -> Q:
    """Condition on news, or on what they are about: at least one of these people was not told yet."""
    lowest: dict[int, int] = {}
    for row in follows:
        lowest[row.process_id] = min(row.told_upto, lowest.get(row.process_id, row.told_upto))
    condition = Q()
    for process, told_upto in lowest.items():
        condition |= Q(**{f"{prefix}process": process, f"{prefix}pk__gt": told_upto})
    return condition


def _chapters(processes: Iterable[int]) -> dict[tuple[int, str], set[str]]:
    """Chapters a paragraph stood in, in all published versions; keys are process and lineage of the paragraph."""
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    rows = Paragraph.objects.filter(
        version__in=DraftVersion.objects.published().filter(draft__process__in=processes)
    ).order_by()
    for process, lineage, chapter in rows.values_list("version__draft__process", "lineage", "section__lineage"):
        found[process, lineage].add(chapter)
    return found


def _keys_of(row: Contribution, chapters: dict[tuple[int, str], set[str]]) -> set[Key]:
    process = row.process_id
    keys: set[Key] = {(process, TargetKind.PROCESS, "")}
    if row.target_kind in (TargetKind.PARAGRAPH, TargetKind.SECTION, TargetKind.DRAFT):
        keys |= {(process, TargetKind.DRAFT, ""), (process, row.target_kind, row.lineage)}
    if row.target_kind == TargetKind.PARAGRAPH:
        keys |= {(process, TargetKind.SECTION, chapter) for chapter in chapters.get((process, row.lineage), ())}
    return keys


def _keys_of_version(process: int, changed: set[str], chapters: dict[tuple[int, str], set[str]]) -> set[Key]:
    keys: set[Key] = {(process, TargetKind.PROCESS, ""), (process, TargetKind.DRAFT, "")}
    for lineage in changed:
        keys.add((process, TargetKind.PARAGRAPH, lineage))
        keys |= {(process, TargetKind.SECTION, chapter) for chapter in chapters.get((process, lineage), ())}
    return keys
