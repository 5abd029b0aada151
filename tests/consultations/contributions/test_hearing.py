"""Contributions in a hearing: more time for one organisation at every door, and what the list is told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.contributions.enums import Channel, State
from consultations.contributions.forms import MYSELF
from consultations.contributions.models import Contribution
from consultations.contributions.own.rules import own_actions
from consultations.contributions.own.services import withdraw_contribution
from consultations.contributions.recording.receipt import Calendar
from consultations.contributions.refusals import ParticipationClosed
from consultations.contributions.saved import services as saved
from consultations.contributions.services import Submission, submit_contribution
from consultations.contributions.targets import describe
from consultations.process.dates import today
from consultations.process.hearing.models import Addressee
from consultations.process.models import Process
from tests.factories.accounts import MembershipFactory

WORDS = {"kind": "proposal", "text": "Bitte mehr Kurse.", "publication": "category"}


@pytest.fixture
def addressee(process, cast):
    """The organisation of the cast has three days more than everybody else, for whom it ended yesterday."""
    phase = process.phases.get()
    phase.is_formal_hearing = True
    phase.starts_on, phase.ends_on = today() - timedelta(days=30), today() - timedelta(days=1)
    phase.save()
    return Addressee.objects.create(
        phase=phase,
        name=cast.organisation.name,
        email="post@x.example",
        category=cast.organisation.category,
        organisation=cast.organisation,
        invited_at=timezone.now(),
        extended_to=today() + timedelta(days=3),
    )


def address(process) -> str:
    return reverse("contributions:paragraph", kwargs={"process_slug": process.slug, "lineage": "k1-1"})


def test_the_form_is_there_for_this_organisation_alone(client, cast, process, paragraph, addressee):
    for person in (None, cast.stakeholder, cast.outsider):
        if person:
            client.force_login(person)
        assert 'name="text"' not in client.get(address(process)).content.decode()
        client.logout()
    other = MembershipFactory(user=cast.member).organisation
    client.force_login(cast.member)
    page = client.get(address(process)).content.decode()
    assert 'name="text"' in page and f'value="{cast.organisation.pk}"' in page
    assert "verlängert" in page
    assert f'value="{MYSELF}"' not in page and other.name not in page


def test_it_is_stored_for_this_organisation_and_for_nobody_else(client, cast, process, paragraph, addressee):
    other = MembershipFactory(user=cast.member).organisation
    client.force_login(cast.member)
    for speaker in (MYSELF, other.pk):
        client.post(address(process), WORDS | {"organisation": speaker})
    assert not Contribution.objects.exists()
    client.post(address(process), WORDS | {"organisation": cast.organisation.pk})
    stored = Contribution.objects.get()
    assert stored.phase == addressee.phase and stored.organisation == cast.organisation
    client.force_login(cast.stakeholder)
    assert client.post(address(process), WORDS | {"organisation": cast.organisation.pk}).status_code == 403
    client.logout()
    assert client.post(address(process), WORDS).status_code in (302, 403)
    assert Contribution.objects.count() == 1


def test_the_service_asks_for_itself(cast, process, paragraph, addressee):
    other = MembershipFactory(user=cast.member).organisation
    for organisation in (None, other):
        with pytest.raises(ParticipationClosed):
            submit_contribution(paragraph, cast.member, Submission("proposal", "Mehr.", organisation=organisation))
    Addressee.objects.update(extended_to=today() - timedelta(days=1))
    with pytest.raises(ParticipationClosed):
        submit_contribution(paragraph, cast.member, Submission("proposal", "Mehr.", organisation=cast.organisation))


def test_the_draft_offers_it_to_members_only(client, cast, process, paragraph, addressee):
    url = reverse("drafts:current", args=[process.slug])
    assert "Absatz 1.1 kommentieren" not in client.get(url).content.decode()
    client.force_login(cast.member)
    assert "Absatz 1.1 kommentieren" in client.get(url).content.decode()


def test_own_contributions_stay_open_as_long(cast, process, make_contribution, addressee, django_assert_num_queries):
    fields = {"state": State.PENDING, "phase": addressee.phase, "user": cast.member}
    theirs = make_contribution(organisation=cast.organisation, **fields)
    own = make_contribution(**fields)
    actions = own_actions(Contribution.objects.filter(user=cast.member))
    assert actions[theirs.pk].may_edit and not actions[own.pk].may_edit


def test_lists_of_own_and_saved_contributions_ask_as_often_for_many(
    cast, client, process, paragraph, make_contribution, addressee, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def make(lineage: str) -> None:
        target = paragraph.version.paragraphs.get(lineage=lineage)
        make_contribution(
            target=target, state=State.PENDING, phase=addressee.phase, user=cast.member, organisation=cast.organisation
        )
        saved.save(cast.member, describe(target), {"text": "Angefangen"})

    client.force_login(cast.member)
    make("k1-1")
    client.get(reverse("contributions:mine"))
    numbers = []
    for _ in range(2):
        for name in ("mine", "saved"):
            with CaptureQueriesContext(connection) as asked:
                page = client.get(reverse(f"contributions:{name}")).content.decode()
            numbers.append(len(asked))
        for lineage in ("k1-2", "k2-1") if len(numbers) == 2 else ():
            make(lineage)
    assert numbers[:2] == numbers[2:]
    assert page.count("kann gesendet werden") == 3


def test_the_list_is_told_and_told_again_when_it_is_taken_back(cast, paragraph, addressee):
    said = Submission("proposal", "Mehr Kurse.", organisation=cast.organisation)
    first = submit_contribution(paragraph, cast.member, said).contribution
    addressee.refresh_from_db()
    assert addressee.submitted_at == first.received_at
    said = Submission("proposal", "Mehr Lehrkräfte.", organisation=cast.organisation)
    second = submit_contribution(paragraph, cast.member, said).contribution
    addressee.refresh_from_db()
    assert addressee.submitted_at == first.received_at
    withdraw_contribution(first)
    addressee.refresh_from_db()
    assert addressee.submitted_at is not None
    withdraw_contribution(second)
    addressee.refresh_from_db()
    assert addressee.submitted_at is None


def test_replies_and_other_phases_and_organisations_are_no_statement(cast, paragraph, make_contribution, addressee):
    from consultations.contributions.signals import contribution_submitted

    root = make_contribution()
    other = MembershipFactory().organisation
    for fields in (
        {"organisation": cast.organisation, "phase": addressee.phase, "parent": root},
        {"organisation": other, "phase": addressee.phase},
        {"phase": addressee.phase},
    ):
        row = make_contribution(state=State.PENDING, **fields)
        contribution_submitted.send(sender=Contribution, contribution=row)
    addressee.refresh_from_db()
    assert addressee.submitted_at is None


def test_a_letter_within_the_extended_deadline_is_in_time(cast, process, addressee, make_contribution):
    calendar = Calendar(Process.objects.get(pk=process.pk))
    assert calendar.is_late(today())
    assert not calendar.is_late(today(), cast.organisation)
    assert calendar.phase_for(today(), "paragraph", cast.organisation) == addressee.phase
    other = MembershipFactory().organisation
    assert calendar.is_late(today(), other) and calendar.phase_for(today(), "paragraph", other) is None


def test_a_late_letter_counts_for_the_hearing_all_the_same(cast, make_contribution, addressee):
    from consultations.contributions.signals import contribution_submitted

    letter = make_contribution(
        state=State.PENDING, organisation=cast.organisation, channel=Channel.LETTER, phase=None, user=None
    )
    contribution_submitted.send(sender=Contribution, contribution=letter)
    addressee.refresh_from_db()
    assert addressee.submitted_at is not None
