"""Extended deadlines: who may contribute when, to the second."""

from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Organisation
from consultations.process.enums import TargetKind
from consultations.process.hearing.deadlines import load_extensions
from consultations.process.models import BERLIN, Process
from consultations.process.participation import participation, participation_for
from consultations.process.rules import open_phase
from tests.factories.accounts import MembershipFactory, OrganisationFactory


@pytest.fixture
def organisation(make_addressee):
    organisation = OrganisationFactory()
    make_addressee(organisation.name, organisation=organisation, extended_to=date(2026, 3, 29), invited=True)
    return organisation


@pytest.fixture
def over(phase):
    """The hearing ended on the 20th of March 2026."""
    phase.starts_on, phase.ends_on = date(2026, 2, 1), date(2026, 3, 20)
    phase.save()
    return Process.objects.get(pk=phase.process_id)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)


def test_only_the_organisation_with_more_time_may_contribute(over, phase, organisation):
    other = OrganisationFactory()
    moment = at(2026, 3, 21, 0, 0, 0)
    assert open_phase(over, TargetKind.PARAGRAPH, moment) is None
    assert open_phase(over, TargetKind.PARAGRAPH, moment, organisation=other) is None
    assert open_phase(over, TargetKind.PARAGRAPH, moment, organisation=organisation) == phase
    assert open_phase(over, TargetKind.PROCESS, moment, organisation=organisation) is None
    assert open_phase(over, TargetKind.PARAGRAPH, at(2026, 1, 31), organisation=organisation) is None


def test_the_boundary_holds_to_the_second_in_the_night_of_daylight_saving(over, phase, organisation):
    """On the 29th of March 2026 clocks in Berlin go forward; the day has 23 hours."""
    last = at(2026, 3, 29, 23, 59, 59)
    assert open_phase(over, TargetKind.PARAGRAPH, last, organisation=organisation) == phase
    assert open_phase(over, TargetKind.PARAGRAPH, last + timedelta(seconds=1), organisation=organisation) is None
    assert open_phase(over, TargetKind.PARAGRAPH, at(2026, 3, 29, 2, 30), organisation=organisation) == phase


def test_the_boundary_holds_in_the_long_night_of_october(over, phase, organisation):
    row = phase.addressees.get()
    row.extended_to = date(2026, 10, 25)
    row.save()
    assert open_phase(over, TargetKind.PARAGRAPH, at(2026, 10, 25, 23, 59, 59), organisation=organisation) == phase
    assert open_phase(over, TargetKind.PARAGRAPH, at(2026, 10, 26), organisation=organisation) is None


@pytest.mark.parametrize("change", [{"is_published": False}, {"finished_on": date(2026, 3, 22)}])
def test_no_extension_opens_a_hidden_or_finished_process(over, organisation, change):
    for name, value in change.items():
        setattr(over, name, value)
    assert open_phase(over, TargetKind.PARAGRAPH, at(2026, 3, 22), organisation=organisation) is None


def test_an_extension_of_another_process_counts_nothing(over, organisation, other_process):
    assert open_phase(other_process, TargetKind.PARAGRAPH, at(2026, 3, 22), organisation=organisation) is None


def test_an_extension_the_phase_has_overtaken_shortens_nothing(phase, organisation):
    process = Process.objects.get(pk=phase.process_id)
    assert open_phase(process, TargetKind.PARAGRAPH, organisation=organisation) == phase
    assert phase.addressees.get().last_day == phase.ends_on


def test_people_are_told_for_whom_and_until_when(over, phase, organisation, at_moment):
    at_moment(at(2026, 3, 25, 12))
    member, stranger = MembershipFactory(organisation=organisation).user, MembershipFactory().user
    window = participation_for(member, over, TargetKind.PARAGRAPH)
    assert window.is_open and window.organisations == (organisation,) and window.phase == phase
    assert organisation.name in window.sentence and "29. März" in window.sentence.replace("\N{NO-BREAK SPACE}", " ")
    for person in (stranger, AnonymousUser()):
        assert not participation_for(person, over, TargetKind.PARAGRAPH).is_open
    assert not participation(over, TargetKind.PARAGRAPH).is_open


def test_a_person_of_two_organisations_reads_the_first_day(over, phase, organisation, make_addressee, at_moment):
    at_moment(at(2026, 3, 25, 12))
    member = MembershipFactory(organisation=organisation).user
    second = MembershipFactory(user=member).organisation
    make_addressee(second.name, organisation=second, extended_to=date(2026, 3, 27), invited=True)
    window = participation_for(member, over, TargetKind.PARAGRAPH)
    assert set(window.organisations) == {organisation, second} and window.extended_to == date(2026, 3, 27)


def test_questions_are_few(over, organisation, django_assert_num_queries, at_moment):
    at_moment(at(2026, 3, 25, 12))
    member = MembershipFactory(organisation=organisation).user
    process = Process.objects.prefetch_related("phases").get(pk=over.pk)
    with django_assert_num_queries(0):
        participation_for(AnonymousUser(), process, TargetKind.PARAGRAPH)
    load_extensions([process])
    with django_assert_num_queries(0):
        assert open_phase(process, TargetKind.PARAGRAPH, organisation=organisation)
    with django_assert_num_queries(1):
        assert participation_for(member, process, TargetKind.PARAGRAPH).is_open


def test_a_phase_that_is_no_hearing_asks_nothing(process, django_assert_num_queries):
    process = Process.objects.prefetch_related("phases").get(pk=process.pk)
    process.phases.all()[0].ends_on = date(2020, 1, 1)
    with django_assert_num_queries(0):
        assert open_phase(process, TargetKind.PARAGRAPH, at(2036, 12, 1), organisation=Organisation(pk=1)) is None
