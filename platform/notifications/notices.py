"""Telling people of what they want to know: at once, or collected once a day or week."""

from collections import defaultdict
from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from notifications.enums import Frequency
from notifications.models import Notice, OutboxMessage
from notifications.preferences import Choices, unsubscribe_token
from notifications.services import enqueue
from notifications.subjects import subject

#: Collected mails of a week are written on this day: Monday.
WEEKLY_ON = 0
#: People told in one transaction.
PEOPLE_AT_ONCE = 100
#: Lines of one mail; of more it says how many there are.
MOST_LINES = 50
#: How long what was told is remembered, so that it is not told again.
KEEP_TOLD = timedelta(days=90)


def unsubscribe(user: User, *keys: str) -> dict:
    """How to switch subjects off without signing in: `url` for the text, `headers` for mail programs (RFC 8058)."""
    url = settings.BASE_URL + reverse("notifications:unsubscribe", kwargs={"token": unsubscribe_token(user, *keys)})
    headers = {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return {"url": url, "headers": headers}


def tell(
    user: User,
    key: str,
    *,
    text: str,
    url: str,
    dedupe_key: str,
    scope: str = "",
    scope_label: str = "",
    mail: str = "notice",
    context: dict | None = None,
    choices: Choices | None = None,
) -> OutboxMessage | Notice | None:
    """Tell a person of something as often as they chose; None when they do not want to hear it, or heard it before.

    `text` is one line in the person's language that says what happened and quotes nothing, `url` a path of this site,
    `dedupe_key` unique for this thing and this person. `mail` names the templates of the mail that is sent at once,
    with `context`; `choices` saves a query for each person where many are told.
    """
    chosen = (choices or Choices([user.pk])).frequency(user.pk, key, scope)
    if chosen == Frequency.NONE or not user.is_active:
        return None
    if chosen == Frequency.AT_ONCE:
        way_out = unsubscribe(user, key)
        base = {"text": text, "url": url, "scope_label": scope_label, "unsubscribe_url": way_out["url"]}
        return enqueue(
            mail,
            recipient=user,
            context={**base, **(context or {})},
            headers=way_out["headers"],
            dedupe_key=dedupe_key,
        )
    try:
        with transaction.atomic():
            return Notice.objects.create(
                user=user,
                subject=key,
                scope=scope,
                scope_label=scope_label[:200],
                text=text[:300],
                url=url,
                dedupe_key=dedupe_key,
            )
    except IntegrityError:
        return None


def send_collected(day: date | None = None) -> int:
    """Write the collected mails of a day, at most one for a person; returns how many. Safe to repeat at any time."""
    day = day or timezone.localdate()
    people = Notice.objects.filter(told_at__isnull=True, user__is_active=True).order_by("user")
    keys = list(people.values_list("user", flat=True).distinct())
    return sum(_send(keys[start : start + PEOPLE_AT_ONCE], day) for start in range(0, len(keys), PEOPLE_AT_ONCE))


@transaction.atomic
def _send(people: list[int], day: date) -> int:
    """Mails of some people and that they were told, together: a worker that dies has told nobody."""
    rows = Notice.objects.select_for_update(of=("self",)).filter(told_at__isnull=True, user__in=people)
    choices, by_person = Choices(people), defaultdict(list)
    dropped: list[int] = []
    for row in rows.select_related("user").order_by("pk"):
        # Asked again: between the event and the mail the person may have chosen otherwise.
        match choices.frequency(row.user_id, row.subject, row.scope):
            case Frequency.NONE:
                dropped.append(row.pk)
            case Frequency.WEEKLY if day.weekday() != WEEKLY_ON:
                continue
            case _:
                by_person[row.user_id].append(row)
    told = [row.pk for notices in by_person.values() if _write(notices, day) for row in notices]
    Notice.objects.filter(pk__in=[*told, *dropped]).update(told_at=timezone.now())
    return sum(1 for notices in by_person.values() if notices[0].pk in set(told))


def _write(notices: list[Notice], day: date) -> bool:
    """One collected mail; False when the person had one today: what is new since then waits for the next."""
    user = notices[0].user
    groups: dict[str, list[Notice]] = defaultdict(list)
    for row in notices[:MOST_LINES]:
        groups[row.scope_label].append(row)
    way_out = unsubscribe(user, *sorted({row.subject for row in notices}, key=lambda key: subject(key).order))
    message = enqueue(
        "collected",
        recipient=user,
        context={
            "groups": list(groups.items()),
            "count": len(notices),
            "more": max(len(notices) - MOST_LINES, 0),
            "unsubscribe_url": way_out["url"],
        },
        headers=way_out["headers"],
        dedupe_key=f"collected:{user.pk}:{day.isoformat()}",
    )
    return message is not None


def told_long_ago() -> QuerySet[Notice]:
    """What nobody could be told of again, and what is for accounts that were closed when it was written."""
    nobody = ~Exists(User.objects.filter(pk=OuterRef("user")))
    return Notice.objects.filter(Q(told_at__lt=timezone.now() - KEEP_TOLD) | nobody)


def forget_told() -> int:
    """Delete what was told long ago; returns how many rows."""
    deleted, _details = told_long_ago().delete()
    return deleted
