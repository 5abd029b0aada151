"""Pages of measures: what the public reads, and what staff may do."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.process.dates import today
from consultations.results.measures.models import Indicator, IndicatorValue, Measure
from consultations.results.measures.services import save_report, set_state
from consultations.synthesis.enums import FindingState
from consultations.synthesis.models import Segment
from frontend.charts import line_chart


@pytest.fixture
def url(process):
    return f"/verfahren/{process.slug}/massnahmen/"


@pytest.fixture
def staff(process):
    return f"/admin/verfahren/{process.slug}/massnahmen/"


def test_the_public_reads_published_measures_only(client, url, make_measure):
    shown, hidden = make_measure(title="Sichtbar"), make_measure(title="Geheim", published=False)
    page = client.get(url).content.decode()
    assert "Sichtbar" in page and "Geheim" not in page
    assert client.get(f"{url}{shown.number}/").status_code == 200
    assert client.get(f"{url}{hidden.number}/").status_code == 404


def test_filters_and_table(client, url, make_measure, cast):
    running, _planned = make_measure(title="Läuft"), make_measure(title="Geplant", responsible="Stadt")
    set_state(running, "running", actor=cast.lead)
    table = client.get(url, {"ansicht": "tabelle", "stand": "running"}).content.decode()
    assert "<table" in table and "Läuft" in table and ">Geplant<" not in table
    assert [m.title for m in client.get(url, {"stelle": "Stadt"}).context["measures"]] == ["Geplant"]


def test_the_list_takes_the_same_queries_for_many(client, url, make_measure, process):
    make_measure()

    def count():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    client.get(url)
    few = count()
    Measure.objects.bulk_create(
        Measure(
            process=process,
            number=number,
            title="x",
            text="x",
            responsible="x",
            state_since=today(),
            is_public=True,
            published_at=timezone.now(),
        )
        for number in range(10, 200)
    )
    assert count() == few


def test_one_measure_names_values_reports_and_public_findings(
    client, url, make_measure, make_finding, cast, make_contribution
):
    public = make_finding(title="Öffentlich gesagt", state=FindingState.PUBLISHED, published_at=timezone.now())
    internal = make_finding(title="Noch intern")
    Segment.objects.filter(contribution=make_contribution(title="Mein Wunsch")).update(finding=public)
    measure = make_measure(public, internal)
    indicator = Indicator.objects.create(measure=measure, name="Kurse", unit="Kurse", target=20)
    for month, value in ((1, 3), (2, 8)):
        IndicatorValue.objects.create(indicator=indicator, on=date(2026, month, 1), value=value)
    save_report(measure, 2025, "Veröffentlichter Bericht.", publish=True, actor=cast.measure_office)
    save_report(measure, 2026, "Entwurf des Berichts.", actor=cast.measure_office)
    page = client.get(f"{url}{measure.number}/").content.decode()
    assert "<polyline" in page and "Öffentlich gesagt" in page and "Mein Wunsch" in page
    assert "Veröffentlichter Bericht." in page
    assert "Noch intern" not in page and "Entwurf des Berichts." not in page
    assert measure.title in client.get(f"/verfahren/konzept/ergebnisse/{public.number}/").content.decode()


def test_the_feed_has_stable_ids_and_no_person(client, url, make_measure, cast):
    measure = make_measure()
    set_state(measure, "running", actor=cast.measure_office)
    make_measure(title="Geheim", published=False)
    answer = client.get(url + "feed/")
    feed = ElementTree.fromstring(answer.content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    ids = [row.text for row in feed.findall("a:entry/a:id", space)]
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert len(ids) == len(set(ids)) == 2
    Measure.objects.update(title="Umbenannt")
    assert [
        row.text for row in ElementTree.fromstring(client.get(url + "feed/").content).findall("a:entry/a:id", space)
    ] == ids
    assert "Geheim" not in answer.content.decode() and str(cast.measure_office) not in answer.content.decode()


def test_staff_write_down_link_and_report(client, cast, staff, make_finding, process):
    finding = make_finding()
    client.force_login(cast.officer)
    form = {
        "title": "Neu",
        "text": "Etwas",
        "responsible": "Land",
        "office": "Referat measure_office",
        "findings": [finding.pk],
    }
    assert client.post(staff + "neu/", {**form, "title": ""}).status_code == 200
    assert client.post(staff + "neu/", form).status_code == 302
    measure = process.measures.get()
    indicators = {
        "indicators-TOTAL_FORMS": 1,
        "indicators-INITIAL_FORMS": 0,
        "indicators-0-name": "Kurse",
        "indicators-0-unit": "Stück",
        "indicators-0-target": "10",
    }
    seen = {"seen_at": measure.updated_at.isoformat()}
    assert client.post(f"{staff}1/bearbeiten/", {**form, **indicators, **seen}).status_code == 302
    assert client.post(f"{staff}1/bearbeiten/", {**form, **indicators, **seen}).status_code == 409
    assert client.post(f"{staff}1/stand/", {"state": "running"}).status_code == 403
    assert client.post(f"{staff}1/veroeffentlichen/").status_code == 403

    client.force_login(cast.measure_office)
    refused = client.post(f"{staff}1/stand/", {"state": "delayed", "reason": ""})
    assert refused.status_code == 200 and "Bitte nennen Sie den Grund" in refused.content.decode()
    seen = client.get(f"{staff}1/").context["state_form"]["seen"].value()
    assert client.post(f"{staff}1/stand/", {"state": "running", "seen": seen}).status_code == 302
    value = {"indicator": measure.indicators.get().pk, "on": today().isoformat(), "value": "4"}
    assert client.post(f"{staff}1/wert/", value).status_code == 302
    assert client.post(f"{staff}1/bericht/", {"year": 2026, "text": "Gut.", "publish": "on"}).status_code == 302
    assert client.get(f"{staff}1/").status_code == 200
    Measure.objects.update(office="Andere Stelle")
    assert client.post(f"{staff}1/stand/", {"state": "done"}).status_code == 403
    for user in (cast.outsider,):
        client.force_login(user)
        assert client.get(staff).status_code == 404


def test_the_screen_of_an_answer_links_measures(client, cast, staff, make_measure, make_finding, process):
    finding, measure = make_finding(), make_measure()
    client.force_login(cast.officer)
    page = client.get(f"/admin/verfahren/{process.slug}/ergebnisse/{finding.number}/").content.decode()
    assert f"?ergebnis={finding.number}" in page and measure.title in page
    client.post(staff + "verknuepfen/", {"finding": finding.number, "measure": measure.number})
    assert list(measure.findings.all()) == [finding]
    assert client.get(f"{staff}neu/?ergebnis={finding.number}").context["form"].initial["title"] == finding.title
    client.force_login(cast.analyst)
    assert client.post(staff + "verknuepfen/", {"finding": 1, "measure": 1}).status_code == 403


def test_a_line_needs_points_and_bears_what_is_strange():
    with pytest.raises(ValueError):
        line_chart("x", [])
    same = line_chart("<b>", [(date(2026, 1, 1), Decimal(0))], unit="<i>", target=Decimal("-2.5"))
    assert "Zielwert: -2,5" in same
    assert "<b>" not in same and "<i>" not in same and "nan" not in same
    ElementTree.fromstring(same)
