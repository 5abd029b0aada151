"""Segments that say nearly the same: what moderation grouped as a campaign, and what this comparison finds besides.

Groups are proposals: people tick and assign, nothing is joined, deleted or counted differently.
"""

import re
from itertools import chain

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from consultations.moderation.campaigns.models import CampaignMember
from consultations.process.models import Process
from consultations.synthesis.duplicates import near_duplicates
from consultations.synthesis.learning.groups import joined_groups
from consultations.synthesis.models import Segment
from consultations.synthesis.suggesting.models import AlikeMember, LearningRun
from consultations.synthesis.suggesting.runs import Progress

_NO_WORD = re.compile(r"[\W_]+")
#: So many rows are written at a time.
_BATCH = 1_000


def compare(run: LearningRun, progress: Progress) -> None:
    """Do a run: compare all texts of a process with one another and replace the groups. Safe to repeat."""
    progress.at("reading", 5)
    rows = Segment.objects.admitted().filter(contribution__process=run.process).order_by("pk")
    values = rows.values_list("pk", "contribution__published_text", "start", "end")
    keys, texts = [], []
    for pk, text, start, end in values.iterator(2_000):
        keys.append(pk)
        texts.append(text if start is None else text[start:end])
    progress.at("comparing", 15)
    groups = groups_of(texts)
    progress.at("storing", 90)
    with transaction.atomic():
        there = set(rows.values_list("pk", flat=True))
        AlikeMember.objects.filter(process=run.process).delete()
        AlikeMember.objects.bulk_create(
            [
                AlikeMember(process=run.process, segment_id=keys[place], group=keys[places[0]])
                for places in groups
                for place in places
                if keys[place] in there
            ],
            batch_size=_BATCH,
        )
        progress.done(text_count=len(keys))


def groups_of(texts: list[str]) -> list[list[int]]:
    """Places of texts that say nearly the same, in groups of at least two, each ascending.

    Equal texts are compared once: a campaign of thousands would else be millions of pairs.
    """
    first: dict[str, int] = {}
    same = []
    distinct: list[int] = []
    for place, text in enumerate(texts):
        plain = _NO_WORD.sub(" ", text.casefold()).strip()
        if not plain:
            continue
        if plain in first:
            same.append((first[plain], place))
        else:
            first[plain] = place
            distinct.append(place)
    near = near_duplicates([texts[place] for place in distinct])
    pairs = chain(same, ((distinct[one], distinct[other]) for one, other in near))
    found: dict[int, list[int]] = {}
    for place, group in enumerate(joined_groups(len(texts), pairs)):
        found.setdefault(group, []).append(place)
    return [places for places in found.values() if len(places) > 1]


def alike(segment: Segment) -> QuerySet[Segment]:
    """Other admitted segments of the process that say nearly the same, by either way."""
    campaigns = CampaignMember.objects.grouped().filter(contribution=segment.contribution_id).values("campaign")
    member = CampaignMember.objects.grouped().filter(campaign__in=campaigns).values("contribution")
    groups = AlikeMember.objects.filter(segment=segment).values("group")
    found = AlikeMember.objects.filter(group__in=groups).values("segment")
    either = Q(pk__in=found)
    if segment.start is None:
        either |= Q(contribution__in=member, start__isnull=True)
    rows = Segment.objects.admitted().filter(either, contribution__process=segment.contribution.process_id)
    return rows.exclude(pk=segment.pk).exclude(contribution=segment.contribution_id)


def group_count(process: Process) -> dict[str, int]:
    """How many groups the comparison found, and how many segments are in them; one query."""
    return AlikeMember.objects.filter(process=process).aggregate(
        groups=Count("group", distinct=True), segments=Count("pk")
    )


def groups(process: Process) -> QuerySet:
    """The groups with `size` and `open`, how many of them have no field; those with the most open ones first."""
    rows = AlikeMember.objects.filter(process=process, segment__in=Segment.objects.admitted())
    return (
        rows.values("group")
        .annotate(size=Count("pk"), open=Count("pk", filter=Q(segment__action_field__isnull=True)))
        .filter(size__gt=1)
        .order_by("-open", "-size", "group")
    )
