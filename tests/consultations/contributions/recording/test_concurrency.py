"""Two people do it at once: real threads on a real database."""

import pytest

from consultations.contributions.models import Contribution
from consultations.contributions.recording import services
from consultations.contributions.recording import sheet_services as sheets
from consultations.contributions.recording.models import SheetImport, SheetState, Statement
from consultations.contributions.recording.places import places_on
from consultations.contributions.recording.storing import Said
from notifications.models import OutboxMessage
from tests.consultations.contributions.recording.conftest import FIRST, as_csv, row
from tests.consultations.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_the_same_list_imported_twice_at_once_is_stored_once(cast, process, version):
    rows = [row(text=f"Nummer {n}", contact_email="a@example.org") for n in range(40)]
    one = sheets.upload_sheet(process, upload=as_csv(rows), actor=cast.recorder)
    two = sheets.upload_sheet(process, upload=as_csv(rows), actor=cast.lead)
    results = at_once(
        lambda: sheets.confirm_sheet(one, tell=True, actor=cast.recorder),
        lambda: sheets.confirm_sheet(two, tell=True, actor=cast.lead),
        lambda: sheets.confirm_sheet(one, tell=True, actor=cast.lead),
    )
    assert sum(isinstance(result, sheets.NotReadyToImport) for result in results) == 1, results
    assert Contribution.objects.count() == 40 and Statement.objects.count() == 1
    assert sorted(SheetImport.objects.values_list("imported_rows", flat=True)) == [0, 40]
    assert set(SheetImport.objects.values_list("state", flat=True)) == {SheetState.DONE}
    assert OutboxMessage.objects.filter(kind="statement_received").count() == 1


def test_two_workers_at_one_list_store_it_once(cast, process, version):
    sheet = sheets.upload_sheet(process, upload=as_csv([row(), row(text="Zweites")]), actor=cast.recorder)
    SheetImport.objects.update(state=SheetState.CONFIRMED)
    results = at_once(*[lambda: sheets.store_sheet(sheet.pk)] * 3)
    assert results == [None, None, None]
    assert Contribution.objects.count() == 2


def test_handing_over_at_once_stores_once(letter, cast):
    target = places_on(letter.process, letter.received_on).find("1.2")
    said = Said(target, "proposal", FIRST)
    services.save_part(letter, said=said, part=None, seen=letter.revision, actor=cast.recorder)
    letter.refresh_from_db()

    def hand_over(actor):
        return services.hand_over(letter, seen=letter.revision, actor=actor, remainder_reason="Gruß", tell=True)

    results = at_once(lambda: hand_over(cast.recorder), lambda: hand_over(cast.lead))
    assert sum(isinstance(result, services.StatementChanged) for result in results) == 1, results
    assert Contribution.objects.count() == 1
    assert OutboxMessage.objects.filter(kind="statement_received").count() == 1


def test_two_passages_at_once_are_not_lost_in_silence(letter, cast):
    target = places_on(letter.process, letter.received_on).find("1.2")

    def add(actor, text):
        said = Said(target, "proposal", text)
        return services.save_part(letter, said=said, part=None, seen=letter.revision, actor=actor)

    results = at_once(lambda: add(cast.recorder, "Eins"), lambda: add(cast.lead, "Zwei"))
    assert sum(isinstance(result, services.StatementChanged) for result in results) == 1, results
    assert letter.parts.count() == 1
