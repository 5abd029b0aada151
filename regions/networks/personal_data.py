"""What networks hold about a person, how long, and what becomes of it."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy.extensions import PersonalData, holds_personal_data
from accounts.privacy.retention import register_rule
from regions.networks.models import MeetingReply, NetworkMember
from regions.networks.sharing.models import Approach, Reuse

#: Who came or not is of use for the next meetings of the year.
REPLIES_KEPT = timedelta(days=365)


def collect(user: User) -> PersonalData:
    """Memberships, replies, approaches and experiences of the person."""
    members = NetworkMember.objects.filter(Q(user=user) | Q(office__holder=user)).select_related("network", "office")
    replies = MeetingReply.objects.filter(member__in=members).select_related("meeting")
    approaches = Approach.objects.filter(author=user).select_related("network").prefetch_related("tags")
    reuses = Reuse.objects.filter(user=user).select_related("approach", "district")
    return PersonalData(
        {
            "memberships": [
                {
                    "network": row.network.title,
                    "as": str(row),
                    "role": row.role,
                    "since": row.since,
                    "until": row.until,
                }
                for row in members
            ],
            "replies": [
                {
                    "meeting": str(row.meeting),
                    "answer": row.answer,
                    "note": row.note,
                    "substitute": row.substitute,
                    "at": row.replied_at,
                }
                for row in replies
            ],
            "approaches": [
                {
                    "network": row.network.title,
                    "title": row.title,
                    "text": row.text,
                    "tags": [tag.name for tag in row.tags.all()],
                }
                for row in approaches
            ],
            "experiences": [{"approach": row.approach.title, "since": row.date, "note": row.note} for row in reuses],
        }
    )


def erase(user: User) -> None:
    """Replies as holder of an office go; those by a membership of one's own go with it.

    Approaches and experiences belong to the network and stay without the name.
    """
    MeetingReply.objects.filter(member__office__holder=user).delete()


def consequences(user: User) -> list[str]:
    """What closing the account means for networks."""
    texts = []
    if NetworkMember.objects.of(user).exists():
        texts.append(str(_("You leave the networks you belong to, and your replies to invitations are deleted.")))
    if Approach.objects.filter(author=user).exists() or Reuse.objects.filter(user=user).exists():
        texts.append(
            str(_("Working approaches and experiences you wrote down stay in the network, without your name."))
        )
    return texts


def old_replies() -> QuerySet[MeetingReply]:
    """Replies to meetings more than a year ago."""
    return MeetingReply.objects.filter(meeting__date__lt=timezone.localdate() - REPLIES_KEPT)


def forget_replies() -> int:
    """Delete old replies; returns how many."""
    deleted, _details = old_replies().delete()
    return deleted


holds_personal_data(
    "networks",
    collect,
    order=56,
    erase=erase,
    consequences=consequences,
    covers=("regions.NetworkMember.user", "regions.Approach.author", "regions.Reuse.user"),
)
register_rule(
    "network_replies",
    _("Replies to invitations of networks, a year after the meeting"),
    count=lambda: old_replies().count(),
    apply=forget_replies,
)
