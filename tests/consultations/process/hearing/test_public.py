"""What the page of a process says about a hearing, and what is forgotten when."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.process.dates import today
from consultations.process.hearing.enums import ExtensionState
from consultations.process.hearing.models import Addressee, AddresseeImport, Extension, Hearing
from consultations.process.hearing.retention import forget_addresses
from tests.factories.accounts import StakeholderCategoryFactory


def page(client, phase) -> str:
    return client.get(phase.process.get_absolute_url()).content.decode()


@pytest.fixture
def list_of_three(phase, make_addressee):
    other = StakeholderCategoryFactory(slug="kammern", title="Kammern")
    first = make_addressee("Alpha-Verband", invited=True, submitted_at=timezone.now())
    make_addressee("Beta-Verband", invited=True)
    make_addressee("Gamma-Kammer", invited=True, category=other, submitted_at=timezone.now())
    make_addressee("Delta-Verband")
    Extension.objects.create(
        addressee=first,
        state=ExtensionState.GRANTED,
        ends_on=phase.ends_on + timedelta(days=5),
        published_reason="Der Vorstand tagt später.",
        reason="Intern: Frau X ist krank.",
    )


def end(phase) -> None:
    phase.starts_on, phase.ends_on = today() - timedelta(days=30), today() - timedelta(days=1)
    phase.short_deadline_reason = ""
    phase.save()


def test_before_the_deadline_no_numbers(client, phase, list_of_three):
    text = page(client, phase)
    assert "eingeladen" not in text and "Alpha-Verband" not in text


def test_after_it_numbers_by_category_without_names(client, phase, list_of_three):
    end(phase)
    text = page(client, phase)
    assert "3 Organisationen eingeladen, 2 Stellungnahmen eingegangen" in " ".join(text.split())
    assert "Kammern" in text and "Der Vorstand tagt später." in text
    for secret in ("Alpha-Verband", "Beta-Verband", "Delta-Verband", "@verband.example", "Frau X"):
        assert secret not in text


def test_names_where_the_ministry_publishes_them(client, phase, list_of_three):
    end(phase)
    Hearing.objects.create(phase=phase, subject="x", text="x", list_is_public=True)
    text = page(client, phase)
    assert "Alpha-Verband" in text and "Beta-Verband" in text
    assert "Delta-Verband" not in text and "@verband.example" not in text


def test_a_short_deadline_gives_its_reason(client, phase):
    assert "Die Förderperiode endet." in page(client, phase)
    phase.process.minimum_working_days = 1
    phase.process.save()
    assert "Die Förderperiode endet." not in page(client, phase)


def test_the_page_asks_as_often_for_one_as_for_two_hundred(client, phase, list_of_three):
    end(phase)
    page(client, phase)
    with CaptureQueriesContext(connection) as few:
        page(client, phase)
    row = Addressee.objects.first()
    now = timezone.now()
    Addressee.objects.bulk_create(
        Addressee(phase=phase, name=f"V {n}", name_key=f"v {n}", category=row.category, asked_at=now, invited_at=now)
        for n in range(200)
    )
    with CaptureQueriesContext(connection) as many:
        page(client, phase)
    assert len(many) == len(few)


def test_addresses_are_forgotten_some_time_after_the_end(phase, list_of_three, settings):
    process = phase.process
    settings.HEARING_KEEP_ADDRESSES_DAYS = 180
    Addressee.objects.update(contact_name="Frau Muster", note="Az.")
    for finished in (None, today(), today() - timedelta(days=180)):
        process.finished_on = finished
        process.save()
        assert forget_addresses(dry_run=True) == forget_addresses(dry_run=False) == 0
    process.finished_on = today() - timedelta(days=181)
    process.save()
    assert forget_addresses(dry_run=True) == 4
    assert Addressee.objects.exclude(email="").count() == 4
    assert forget_addresses(dry_run=False) == 4
    assert forget_addresses(dry_run=True) == 0
    row = Addressee.objects.get(name="Alpha-Verband")
    assert (row.email, row.contact_name, row.note) == ("", "", "") and row.submitted_at
    extension = Extension.objects.get()
    assert extension.reason == "" and extension.published_reason == "Der Vorstand tagt später."


def test_tables_never_imported_are_forgotten_after_a_day(phase, cast):
    old = AddresseeImport.objects.create(phase=phase, file_name="a.csv", rows=[{"email": "x@y.example"}])
    AddresseeImport.objects.create(phase=phase, file_name="b.csv")
    AddresseeImport.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=2))
    forget_addresses(dry_run=False)
    assert [row.file_name for row in AddresseeImport.objects.all()] == ["b.csv"]
