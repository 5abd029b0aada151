"""Deputies: a role that holds from its first to its last day in Berlin, and not a minute longer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from consultations.process.dates import today
from consultations.process.deputies import appoint_deputy
from consultations.process.enums import Action, TeamRole
from consultations.process.models import Process, TeamMember
from consultations.process.rules import can, people_who_may, processes_where, roles_of
from consultations.process.services import add_team_member, remove_team_member
from consultations.process.tasks import end_deputies
from tests.factories.accounts import UserFactory


@pytest.fixture
def moderator(cast, process) -> TeamMember:
    return process.team.get(user=cast.moderator)


@pytest.fixture
def deputy(cast, moderator):
    """The stakeholder stands in for the moderator today and tomorrow."""
    return appoint_deputy(
        moderator, cast.stakeholder, starts_on=today(), ends_on=today() + timedelta(days=1), actor=cast.lead
    )


def again(user):
    """The person at their next request: nothing is remembered."""
    return type(user).objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("first", "last", "moment", "holds"),
    [
        # Summer time, UTC+2: the day in Berlin begins at 22:00 UTC of the day before.
        (date(2026, 7, 10), date(2026, 7, 12), datetime(2026, 7, 9, 21, 59, 59, tzinfo=UTC), False),
        (date(2026, 7, 10), date(2026, 7, 12), datetime(2026, 7, 9, 22, 0, tzinfo=UTC), True),
        (date(2026, 7, 10), date(2026, 7, 12), datetime(2026, 7, 12, 21, 59, 59, tzinfo=UTC), True),
        (date(2026, 7, 10), date(2026, 7, 12), datetime(2026, 7, 12, 22, 0, tzinfo=UTC), False),
        # The night the clocks go forward (29 March 2026): it begins in winter time and ends in summer time.
        (date(2026, 3, 29), date(2026, 3, 29), datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC), False),
        (date(2026, 3, 29), date(2026, 3, 29), datetime(2026, 3, 28, 23, 0, tzinfo=UTC), True),
        (date(2026, 3, 29), date(2026, 3, 29), datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC), True),
        (date(2026, 3, 29), date(2026, 3, 29), datetime(2026, 3, 29, 22, 0, tzinfo=UTC), False),
        # The night they go back (25 October 2026): a day of 25 hours.
        (date(2026, 10, 25), date(2026, 10, 25), datetime(2026, 10, 24, 22, 0, tzinfo=UTC), True),
        (date(2026, 10, 25), date(2026, 10, 25), datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), True),
        (date(2026, 10, 25), date(2026, 10, 25), datetime(2026, 10, 25, 23, 0, tzinfo=UTC), False),
    ],
)
def test_the_right_holds_on_whole_days_in_berlin(cast, process, moderator, monkeypatch, first, last, moment, holds):
    TeamMember.objects.create(
        process=process,
        user=cast.stakeholder,
        role=TeamRole.MODERATOR,
        deputises_for=moderator,
        starts_on=first,
        ends_on=last,
    )
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert can(cast.stakeholder, Action.MODERATE, process) is holds
    assert processes_where(cast.stakeholder, Action.MODERATE).filter(pk=process.pk).exists() is holds
    assert people_who_may(Action.MODERATE, process).filter(pk=cast.stakeholder.pk).exists() is holds
    Process.objects.update(is_published=False)
    assert Process.objects.visible_to(cast.stakeholder).filter(pk=process.pk).exists() is holds


def test_what_is_remembered_of_a_person_does_not_outlive_the_last_day(
    cast, process, deputy, monkeypatch, django_assert_num_queries
):
    person = again(cast.stakeholder)
    with django_assert_num_queries(1):
        assert roles_of(person, process) == {TeamRole.MODERATOR}
        assert roles_of(person, process) == {TeamRole.MODERATOR}
        later = timezone.now() + timedelta(days=2)
        monkeypatch.setattr(timezone, "now", lambda: later)
        assert roles_of(person, process) == frozenset()


def test_a_deputy_works_during_the_time_and_gets_404_after_it(client, cast, process, deputy, monkeypatch):
    client.force_login(cast.stakeholder)
    queue = reverse("moderation_admin:queue", kwargs={"process_slug": process.slug})
    dashboard = reverse("process_admin:dashboard", kwargs={"process_slug": process.slug})
    assert client.get(queue).status_code == 200
    assert "Sie vertreten Moderator" in client.get(dashboard).content.decode()
    TeamMember.objects.filter(pk=deputy.pk).update(
        starts_on=today() - timedelta(days=5), ends_on=today() - timedelta(days=1)
    )
    assert client.get(queue).status_code == 404
    assert client.get(dashboard).status_code == 404
    assert end_deputies() == 1
    assert end_deputies() == 0
    assert client.get(queue).status_code == 302, "the way into the admin is closed"
    cast.moderator.refresh_from_db()
    assert can(again(cast.moderator), Action.MODERATE, process)


def test_a_deputy_is_nothing_in_another_process_and_before_the_first_day(cast, process, other_process, moderator):
    tomorrow = today() + timedelta(days=1)
    appoint_deputy(moderator, cast.stakeholder, starts_on=tomorrow, ends_on=tomorrow, actor=cast.lead)
    assert roles_of(again(cast.stakeholder), process) == frozenset()
    assert roles_of(again(cast.stakeholder), other_process) == frozenset()


@pytest.mark.parametrize(
    ("who", "status"), [("moderator", 403), ("observer", 403), ("outsider", 404), ("stakeholder", 302), ("lead", 302)]
)
def test_who_may_appoint_on_the_team_page(client, cast, process, moderator, who, status):
    client.force_login(getattr(cast, who))
    data = {
        "deputy": "1",
        "deputy-member": moderator.pk,
        "deputy-email": cast.stakeholder.email,
        "deputy-starts_on": today().isoformat(),
        "deputy-ends_on": today().isoformat(),
    }
    response = client.post(reverse("process_admin:team", kwargs={"process_slug": process.slug}), data)
    assert response.status_code == status
    assert (TeamMember.objects.filter(deputises_for=moderator).count() == 1) is (who == "lead")


def test_the_team_page_names_deputies_with_their_days_and_says_what_is_wrong(client, cast, process, deputy):
    client.force_login(cast.lead)
    url = reverse("process_admin:team", kwargs={"process_slug": process.slug})
    page = client.get(url)
    assert [row["member"] for row in page.context["deputies"]] == [deputy]
    assert deputy not in page.context["members"]
    wrong = {
        "deputy": "1",
        "deputy-member": deputy.deputises_for_id,
        "deputy-email": cast.moderator.email,
        "deputy-starts_on": today().isoformat(),
        "deputy-ends_on": (today() - timedelta(days=3)).isoformat(),
    }
    answer = client.post(url, wrong)
    assert answer.context["deputy_form"].errors["ends_on"]
    outside = {**wrong, "deputy-member": TeamMember.objects.get(user=cast.outsider).pk}
    assert client.post(url, outside).context["deputy_form"].errors["member"]


@pytest.mark.parametrize(
    ("days", "field"),
    [((0, -1), "ends_on"), ((-9, -2), "ends_on"), ((0, 400), "ends_on")],
)
def test_periods_that_make_no_sense_are_refused(cast, moderator, days, field):
    first, last = (today() + timedelta(days=number) for number in days)
    with pytest.raises(ValidationError) as refused:
        appoint_deputy(moderator, cast.stakeholder, starts_on=first, ends_on=last, actor=cast.lead)
    assert field in refused.value.error_dict


def test_people_who_cannot_stand_in_are_refused(cast, process, moderator, deputy):
    other = add_team_member(process, cast.member, TeamRole.MODERATOR, actor=cast.lead)
    for member, user, field in (
        (moderator, cast.moderator, "email"),
        (moderator, cast.member, "email"),
        (moderator, cast.stakeholder, "email"),
        (deputy, cast.observer, "member"),
    ):
        with pytest.raises(ValidationError) as refused:
            appoint_deputy(member, user, starts_on=today(), ends_on=today(), actor=cast.lead)
        assert field in refused.value.error_dict
    # For a second colleague the same person may stand in at the same time.
    appoint_deputy(other, cast.stakeholder, starts_on=today(), ends_on=today(), actor=cast.lead)


def test_the_database_knows_no_deputy_without_days(cast, process, moderator):
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamMember.objects.create(
            process=process, user=cast.stakeholder, role=TeamRole.MODERATOR, deputises_for=moderator
        )


def test_a_deputy_of_the_lead_cannot_hand_on_the_right(client, cast, process):
    lead = process.team.get(user=cast.lead)
    appoint_deputy(lead, cast.stakeholder, starts_on=today(), ends_on=today(), actor=cast.lead)
    assert can(again(cast.stakeholder), Action.MANAGE_TEAM, process)
    with pytest.raises(PermissionDenied):
        appoint_deputy(lead, cast.member, starts_on=today(), ends_on=today(), actor=again(cast.stakeholder))
    client.force_login(cast.stakeholder)
    url = reverse("process_admin:team", kwargs={"process_slug": process.slug})
    assert client.get(url).status_code == 200
    data = {"email": cast.stakeholder.email, "role": TeamRole.LEAD}
    assert client.post(url, data).status_code == 403
    remove = reverse("process_admin:team_remove", kwargs={"process_slug": process.slug, "pk": lead.pk})
    assert client.post(remove).status_code == 403
    assert process.team.filter(role=TeamRole.LEAD).count() == 2


def test_a_deputy_goes_with_the_role_it_stands_for_and_is_no_last_lead(cast, process, moderator, deputy):
    remove_team_member(moderator, actor=cast.lead)
    assert not TeamMember.objects.filter(pk=deputy.pk).exists()
    assert roles_of(again(cast.stakeholder), process) == frozenset()
    assert not again(cast.stakeholder).has_perm("wagtailadmin.access_admin")
    assert AuditEntry.objects.filter(action="process.remove_team_member").count() == 2


def test_appointing_is_logged_and_a_deputy_of_an_editor_reaches_the_draft(cast, process):
    editor = process.team.get(user=cast.editor)
    person = UserFactory()
    appoint_deputy(editor, person, starts_on=today(), ends_on=today(), actor=cast.lead)
    assert can(again(person), Action.EDIT_DRAFT, process)
    entry = AuditEntry.objects.get(action="process.appoint_deputy")
    assert entry.details["instead_of"] == "Editor"
    assert entry.actor == cast.lead
