"""The release: everything at once or nothing, by the rules of single contributions, with one receipt."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from consultations.contributions.enums import Channel, State
from consultations.contributions.models import Contribution
from consultations.contributions.own.rules import actions_for
from consultations.contributions.recording.models import Statement
from consultations.contributions.services import Submission, submit_contribution
from consultations.contributions.signals import contribution_submitted
from consultations.contributions.statements import documents, services
from consultations.contributions.statements.enums import DraftState, ItemState
from consultations.contributions.statements.models import StatementDraft, StatementPaper
from consultations.contributions.statements.refusals import Changed, Closed, NotReleasable
from consultations.contributions.statements.releasing import release
from consultations.contributions.statements.services import Particulars, Words
from notifications.models import OutboxMessage
from tests.consultations.contributions.statements.conftest import SECRET
from tests.consultations.drafts.papers.reading import pdf_of, text_of
from tests.factories.consultations import make_version, publish, today


def fresh(draft) -> StatementDraft:
    return StatementDraft.objects.get(pk=draft.pk)


def release_now(draft, actor):
    return release(draft, seen=fresh(draft).revision, actor=actor)


def problems(draft, actor) -> list[str]:
    with pytest.raises(NotReleasable) as refused:
        release_now(draft, actor)
    assert not Contribution.objects.filter(is_formal_statement=True).exists() and not Statement.objects.exists()
    return [problem.sentence for problem in refused.value.problems]


def test_items_become_contributions_together_with_one_receipt(cast, draft, add, process, version):
    add(draft, "k2-1", "Zum zweiten Kapitel", title="Später")
    add(draft, "k1-1", "Zum ersten Absatz", kind="concern")
    add(draft, target=version.draft, text="Zum Ganzen")
    services.save_particulars(draft, Particulars("Wir sind viele.", "category"), seen=0, actor=cast.member)
    sent = []
    contribution_submitted.connect(lambda contribution, **kw: sent.append(contribution), weak=False, dispatch_uid="t")
    try:
        statement = release_now(draft, cast.coordinator)
    finally:
        contribution_submitted.disconnect(dispatch_uid="t")
    rows = list(Contribution.objects.filter(statement=statement).order_by("pk"))
    assert [row.comment for row in rows] == ["Zum Ganzen", "Zum ersten Absatz", "Zum zweiten Kapitel"]
    assert sent == rows
    for row in rows:
        assert row.organisation == cast.organisation and row.category == cast.organisation.category
        assert row.region == cast.organisation.region and row.organisation_name == cast.organisation.name
        assert row.state == State.PENDING and row.channel == Channel.ONLINE and row.is_formal_statement
        assert row.publication == "category" and row.phase is not None and row.submissions_represented == 1
    assert (statement.channel, statement.full_text) == (Channel.ONLINE, "Wir sind viele.")
    mail = OutboxMessage.objects.get(kind="statement_released")
    assert mail.address == cast.coordinator.email
    assert all(row.display_receipt_code in mail.body for row in rows)
    assert statement.paper.display_code in mail.body and statement.paper.display_code in mail.subject
    assert not OutboxMessage.objects.filter(kind="contribution_received").exists()
    assert fresh(draft).state == DraftState.RELEASED
    entry = AuditEntry.objects.get(action="statements.release")
    assert SECRET not in str(entry.details) and entry.actor is None


def test_only_a_coordinator_who_still_belongs_releases(cast, draft, add):
    add(draft)
    for person in (cast.member, cast.outsider, cast.admin, cast.lead):
        with pytest.raises(PermissionDenied):
            release_now(draft, person)
    cast.organisation.memberships.filter(user=cast.coordinator).delete()
    with pytest.raises(PermissionDenied):
        release_now(draft, cast.coordinator)


def test_what_was_looked_at_is_what_is_released(cast, draft, add):
    item = add(draft)
    seen = fresh(draft).revision
    words = Words(text="Nachträglich anders")
    services.save_item(item, words, state=ItemState.DONE, assigned_to=None, seen=0, actor=cast.member)
    with pytest.raises(Changed):
        release(draft, seen=seen, actor=cast.coordinator)
    assert not Contribution.objects.exists()
    services.comment(item, "Ein Kommentar ändert nichts", actor=cast.member)
    release(draft, seen=seen + 1, actor=cast.coordinator)
    with pytest.raises(Closed):
        release(draft, seen=seen + 1, actor=cast.coordinator)
    with pytest.raises(Closed):
        services.save_item(item, words, state=ItemState.DONE, assigned_to=None, seen=1, actor=cast.member)
    assert Contribution.objects.count() == 1


def test_empty_and_held_back_items_stay_and_go_into_the_next_one(cast, draft, add, process):
    add(draft, "k1-1", "Geht mit")
    held = add(draft, "k1-2", state=ItemState.HELD_BACK)
    empty = add(draft, "k2-1", "", state=ItemState.OPEN)
    release_now(draft, cast.coordinator)
    assert [row.comment for row in Contribution.objects.all()] == ["Geht mit"]
    further = services.begin_statement(process, cast.organisation, actor=cast.member)
    assert further != draft and set(further.items.all()) == {held, empty}
    assert services.begin_statement(process, cast.organisation, actor=cast.coordinator) == further


def test_nothing_goes_after_the_end_of_the_phase_and_nothing_is_lost(cast, draft, add, process):
    add(draft)
    process.phases.update(starts_on=today() - timedelta(days=9), ends_on=today() - timedelta(days=1))
    assert "Im Moment werden dazu keine Beiträge angenommen" in problems(draft, cast.coordinator)[0]
    assert draft.items.get().text == SECRET
    process.phases.update(ends_on=today())
    release_now(draft, cast.coordinator)


def test_a_part_that_is_gone_is_named_and_all_or_nothing_goes(cast, draft, add, version, process):
    add(draft, "k1-1", "bleibt")
    add(draft, "k1-2", "ist weg")
    new = make_version(process, number=2, published=False)
    new.paragraphs.filter(lineage="k1-2").delete()
    publish(new)
    (sentence,) = problems(draft, cast.coordinator)
    assert "nicht mehr" in sentence
    item = draft.items.get(text="ist weg")
    from consultations.contributions.statements.places import Places

    services.move_item(item, Places(process).get("paragraph", "k2-2"), actor=cast.member)
    release_now(draft, cast.coordinator)
    assert Contribution.objects.get(comment="ist weg").lineage == "k2-2"


def test_a_wording_needs_reasons_and_the_paragraph_it_was_made_of(cast, draft, add, version, process):
    item = add(draft, "k1-1", "", proposed_text="Text von Absatz k1-1, aber besser.")
    assert "Begründung" in problems(draft, cast.coordinator)[0]
    words = Words(text="Weil es so besser ist.", proposed_text="Text von Absatz k1-1, aber besser.")
    services.save_item(item, words, state=ItemState.DONE, assigned_to=None, seen=0, actor=cast.member)
    make_version(process, number=2, texts={"k1-1": "Ein ganz neuer Text."})
    assert "geändert" in problems(draft, cast.coordinator)[0]
    services.save_item(item, words, state=ItemState.DONE, assigned_to=None, seen=1, actor=cast.member)
    release_now(draft, cast.coordinator)
    assert Contribution.objects.get().proposed_text.endswith("aber besser.")


def test_the_same_words_are_not_said_twice(cast, draft, add, paragraph):
    submit_contribution(
        paragraph, cast.coordinator, Submission(kind="proposal", text="Schon gesagt", organisation=cast.organisation)
    )
    add(draft, "k1-1", "Schon gesagt")
    add(draft, "k1-2", "Doppelt")
    add(draft, "k1-2", "doppelt ")
    found = problems(draft, cast.coordinator)
    assert len(found) == 2 and "genau das" in found[0]


def test_an_empty_statement_is_none(cast, draft):
    (sentence,) = problems(draft, cast.coordinator)
    assert sentence.startswith("Es ist noch nichts geschrieben.")


def test_after_the_release_a_contribution_is_withdrawn_but_not_changed(cast, draft, add):
    add(draft)
    release_now(draft, cast.coordinator)
    actions = actions_for(Contribution.objects.get())
    assert not actions.may_edit and actions.may_withdraw


def test_the_pdf_says_what_was_submitted_and_is_made_once(cast, draft, add, process, monkeypatch):
    add(draft, "k1-1", "Mit **Nachdruck** gesagt", title="Überschrift", proposed_text="Anderer Text.")
    services.save_particulars(draft, Particulars("Sehr geehrte Damen und Herren", "named"), seen=0, actor=cast.member)
    release_now(draft, cast.coordinator)
    paper = StatementPaper.objects.get()
    assert not paper.is_made
    assert documents.make(paper.pk) and not documents.make(paper.pk)
    paper.refresh_from_db()
    pdf = pdf_of(bytes(paper.pdf))
    text = text_of(pdf)
    number = Contribution.objects.get().display_code
    for words in ("Mit Nachdruck gesagt", "Überschrift", "Anderer Text.", "Sehr geehrte", number):
        assert words in text, words
    assert cast.organisation.name in text
    assert paper.display_code in text and paper.size == len(bytes(paper.pdf))
    monkeypatch.setattr(documents, "statement_pdf", lambda data: pytest.fail("made twice"))
    assert documents.sweep() == 0


def test_a_dead_worker_loses_no_pdf(cast, draft, add, monkeypatch):
    add(draft)
    release_now(draft, cast.coordinator)
    paper = StatementPaper.objects.get()

    def fail(data):
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(documents, "statement_pdf", fail)
        assert not documents.make(paper.pk)
    assert documents.sweep() == 0, "it rests after a failure"
    StatementPaper.objects.update(failed_at=None, claimed_at=paper.statement.handed_over_at)
    assert documents.sweep() == 0, "somebody may be at it"
    StatementPaper.objects.update(claimed_at=paper.statement.handed_over_at - documents.CLAIM_HELD)
    monkeypatch.setattr(documents, "statement_pdf", lambda data: b"%PDF")
    assert documents.sweep() == 1


def test_the_number_of_checks_does_not_grow_with_the_items(cast, draft, add, process, version):
    from consultations.contributions.statements.places import Places
    from consultations.contributions.statements.releasing import outlook

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            places = Places(process)
            items = places.sorted(list(draft.items.select_related("draft")))
            outlook(
                StatementDraft.objects.select_related("process", "organisation").get(pk=draft.pk),
                items,
                places,
                cast.coordinator,
            )
        return len(queries)

    add(draft, "k1-1", "Eins")
    first = count()
    for number in range(6):
        add(draft, "k1-2", f"Nummer {number}", proposed_text=f"Anders {number}")
    # The earlier texts of paragraphs are read once wordings are there.
    assert count() - first <= 1
