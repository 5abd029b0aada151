"""Closing an account: what was said stays without the person, everything else goes; inactive accounts likewise."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MembershipRole
from accounts.models import Membership, Organisation, User
from accounts.privacy import inactivity, retention
from accounts.privacy.closing import AlreadyClosed, CannotClose, close_account, consequences
from audit.models import AuditEntry
from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution, Support
from consultations.contributions.refusals import MayNotContribute
from consultations.contributions.saved.models import SavedContribution
from consultations.contributions.services import Submission, submit_contribution
from consultations.moderation.objections.services import file_objection
from consultations.moderation.passages import NothingLeft
from consultations.moderation.services import Gone, MergeRefused, merge, reject, release
from notifications.models import OutboxMessage
from notifications.preferences import choose
from notifications.services import store
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.files import make_attachment


@pytest.fixture(autouse=True)
def _mails_go_through_the_outbox(settings):
    settings.EMAIL_BACKEND = "notifications.backends.OutboxEmailBackend"


def traces_of(*words: str) -> list[str]:
    """Tables in which one of these words still is: every text column of the database is looked at."""
    found = []
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.local_concrete_fields:
            if field.get_internal_type() not in ("CharField", "TextField", "EmailField", "JSONField"):
                continue
            for word in words:
                with connection.cursor() as cursor:
                    cursor.execute(
                        f'SELECT COUNT(*) FROM "{model._meta.db_table}" WHERE CAST("{field.column}" AS TEXT) LIKE %s',
                        [f"%{word}%"],
                    )
                    if cursor.fetchone()[0]:
                        found.append(f"{model._meta.label}.{field.name}: {word}")
    return found


@pytest.fixture
def leaving(db):
    """Somebody whose name and address are nowhere else."""
    user = UserFactory(email="geht.jetzt@fort.example", display_name="Wanda Wegmann")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_nothing_of_the_person_is_left_but_what_was_said(cast, leaving, make_contribution, process):
    said = make_contribution(
        user=leaving,
        text="Das bleibt.",
        author_name="Wanda Wegmann",
        organisation_name="",
        publication=Publication.NAMED,
    )
    reply = make_contribution(parent=said, user=cast.stakeholder, text="Antwort darauf.")
    pending = make_contribution(user=leaving, text="Noch nicht gesehen.", state=State.PENDING, author_name="Wanda W.")
    make_attachment(pending)
    Support.objects.create(contribution=reply, user=leaving)
    SavedContribution.objects.create(
        user=leaving,
        process=process,
        target_kind="process",
        target_key="1",
        updated_at=timezone.now(),
        fields={"text": "Wanda Wegmann schreibt"},
    )
    choose(leaving, key="replies", frequency="none")
    close_account(leaving, actor=leaving)
    assert not User.objects.filter(pk=leaving.pk).exists()
    said.refresh_from_db()
    assert (said.published_text, said.state, said.user) == ("Das bleibt.", State.RELEASED, None)
    assert said.publication == Publication.CATEGORY and said.public_author == str(said.category or "")
    reply.refresh_from_db()
    assert reply.published_text == "Antwort darauf." and reply.user == cast.stakeholder
    assert not Contribution.objects.filter(pk=pending.pk).exists()
    # The last mail goes to the address; delivered, it is deleted after a week like every other.
    OutboxMessage.objects.filter(kind="system", address=leaving.email).delete()
    assert traces_of("Wanda", "geht.jetzt") == []


def test_what_was_said_for_an_organisation_stays_with_it(leaving, cast, make_contribution):
    Membership.objects.create(user=leaving, organisation=cast.organisation)
    pending = make_contribution(
        user=leaving,
        state=State.PENDING,
        organisation=cast.organisation,
        organisation_name=cast.organisation.name,
        author_name="Wanda Wegmann",
        author_role="Vorstand",
        publication=Publication.NAMED,
    )
    close_account(leaving, actor=leaving)
    pending.refresh_from_db()
    assert pending.state == State.PENDING and pending.organisation == cast.organisation
    assert (pending.author_name, pending.author_role, pending.public_author) == ("", "", cast.organisation.name)
    release(pending, actor=cast.moderator)


def test_a_rejected_contribution_loses_its_words_and_keeps_its_decision(leaving, cast, process, make_contribution):
    row = make_contribution(user=leaving, text="Unter der Gürtellinie.", state=State.PENDING)
    reject(row, actor=cast.moderator, rule=process.rules.get())
    assert consequences(leaving) == ["Der Wortlaut von 1 abgelehnten oder zurückgezogenen Beitrag wird gelöscht."]
    close_account(leaving, actor=leaving)
    row.refresh_from_db()
    assert (row.comment, row.state) == ("", State.REJECTED) and row.decisions.count() == 1
    assert traces_of("Gürtellinie") == []


def test_passages_that_were_taken_out_go_with_the_account(leaving, cast, process, make_contribution):
    row = make_contribution(user=leaving, text="Mehr Zeit. Tel. 0391 4711.", title="Zeit", state=State.PENDING)
    release(row, actor=cast.moderator, remove=["Tel. 0391 4711."], rule=process.rules.get())
    close_account(leaving, actor=leaving)
    row.refresh_from_db()
    assert row.comment == row.published_text == "Mehr Zeit. […]" and not row.redactions.exists()
    assert traces_of("4711") == []


def test_nobody_publishes_what_is_not_there_any_more(leaving, cast, process, make_contribution):
    leading = make_contribution(user=cast.member)
    row = make_contribution(user=leaving, text="Weg damit.", state=State.PENDING)
    rejected = reject(row, actor=cast.moderator, rule=process.rules.get())
    file_objection(rejected, text="Das ist falsch, sagt Wanda.")
    close_account(leaving, actor=leaving)
    row.refresh_from_db()
    with pytest.raises(NothingLeft):
        release(row, actor=cast.moderator, expected_state=State.REJECTED)
    with pytest.raises(MergeRefused):
        merge(row, leading, actor=cast.moderator, expected_state=State.REJECTED)
    assert traces_of("Weg damit", "sagt Wanda") == []


def test_a_moderator_who_reads_it_is_told_that_it_is_gone(client, leaving, cast, make_contribution):
    row = make_contribution(user=leaving, state=State.PENDING)
    close_account(leaving, actor=leaving)
    with pytest.raises(Gone):
        release(row, actor=cast.moderator)


def test_whoever_sends_in_another_window_keeps_the_text(leaving, paragraph):
    user = User.objects.get(pk=leaving.pk)
    close_account(leaving, actor=leaving)
    with pytest.raises(MayNotContribute):
        submit_contribution(paragraph, user, Submission(kind="concern", text="Noch etwas."))


def test_a_second_click_says_goodbye(client, leaving, monkeypatch):
    client.force_login(leaving)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    def closed_elsewhere(user, **kwargs):
        raise AlreadyClosed

    monkeypatch.setattr("accounts.privacy.views.close_account", closed_elsewhere)
    assert client.post(reverse("accounts:close"), {"sure": "on"}).url == "/"
    assert "_auth_user_id" not in client.session


def test_mails_to_addresses_that_are_not_confirmed_stay(leaving):
    """Anybody can enter the address of somebody else."""
    EmailAddress.objects.create(user=leaving, email="zweite@fort.example", verified=True, primary=False)
    EmailAddress.objects.create(user=leaving, email="fremd@dort.example", verified=False, primary=False)
    for address in ("zweite@fort.example", "fremd@dort.example"):
        store("system", address=address, subject="Betreff", body="Text")
    close_account(leaving, actor=leaving)
    kept = set(OutboxMessage.objects.values_list("address", flat=True))
    assert kept == {"fremd@dort.example", leaving.email}


def test_the_trace_goes_on_working_with_the_receipt_code(client, leaving, make_contribution):
    row = make_contribution(user=leaving)
    close_account(leaving, actor=leaving)
    answer = client.get(reverse("results:trace", kwargs={"code": row.display_receipt_code}))
    assert answer.status_code == 200 and "Wanda" not in answer.content.decode()


def test_the_log_keeps_no_name(leaving):
    close_account(leaving, actor=leaving)
    entry = AuditEntry.objects.get(action="accounts.close")
    assert entry.actor is None and entry.actor_label == "" and "Wanda" not in entry.target_label
    assert entry.target_id == str(entry.target_id) and entry.details == {"why": "asked"}


# --- What has to be done before -------------------------------------------------------------------------------------


def test_the_last_coordinator_of_others_hands_over_first(cast):
    with pytest.raises(CannotClose) as refused:
        close_account(cast.coordinator, actor=cast.coordinator)
    assert cast.organisation.name in refused.value.reasons[0]
    Membership.objects.filter(user=cast.member).update(role=MembershipRole.COORDINATOR)
    close_account(cast.coordinator, actor=cast.coordinator)
    assert Organisation.objects.filter(pk=cast.organisation.pk).exists()


def test_the_last_lead_and_the_last_administrator_stay(cast):
    for user in (cast.lead, cast.admin):
        with pytest.raises(CannotClose):
            close_account(user, actor=user)
    close_account(cast.moderator, actor=cast.moderator)


# --- The page -------------------------------------------------------------------------------------------------------


def test_the_page_says_what_happens_and_asks_for_the_password(client, leaving, make_contribution):
    make_contribution(user=leaving)
    url = reverse("accounts:close")
    client.force_login(leaving)
    assert client.post(url, {"sure": "on"}).status_code == 302 and User.objects.filter(pk=leaving.pk).exists()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(url).content.decode()
    assert "1 Beitrag bleibt stehen" in page
    assert client.post(url, {}).status_code == 422 and User.objects.filter(pk=leaving.pk).exists()
    assert client.post(url, {"sure": "on"}).url == "/"
    assert "Ihr Konto ist geschlossen" in client.get(reverse("account_login")).content.decode()
    assert not User.objects.filter(pk=leaving.pk).exists() and "_auth_user_id" not in client.session


def test_the_page_names_what_is_in_the_way(client, cast):
    client.force_login(cast.coordinator)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = client.post(reverse("accounts:close"), {"sure": "on"})
    assert answer.status_code == 409 and cast.organisation.name in answer.content.decode()


def test_staff_close_accounts_in_the_same_way(client, cast, leaving, make_contribution):
    said = make_contribution(user=leaving, author_name="Wanda Wegmann", publication=Publication.NAMED)
    client.force_login(cast.admin)
    client.post(reverse("wagtailusers_users:delete", args=[leaving.pk]))
    said.refresh_from_db()
    assert not User.objects.filter(pk=leaving.pk).exists() and said.author_name == ""
    assert AuditEntry.objects.get(action="accounts.close").actor == cast.admin
    assert traces_of("Wanda") == []
    url = reverse("wagtail_bulk_action", args=["accounts", "user", "delete"])
    client.post(f"{url}?id={cast.coordinator.pk}&id={cast.stakeholder.pk}")
    assert User.objects.filter(pk__in=[cast.coordinator.pk, cast.stakeholder.pk]).count() == 2
    client.post(f"{url}?id={cast.member.pk}&id={cast.stakeholder.pk}")
    assert not User.objects.filter(pk__in=[cast.member.pk, cast.stakeholder.pk]).exists()


# --- Accounts nobody uses -------------------------------------------------------------------------------------------


def unused(days: int, **fields) -> User:
    user = UserFactory(**fields)
    User.objects.filter(pk=user.pk).update(date_joined=timezone.now() - timedelta(days=days))
    return user


def test_unused_accounts_are_warned_once_and_closed_a_month_later(db, settings):
    old, young = unused(731), unused(729)
    assert inactivity.warn() == 1 and inactivity.warn() == 0
    message = OutboxMessage.objects.get()
    assert message.address == old.email and "melden Sie sich" in message.body
    assert inactivity.close() == 0
    User.objects.update(inactivity_warned_at=timezone.now() - timedelta(days=32))
    User.objects.filter(pk=young.pk).update(inactivity_warned_at=None)
    assert inactivity.close() == 1
    assert not User.objects.filter(pk=old.pk).exists() and User.objects.filter(pk=young.pk).exists()


def test_whoever_signs_in_again_keeps_the_account(client, db):
    user = unused(800)
    inactivity.warn()
    User.objects.update(inactivity_warned_at=timezone.now() - timedelta(days=40))
    client.force_login(user)
    assert inactivity.close() == 0 and inactivity.warn() == 0


def test_one_account_that_fails_does_not_keep_the_others(db, monkeypatch, caplog):
    people = [unused(800), unused(800)]
    User.objects.update(inactivity_warned_at=timezone.now() - timedelta(days=40))
    real = inactivity.close_account

    def fails_once(user, **kwargs):
        if user.pk == people[0].pk:
            raise IntegrityError(f"Key (email)=({user.email}) is in use.")
        real(user, **kwargs)

    monkeypatch.setattr(inactivity, "close_account", fails_once)
    assert inactivity.close() == 1
    assert list(User.objects.all()) == [people[0]] and people[0].email not in caplog.text


def test_staff_and_teams_are_left_alone(cast):
    User.objects.update(date_joined=timezone.now() - timedelta(days=900))
    unwatched = {user.email for user in inactivity.to_warn()}
    assert unwatched == {f"{name}@example.org" for name in ("coordinator", "member", "stakeholder")}


# --- Rules of retention ---------------------------------------------------------------------------------------------


def test_looking_deletes_nothing(client, cast, capsys):
    user = unused(900)
    User.objects.filter(pk=user.pk).update(inactivity_warned_at=timezone.now() - timedelta(days=40))
    call_command("retention")
    shown = capsys.readouterr().out
    assert "1  Konten" in shown and User.objects.filter(pk=user.pk).exists()
    client.force_login(cast.admin)
    page = client.get(reverse("retention"))
    assert {outcome.rule.key: outcome.number for outcome in page.context["outcomes"]}["accounts"] == 1
    assert client.post(reverse("retention")).status_code == 405
    call_command("retention", "--apply")
    assert not User.objects.filter(pk=user.pk).exists()


def test_counting_and_applying_agree(db):
    assert [outcome.number for outcome in retention.run(dry_run=True)] == [
        outcome.number for outcome in retention.run(dry_run=False)
    ]


def test_the_list_of_rules_is_for_site_administrators(client, cast):
    for user in (cast.lead, cast.outsider, cast.stakeholder):
        client.force_login(user)
        assert client.get(reverse("retention")).status_code in (302, 403)
