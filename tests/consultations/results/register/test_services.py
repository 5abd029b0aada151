"""Sealing: when, what, in which order, once; and that what became of everything adds up."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import StakeholderCategory
from accounts.privacy.closing import close_account
from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution
from consultations.contributions.own.rules import actions_for
from consultations.contributions.own.services import withdraw_contribution
from consultations.moderation.services import merge, reject, release
from consultations.process.enums import PhaseKind
from consultations.process.hearing.models import Addressee
from consultations.results.register import canonical, freeze, merkle, queries, services
from consultations.results.register.models import RegisterEntry, RegisterSeal
from consultations.results.register.queries import proof_for
from consultations.results.register.verification import verify
from tests.factories.accounts import UserFactory
from tests.factories.consultations import PhaseFactory
from tests.factories.files import make_attachment


def test_the_task_seals_a_closed_phase_once(receive, closed_phase):
    receive()
    assert services.seal_due() == 1
    assert services.seal_due() == 0
    seal = RegisterSeal.objects.get()
    assert (seal.number, seal.count, seal.phase) == (1, 1, closed_phase)


def test_a_running_phase_is_not_sealed(process, make_contribution):
    make_contribution(phase=process.phases.get())
    assert services.seal_due() == 0
    with pytest.raises(services.NotClosed):
        services.seal_phase(process.phases.get())


def test_the_last_minutes_of_a_phase_are_waited_for(closed_phase):
    end = closed_phase.closes_at
    assert services.seal_due(end + timedelta(minutes=4)) == 0
    assert services.seal_due(end + timedelta(minutes=5)) == 1


def test_a_phase_without_contributions_is_sealed_empty_and_others_not_at_all(process, closed_phase):
    past = {"starts_on": closed_phase.starts_on, "ends_on": closed_phase.ends_on}
    PhaseFactory(process=process, kind=PhaseKind.DECISION, **past)
    assert services.seal_due() == 1
    seal = RegisterSeal.objects.get()
    assert seal.count == 0 and seal.root == merkle.root_of([]).hex()


def test_every_state_is_in_it_but_what_was_never_received(receive, seal):
    for state in (State.PENDING, State.RELEASED, State.REJECTED, State.WITHDRAWN):
        receive(state=state)
    receive(publication=Publication.INTERNAL)
    receive(state=State.UNCONFIRMED)
    receive(is_official_reply=True)
    assert seal().count == 5


def test_lines_are_ordered_by_their_hash_and_hold_no_personal_data(receive, seal):
    rows = [receive(text=f"Beitrag {n}", author_name="Geheime Person") for n in range(8)]
    made = seal()
    hashes = made.leaf_hashes()
    assert hashes == sorted(hashes)
    assert hashes == [merkle.leaf_hash(canonical.as_bytes(entry.leaf)) for entry in made.entries.all()]
    leaf = made.entries.get(contribution=rows[3]).leaf
    assert set(leaf) == {"content", "receipt", "received"}
    assert rows[3].receipt_code not in str(leaf)


def test_equal_short_texts_have_different_hashes_because_the_code_is_part_of_them(receive, seal):
    receive(text="Ja."), receive(text="Ja.")
    assert len(set(seal().entries.values_list("content_hash", flat=True))) == 2


def test_what_is_recorded_later_is_a_supplement_at_most_once_a_day(receive, seal):
    receive()
    first = seal()
    late = receive(text="Ein Brief.")
    now = first.sealed_at
    assert services.seal_due() == 0
    assert services.seal_supplements(now + timedelta(hours=1)) == 0
    assert services.seal_supplements(now + timedelta(hours=24)) == 1
    second = RegisterSeal.objects.get(number=2)
    assert second.entries.get().contribution == late
    assert services.seal_supplements(now + timedelta(hours=72)) == 0


def test_without_a_phase_of_its_own_the_day_of_receipt_decides(process, make_contribution, seal):
    PhaseFactory(process=process, kind=PhaseKind.CLOSING_ROUND, key="schluss")
    mine = make_contribution(phase=None, received_at=timezone.now() - timedelta(days=6))
    make_contribution(phase=None, received_at=timezone.now())
    assert seal().entries.get().contribution == mine


def test_who_has_more_time_is_sealed_after_it(cast, closed_phase, receive, seal):
    closed_phase.is_formal_hearing = True
    closed_phase.save()
    Addressee.objects.create(
        phase=closed_phase,
        name=cast.organisation.name,
        name_key="x",
        category=StakeholderCategory.objects.first(),
        organisation=cast.organisation,
        extended_to=timezone.localdate() + timedelta(days=2),
    )
    receive(), receive(organisation=cast.organisation)
    first = seal()
    assert first.count == 1
    assert seal(moment=timezone.now() + timedelta(days=4)).count == 1


def test_a_sealed_contribution_is_not_edited_even_when_the_phase_is_made_longer(receive, seal, closed_phase):
    row = receive(state=State.PENDING)
    seal()
    closed_phase.ends_on = timezone.localdate() + timedelta(days=5)
    closed_phase.save()
    assert "egister" in actions_for(Contribution.objects.get(pk=row.pk)).why_not_edit


# --- What became of it ----------------------------------------------------------------------------------------------


@pytest.fixture
def played(cast, process, receive, seal, paragraph):
    """Eight contributions sealed while they waited; then everything that can happen to one happens."""
    loner = UserFactory()
    names = ["published", "shortened", "merged", "internal", "waiting", "rejected", "withdrawn", "deleted"]
    rows = {}
    for name in names:
        extra = {"user": loner, "organisation": None} if name == "deleted" else {}
        if name == "internal":
            extra["publication"] = Publication.INTERNAL
        rows[name] = receive(state=State.PENDING, text=f"Das ist {name} und Herr Geheim.", **extra)
    sealed = seal()
    release(rows["published"], actor=cast.moderator)
    release(
        rows["shortened"],
        actor=cast.moderator,
        remove=["Herr Geheim"],
        message="Ein Name wurde entfernt.",
        rule=process.rules.get(),
    )
    release(rows["internal"], actor=cast.moderator)
    merge(rows["merged"], rows["published"], actor=cast.moderator)
    reject(rows["rejected"], rule=process.rules.get(), message="Das geht nicht.", actor=cast.moderator)
    withdraw_contribution(rows["withdrawn"])
    close_account(loner, actor=loner)
    return sealed


def test_the_count_adds_up_whatever_happens(played):
    found = queries.balance([played])
    assert {fate.key: fate.total for fate in found.fates} == dict.fromkeys(
        ["published", "shortened", "merged", "internal", "waiting", "rejected", "withdrawn", "deleted"], 1
    )
    assert found.adds_up and found.total == 8


def test_none_of_it_touches_the_seal(played):
    found = verify(RegisterSeal.objects.get())
    assert found.is_intact and found.deleted == 1 and found.same == 7 and not found.differing_count


def test_words_deleted_with_an_account_are_told_from_words_that_were_changed(cast, process, receive, seal):
    loner = UserFactory()
    rejected = receive(state=State.PENDING, user=loner, text="Unfreundliche Worte.")
    changed = receive(text="Vorher.")
    made = seal()
    reject(rejected, rule=process.rules.get(), message="So nicht.", actor=cast.moderator)
    close_account(loner, actor=loner)
    Contribution.objects.filter(pk=changed.pk).update(comment="Nachher.")
    found = verify(made)
    assert (found.emptied, found.deleted, found.differing_count) == (1, 0, 1)
    assert found.differing == [made.entries.get(contribution=changed).line]


def test_balance_and_page_take_the_same_queries_for_many(receive, seal, client, process):
    receive()
    seal()
    url = f"/verfahren/{process.slug}/register/"

    def count():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    client.get(url)
    few = count()
    for _number in range(3):
        receive()
        seal()
    assert count() == few


# --- Rights, database -----------------------------------------------------------------------------------------------


def test_only_who_publishes_results_seals_by_hand_or_checks(cast, receive, seal, closed_phase):
    receive()
    for person in (cast.officer, cast.outsider):
        with pytest.raises(PermissionDenied):
            services.seal_now(closed_phase, actor=person)
    made = services.seal_now(closed_phase, actor=cast.lead)
    with pytest.raises(services.NothingToSeal):
        services.seal_now(closed_phase, actor=cast.lead)
    with pytest.raises(PermissionDenied):
        services.begin_check(made, actor=cast.analyst)
    assert services.begin_check(made, actor=cast.lead).is_clean


def test_a_large_register_is_checked_by_a_worker(cast, receive, seal, monkeypatch, django_capture_on_commit_callbacks):
    receive()
    made = seal()
    monkeypatch.setattr(services, "CHECKED_AT_ONCE", 0)
    with django_capture_on_commit_callbacks(execute=True):
        check = services.begin_check(made, actor=cast.lead)
        assert check.finished_at is None
    check.refresh_from_db()
    assert check.finished_at and check.is_clean


@pytest.mark.parametrize(
    "act",
    [
        lambda seal: RegisterSeal.objects.filter(pk=seal.pk).update(root="0" * 64),
        lambda seal: RegisterSeal.objects.filter(pk=seal.pk).delete(),
        lambda seal: seal.entries.update(content_hash="0" * 64),
        lambda seal: seal.entries.all().delete(),
    ],
    ids=["root", "seal gone", "line", "lines gone"],
)
def test_the_database_refuses_to_change_a_register(receive, seal, act):
    receive()
    made = seal()
    with pytest.raises(IntegrityError, match="sealed register cannot be changed"), transaction.atomic():
        act(made)
    assert freeze.is_installed(connection)


def test_the_demonstration_may_throw_its_seals_away(receive, seal, process):
    receive()
    made = seal()
    type(process).objects.filter(pk=process.pk).update(demo_shifted_by=7)
    RegisterSeal.objects.filter(pk=made.pk).delete()
    assert not RegisterEntry.objects.exists()


def test_a_phase_may_be_deleted_and_the_seal_stays(receive, seal, closed_phase):
    receive()
    made = seal()
    closed_phase.delete()
    made.refresh_from_db()
    assert made.phase is None and made.phase_title


def test_a_wrong_line_or_root_is_noticed(receive, seal):
    receive(), receive()
    made = seal()
    with freeze.lifted(connection):
        made.entries.filter(position=0).update(content_hash="0" * 64)
    found = verify(made)
    assert not found.is_intact and found.differing == [1]


# --- What the content is made of ------------------------------------------------------------------------------------


def test_files_and_what_it_was_about_are_sealed(receive, seal):
    with_file, about, reply, plain = receive(), receive(), receive(), receive()
    attached = make_attachment(with_file)
    made = seal()
    assert made.content_format == canonical.LATEST and verify(made).same == 4
    type(attached).objects.filter(pk=attached.pk).update(sha256="0" * 64)
    Contribution.objects.filter(pk=about.pk).update(lineage="k2-2")
    Contribution.objects.filter(pk=reply.pk).update(parent_id=plain.pk)
    found = verify(made)
    changed = {made.entries.get(contribution=row).line for row in (with_file, about, reply)}
    assert found.is_intact and found.same == 1 and set(found.differing) == changed


def test_a_file_that_is_gone_is_noticed(receive, seal):
    row = receive()
    attached = make_attachment(row)
    made = seal()
    attached.delete()
    assert verify(made).differing_count == 1


def test_seals_made_before_are_checked_as_they_were_made(receive, seal, monkeypatch, process):
    """An old seal knows of words only; a supplement to it has the new form."""
    row = receive()
    make_attachment(row)
    old = canonical.content_of
    with monkeypatch.context() as before:
        before.setattr(canonical, "LATEST", canonical.WORDS_ONLY)
        before.setattr(canonical, "content_of", lambda fields, files=(), *, form=1: old(fields, files, form=form))
        made = seal()
    assert made.content_format == canonical.WORDS_ONLY
    content = proof_for(process, row.receipt_code).content
    assert set(content) == {"proposed_wording", "receipt_code", "text", "title"}
    late = receive()
    supplement = seal(moment=timezone.now() + timedelta(days=1))
    assert supplement.content_format == canonical.LATEST
    for sealed in (made, supplement):
        found = verify(sealed)
        assert found.is_intact and found.same == 1 and not found.differing_count
    content = proof_for(process, late.receipt_code).content
    assert content["attachments"] == [] and content["about"]["kind"] == late.target_kind
    Contribution.objects.filter(pk=row.pk).update(comment="Andere Worte.")
    assert verify(made).differing_count == 1


def test_sealing_takes_the_same_queries_for_many_files(receive, seal, django_assert_max_num_queries):
    for _each in range(6):
        make_attachment(receive())
    with django_assert_max_num_queries(25):
        made = seal()
    with django_assert_max_num_queries(4):
        assert verify(made).same == 6
