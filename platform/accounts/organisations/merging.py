"""Making one organisation of two: what belongs to the duplicate goes to the one that stays."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import InvitationState, MembershipRole, RequestState, VerificationState
from accounts.extensions import organisation_parts
from accounts.organisations import mails
from accounts.organisations.models import JoinRequest, Membership, Organisation
from accounts.organisations.refusals import ChangedMeanwhile, Refused
from accounts.organisations.rules import active_coordinators
from accounts.people.models import User
from audit.services import record


class Transfer(TextChoices):
    """What members of the duplicate become. Whoever entered a duplicate is not by that a colleague."""

    REQUESTS = "requests", _("They ask to join; the coordinators of the other organisation decide.")
    MEMBERS = "members", _("They become members, without coordinating.")
    ROLES = "roles", _("They keep their roles, coordinators included.")


@dataclass(frozen=True)
class Preview:
    """What a merge would do. `seen` stands for all of it and comes back with the confirmation."""

    source: Organisation
    target: Organisation
    members: list[Membership]
    #: Keys of people who belong to both already.
    in_both: set[int]
    invitations: int
    requests: int
    #: (label, number) of what features above keep.
    parts: list[tuple[str, int]]
    suggested: Transfer
    seen: str


def preview(source: Organisation, target: Organisation) -> Preview:
    """Look at what merging `source` into `target` would move. Raises Refused."""
    _check(source, target)
    members = list(source.memberships.select_related("user").order_by("role", "pk"))
    return Preview(
        source=source,
        target=target,
        members=members,
        in_both=set(target.memberships.values_list("user_id", flat=True)) & {row.user_id for row in members},
        invitations=source.invitations.open().count(),
        requests=source.join_requests.filter(state=RequestState.OPEN).count(),
        parts=[(str(part.label), part.count(source)) for part in organisation_parts if not part.is_confidential],
        suggested=_suggested(source, target),
        seen=_seen(source, target),
    )


@transaction.atomic
def merge(source: Organisation, target: Organisation, *, transfer: str, seen: str, actor: User) -> Organisation:
    """Merge a duplicate into another organisation and leave a signpost. Raises ChangedMeanwhile, Refused.

    What was said keeps the name, category and region of its time. The log keeps all that is needed to undo it by hand.
    """
    # In the order of their keys, so that two people who merge in opposite directions wait instead of blocking.
    rows = Organisation.objects.select_for_update(of=("self",)).order_by("pk").filter(pk__in=[source.pk, target.pk])
    found = {row.pk: row for row in rows}
    if len(found) != 2:
        raise ChangedMeanwhile
    source, target = found[source.pk], found[target.pk]
    if source.merged_into_id or target.merged_into_id or _seen(source, target) != seen:
        raise ChangedMeanwhile
    _check(source, target)
    people = [row.user for row in source.memberships.select_related("user")]
    details: dict[str, Any] = {"into": target.pk, "before": source.state, "transfer": str(transfer)}
    details["members"] = _move_members(source, target, transfer)
    details["invitations"] = _move_invitations(source, target, transfer)
    details["requests"] = _move_requests(source, target)
    moved = [(part, part.move(source, target)) for part in organisation_parts]
    details["moved"] = {part.relation: keys for part, keys in moved if not part.is_confidential}
    details["signposts"] = list(source.merged.values_list("pk", flat=True))
    source.merged.update(merged_into=target)
    source.state, source.merged_into = VerificationState.MERGED, target
    source.revision += 1
    source.save()
    record(actor, "accounts.merge_organisation", source, **details)
    record(actor, "accounts.receive_organisation", target, merged=source.pk)
    mails.tell("organisation_merged", people, organisation=source, target=target, transfer=str(transfer))
    if transfer == Transfer.REQUESTS and details["members"]:
        mails.tell_coordinators("join_requests_by_merge", target, source=source)
    return target


def move_what_came_late() -> int:
    """Hand over what was stored for a duplicate in the moment it was merged. Returns the number of rows."""
    moved = 0
    for source in Organisation.objects.filter(state=VerificationState.MERGED).select_related("merged_into"):
        for part in organisation_parts:
            if part.count(source):
                with transaction.atomic():
                    moved += len(part.move(source, source.merged_into))
    return moved


def _check(source: Organisation, target: Organisation) -> None:
    if source.pk == target.pk:
        raise Refused(_("An organisation cannot be merged with itself."))
    if source.merged_into_id:
        raise Refused(_("This organisation was merged already."))
    if not (target.is_verified or target.is_waiting):
        raise Refused(_("The other organisation was refused or merged. Please choose another one."))
    if source.is_verified and not target.is_verified:
        raise Refused(
            _("A verified organisation cannot go into one that is not. Please merge them the other way round.")
        )


def _suggested(source: Organisation, target: Organisation) -> Transfer:
    if not active_coordinators(target).exists():
        return Transfer.ROLES
    return Transfer.MEMBERS if source.is_verified else Transfer.REQUESTS


def _seen(source: Organisation, target: Organisation) -> str:
    """A short text that changes when one of the two, or who belongs to them, does."""
    rows = Membership.objects.filter(organisation__in=[source, target]).order_by("pk")
    members = list(rows.values_list("pk", "organisation_id", "role"))
    text = repr((source.pk, source.revision, target.pk, target.revision, members))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _move_members(source: Organisation, target: Organisation, transfer: str) -> list[dict[str, Any]]:
    """Returns what there was: person, role and position key are enough to restore a membership."""
    there = {row.user_id: row for row in target.memberships.all()}
    log = []
    for membership in source.memberships.select_related("user"):
        entry = {"membership": membership.pk, "person": membership.user_id, "role": membership.role}
        earlier = there.get(membership.user_id)
        if earlier is not None:
            entry["role_there"] = earlier.role
            if transfer == Transfer.ROLES and membership.coordinates and not earlier.coordinates:
                earlier.role = MembershipRole.COORDINATOR
                earlier.save(update_fields=["role"])
            membership.delete()
        elif transfer == Transfer.REQUESTS:
            request, _created = JoinRequest.objects.get_or_create(
                organisation=target,
                user=membership.user,
                state=RequestState.OPEN,
                defaults={"position": membership.position},
            )
            entry["request"] = request.pk
            membership.delete()
        else:
            membership.organisation = target
            if transfer != Transfer.ROLES:
                membership.role = MembershipRole.MEMBER
            membership.save(update_fields=["organisation", "role"])
        log.append(entry)
    return log


def _move_invitations(source: Organisation, target: Organisation, transfer: str) -> dict[str, list[int]]:
    """Open ones go along as far as whoever invited still may; nobody is made coordinator by a duplicate."""
    log: dict[str, list[int]] = {"moved": [], "revoked": []}
    taken = set(target.invitations.open().values_list("email", flat=True))
    for invitation in source.invitations.open():
        if transfer == Transfer.REQUESTS or invitation.email in taken:
            invitation.state, invitation.answered_at = InvitationState.REVOKED, timezone.now()
            log["revoked"].append(invitation.pk)
        else:
            invitation.organisation = target
            if transfer != Transfer.ROLES:
                invitation.role = MembershipRole.MEMBER
            log["moved"].append(invitation.pk)
        invitation.save(update_fields=["organisation", "role", "state", "answered_at"])
    return log


def _move_requests(source: Organisation, target: Organisation) -> dict[str, list[int]]:
    log: dict[str, list[int]] = {"moved": [], "closed": []}
    done = set(target.memberships.values_list("user_id", flat=True))
    done |= set(target.join_requests.filter(state=RequestState.OPEN).values_list("user_id", flat=True))
    for request in source.join_requests.filter(state=RequestState.OPEN):
        if request.user_id in done:
            request.state, request.answered_at = RequestState.WITHDRAWN, timezone.now()
            log["closed"].append(request.pk)
        else:
            request.organisation = target
            log["moved"].append(request.pk)
        request.save(update_fields=["organisation", "state", "answered_at"])
    return log
