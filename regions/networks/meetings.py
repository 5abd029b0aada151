"""Writes about meetings: from the announcement over invitation and replies to minutes and recommendations."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from audit.services import record
from regions.networks import telling
from regions.networks.enums import FollowUpState, MeetingState
from regions.networks.models import FollowUp, MeetingReply, NetworkMeeting, NetworkMember, Recommendation
from regions.networks.services import Refused, check_seen, lock_for

#: What calendars hold and people plan by: whoever was told of a meeting hears when one of these changes.
NOTICEABLE = ("title", "date", "starts_at", "ends_at", "place", "online_link")
#: A reminder goes out this long before the day by which replies are wanted.
REMIND_BEFORE = timedelta(days=3)


@transaction.atomic
def create_meeting(meeting: NetworkMeeting, *, actor) -> NetworkMeeting:
    """Begin to prepare a meeting; nobody is told yet."""
    network = lock_for(actor, meeting.network)
    meeting.slug = free_slug(meeting)
    meeting.save()
    record(actor, "networks.create_meeting", network, meeting=meeting.slug)
    return meeting


def free_slug(meeting: NetworkMeeting) -> str:
    """A readable address that stays when title or date change."""
    base = slugify(f"{meeting.date:%Y-%m-%d} {meeting.title.translate(_UMLAUTS)}")[:70].strip("-")
    taken = set(meeting.network.meetings.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


def _again(meeting: NetworkMeeting, actor) -> NetworkMeeting:
    """The meeting as it is now, under the lock of its network."""
    network = lock_for(actor, meeting.network)
    row = NetworkMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    row.network = network
    return row


def _next(meeting: NetworkMeeting) -> None:
    """Another state for calendars and for forms that are open."""
    meeting.sequence += 1
    meeting.revision += 1
    meeting.changed_at = timezone.now()


@transaction.atomic
def change_meeting(meeting: NetworkMeeting, *, actor, seen: int) -> bool:
    """Store changed particulars; returns whether members were told. Raises Stale."""
    before = _again(meeting, actor)
    check_seen(meeting, seen)
    is_noticeable = any(getattr(before, name) != getattr(meeting, name) for name in NOTICEABLE)
    # The form knows nothing of these.
    meeting.state, meeting.sequence, meeting.revision = before.state, before.sequence, seen + 1
    if is_noticeable:
        meeting.sequence += 1
        meeting.changed_at = timezone.now()
    meeting.save()
    record(actor, "networks.change_meeting", meeting.network, meeting=meeting.slug)
    if told := is_noticeable and meeting.is_ahead:
        telling.tell_of_meeting(meeting, "changed")
    return told


@transaction.atomic
def announce(meeting: NetworkMeeting, *, actor) -> int:
    """Ask members to save the date; returns how many mails were written. Place and agenda may follow."""
    row = _again(meeting, actor)
    if row.state != MeetingState.PLANNED:
        raise Refused(_("This meeting was announced already."))
    _refuse_past(row)
    row.state, row.announced_at = MeetingState.ANNOUNCED, timezone.now()
    _next(row)
    row.save()
    record(actor, "networks.announce_meeting", row.network, meeting=row.slug)
    return telling.tell_of_meeting(row, "announced")


@transaction.atomic
def invite(meeting: NetworkMeeting, *, reply_by: date | None, text: str, actor) -> int:
    """Invite the members and ask for their reply; returns how many mails were written."""
    row = _again(meeting, actor)
    if row.state not in (MeetingState.PLANNED, MeetingState.ANNOUNCED):
        raise Refused(_("The invitations to this meeting were sent already."))
    _refuse_past(row)
    row.state, row.invited_at = MeetingState.INVITED, timezone.now()
    row.reply_by, row.invitation = reply_by, text
    _next(row)
    row.save()
    record(actor, "networks.invite_to_meeting", row.network, meeting=row.slug)
    return telling.tell_of_meeting(row, "invited")


def _refuse_past(meeting: NetworkMeeting) -> None:
    if meeting.date < timezone.localdate():
        raise Refused(_("The day of this meeting has passed. Please check the date."))


@transaction.atomic
def cancel(meeting: NetworkMeeting, *, reason: str, actor) -> None:
    """Cancel a meeting; whoever knows of it is told."""
    row = _again(meeting, actor)
    if row.state in (MeetingState.HELD, MeetingState.CANCELLED):
        raise Refused(_("This meeting is over or cancelled already."))
    was_told = row.is_ahead
    row.state, row.cancelled_because = MeetingState.CANCELLED, reason
    _next(row)
    row.save()
    record(actor, "networks.cancel_meeting", row.network, meeting=row.slug)
    if was_told:
        telling.tell_of_meeting(row, "cancelled")


@transaction.atomic
def write_minutes(meeting: NetworkMeeting, *, attended: int | None, minutes: str, actor, seen: int) -> None:
    """Note that a meeting was held, how many came, and what its minutes say. Raises Stale, Refused."""
    row = _again(meeting, actor)
    check_seen(row, seen)
    if row.date > timezone.localdate():
        raise Refused(_("This meeting has not taken place yet."))
    if row.state == MeetingState.CANCELLED:
        raise Refused(_("This meeting was cancelled."))
    if row.has_public_minutes and not minutes:
        raise Refused(_("Published minutes cannot be emptied. Please correct them instead."))
    row.state, row.attended, row.minutes = MeetingState.HELD, attended, minutes
    row.revision = seen + 1
    row.save(update_fields=["state", "attended", "minutes", "revision"])
    record(actor, "networks.write_minutes", row.network, meeting=row.slug, published=row.has_public_minutes)


@transaction.atomic
def publish_minutes(meeting: NetworkMeeting, *, actor) -> None:
    """Let members read minutes and recommendations, and everybody if the meeting is public."""
    row = _again(meeting, actor)
    if row.state != MeetingState.HELD or not row.minutes.strip():
        raise Refused(_("There are no minutes yet."))
    if row.has_public_minutes:
        raise Refused(_("The minutes were published already."))
    row.minutes_published_at = timezone.now()
    row.revision += 1
    row.save(update_fields=["minutes_published_at", "revision"])
    record(actor, "networks.publish_minutes", row.network, meeting=row.slug)
    telling.tell_of_minutes(row)


@transaction.atomic
def reply(meeting: NetworkMeeting, member: NetworkMember, *, answer: str, note: str, substitute: str) -> MeetingReply:
    """Keep what a member replies; the last reply counts. Raises Refused."""
    row = NetworkMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if not row.takes_replies:
        raise Refused(_("This meeting takes no replies. Nothing was changed."))
    if not NetworkMember.objects.active().filter(pk=member.pk, network=row.network_id).exists():
        raise Refused(_("You do not belong to this network any more."))
    stored, _created = MeetingReply.objects.update_or_create(
        meeting=row,
        member=member,
        defaults={"answer": answer, "note": note, "substitute": substitute, "replied_at": timezone.now()},
    )
    return stored


@transaction.atomic
def follow_up(recommendation: Recommendation, *, state: str, day: date, note: str, actor) -> FollowUp:
    """Add a step to what became of a recommendation; its state is that of the newest step."""
    network = lock_for(actor, recommendation.meeting.network)
    step = FollowUp.objects.create(recommendation=recommendation, state=state, date=day, note=note)
    newest = recommendation.follow_ups.order_by("-date", "-pk").first()
    recommendation.state = newest.state
    recommendation.save(update_fields=["state"])
    label = FollowUpState(state).name.lower()
    record(actor, "networks.follow_up", network, meeting=recommendation.meeting.slug, state=label)
    return step


def send_reminders() -> int:
    """Remind members who have not replied, once, shortly before the day replies are wanted; safe to repeat."""
    today = timezone.localdate()
    due = NetworkMeeting.objects.filter(
        state=MeetingState.INVITED, date__gte=today, reply_by__gte=today, reply_by__lte=today + REMIND_BEFORE
    ).select_related("network")
    return sum(_remind(meeting.pk) for meeting in due)


@transaction.atomic
def _remind(pk: int) -> int:
    meeting = NetworkMeeting.objects.select_for_update(of=("self",)).select_related("network").get(pk=pk)
    invited_today = meeting.invited_at and timezone.localdate(meeting.invited_at) == timezone.localdate()
    if meeting.state != MeetingState.INVITED or invited_today:
        return 0
    members = meeting.network.members.active().with_people().exclude(replies__meeting=meeting)
    # The outbox remembers its keys for a week, which is longer than the days on which this is due.
    return telling.tell_of_meeting(meeting, "reminder", members=list(members))
