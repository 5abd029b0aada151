"""The public interface: what it says, what it never says, and that it keeps to its own description."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.contributions.enums import Publication, State
from consultations.results.measures.models import Measure
from consultations.synthesis.enums import FindingState
from tests.factories.consultations import ConferenceFactory, PhaseFactory, ProcessFactory

BASE = "/api/v1/processes"


@pytest.fixture
def said(make_contribution):
    return make_contribution(title="Mehr Zeit", text="Bitte mehr Zeit.")


def test_a_process_with_everything_below_it(client, process, said, version, make_finding):
    finding = make_finding(state=FindingState.PUBLISHED, published_at=timezone.now())
    assert client.get(f"{BASE}/konzept").json()["title"] == "Integrationskonzept"
    assert [row["slug"] for row in client.get(BASE).json()["results"]] == ["konzept"]
    assert client.get(f"{BASE}/konzept/phases").json()[0]["kind"] == "consultation"
    text = client.get(f"{BASE}/konzept/draft/versions/1").json()
    assert [p["lineage"] for p in text["sections"][0]["paragraphs"]] == ["k1-1", "k1-2"]
    row = client.get(f"{BASE}/konzept/contributions").json()["results"][0]
    assert (row["code"], row["text"], row["lineage"]) == (said.display_code, "Bitte mehr Zeit.", "k1-1")
    assert client.get(f"{BASE}/konzept/contributions/{said.code.lower()}").json() == row
    assert client.get(f"{BASE}/konzept/findings/{finding.number}").json()["title"] == finding.title


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": State.PENDING},
        {"state": State.REJECTED},
        {"state": State.WITHDRAWN},
        {"publication": Publication.INTERNAL},
        {"is_official_reply": True},
    ],
)
@pytest.mark.parametrize("person", ["visitor", "lead", "admin"])
def test_what_is_not_public_is_not_there_for_anybody(client, cast, make_contribution, hidden, person):
    row = make_contribution(**hidden)
    if person != "visitor":
        client.force_login(getattr(cast, person))
    assert client.get(f"{BASE}/konzept/contributions").json()["results"] == []
    assert client.get(f"{BASE}/konzept/contributions/{row.code}").status_code == 404


def test_a_receipt_code_opens_nothing(client, said):
    assert client.get(f"{BASE}/konzept/contributions/{said.receipt_code}").status_code == 404
    assert said.receipt_code not in client.get(f"{BASE}/konzept/contributions").text


def test_unpublished_processes_findings_and_versions_are_unknown(client, cast, process, make_finding, said):
    hidden = ProcessFactory(slug="geheim", is_published=False)
    PhaseFactory(process=hidden)
    finding = make_finding()
    said.segments.update(finding=finding)
    client.force_login(cast.admin)
    assert client.get(f"{BASE}/geheim").status_code == 404
    assert client.get(f"{BASE}/geheim/phases").status_code == 404
    assert client.get(f"{BASE}/konzept/findings/{finding.number}").status_code == 404
    assert client.get(f"{BASE}/konzept/contributions").json()["results"][0]["findings"] == []
    assert client.get(f"{BASE}/konzept/contributions?finding={finding.number}").json()["results"] == []


def test_planned_conferences_are_unknown(client, process):
    ConferenceFactory(process=process, state="planned")
    shown = ConferenceFactory(process=process)
    rows = client.get(f"{BASE}/konzept/conferences").json()["results"]
    assert [row["slug"] for row in rows] == [shown.slug]


def test_pages_by_cursor_leave_nothing_out(client, make_contribution):
    codes = [make_contribution().display_code for _n in range(7)]
    found, url = [], f"{BASE}/konzept/contributions?page_size=3"
    while url:
        page = client.get(url).json()
        found += [row["code"] for row in page["results"]]
        url = page["next"]
    assert found == codes


@pytest.mark.parametrize("cursor", ["x", "-1", "99999999999999999999", "1.5", "ü"])
def test_a_cursor_nobody_made_is_refused(client, process, cursor):
    assert client.get(f"{BASE}/konzept/contributions", {"cursor": cursor}).status_code == 422


def test_an_unchanged_answer_costs_nothing_and_any_site_may_read_it(client, said):
    first = client.get(f"{BASE}/konzept/contributions")
    assert first.headers["Access-Control-Allow-Origin"] == "*" and "Set-Cookie" not in first.headers
    again = client.get(f"{BASE}/konzept/contributions", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.content
    said.title = "Anders"
    said.save()
    changed = client.get(f"{BASE}/konzept/contributions", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_changed(client, process, method):
    assert getattr(client, method)(f"{BASE}/konzept").status_code == 405


def test_the_number_of_queries_does_not_grow(client, make_contribution):
    counts = []
    for _round in range(2):
        make_contribution()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"{BASE}/konzept/contributions?page_size=100")
        counts.append(len(queries))
        for _n in range(20):
            make_contribution()
    assert counts[0] == counts[1]


def test_limits_narrow(client, make_contribution, process):
    make_contribution(kind="question")
    kept = make_contribution(kind="proposal")
    rows = client.get(f"{BASE}/konzept/contributions?kind=proposal&lineage=k1-1").json()["results"]
    assert [row["code"] for row in rows] == [kept.display_code]
    assert client.get(f"{BASE}/konzept/contributions?kind=unsinn").status_code == 422


def test_the_description_is_a_page_for_people(client, db):
    page = client.get("/api/")
    assert "/api/v1/processes/{slug}/findings" in page.text
    assert client.get("/api/v1/nichts").json() == {"detail": "Not Found"}
    assert client.get("/api/v1/processes/%00").status_code == 400


def test_measures_are_there_once_published(client, process, make_finding):
    common = {"process": process, "responsible": "Landesamt", "state_since": timezone.localdate()}
    Measure.objects.create(number=1, title="Noch geheim", **common)
    shown = Measure.objects.create(number=2, title="Kurse am Abend", is_public=True, **common)
    shown.findings.set([make_finding(state=FindingState.PUBLISHED, published_at=timezone.now()), make_finding()])
    (row,) = client.get(f"{BASE}/konzept/measures").json()["results"]
    public = shown.findings.get(state=FindingState.PUBLISHED).number
    assert (row["title"], row["findings"]) == ("Kurse am Abend", [public])
