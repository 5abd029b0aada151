"""Writes of followers: follow, follow no longer, mails on and off."""

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from consultations.contributions.following.models import Follow, News
from consultations.contributions.following.news import collect
from consultations.contributions.targets import Target
from consultations.contributions.telling.subjects import FOLLOWED
from consultations.process.enums import TargetKind
from consultations.process.models import Process
from notifications.enums import Frequency
from notifications.preferences import choose


@transaction.atomic
def follow(user, described: Target) -> Follow:
    """Follow a part of a draft or a process. What is public by now is not told: the person has just seen it."""
    # Whoever follows a chapter or more also follows the paragraphs in it.
    collect(described.process, described if described.kind == TargetKind.PARAGRAPH else None)
    latest = News.objects.filter(process=described.process).aggregate(latest=Max("pk"))["latest"] or 0
    row, _created = Follow.objects.get_or_create(
        user=user,
        process=described.process,
        target_kind=described.kind,
        lineage=described.lineage,
        defaults={"told_upto": latest},
    )
    return row


def unfollow(user, described: Target) -> bool:
    """Follow something no longer; returns whether it was followed."""
    deleted, _details = Follow.objects.filter(
        user=user, process=described.process, target_kind=described.kind, lineage=described.lineage
    ).delete()
    return bool(deleted)


def mails_off(user) -> None:
    """No more mails about anything the person follows; the list stays."""
    choose(user, key=FOLLOWED, frequency=Frequency.NONE)


def mails_on(user) -> None:
    """Mails again about what the person follows, as often as everybody gets them."""
    choose(user, key=FOLLOWED, frequency=None)


@transaction.atomic
def begin_again(user, process: Process | None = None) -> int:
    """Tell from now on: what came while the person did not want to hear is not made up for.

    In one process, or in all of them; returns how many followed parts this is about.
    """
    follows = Follow.objects.filter(user=user)
    if process is not None:
        follows = follows.filter(process=process)
    for row in Process.objects.filter(pk__in=follows.values("process")).order_by("pk"):
        collect(row)
    latest = News.objects.filter(process=OuterRef("process")).order_by("-pk").values("pk")[:1]
    return follows.update(told_upto=Coalesce(Subquery(latest), 0))
