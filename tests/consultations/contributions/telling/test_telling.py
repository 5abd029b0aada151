"""What participants are told of: replies, versions, phases, answers; once each, and nothing that is not public."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from consultations.contributions.enums import Publication, State
from consultations.contributions.following import services as following
from consultations.contributions.following.targets import find_target
from consultations.contributions.models import Contribution
from consultations.contributions.services import reply_officially
from consultations.contributions.telling import services
from consultations.contributions.telling.subjects import consultations_of, process_of, scope_of
from consultations.moderation.services import reject, release
from consultations.process.models import BERLIN, Phase
from notifications.enums import Frequency
from notifications.models import Notice, OutboxMessage
from notifications.preferences import choose
from tests.factories.consultations import PhaseFactory

DAY = date(2026, 11, 23)


@pytest.fixture
def said(make_contribution, cast):
    """The member's contribution."""
    return make_contribution(user=cast.member)


def reply_to(parent, make_contribution, **fields) -> Contribution:
    return make_contribution(parent=parent, **{"state": State.PENDING, **fields})


def notices(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("text", flat=True))


def mails(user) -> list[str]:
    return list(
        OutboxMessage.objects.filter(recipient=user, kind="notice").order_by("pk").values_list("body", flat=True)
    )


# --- Replies --------------------------------------------------------------------------------------------------------


def test_an_author_hears_of_a_reply_once_it_can_be_read(said, cast, make_contribution):
    reply = reply_to(said, make_contribution, user=cast.stakeholder, text="Das sehe ich anders.")
    assert notices(cast.member) == []
    release(reply, actor=cast.moderator)
    (text,) = notices(cast.member)
    assert said.display_code in text and "anders" not in text
    assert Notice.objects.get().url.endswith(f"#beitrag-{reply.code}")
    services.tell_of_reply(reply)
    assert len(notices(cast.member)) == 1


def test_a_reply_nobody_can_read_is_not_told(said, cast, process, make_contribution):
    reject(reply_to(said, make_contribution, user=cast.stakeholder), actor=cast.moderator, rule=process.rules.get())
    release(
        reply_to(said, make_contribution, user=cast.stakeholder, publication=Publication.INTERNAL), actor=cast.moderator
    )
    assert notices(cast.member) == []


def test_ones_own_reply_and_those_to_guests_are_not_told(said, cast, make_contribution):
    release(reply_to(said, make_contribution, user=cast.member), actor=cast.moderator)
    guest = make_contribution(user=None, user_email="gast@example.org")
    release(reply_to(guest, make_contribution, user=cast.stakeholder), actor=cast.moderator)
    assert not Notice.objects.exists() and not OutboxMessage.objects.filter(kind="notice").exists()


def test_a_reply_of_the_ministry_is_told_as_such(said, cast):
    choose(cast.member, key="replies", frequency=Frequency.AT_ONCE)
    reply_officially(said, text="Danke für den Hinweis.", actor=cast.moderator, office="Referat")
    (body,) = mails(cast.member)
    assert "Das Ministerium hat auf Ihren Beitrag" in body and "Hinweis" not in body


# --- Versions -------------------------------------------------------------------------------------------------------


def test_participants_hear_of_a_version_and_followers_of_the_draft_do_not_hear_twice(said, cast, version, process):
    following.follow(cast.coordinator, find_target(process, "draft", ""))
    following.follow(cast.stakeholder, find_target(process, "paragraph", "k1-1"))
    assert services.tell_of_version(version) == 2 and services.tell_of_version(version) == 0
    assert len(mails(cast.member)) == len(mails(cast.stakeholder)) == 1
    assert mails(cast.coordinator) == mails(cast.outsider) == []
    assert version.label in mails(cast.member)[0]


def test_an_unpublished_version_or_process_is_not_told(said, version, process):
    process.is_published = False
    process.save()
    version.draft.process.refresh_from_db()
    assert services.tell_of_version(version) == 0
    version.state = "prepared"
    assert services.tell_of_version(version) == 0


# --- Phases ---------------------------------------------------------------------------------------------------------


def phase_of(process, first: date, last: date | None, **fields) -> Phase:
    Phase.objects.filter(process=process).delete()
    return PhaseFactory(process=process, key="p", order=1, title="Beteiligung", starts_on=first, ends_on=last, **fields)


def test_a_phase_that_begins_is_told_once_with_its_end(said, cast, process):
    phase_of(process, DAY, DAY + timedelta(days=40))
    assert services.tell_of_phases(DAY - timedelta(days=1)) == 0
    assert services.tell_of_phases(DAY) == 1
    assert services.tell_of_phases(DAY) == services.tell_of_phases(DAY + timedelta(days=1)) == 0
    (body,) = mails(cast.member)
    assert "„Beteiligung“ hat begonnen, bis Samstag, 2.\xa0Januar" in body


def test_a_worker_that_was_down_makes_up_for_it_but_not_for_long(said, process):
    phase_of(process, DAY, None)
    assert services.tell_of_phases(DAY + timedelta(days=3)) == 0
    assert services.tell_of_phases(DAY + timedelta(days=2)) == 1


def test_the_end_is_told_three_days_before_and_again_when_it_is_moved(said, cast, process):
    phase = phase_of(process, DAY - timedelta(days=30), DAY + timedelta(days=3))
    assert services.tell_of_phases(DAY - timedelta(days=1)) == 0
    assert services.tell_of_phases(DAY) == 1 and services.tell_of_phases(DAY + timedelta(days=1)) == 0
    phase.ends_on = DAY + timedelta(days=10)
    phase.save()
    assert services.tell_of_phases(DAY + timedelta(days=1)) == 0
    assert services.tell_of_phases(DAY + timedelta(days=8)) == 1
    assert ["endet am" in body for body in mails(cast.member)] == [True, True]


def test_nobody_is_told_of_what_is_not_public_or_over(said, process):
    phase_of(process, DAY, None)
    process.finished_on = DAY
    process.save()
    assert services.tell_of_phases(DAY) == 0


def test_who_withdrew_everything_takes_part_no_longer(said, cast, process):
    assert list(services.participants(process)) == [cast.member]
    said.state = State.WITHDRAWN
    said.save()
    assert list(services.participants(process)) == []


def test_the_task_of_the_day_finds_what_a_dead_broker_did_not_take(said, version, monkeypatch):
    long_after = datetime.now(BERLIN).date() + timedelta(days=400)
    with monkeypatch.context() as changed:
        changed.setattr(services, "CATCH_UP", timedelta(0))
        assert services.tell_of_the_day(long_after) == 0
    assert services.tell_of_the_day(long_after) == 1 and services.tell_of_the_day(long_after) == 0


def test_telling_many_takes_no_reads_for_each(said, version, make_contribution, django_assert_max_num_queries):
    from tests.factories.accounts import UserFactory

    for _number in range(10):
        make_contribution(user=UserFactory())
    # Two writes, a savepoint pair and the look whether it is there already for each of them.
    with django_assert_max_num_queries(11 * 5 + 6):
        assert services.tell_of_version(version) == 11


# --- Settings -------------------------------------------------------------------------------------------------------


def test_settings_are_offered_for_consultations_one_takes_part_in(said, cast, process, other_process):
    assert consultations_of(cast.member) == [(scope_of(process.pk), process.short_title)]
    assert consultations_of(cast.coordinator) == []
    choose(cast.coordinator, scope=scope_of(other_process.pk), frequency=Frequency.NONE)
    assert [scope for scope, _label in consultations_of(cast.coordinator)] == [scope_of(other_process.pk)]


@pytest.mark.parametrize("scope", ["", "process-", "process-x", "konferenz-1", "process-1-2"])
def test_other_scopes_are_no_consultation(scope):
    assert process_of(scope) is None


# --- A deadline that is moved ---------------------------------------------------------------------------------------


def moved(client, process, phase, ends_on: date, capture) -> None:
    """The lead changes the last day in the table of phases."""
    url = reverse("process_admin:phases", kwargs={"process_slug": process.slug})
    forms = client.get(url).context["formset"].initial_forms
    data = {"rows-TOTAL_FORMS": len(forms), "rows-INITIAL_FORMS": len(forms)}
    for form in forms:
        for bound in form:
            if (value := bound.value()) not in (None, False, ""):
                data[bound.html_name] = value.isoformat() if isinstance(value, date) else value
        if form.instance.pk == phase.pk:
            data[f"{form.prefix}-ends_on"] = ends_on.isoformat()
    with capture(execute=True):
        assert client.post(url, data).status_code == 302


def test_participants_hear_of_a_deadline_that_is_moved(said, cast, process, client, django_capture_on_commit_callbacks):
    choose(cast.member, key="phases", frequency=Frequency.DAILY)
    phase = process.phases.order_by("starts_on").first()
    today = services.timezone.localdate()
    Phase.objects.filter(pk=phase.pk).update(
        kind="consultation", starts_on=today - timedelta(days=9), ends_on=today + timedelta(days=9)
    )
    client.force_login(cast.lead)
    moved(client, process, phase, today + timedelta(days=16), django_capture_on_commit_callbacks)
    (text,) = notices(cast.member)
    assert "endet jetzt am" in text and phase.title in text
    moved(client, process, phase, today + timedelta(days=16), django_capture_on_commit_callbacks)
    assert len(notices(cast.member)) == 1 and notices(cast.stakeholder) == []


@pytest.mark.parametrize("days", [(1, 9), (-9, -1)])
def test_a_phase_that_is_not_running_is_moved_in_silence(said, cast, process, days):
    today = services.timezone.localdate()
    starts, ends = (today + timedelta(days=number) for number in days)
    phase = PhaseFactory(process=process, starts_on=starts, ends_on=ends)
    assert services.tell_of_moved_phase(phase) == 0
