"""Writes of followers: follow, follow no longer, mails on and off."""

from django.core import signing
from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from consultations.contributions.following.models import Follow, News
from consultations.contributions.following.news import collect
from consultations.contributions.targets import Target
from consultations.process.enums import TargetKind
from consultations.process.models import Process

_SALT = "consultations.following.unsubscribe"
#: Links in mails work for half a year, in seconds; the page behind an older one says how to go on.
LINK_EXPIRES = 180 * 24 * 3600


@transaction.atomic
def follow(user, described: Target) -> Follow:
    """Follow a part of a draft or a process. What is public by now is not told: the person has just seen it."""
    # Whoever follows a chapter or more also follows the paragraphs in it.
    collect(described.process, described if described.kind == TargetKind.PARAGRAPH else None)
    latest = News.objects.filter(process=described.process).aggregate(latest=Max("pk"))["latest"] or 0
    row, created = Follow.objects.get_or_create(
        user=user,
        process=described.process,
        target_kind=described.kind,
        lineage=described.lineage,
        defaults={"told_upto": latest},
    )
    if not created and not row.by_mail:
        row.by_mail, row.told_upto = True, latest
        row.save(update_fields=["by_mail", "told_upto"])
    return row


def unfollow(user, described: Target) -> bool:
    """Follow something no longer; returns whether it was followed."""
    deleted, _details = Follow.objects.filter(
        user=user, process=described.process, target_kind=described.kind, lineage=described.lineage
    ).delete()
    return bool(deleted)


def mails_off(user) -> int:
    """No more mails about anything the person follows; the list stays. Returns how many this changed."""
    return Follow.objects.filter(user=user, by_mail=True).update(by_mail=False)


@transaction.atomic
def mails_on(user) -> int:
    """Mails again about everything the person follows, from now on: what came in the silence is not made up for."""
    silent = Follow.objects.filter(user=user, by_mail=False)
    for process in Process.objects.filter(pk__in=silent.values("process")).order_by("pk"):
        collect(process)
    latest = News.objects.filter(process=OuterRef("process")).order_by("-pk").values("pk")[:1]
    return silent.update(by_mail=True, told_upto=Coalesce(Subquery(latest), 0))


def unsubscribe_token(user) -> str:
    """What proves, in the link of a mail, that it went to this person."""
    return signing.dumps(user.pk, salt=_SALT)


def user_of_token(token: str) -> User | None:
    """The person a link was written to; None when it was changed or has expired."""
    try:
        return User.objects.filter(pk=signing.loads(token, salt=_SALT, max_age=LINK_EXPIRES)).first()
    except signing.BadSignature:
        return None
