"""Simple warning signs: they bring a contribution before the moderators and never decide by themselves."""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.contributions.enums import Channel, State
from consultations.contributions.models import Contribution
from consultations.moderation.campaigns.matching import resembling
from consultations.moderation.models import Occasion, ReviewItem


class Sign(TextChoices):
    """What is unusual about a contribution."""

    LINKS = "links", gettext_lazy("many links")
    FLOOD = "flood", gettext_lazy("many in a short time")
    REJECTED = "like_rejected", gettext_lazy("like one not published")


#: From so many links on a text is noticed.
LINKS_FROM = 4
#: From so many online contributions of one author in this time on; more than ten are refused at once.
FLOOD_FROM, FLOOD_TIME = 6, timedelta(minutes=10)

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"']+|\b[\w-]+\.(?:de|com|org|net|info|eu|ru|cn|shop|xyz|top)/\S*", re.I)


@dataclass(frozen=True)
class Warned:
    """A sign that was found; `detail` is a number, or the number of the contribution it resembles."""

    sign: Sign
    detail: str


def signs_of(contribution: Contribution) -> list[Warned]:
    """The warning signs of a contribution, in the order of their list."""
    found = []
    links = len(_LINK.findall(f"{contribution.title} {contribution.comment} {contribution.proposed_text}"))
    if links >= LINKS_FROM:
        found.append(Warned(Sign.LINKS, str(links)))
    number = _by_same_author(contribution)
    if number >= FLOOD_FROM:
        found.append(Warned(Sign.FLOOD, str(number)))
    like = resembling(contribution, state=State.REJECTED)
    if like is not None:
        found.append(Warned(Sign.REJECTED, like.display_code))
    return found


def _by_same_author(contribution: Contribution) -> int:
    """How many contributions their author sent in the time before this one, itself included."""
    # What an organisation released together is one statement.
    is_part = contribution.statement_id is not None
    if contribution.channel != Channel.ONLINE or is_part or not (contribution.user_id or contribution.user_email):
        return 0
    author = (
        Q(user=contribution.user_id)
        if contribution.user_id
        else Q(user__isnull=True, user_email__iexact=contribution.user_email)
    )
    since = contribution.submit_date - FLOOD_TIME
    return (
        Contribution.objects.received()
        .filter(author, channel=Channel.ONLINE, statement__isnull=True)
        .filter(submit_date__gt=since, submit_date__lte=contribution.submit_date)
        .count()
    )


def explanation(item: ReviewItem) -> str:
    """What the moderators read about an open item, in a sentence."""
    if item.occasion == Occasion.UNREVIEWED:
        return _("Published when it came in; nobody has looked at it yet.")
    if item.occasion == Occasion.WARNING:
        match item.sign:
            case Sign.LINKS:
                return _("The text has %(number)s links.") % {"number": item.detail}
            case Sign.FLOOD:
                minutes = int(FLOOD_TIME.total_seconds() // 60)
                return _("Its author sent %(number)s contributions within %(minutes)s minutes.") % {
                    "number": item.detail,
                    "minutes": minutes,
                }
            case Sign.REJECTED:
                return _("Nearly the same text as contribution %(code)s, which was not published.") % {
                    "code": item.detail
                }
    return item.detail


def short_label(item: ReviewItem) -> str:
    """The words on the chip of an item."""
    if item.occasion == Occasion.WARNING and item.sign in Sign.values:
        return str(Sign(item.sign).label)
    return item.get_occasion_display()
