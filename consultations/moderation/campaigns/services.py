"""What moderators decide about a group: it is a campaign, it is not published, it is no campaign."""

from collections.abc import Collection, Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from audit.services import record
from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.moderation.campaigns.matching import may_be_shown
from consultations.moderation.campaigns.models import Campaign, CampaignMember, CampaignState
from consultations.moderation.items import settle_items
from consultations.moderation.services import AlreadyDecided, LeadsOthers, MergeRefused, merge, reject, release
from consultations.moderation.waiting import awaiting
from consultations.process.enums import Action
from consultations.process.models import ProcessRule
from consultations.process.rules import require

#: So many members are decided on at once; more are left to a worker.
AT_ONCE = 40


class GroupChanged(Exception):
    """The group is not as the moderator saw it: somebody else decided on it, or none of its members is left."""


class CannotLead(ValueError):
    """The text that shall lead is not public, but others of the group are to be."""


def _locked(campaign: Campaign, actor, shown: Collection[int]) -> tuple[Campaign, dict[int, CampaignMember]]:
    """The group, locked, and of its members that were shown those that still wait, by the key of the contribution."""
    require(actor, Action.MODERATE, campaign.process)
    locked = Campaign.objects.select_for_update(of=("self",)).select_related("process").get(pk=campaign.pk)
    if locked.state == CampaignState.DISSOLVED:
        raise GroupChanged
    rows = waiting_members(locked).filter(contribution__in=shown).select_related("contribution__process")
    return locked, {row.contribution_id: row for row in rows}


def waiting_members(campaign: Campaign):
    """Members somebody still has to decide on, those a worker is about to decide on left out."""
    waits = awaiting(campaign.process).order_by().values("pk")
    return campaign.members.filter(is_left_out=False, agreed_at__isnull=True, contribution__in=waits)


def _agree(campaign: Campaign, members: Iterable[CampaignMember], ticked: Collection[int], actor) -> int:
    """Write down who is decided on with the group and who was left out of it; returns how many are decided on."""
    members = list(members)
    chosen = [row.pk for row in members if row.contribution_id in ticked]
    others = [row.pk for row in members if row.contribution_id not in ticked]
    CampaignMember.objects.filter(pk__in=others).update(is_left_out=True)
    return CampaignMember.objects.filter(pk__in=chosen).update(agreed_at=timezone.now(), agreed_by=actor)


def _decided(campaign: Campaign, state: CampaignState, actor, message: str) -> None:
    campaign.state, campaign.message = state, message
    campaign.decided_by, campaign.decided_at = actor, timezone.now()
    campaign.save()
    # From here on every member is decided on in a transaction of its own.
    transaction.on_commit(lambda: start(campaign.pk), robust=True)


@transaction.atomic
def confirm(
    campaign: Campaign,
    *,
    leading: Contribution,
    ticked: Collection[int],
    shown: Collection[int],
    actor,
    message: str = "",
) -> int:
    """It is a campaign: publish the leading text, count the ticked ones with it, leave out the others that were shown.

    `ticked` and `shown` are keys of contributions. The merging itself follows, each in its own transaction; returns how
    many are to be merged. Raises GroupChanged, CannotLead, or AlreadyDecided for the leading text.
    """
    campaign, members = _locked(campaign, actor, shown)
    leading = Contribution.objects.select_related("process").get(pk=leading.pk, membership__campaign=campaign)
    others = [row for pk, row in members.items() if pk != leading.pk]
    if any(row.contribution_id in ticked and not may_be_shown(leading, row.contribution) for row in others):
        raise CannotLead(leading.display_code)
    if not others and leading.pk not in members:
        raise GroupChanged
    if leading.state == State.PENDING:
        release(leading, actor=actor, message=message)
    elif leading.state == State.RELEASED:
        settle_items(leading, actor=actor, note=message)
    else:
        raise AlreadyDecided(leading)
    number = _agree(campaign, others, ticked, actor)
    campaign.leading = leading
    _decided(campaign, CampaignState.CONFIRMED, actor, message)
    record(
        actor, "moderation.confirm_campaign", leading, scope=campaign.process.slug, reason=message, members=number + 1
    )
    return number


@transaction.atomic
def reject_together(
    campaign: Campaign, *, rule: ProcessRule, ticked: Collection[int], shown: Collection[int], actor, message: str = ""
) -> int:
    """The ticked ones break a rule: none is published. Those shown and not ticked are left out of the group."""
    campaign, members = _locked(campaign, actor, shown)
    if rule.process_id != campaign.process_id:
        raise ValueError("The rule belongs to another process.")
    if not members:
        raise GroupChanged
    first = next((row.contribution for pk, row in members.items() if pk in ticked), None)
    if first is None:
        raise GroupChanged
    number = _agree(campaign, members.values(), ticked, actor)
    campaign.rule = rule
    _decided(campaign, CampaignState.REJECTED, actor, message)
    record(actor, "moderation.reject_campaign", first, scope=campaign.process.slug, reason=message, members=number)
    return number


@transaction.atomic
def dissolve(campaign: Campaign, *, actor) -> None:
    """It is no campaign: its members stand for themselves again and are never proposed together again."""
    require(actor, Action.MODERATE, campaign.process)
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("process").get(pk=campaign.pk)
    if campaign.members.agreed().exists():
        raise GroupChanged
    campaign.state = CampaignState.DISSOLVED
    campaign.decided_by, campaign.decided_at = actor, timezone.now()
    campaign.save()
    record(actor, "moderation.dissolve_campaign", campaign, scope=campaign.process.slug)


def start(campaign_pk: int) -> None:
    """Decide on the members now if they are few, else ask a worker; the sweep finishes what is left behind."""
    from consultations.moderation.tasks import carry_out_decision

    if CampaignMember.objects.agreed().filter(campaign=campaign_pk).count() <= AT_ONCE:
        carry_out(campaign_pk)
        return
    try:
        carry_out_decision.delay(campaign_pk)
    except Exception:  # every broker has exceptions of its own; the sweep finds the rows
        return


def carry_out(campaign_pk: int) -> int:
    """Decide on every member a moderator agreed to, each in its own transaction; returns how many were decided on.

    Safe to repeat and to run twice at once. One that cannot be decided on this way stays in the group and waits; so
    does one whose moderator has lost the right meanwhile, for example a deputy whose last day is over.
    """
    campaign = Campaign.objects.select_related("process", "leading__process", "rule").get(pk=campaign_pk)
    done = 0
    for member in campaign.members.agreed().select_related("contribution__process", "agreed_by").iterator():
        try:
            with transaction.atomic():
                done += _carry_out_one(campaign, member)
        except (AlreadyDecided, LeadsOthers, MergeRefused, PermissionDenied):
            CampaignMember.objects.filter(pk=member.pk).update(agreed_at=None)
    return done


def _carry_out_one(campaign: Campaign, member: CampaignMember) -> bool:
    """Decide on one member; False when another worker was quicker."""
    # Whoever takes the mark away does the work; with the transaction it comes back.
    if not CampaignMember.objects.filter(pk=member.pk, agreed_at__isnull=False).update(agreed_at=None):
        return False
    contribution = member.contribution
    if member.agreed_by is None:
        raise PermissionDenied("The account of the moderator is gone.")
    common = {"actor": member.agreed_by, "message": campaign.message, "expected_state": contribution.state}
    if contribution.state not in (State.PENDING, State.RELEASED):
        raise AlreadyDecided(contribution)
    if campaign.state == CampaignState.REJECTED:
        reject(contribution, rule=campaign.rule, **common)
    elif campaign.leading is not None:
        merge(contribution, campaign.leading, **common)
    else:
        raise MergeRefused("The group has no leading text.")
    return True
