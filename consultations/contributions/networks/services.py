"""Writes: inviting a network, putting a draft on a meeting's agenda, recording the network's position."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import StakeholderCategory
from audit.services import record
from consultations.contributions.enums import Channel, Publication
from consultations.contributions.models import Contribution
from consultations.contributions.networks.models import DraftDiscussion, NetworkInvitation, NetworkPosition
from consultations.contributions.recording.models import Statement, StatementState
from consultations.contributions.recording.places import Places, PlaceUnknown, places_on
from consultations.contributions.recording.receipt import Calendar
from consultations.contributions.recording.services import tell_sender
from consultations.contributions.recording.storing import Said, build, fingerprint_of, insert
from consultations.contributions.services import check_text, tidy
from consultations.process.dates import today
from consultations.process.enums import Action
from consultations.process.hearing.models import Addressee, name_key
from consultations.process.hearing.services import MOST_ADDRESSEES, lock_list
from consultations.process.models import Phase, Process
from consultations.process.rules import open_phase, require
from notifications.services import enqueue
from regions.networks.enums import MeetingState
from regions.networks.models import Network, NetworkMeeting, NetworkMember
from regions.networks.rules import require_manager

#: A position has at most so many contributions; a network is no way around the limit of the online form.
MOST_ITEMS = 30


@transaction.atomic
def invite_network(
    process: Process, network: Network, *, text: str, actor, phase: Phase | None = None
) -> NetworkInvitation:
    """Write to every member that can be reached, once; with a phase also put their offices on its hearing list.

    Inviting a second time writes only to those who joined the network since. Raises PermissionDenied, ValidationError.
    """
    require(actor, Action.EDIT_PROCESS, process)
    if not process.is_published:
        raise ValidationError(_("Please publish the consultation first: the invitation leads to its page."))
    if not text.strip():
        raise ValidationError({"text": _("Please write a few words of invitation.")})
    Process.objects.select_for_update().get(pk=process.pk)
    invitation, _created = NetworkInvitation.objects.get_or_create(
        process=process, network=network, defaults={"text": text.strip(), "invited_by": actor}
    )
    invitation.text = text.strip()
    members = list(network.members.active().with_people())
    known = set(invitation.told_members.values_list("pk", flat=True))
    written = [row for row in members if row.pk not in known and _write_to(row, invitation, process, network)]
    invitation.told_members.add(*written)
    invitation.told += len(written)
    invitation.save()
    listed = _list_offices(phase, members, actor=actor) if phase is not None else 0
    record(
        actor, "networks.invite", process, scope=process.slug, network=network.slug, told=invitation.told, listed=listed
    )
    return invitation


def _write_to(member: NetworkMember, invitation: NetworkInvitation, process: Process, network: Network) -> bool:
    person = member.person if member.person is not None and member.person.is_active else None
    message = enqueue(
        "network_invited",
        recipient=person,
        address=member.address,
        context={"process": process, "network": network, "text": invitation.text},
        dedupe_key=f"network-invited:{invitation.pk}:{member.pk}",
    )
    return message is not None


def _list_offices(phase: Phase, members: list[NetworkMember], *, actor) -> int:
    """Put the members' offices on the list of a hearing; those on it already stay as they are."""
    phase = lock_list(phase)
    category = StakeholderCategory.objects.filter(slug="koordinierung").first() or StakeholderCategory.objects.first()
    there = set(phase.addressees.values_list("name_key", flat=True))
    rows = []
    for member in members:
        if member.office is None:
            continue
        name = str(member.office)[:200]
        if name_key(name) in there:
            continue
        there.add(name_key(name))
        rows.append(
            Addressee(
                phase=phase,
                name=name,
                name_key=name_key(name),
                # Not `member.address`: the address somebody signs in with is no part of a list others work with.
                email=member.office.email,
                category=category,
                region=member.office.region,
                added_by=actor,
            )
        )
    if len(there) > MOST_ADDRESSEES:
        raise ValidationError(_("The list is full: %(limit)s addressees.") % {"limit": MOST_ADDRESSEES})
    Addressee.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def discuss(meeting: NetworkMeeting, process: Process, *, actor) -> DraftDiscussion:
    """Put a consultation on the agenda of a meeting; repeating it changes nothing."""
    require_manager(actor, meeting.network)
    if not process.is_published:
        raise PermissionDenied("unpublished")
    discussion, created = DraftDiscussion.objects.get_or_create(
        process=process, meeting=meeting, defaults={"added_by": actor}
    )
    if created:
        record(actor, "networks.discuss", process, scope=process.slug, meeting=str(meeting))
    return discussion


@transaction.atomic
def stop_discussing(discussion: DraftDiscussion, *, actor) -> None:
    """Take a consultation off the agenda. Raises ValidationError once a position was recorded."""
    require_manager(actor, discussion.meeting.network)
    locked = DraftDiscussion.objects.select_for_update().filter(pk=discussion.pk).first()
    if locked is None:
        return
    if locked.positions.exists():
        raise ValidationError(_("The network's position was recorded: the meeting stays with the consultation."))
    process = discussion.process
    locked.delete()
    record(actor, "networks.stop_discussing", process, scope=process.slug, meeting=str(discussion.meeting))


@dataclass(frozen=True)
class Item:
    """One thing the network says: where, as people write it ("1.2", "Kapitel 3"), what kind, in which words."""

    place: str
    kind: str
    text: str


class ItemErrors(Exception):
    """What is wrong with which item. `errors` are sentences by number of the item and field."""

    def __init__(self, errors: dict[int, dict[str, str]]) -> None:
        super().__init__(", ".join(str(number) for number in errors))
        self.errors = errors


@transaction.atomic
def record_position(
    discussion: DraftDiscussion, items: dict[int, Item], *, category: StakeholderCategory | None, actor
) -> list[Contribution]:
    """Make contributions of what a network said at a meeting; they wait for the moderators like all others.

    `items` by their number in the form. What was recorded before is not stored a second time. Raises PermissionDenied,
    ItemErrors, and ValidationError where the whole cannot be taken.
    """
    meeting, process = discussion.meeting, discussion.process
    require_manager(actor, meeting.network)
    if not DraftDiscussion.objects.select_for_update().filter(pk=discussion.pk).exists():
        raise ValidationError(_("The consultation was just taken off the agenda of this meeting. Nothing was stored."))
    if meeting.state == MeetingState.CANCELLED:
        raise ValidationError(_("This meeting was cancelled: there is no position of it."))
    if meeting.date > today():
        raise ValidationError(_("The meeting is still to come. Its position can be recorded from the day on."))
    if len(items) > MOST_ITEMS:
        raise ValidationError(_("At most %(number)s items at a time.") % {"number": MOST_ITEMS})
    said = _checked(process, items)
    statement = _statement(discussion, category, actor)
    calendar = Calendar(process)
    rows, seen = [], set()
    for one in said:
        fingerprint = fingerprint_of(process.pk, [f"network-meeting:{meeting.pk}"], one)
        if fingerprint not in seen:
            seen.add(fingerprint)
            rows.append(build(statement, one, calendar=calendar, fingerprint=fingerprint))
    known = set(Contribution.objects.filter(fingerprint__in=seen).values_list("fingerprint", flat=True))
    rows = [row for row in rows if row.fingerprint not in known]
    if not rows:
        raise ValidationError(_("All of this was recorded before. Nothing was stored a second time."))
    statement.save()
    for row in rows:
        row.statement = statement
    NetworkPosition.objects.create(discussion=discussion, statement=statement)
    insert(rows)
    record(actor, "networks.position", statement, scope=process.slug, meeting=str(meeting), contributions=len(rows))
    tell_sender(statement, rows)
    return rows


def _checked(process: Process, items: dict[int, Item]) -> list[Said]:
    """The items with their targets. Raises ItemErrors, ValidationError when there is none."""
    if not items:
        raise ValidationError(_("Please write at least one item."))
    places = places_on(process, today())
    errors: dict[int, dict[str, str]] = {}
    said = []
    for number, item in items.items():
        found = _problems(process, places, item)
        if isinstance(found, Said):
            said.append(found)
        else:
            errors[number] = found
    if errors:
        raise ItemErrors(errors)
    return said


def _problems(process: Process, places: Places, item: Item) -> Said | dict[str, str]:
    """The item as it is stored, or what is wrong with it by field."""
    problems = {}
    text = tidy(item.text)
    try:
        check_text(text, process.max_characters)
    except ValidationError as error:
        problems["text"] = " ".join(error.messages)
    try:
        target = places.find(item.place)
    except PlaceUnknown as error:
        return {**problems, "place": str(error)}
    if open_phase(process, target.kind) is None:
        problems["place"] = _("No contributions are taken about this at the moment.")
    return problems or Said(target, item.kind, text)


def _statement(discussion: DraftDiscussion, category: StakeholderCategory | None, actor) -> Statement:
    network, meeting = discussion.meeting.network, discussion.meeting
    return Statement(
        process=discussion.process,
        state=StatementState.HANDED_OVER,
        handed_over_at=timezone.now(),
        channel=Channel.ON_BEHALF,
        received_on=today(),
        organisation_name=network.title[:200],
        on_behalf_of=str(meeting)[:200],
        category=category,
        region=network.state,
        # A network speaks as such; nobody's name is part of it.
        publication=Publication.NAMED,
        contact_email=actor.email,
        tells_sender=True,
        recorded_by=actor,
        edited_by=actor,
    )
