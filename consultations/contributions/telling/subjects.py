"""What people can be told of consultations, and for which of them they can choose otherwise."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.process.models import Process
from notifications.enums import Frequency
from notifications.models import Preference
from notifications.subjects import lists_scopes, register_subject

ANSWERS = register_subject(
    "answers",
    _("Answers to my contributions"),
    hint=_("What the ministry has decided, with its reasons."),
    default=Frequency.AT_ONCE,
    order=10,
).key
REPLIES = register_subject(
    "replies",
    _("Replies to my contributions"),
    hint=_("When others or the ministry reply to what you have said."),
    default=Frequency.DAILY,
    order=20,
).key
VERSIONS = register_subject(
    "versions",
    _("New versions of a draft"),
    hint=_("In consultations in which you take part."),
    default=Frequency.AT_ONCE,
    order=30,
).key
PHASES = register_subject(
    "phases",
    _("Beginning and end of phases"),
    hint=_("When something begins, when its end is moved, and three days before contributions are no longer possible."),
    default=Frequency.AT_ONCE,
    order=40,
).key
FOLLOWED = register_subject(
    "followed",
    _("What I follow"),
    hint=_("New contributions, replies of the ministry and changes of the draft, where you chose “Follow”."),
    default=Frequency.DAILY,
    order=50,
).key

_PREFIX = "process-"


def scope_of(process_pk: int) -> str:
    """The scope of a consultation in the settings of people."""
    return f"{_PREFIX}{process_pk}"


def process_of(scope: str) -> int | None:
    """The key of the consultation a scope stands for; None for other scopes."""
    key = scope.removeprefix(_PREFIX)
    return int(key) if scope.startswith(_PREFIX) and key.isdecimal() else None


@lists_scopes
def consultations_of(user) -> list[tuple[str, str]]:
    """Consultations in which a person has said or follows something, or for which they have chosen before."""
    chosen = Preference.objects.filter(user=user, scope__startswith=_PREFIX).values_list("scope", flat=True)
    known = [key for scope in chosen if (key := process_of(scope)) is not None]
    mine = Q(contributions__user=user) | Q(follows__user=user) | Q(pk__in=known)
    rows = Process.objects.visible_to(user).filter(mine).distinct().order_by("-created_at")
    return [(scope_of(row.pk), row.short_title) for row in rows]
