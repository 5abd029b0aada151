"""Two people do it at once: real threads on a real database."""

import pytest

from consultations.contributions.models import Contribution
from consultations.contributions.recording.models import Statement
from consultations.contributions.statements import documents, rounds, services
from consultations.contributions.statements.enums import ItemState, MandateState
from consultations.contributions.statements.models import StatementDraft, StatementPaper
from consultations.contributions.statements.refusals import Changed, Closed, NotPossible
from consultations.contributions.statements.releasing import release
from consultations.contributions.statements.services import Words
from notifications.models import OutboxMessage
from tests.consultations.test_concurrency import at_once
from tests.factories.accounts import MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_two_coordinators_release_one_statement(cast, draft, add):
    second = MembershipFactory(organisation=cast.organisation, role="coordinator").user
    for number in range(3):
        add(draft, "k1-1", f"Text {number}", actor=cast.member)
    seen = StatementDraft.objects.get().revision
    results = at_once(
        lambda: release(draft, seen=seen, actor=cast.coordinator), lambda: release(draft, seen=seen, actor=second)
    )
    assert {type(result) for result in results} == {Statement, Closed}
    assert Contribution.objects.count() == 3 and Statement.objects.count() == 1
    assert OutboxMessage.objects.filter(kind="statement_released").count() == 1
    pk = StatementPaper.objects.get().pk
    StatementPaper.objects.update(made_at=None, claimed_at=None, pdf=b"")
    made = at_once(lambda: documents.make(pk), lambda: documents.make(pk))
    assert sorted(made) == [False, True]


def test_a_change_while_releasing_is_in_it_or_refused(cast, draft, add):
    item = add(draft, text="Vorher", actor=cast.member)
    seen = StatementDraft.objects.get().revision
    words = Words(text="Nachher")
    released, saved = at_once(
        lambda: release(draft, seen=seen, actor=cast.coordinator),
        lambda: services.save_item(
            item, words, state=ItemState.DONE, assigned_to=None, seen=item.revision, actor=cast.member
        ),
    )
    if isinstance(released, Changed):
        item.refresh_from_db()
        assert item.text == "Nachher" and not Contribution.objects.exists()
    else:
        assert isinstance(saved, Closed) and Contribution.objects.get().comment == "Vorher"


def test_two_members_begin_one_statement(cast, process, version):
    drafts = at_once(
        lambda: services.begin_statement(process, cast.organisation, actor=cast.member),
        lambda: services.begin_statement(process, cast.organisation, actor=cast.coordinator),
    )
    assert drafts[0] == drafts[1] and StatementDraft.objects.count() == 1


def test_handing_over_while_the_federation_releases_loses_nothing(cast, umbrella, chair, add):
    part = rounds.accept(
        rounds.invite(umbrella, cast.organisation, actor=chair), cast.organisation, actor=cast.coordinator
    )
    add(part, actor=cast.member)
    add(umbrella, "k2-1", "Der Verband", actor=chair)
    seen, own = (StatementDraft.objects.get(pk=row.pk).revision for row in (umbrella, part))
    released, handed = at_once(
        lambda: release(umbrella, seen=seen, actor=chair),
        lambda: rounds.hand_over(part, is_named=True, seen=own, actor=cast.coordinator),
    )
    assert isinstance(released, Statement)
    part.refresh_from_db()
    if isinstance(handed, NotPossible):
        assert part.is_open and part.mandate.state == MandateState.PREPARING
    else:
        assert part.mandate.state == MandateState.HANDED_OVER
