"""Finding what says nearly the same, and putting it into groups that moderators are asked about."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from consultations.contributions.enums import ADMITTED_STATES, Publication, State
from consultations.contributions.models import Contribution
from consultations.moderation.campaigns.models import (
    Campaign,
    CampaignMember,
    CampaignState,
    Signature,
    SignatureBand,
)
from consultations.moderation.campaigns.texts import band_keys, digest_of, near, said, scope_of
from consultations.process.models import Process

#: So many candidates are compared word by word: those with the most bands in common.
CANDIDATES = 25
#: So many members of a group keep bands: enough to find it by, so that a look-up costs the same however large it is.
KNOWN_BY = 20


@dataclass(frozen=True)
class Match:
    """A contribution with nearly the same text, and how near, 0 to 1."""

    contribution: Contribution
    similarity: float


def _candidates(process_pk: int, keys: list[int], within: QuerySet[Signature]) -> list[int]:
    """Keys of contributions that share bands with these, those with the most first."""
    if not keys:
        return []
    rows = (
        SignatureBand.objects.filter(key__in=keys, signature__in=within)
        .order_by()
        .values_list("signature__contribution")
        .annotate(shared=Count("pk"))
        .order_by("-shared", "signature__contribution")[:CANDIDATES]
    )
    return [pk for pk, _shared in rows]


def _near(words: list[str], pks: list[int]) -> list[Match]:
    """Those of the candidates that are near-identical, the nearest first."""
    rows = Contribution.objects.select_related("membership__campaign").filter(pk__in=pks).order_by("pk")
    matches = [Match(row, near(words, said(row))) for row in rows]
    return sorted((match for match in matches if match.similarity), key=lambda match: -match.similarity)


def resembling(contribution: Contribution, *, state: str) -> Contribution | None:
    """Another contribution of the process in a state with nearly the same text, None when there is none."""
    words = said(contribution)
    if not words:
        return None
    within = Signature.objects.filter(process=contribution.process_id, contribution__state=state).exclude(
        contribution=contribution.pk
    )
    same = within.filter(digest=digest_of(words)).select_related("contribution").first()
    if same is not None:
        return same.contribution
    pks = _candidates(contribution.process_id, band_keys(contribution.process_id, words), within)
    matches = _near(words, pks) if pks else []
    return matches[0].contribution if matches else None


@transaction.atomic
def place(contribution: Contribution) -> CampaignMember | None:
    """Sign a contribution and put it into the group it belongs to, or found one; returns its membership.

    Safe to repeat: a contribution whose text was seen before stays where it is. One at a time in each process, so that
    two workers cannot found two groups for the same text.
    """
    # Not a full lock: submissions refer to the row of the process and must not wait for us.
    Process.objects.select_for_update(no_key=True).get(pk=contribution.process_id)
    row = Contribution.objects.get(pk=contribution.pk)
    words = said(row)
    digest = digest_of(words)
    signature = Signature.objects.filter(contribution=row).first()
    if signature is not None and signature.digest == digest:
        return CampaignMember.objects.filter(contribution=row).first()
    scope = scope_of(row)
    signature, _created = Signature.objects.update_or_create(
        contribution=row, defaults={"process_id": row.process_id, "scope": scope, "digest": digest}
    )
    signature.bands.all().delete()
    keys = band_keys(row.process_id, words)
    member, known_by = CampaignMember.objects.filter(contribution=row).first(), 0
    if member is None and keys and not row.is_official_reply and row.state != State.UNCONFIRMED:
        member, known_by = _join(row, words, keys, scope)
    if known_by < KNOWN_BY:
        SignatureBand.objects.bulk_create(SignatureBand(signature=signature, key=key) for key in set(keys))
    return member


def _join(row: Contribution, words: list[str], keys: list[int], scope: str) -> tuple[CampaignMember | None, int]:
    """Membership of a contribution that resembles another about the same thing, and by how many the group is found."""
    if row.state not in (State.PENDING, *ADMITTED_STATES):
        return None, 0
    within = (
        Signature.objects.filter(process=row.process_id, scope=scope)
        .filter(contribution__state__in=(State.PENDING, *ADMITTED_STATES))
        # What moderators took out of a group, or dissolved, is not proposed again.
        .exclude(contribution__membership__is_left_out=True)
        .exclude(contribution__membership__campaign__state=CampaignState.DISSOLVED)
        .exclude(contribution=row)
    )
    pks = _candidates(row.process_id, keys, within)
    matches = _near(words, pks) if pks else []
    if not matches:
        return None, 0
    # A group there is already goes before a nearer text that stands alone: else one campaign becomes several groups.
    match = next((one for one in matches if _campaign_of(one.contribution) is not None), matches[0])
    campaign = _campaign_of(match.contribution)
    if campaign is None:
        if not _waits(row) and not _waits(match.contribution):
            # Both are decided on: there is nothing to ask the moderators.
            return None, 0
        campaign = _found(match.contribution, row, match.similarity, scope)
    known_by = campaign.members.filter(contribution__in=pks).count()
    member = CampaignMember.objects.create(campaign=campaign, contribution=row, similarity=match.similarity)
    _bring_along(campaign, matches)
    return member, known_by


def _bring_along(campaign: Campaign, matches: list[Match]) -> None:
    """Waiting texts that stood alone, because they resemble only the new member, come into its group."""
    alone = CampaignMember.objects.filter(contribution__in=[one.contribution for one in matches])
    grouped = set(alone.values_list("contribution", flat=True))
    CampaignMember.objects.bulk_create(
        CampaignMember(campaign=campaign, contribution=one.contribution, similarity=one.similarity)
        for one in matches
        if one.contribution.pk not in grouped and _waits(one.contribution)
    )


def _campaign_of(contribution: Contribution) -> Campaign | None:
    member = getattr(contribution, "membership", None)
    return member.campaign if member is not None else None


def _waits(contribution: Contribution) -> bool:
    return contribution.state == State.PENDING or contribution.review_items.filter(settled_at__isnull=True).exists()


def _found(other: Contribution, row: Contribution, similarity: float, scope: str) -> Campaign:
    """A new group around a contribution; one counted with another brings that one along to lead."""
    leading = other.merged_into if other.state == State.MERGED else other
    existing = _campaign_of(leading) if leading != other else None
    campaign = existing or Campaign.objects.create(
        process_id=row.process_id,
        scope=scope,
        target_kind=row.target_kind,
        target_label=row.target_label,
        leading=leading if may_be_shown(leading, row) else row,
    )
    for member in {leading, other}:
        CampaignMember.objects.get_or_create(
            contribution=member, defaults={"campaign": campaign, "similarity": 1 if member == leading else similarity}
        )
    return campaign


def may_be_shown(leading: Contribution, other: Contribution) -> bool:
    """Whether one could lead the other: what is internal cannot stand in public for what is not."""
    return leading.publication != Publication.INTERNAL or other.publication == Publication.INTERNAL


@transaction.atomic
def forget(contribution: Contribution) -> None:
    """Take a contribution out of its group because its author changed or withdrew it; an empty group goes with it."""
    Process.objects.select_for_update(no_key=True).get(pk=contribution.process_id)
    member = CampaignMember.objects.filter(contribution=contribution).select_related("campaign").first()
    Signature.objects.filter(contribution=contribution).delete()
    if member is None:
        return
    campaign = member.campaign
    member.delete()
    left = campaign.members.alive().filter(is_left_out=False).select_related("contribution")
    if campaign.leading_id == contribution.pk:
        campaign.leading = next((row.contribution for row in left), None)
        campaign.save(update_fields=["leading"])
    if campaign.state == CampaignState.PROPOSED and not campaign.members.filter(Q(is_left_out=True)).exists():
        remaining = list(left[:2])
        if len(remaining) < 2:
            # One alone is no group; its next likeness founds a new one.
            campaign.delete()
