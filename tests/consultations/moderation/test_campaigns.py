"""Near-identical contributions: found, proposed, decided on together."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution
from consultations.contributions.own.services import withdraw_contribution
from consultations.contributions.signals import contribution_edited, contribution_withdrawn
from consultations.moderation.campaigns.matching import place
from consultations.moderation.campaigns.models import Campaign, CampaignMember, CampaignState, SignatureBand
from consultations.moderation.campaigns.services import (
    CannotLead,
    GroupChanged,
    carry_out,
    confirm,
    dissolve,
    reject_together,
)
from consultations.moderation.campaigns.texts import near, words_of
from consultations.moderation.services import reject, release
from consultations.moderation.waiting import awaiting, heads, waiting
from consultations.process.models import TeamMember
from consultations.synthesis.models import Segment
from notifications.models import OutboxMessage
from tests.consultations.moderation.campaign_texts import SHORT, different, varied


@pytest.fixture
def placed(make_contribution):
    """Create a waiting contribution and have the software look at it."""

    def make(text, **fields):
        row = make_contribution(**{"state": State.PENDING, "text": text, **fields})
        place(row)
        return row

    return make


@pytest.fixture
def group(placed):
    """Five letters of a campaign; returns the group."""
    rows = [placed(varied(number)) for number in range(5)]
    return rows[0].membership.campaign


@pytest.fixture
def now(django_capture_on_commit_callbacks):
    """Run what a decision leaves for after the commit, as it would run at once."""

    def run(function, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return function(*args, **kwargs)

    return run


def keys(campaign):
    return set(campaign.members.values_list("contribution", flat=True))


def everything(campaign, **more):
    return {"ticked": keys(campaign), "shown": keys(campaign), **more}


def test_two_hundred_letters_of_a_campaign_become_one_group(placed, make_contribution):
    others = [placed(different(number)) for number in range(20)]
    letters = [placed(varied(number)) for number in range(200)]
    assert Campaign.objects.count() == 1
    assert keys(Campaign.objects.get()) == {row.pk for row in letters}
    assert not CampaignMember.objects.filter(contribution__in=others).exists()


def test_short_and_opposite_texts_are_no_campaign(placed):
    for text in SHORT * 2:
        placed(text)
    same = [text for text in SHORT if len(words_of(text)) >= 8]
    # Sent twice, the longer ones are grouped with their double, and with nothing else.
    assert sorted(Campaign.objects.values_list("members__contribution__comment", flat=True)) == sorted(same * 2)
    assert Campaign.objects.count() == len(same)


def test_a_word_that_turns_a_short_text_round_keeps_it_apart():
    one, other = words_of(SHORT[-1]), words_of(SHORT[-2])
    assert near(one, one) == 1 and near(one, other) == 0


def test_the_same_words_about_something_else_are_another_demand(placed, version):
    placed(varied(1))
    placed(varied(2), target=version.paragraphs.get(lineage="k2-1"))
    assert not Campaign.objects.exists()


def test_another_proposed_wording_is_another_demand(placed):
    wording = "Das Land fördert die Beratung in jedem Landkreis mit zwei vollen Stellen."
    text = "Bitte ändern Sie den Absatz wie hier vorgeschlagen, danke."
    placed(text, proposed_text=wording)
    placed(text, proposed_text=different(3))
    assert not Campaign.objects.exists()
    placed(text, proposed_text=wording)
    assert Campaign.objects.get().members.count() == 2


def test_nothing_is_dropped_or_hidden(process, placed, group):
    for number in range(3):
        placed(different(number))
    numbers = waiting(process)
    assert (numbers.count, numbers.rows, numbers.in_groups) == (8, 4, 4)
    shown = heads(process)
    in_rows = sum(
        row.membership.campaign.members.count() if hasattr(row, "membership") else 1
        for row in shown.select_related("membership__campaign")
    )
    assert in_rows == awaiting(process).count() == 8


def test_placing_again_changes_nothing(group):
    for member in group.members.all():
        place(member.contribution)
    assert Campaign.objects.count() == 1 and group.members.count() == 5


def test_a_large_group_is_found_by_a_few(placed, monkeypatch):
    monkeypatch.setattr("consultations.moderation.campaigns.matching.KNOWN_BY", 3)
    for number in range(12):
        placed(varied(number))
    assert Campaign.objects.get().members.count() == 12
    assert SignatureBand.objects.values("signature").distinct().count() < 10


def test_confirming_publishes_one_counts_the_rest_and_answers_everybody(cast, group, now):
    leading = group.members.first().contribution
    number = now(
        confirm, group, leading=leading, actor=cast.moderator, message="Danke für Ihr Schreiben.", **everything(group)
    )
    assert number == 4
    leading.refresh_from_db()
    assert leading.state == State.RELEASED and leading.submissions_represented == 5
    others = Contribution.objects.filter(membership__campaign=group).exclude(pk=leading.pk)
    assert {(row.state, row.merged_into_id) for row in others} == {(State.MERGED, leading.pk)}
    mails = OutboxMessage.objects.filter(kind="contribution_decided")
    assert mails.count() == 5 and mails.values("address").distinct().count() == 5
    assert all("Danke für Ihr Schreiben." in mail.body for mail in mails)
    assert Segment.objects.count() == 5


def test_unticked_ones_stand_for_themselves_and_are_not_proposed_again(cast, process, group, placed, now):
    first, *_rest, odd = [member.contribution for member in group.members.all()]
    ticked = keys(group) - {odd.pk}
    now(confirm, group, leading=first, ticked=ticked, shown=keys(group), actor=cast.moderator)
    odd.refresh_from_db()
    assert odd.state == State.PENDING
    assert [row.pk for row in heads(process)] == [odd.pk]
    again = placed(odd.comment + " Danke.")
    assert again.membership.campaign == group
    assert odd.membership.campaign.members.get(contribution=odd).is_left_out


def test_what_comes_later_is_proposed_to_join(cast, process, group, placed, now):
    leading = group.members.first().contribution
    now(confirm, group, leading=leading, actor=cast.moderator, **everything(group))
    late = placed(varied(99))
    assert late.state == State.PENDING and late.membership.campaign == group
    group.refresh_from_db()
    leading.refresh_from_db()
    now(confirm, group, leading=leading, actor=cast.moderator, ticked={late.pk}, shown={late.pk})
    late.refresh_from_db()
    leading.refresh_from_db()
    assert late.merged_into == leading and leading.submissions_represented == 6


def test_what_came_in_while_somebody_looked_is_not_decided_on(cast, group, placed, now):
    shown = keys(group)
    late = placed(varied(98))
    leading = group.members.first().contribution
    now(confirm, group, leading=leading, ticked=shown, shown=shown, actor=cast.moderator)
    late.refresh_from_db()
    assert late.state == State.PENDING and not late.membership.is_left_out


def test_rejecting_together(cast, process, group, now):
    rule = process.rules.get()
    now(reject_together, group, rule=rule, actor=cast.moderator, message="Werbung.", **everything(group))
    assert set(Contribution.objects.values_list("state", flat=True)) == {State.REJECTED}
    assert OutboxMessage.objects.filter(kind="contribution_decided").count() == 5


def test_dissolving_is_remembered(cast, process, group, placed):
    dissolve(group, actor=cast.moderator)
    assert heads(process).count() == 5
    call_command("group_contributions", "--rebuild", "--process", process.slug, verbosity=0)
    assert Campaign.objects.get().state == CampaignState.DISSOLVED
    assert heads(process).count() == 5
    placed(varied(50))
    assert heads(process).count() == 6


def test_members_decided_on_meanwhile_are_not_decided_on_twice(cast, process, group, now):
    leading, other, *_rest = [member.contribution for member in group.members.all()]
    reject(other, actor=cast.lead, rule=process.rules.get())
    now(confirm, group, leading=leading, actor=cast.moderator, **everything(group))
    other.refresh_from_db()
    assert other.state == State.REJECTED
    assert OutboxMessage.objects.filter(kind="contribution_decided").count() == 5


def test_a_released_member_leads_without_being_released_again(cast, group, now):
    leading = group.members.last().contribution
    release(leading, actor=cast.lead)
    now(confirm, group, leading=leading, actor=cast.moderator, **everything(group))
    leading.refresh_from_db()
    assert leading.decisions.count() == 1 and leading.submissions_represented == 5


def test_an_internal_text_cannot_stand_for_public_ones(cast, placed):
    internal = placed(varied(1), publication=Publication.INTERNAL)
    placed(varied(2))
    group = internal.membership.campaign
    with pytest.raises(CannotLead):
        confirm(group, leading=internal, actor=cast.moderator, **everything(group))
    internal.refresh_from_db()
    assert internal.state == State.PENDING


def test_a_worker_that_died_is_followed_by_another(cast, group, settings, monkeypatch, now):
    monkeypatch.setattr("consultations.moderation.campaigns.services.start", lambda pk: None)
    leading = group.members.first().contribution
    now(confirm, group, leading=leading, actor=cast.moderator, **everything(group))
    assert group.members.agreed().count() == 4
    assert (carry_out(group.pk), carry_out(group.pk)) == (4, 0)
    assert OutboxMessage.objects.filter(kind="contribution_decided").count() == 5


@pytest.mark.parametrize("gone", ["right", "account"])
def test_what_was_agreed_by_somebody_who_lost_the_right_waits_again(cast, process, group, monkeypatch, now, gone):
    monkeypatch.setattr("consultations.moderation.campaigns.services.start", lambda pk: None)
    leading = group.members.first().contribution
    now(confirm, group, leading=leading, actor=cast.moderator, **everything(group))
    if gone == "right":
        TeamMember.objects.filter(user=cast.moderator).delete()
    else:
        CampaignMember.objects.update(agreed_by=None)
    assert carry_out(group.pk) == 0
    assert not group.members.agreed().exists()
    assert awaiting(process).count() == 4


def test_a_changed_or_withdrawn_text_leaves_its_group(cast, group):
    changed, withdrawn, *_rest = [member.contribution for member in group.members.all()]
    changed.comment = different(7)
    changed.save(update_fields=["comment"])
    contribution_edited.send(sender=Contribution, contribution=changed)
    withdrawn.state = State.WITHDRAWN
    withdrawn.save(update_fields=["state"])
    contribution_withdrawn.send(sender=Contribution, contribution=withdrawn, earlier_state=State.PENDING)
    assert group.members.count() == 3
    group.refresh_from_db()
    assert group.leading_id not in {changed.pk, withdrawn.pk, None}


def test_a_withdrawn_member_is_no_longer_counted(cast, group, now):
    leading, other, *_rest = [member.contribution for member in group.members.all()]
    now(confirm, group, leading=leading, actor=cast.moderator, **everything(group))
    other.refresh_from_db()
    withdraw_contribution(other, actor=other.user)
    leading.refresh_from_db()
    assert leading.submissions_represented == 4


@pytest.mark.parametrize("who", ["outsider", "stakeholder", "observer", "analyst", "officer", "editor"])
def test_only_moderators_decide_on_groups(who, cast, process, group):
    actor, leading = getattr(cast, who), group.members.first().contribution
    with pytest.raises(PermissionDenied):
        confirm(group, leading=leading, actor=actor, **everything(group))
    with pytest.raises(PermissionDenied):
        reject_together(group, rule=process.rules.get(), actor=actor, **everything(group))
    with pytest.raises(PermissionDenied):
        dissolve(group, actor=actor)
    assert not Contribution.objects.exclude(state=State.PENDING).exists()


def test_a_dissolved_group_cannot_be_confirmed(cast, group):
    leading = group.members.first().contribution
    dissolve(group, actor=cast.moderator)
    with pytest.raises(GroupChanged):
        confirm(group, leading=leading, actor=cast.lead, **everything(group))
