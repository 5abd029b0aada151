"""Working days of the Länder, and the form that asks for a reason."""

from datetime import date

import pytest

from consultations.process.admin_forms import PhaseFormSet
from consultations.process.hearing.working_days import (
    LAND_BY_AGS,
    add_working_days,
    holiday_name,
    is_working_day,
    land_of,
    working_days,
)
from regions.models import RegionLevel
from tests.consultations.process.test_admin import rows, url
from tests.factories.accounts import RegionFactory


@pytest.mark.parametrize(
    ("day", "land", "expected"),
    [
        (date(2026, 1, 6), "ST", False),  # Heilige Drei Könige, in Sachsen-Anhalt
        (date(2026, 1, 6), "SN", True),
        (date(2025, 10, 31), "ST", False),  # Reformationstag
        (date(2025, 10, 31), "BE", True),
        (date(2026, 11, 18), "SN", False),  # Buß- und Bettag, nur in Sachsen
        (date(2026, 11, 18), "ST", True),
        (date(2026, 9, 20), "TH", False),  # a Sunday, and Weltkindertag
        (date(2027, 9, 20), "TH", False),
        (date(2026, 4, 3), None, False),  # Karfreitag, everywhere
        (date(2026, 3, 21), "ST", False),  # a Saturday
        (date(2026, 3, 20), "ST", True),
    ],
)
def test_working_days_of_the_land(day, land, expected):
    assert is_working_day(day, land) is expected


def test_every_land_has_a_calendar():
    assert len(LAND_BY_AGS) == 16
    for land in LAND_BY_AGS.values():
        assert holiday_name(date(2026, 10, 3), land) == "Tag der Deutschen Einheit"


def test_days_are_counted_from_the_first_to_the_last():
    assert working_days(date(2026, 3, 16), date(2026, 3, 20), "ST") == 5
    assert working_days(date(2026, 3, 20), date(2026, 3, 20), "ST") == 1
    # Good Friday and Easter Monday lie in between.
    assert working_days(date(2026, 4, 1), date(2026, 4, 8), "ST") == 4
    assert working_days(date(2026, 3, 20), date(2026, 3, 19), "ST") == 0
    assert working_days(date(2026, 1, 1), date(9999, 1, 1), "ST") == 9999


def test_adding_skips_weekends_and_holidays():
    assert add_working_days(date(2026, 4, 2), 1, "ST") == date(2026, 4, 7)
    assert add_working_days(date(2026, 3, 22), 5, "ST") == date(2026, 3, 27)


def test_the_land_comes_from_the_region_of_the_process(process):
    assert land_of(process) is None
    process.region = RegionFactory(level=RegionLevel.STATE, ags="15", name="Sachsen-Anhalt")
    assert land_of(process) == "ST"
    process.region = RegionFactory(ags="14511", name="Chemnitz")
    assert land_of(process) == "SN"


def data(process, **changed) -> dict[str, str]:
    phase = process.phases.get()
    return rows(
        {
            "id": phase.pk,
            "order": 1,
            "kind": phase.kind,
            "title": phase.title,
            "key": phase.key,
            "starts_on": "2026-03-02",
            "ends_on": "2026-03-20",
            "is_formal_hearing": "on",
            **changed,
        },
        initial=1,
    )


def test_a_short_hearing_needs_a_reason(process):
    formset = PhaseFormSet(data(process), instance=process, prefix="rows")
    assert not formset.is_valid()
    assert "15 Arbeitstage – weniger als 20" in str(formset.errors[0]["short_deadline_reason"])
    assert PhaseFormSet(data(process, short_deadline_reason="Eilt."), instance=process, prefix="rows").is_valid()
    assert PhaseFormSet(data(process, ends_on="2026-03-27"), instance=process, prefix="rows").is_valid()
    no_hearing = data(process)
    del no_hearing["rows-0-is_formal_hearing"]
    assert PhaseFormSet(no_hearing, instance=process, prefix="rows").is_valid()


def test_exactly_the_minimum_is_enough_and_the_minimum_is_the_process_s(process):
    process.minimum_working_days = 15
    process.save()
    assert PhaseFormSet(data(process), instance=process, prefix="rows").is_valid()
    process.minimum_working_days = 16
    process.save()
    assert not PhaseFormSet(data(process), instance=process, prefix="rows").is_valid()


def test_a_deadline_nobody_works_on_is_a_warning(client, cast, process):
    client.force_login(cast.editor)
    answer = client.post(url("phases", process), data(process, ends_on="2026-03-28"), follow=True)
    page = answer.content.decode()
    assert "Gespeichert." in page and "Samstag, 28. März" in page.replace("\N{NO-BREAK SPACE}", " ")
    process.phases.get().refresh_from_db()
    assert process.phases.get().ends_on == date(2026, 3, 28)


def test_the_form_counts_while_one_types(client, cast, process):
    from django.urls import reverse

    place = reverse("hearing_admin:working_days", kwargs={"process_slug": process.slug})
    client.force_login(cast.editor)
    assert "15 Arbeitstage" in client.get(place, {"von": "2026-03-02", "bis": "2026-03-20"}).json()["text"]
    for wrong in ({}, {"von": "x", "bis": "y"}, {"von": "2026-03-02", "bis": "2026-02-31"}):
        assert client.get(place, wrong).json() == {"text": ""}
    client.force_login(cast.observer)
    assert client.get(place).status_code == 403
    client.force_login(cast.outsider)
    assert client.get(place).status_code == 404
