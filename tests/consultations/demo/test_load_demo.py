"""The demonstration: complete, dated so that it can be tried, and safe to load again."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.contributions.services import Submission, submit_contribution
from consultations.demo.loader import load_demo
from consultations.demo.people import ACCOUNTS, KEPT_OFFICE, PASSWORD
from consultations.drafts.models import DraftVersion, Paragraph
from consultations.moderation.services import release
from consultations.process.dates import today
from consultations.process.enums import TargetKind
from consultations.process.models import Process
from consultations.process.rules import open_phase
from consultations.results.gate import inspect
from consultations.results.models import Answer, ParagraphChange
from consultations.synthesis.models import Finding, Segment
from regions.demand.rules import writes_somewhere
from regions.models import Office
from regions.offices.holding import give_back

COUNTED = [Process, Contribution, Finding, Answer, Segment, DraftVersion, Paragraph, ParagraphChange]


def counts() -> dict:
    return {model.__name__: model.objects.count() for model in COUNTED}


def test_everything_of_the_data_is_there(demo):
    assert demo.phases.count() == 9
    assert demo.action_fields.count() == 8
    past = [conference for conference in demo.conferences.all() if conference.is_over]
    assert len(past) == 4
    assert sum(conference.attended for conference in past) == 295
    # One is still to come: people can register, and nobody was counted.
    (ahead,) = demo.conferences.upcoming()
    assert ahead.attended is None
    assert ahead.registration_opens_on <= today() <= ahead.registration_closes_on < ahead.date
    assert Contribution.objects.count() == 76
    assert Finding.objects.count() == 22
    first, second = demo.draft.versions.order_by("number")
    assert first.is_published and first.paragraphs.count() == 54
    assert not second.is_published and second.changes.count() == 13


def test_the_draft_can_be_commented_on_today(demo):
    phase = open_phase(demo, TargetKind.PARAGRAPH)
    assert phase is not None and phase.key == "konsultation" and phase.days_left >= 6
    assert not Contribution.objects.filter(received_at__gt=timezone.now()).exists()


def test_the_gate_names_what_the_data_leave_open(demo):
    report = inspect(demo)
    assert {contribution.reference for contribution in report.unassigned} == {"b014", "b021"}
    assert {finding.number for finding in report.findings} == {14, 16, 19, 20}
    assert report.pending == 3


def test_loading_again_doubles_nothing_and_keeps_what_people_entered(demo):
    moderator = next(m.user for m in demo.team.all() if m.role == "moderator")
    pending = Contribution.objects.get(reference="b055")
    release(pending, actor=moderator)
    paragraph = demo.draft.current_version.paragraphs.get(lineage="k1-1")
    author = demo.contributions.filter(user__isnull=False).first().user
    mine = submit_contribution(paragraph, author, Submission(kind="question", text="Bleibt das stehen?")).contribution
    demo.title = "Von Menschen geändert"
    demo.save()
    before = counts()
    load_demo()
    assert counts() == before
    pending.refresh_from_db()
    assert pending.state == State.RELEASED
    assert Contribution.objects.get(pk=mine.pk).received_at == mine.received_at
    assert Process.objects.get().title == "Von Menschen geändert"


def test_weeks_later_the_phase_is_open_again(demo, monkeypatch):
    starts = {phase.key: phase.starts_on for phase in demo.phases.all()}
    received = Contribution.objects.get(reference="b001").received_at
    later = timezone.now() + timedelta(days=50)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    load_demo()
    assert open_phase(demo, TargetKind.PARAGRAPH, later) is not None
    for phase in demo.phases.all():
        assert phase.starts_on - starts[phase.key] in (timedelta(days=49), timedelta(days=56))
    moved = Contribution.objects.get(reference="b001").received_at - received
    assert moved in (timedelta(days=49), timedelta(days=56))


def test_the_command_prints_an_account_for_each_role(db, capsys):
    call_command("load_demo")
    printed = capsys.readouterr().out
    assert PASSWORD in printed
    for account in ACCOUNTS:
        assert account.email in printed


def test_demo_accounts_can_sign_in(demo, client):
    for account in ACCOUNTS:
        response = client.post("/konto/login/", {"login": account.email, "password": PASSWORD})
        assert response.status_code == 302, account.email
        client.logout()


def test_the_hearing_shows_every_state(demo):
    from consultations.process.hearing.enums import AddresseeState
    from consultations.process.hearing.models import Addressee

    states = set(Addressee.objects.with_state().values_list("state", flat=True))
    assert states == set(AddresseeState.values) - {AddresseeState.ON_ITS_WAY}
    assert Addressee.objects.count() == 12
    assert not Addressee.objects.filter(submitted_at__gt=timezone.now()).exists()


def test_the_coordinator_keeps_her_office_until_she_gives_it_back(demo):
    office = Office.objects.get(reference=KEPT_OFFICE)
    assert office.holder.email == "koordination@demo.example"
    assert writes_somewhere(office.holder)
    give_back(office, person=office.holder)
    load_demo()
    office.refresh_from_db()
    assert office.holder is None
