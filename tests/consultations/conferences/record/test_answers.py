"""The team answers remarks: an objection changes the card and keeps its old text, an addition becomes a card."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from consultations.conferences.record import remarks, services
from consultations.conferences.record.enums import RemarkKind
from consultations.conferences.record.remarks import Answer, Remark
from consultations.conferences.record.services import CardWords


@pytest.fixture
def objection(checking):
    card = checking.conference.tables.first().cards.first()
    said = Remark(kind=RemarkKind.OBJECTION, text="Falsch.", proposed_text="Mehr Kurse am Morgen.", card=card)
    return remarks.submit(checking, said)[0]


WORDS = CardWords("handlungsansatz", "Mehr Kurse am Morgen.", 5)


def test_an_objection_taken_up_changes_the_card_and_keeps_its_text(objection, cast):
    remarks.answer(objection, Answer("accepted", "Ja.", WORDS), actor=cast.recorder)
    card = objection.card
    card.refresh_from_db()
    assert (card.text, card.revision) == ("Mehr Kurse am Morgen.", 1)
    earlier = card.earlier_texts.get()
    assert earlier.text == "Mehr Kurse am Abend." and earlier.remark == objection


def test_an_objection_not_taken_up_changes_nothing_and_needs_a_reason(objection, cast):
    with pytest.raises(ValidationError):
        remarks.answer(objection, Answer("refused", "  "), actor=cast.lead)
    remarks.answer(objection, Answer("refused", "Auf dem Foto steht es so."), actor=cast.lead)
    objection.card.refresh_from_db()
    assert objection.card.text == "Mehr Kurse am Abend." and not objection.card.earlier_texts.exists()


def test_a_remark_is_answered_once(objection, cast):
    remarks.answer(objection, Answer("refused", "Nein."), actor=cast.lead)
    with pytest.raises(services.ChangedMeanwhile):
        remarks.answer(objection, Answer("accepted", "Doch.", WORDS), actor=cast.lead)


def test_an_addition_taken_up_becomes_a_card(checking, cast):
    table = checking.conference.tables.get(number=2)
    said = Remark(kind=RemarkKind.ADDITION, text="Kleine Wohnungen.", table=table, column="bedarf")
    remark = remarks.submit(checking, said)[0]
    remarks.answer(remark, Answer("accepted", "Fehlte.", CardWords("bedarf", "Kleine Wohnungen.")), actor=cast.lead)
    remark.refresh_from_db()
    assert remark.made_card == table.cards.get() and remark.made_card.text == "Kleine Wohnungen."


@pytest.mark.parametrize("who", ["outsider", "moderator", "observer", "stakeholder"])
def test_others_do_not_answer(objection, cast, who):
    with pytest.raises(PermissionDenied):
        remarks.answer(objection, Answer("refused", "Nein."), actor=getattr(cast, who))


def test_typed_names_go_with_the_account_and_remarks_some_months_after_the_confirmation(objection, cast, settings):
    from datetime import timedelta

    from django.utils import timezone

    from consultations.conferences.record.personal_data import collect, erase, forget_remarks
    from tests.factories.records import make_registration

    objection.registration = make_registration(objection.record.conference, user=cast.stakeholder)
    objection.name = "Ada Beispiel"
    objection.save()
    assert collect(cast.stakeholder).rows[0]["text"] == "Falsch."
    erase(cast.stakeholder)
    objection.refresh_from_db()
    assert objection.name == "" and objection.text == "Falsch."
    record = objection.record
    record.state, record.confirmed_at = "confirmed", timezone.now() - timedelta(days=179)
    record.save()
    assert forget_remarks(dry_run=False) == 0
    record.confirmed_at = timezone.now() - timedelta(days=181)
    record.save()
    assert forget_remarks(dry_run=True) == forget_remarks(dry_run=False) == 1
