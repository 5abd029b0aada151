"""Dumps, catalogues, feeds and the card: public things only, in files others can read."""

import csv
import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from defusedxml import ElementTree
from django.core.cache import cache
from django.utils import timezone
from rdflib import DCAT, DCTERMS, RDF, Graph

from consultations.contributions.enums import Publication, State
from consultations.exports.opendata.nouns import NOUNS
from consultations.moderation.services import release
from consultations.process.models import BERLIN
from consultations.results.enums import AnswerDecision
from consultations.results.models import Answer
from consultations.synthesis.enums import FindingState
from tests.factories.consultations import ConferenceFactory, ProcessFactory

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "/verfahren/konzept"


def text_of(response) -> str:
    return b"".join(response).decode() if response.streaming else response.content.decode()


@pytest.fixture
def said(make_contribution, make_finding, process):
    """A public contribution behind a published finding, one that is pending, one that stays internal."""
    row = make_contribution(title="=Mehr Zeit", text="Bitte <b>mehr</b> Zeit & Ruhe.")
    finding = make_finding(state=FindingState.PUBLISHED, published_at=timezone.now(), title="Mehr Zeit wird gewünscht")
    Answer.objects.create(finding=finding, decision=AnswerDecision.ACCEPTED, reason="Weil es stimmt.")
    row.segments.update(finding=finding)
    make_contribution(title="Wartet noch", state=State.PENDING)
    make_contribution(title="Nur intern", publication=Publication.INTERNAL)
    make_finding(title="Noch geheim")
    ConferenceFactory(process=process, title="Noch in Planung", state="planned")
    return row


SECRETS = ("Wartet noch", "Nur intern", "Noch geheim", "Noch in Planung")


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("ending", ["csv", "json"])
def test_a_dump_holds_public_rows_only_whoever_asks(client, cast, said, noun, ending):
    client.force_login(cast.admin)
    content = text_of(client.get(f"{BASE}/daten/{noun}.{ending}"))
    assert not [secret for secret in SECRETS if secret in content]
    assert said.receipt_code not in content and "@example.org" not in content


def test_a_table_is_harmless_in_a_spreadsheet_and_complete(client, said):
    content = text_of(client.get(f"{BASE}/daten/beitraege.csv"))
    rows = list(csv.DictReader(StringIO(content.removeprefix("\ufeff")), delimiter=";"))
    assert [row["code"] for row in rows] == [said.display_code]
    assert rows[0]["title"] == "'=Mehr Zeit" and rows[0]["findings"] == str(said.segments.get().finding.number)
    row = next(csv.DictReader(StringIO(text_of(client.get(f"{BASE}/daten/ergebnisse.csv"))[1:]), delimiter=";"))
    assert (row["answer_decision"], row["answer_reason"]) == ("accepted", "Weil es stimmt.")


def test_a_dump_says_the_same_as_the_interface(client, said):
    rows = json.loads(text_of(client.get(f"{BASE}/daten/beitraege.json")))["rows"]
    assert rows == client.get("/api/v1/processes/konzept/contributions").json()["results"]


def test_a_dump_is_read_in_pieces_without_losing_rows(client, make_contribution, monkeypatch):
    monkeypatch.setattr("consultations.exports.opendata.nouns.CHUNK", 2)
    codes = [make_contribution().display_code for _n in range(5)]
    rows = json.loads(text_of(client.get(f"{BASE}/daten/beitraege.json")))["rows"]
    assert [row["code"] for row in rows] == codes


#: What a word processor pastes for a soft line break, and characters that are none.
UNSAYABLE = "Ein\x0bUmbruch\ufffe\uffff."


def test_no_character_takes_feeds_or_catalogues_down(client, said, process):
    process.summary = process.initiator_name = UNSAYABLE
    process.save()
    said.comment = UNSAYABLE
    said.save()
    Answer.objects.update(reason=UNSAYABLE)
    for name in ("feed", "beitraege/feed", "ergebnisse/feed", "massnahmen/feed"):
        feed = client.get(f"{BASE}/{name}/")
        if feed.status_code == 404:
            feed = client.get(f"{BASE}/{name}.atom")
        assert feed.status_code == 200, name
        assert "EinUmbruch." in "".join(ElementTree.fromstring(text_of(feed).encode()).itertext())
    for address in (f"{BASE}/daten/katalog.rdf", "/daten/katalog.rdf"):
        assert "EinUmbruch." in "".join(ElementTree.fromstring(client.get(address).content).itertext())


def test_the_day_of_receipt_is_the_day_in_berlin(client, make_contribution):
    """Half past midnight is after the deadline, here as everywhere."""
    row = make_contribution()
    type(row).objects.filter(pk=row.pk).update(received_at=datetime(2026, 12, 1, 0, 30, tzinfo=BERLIN))
    (shown,) = client.get("/api/v1/processes/konzept/contributions?since=2026-12-01").json()["results"]
    assert shown["received_on"] == "2026-12-01"


def test_an_entry_that_was_shortened_says_that_it_changed(client, cast, make_contribution):
    row = make_contribution(state=State.PENDING, text="Frau Meier hat es gesagt.")
    release(row, actor=cast.moderator)
    feed = ElementTree.fromstring(client.get(f"{BASE}/beitraege/feed/").content)
    (before,) = feed.findall(f"{ATOM}entry/{ATOM}updated")
    later = timezone.now() + timedelta(hours=1)
    type(row.decisions.first()).objects.create(
        contribution=row, decision="redacted", decided_by=cast.moderator, decided_at=later
    )
    cache.clear()
    feed = ElementTree.fromstring(client.get(f"{BASE}/beitraege/feed/").content)
    (after,) = feed.findall(f"{ATOM}entry/{ATOM}updated")
    assert after.text > before.text


@pytest.mark.parametrize("ending, syntax", [("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld")])
def test_portals_can_read_the_description(client, process, ending, syntax):
    ProcessFactory(slug="geheim", is_published=False)
    for address in (f"{BASE}/daten/katalog.{ending}", f"/daten/katalog.{ending}"):
        graph = Graph().parse(data=client.get(address).content, format=syntax)
        (data_set,) = graph.subjects(RDF.type, DCAT.Dataset)
        for name in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint, DCAT.theme):
            assert graph.value(data_set, name) is not None or list(graph.objects(data_set, name))
        files = list(graph.objects(data_set, DCAT.distribution))
        assert len(files) == 2 * len(NOUNS)
        for file in files:
            assert str(graph.value(file, DCTERMS.license)) == "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
            assert client.get(str(graph.value(file, DCAT.downloadURL))).status_code == 200


@pytest.mark.parametrize("feed, entry", [("beitraege/feed", "=Mehr Zeit"), ("ergebnisse/feed", "Mehr Zeit wird")])
def test_feeds_are_atom_with_public_entries_and_cheap_to_poll(client, said, feed, entry):
    response = client.get(f"{BASE}/{feed}/")
    root = ElementTree.fromstring(response.content)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    (found,) = root.findall(f"{ATOM}entry")
    assert entry in found.find(f"{ATOM}title").text and found.find(f"{ATOM}id").text.startswith("http")
    assert not [secret for secret in SECRETS if secret in response.text]
    again = client.get(f"{BASE}/{feed}/", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_language_model_is_named_in_dumps_feed_and_interface(client, said):
    finding = said.segments.get().finding
    addresses = (f"{BASE}/daten/ergebnisse.json", "/api/v1/processes/konzept/findings")
    for is_drafted in (False, True):
        type(finding).objects.filter(pk=finding.pk).update(is_machine_drafted=is_drafted)
        rows = [json.loads(text_of(client.get(address))) for address in addresses]
        assert [(row.get("rows") or row["results"])[0]["is_machine_drafted"] for row in rows] == [is_drafted] * 2
        assert ("Mit Hilfe eines Sprachmodells" in client.get(f"{BASE}/ergebnisse/feed/").text) == is_drafted
        assert f";{is_drafted};" in text_of(client.get(f"{BASE}/daten/ergebnisse.csv"))


def test_an_answer_that_is_none_yet_is_said_nowhere(client, said):
    Answer.objects.update(decision=AnswerDecision.OPEN, reason="Noch in Arbeit")
    paths = ("daten/ergebnisse.csv", "daten/ergebnisse.json", "ergebnisse/feed/")
    texts = [text_of(client.get(f"{BASE}/{path}")) for path in paths]
    api = [client.get(f"/api/v1/processes/konzept/{noun}").json()["results"] for noun in ("findings", "answers")]
    assert "Noch in Arbeit" not in " ".join(texts) and api[0][0]["answer"] is None and api[1] == []


def test_a_feed_escapes_what_people_typed(client, said):
    root = ElementTree.fromstring(client.get(f"{BASE}/beitraege/feed/").content)
    summary = root.find(f"{ATOM}entry/{ATOM}summary").text
    assert "<b>" not in summary and "&lt;b&gt;" in summary


def test_the_feed_of_a_process_without_anything_does_not_change_by_itself(client, db):
    ProcessFactory(slug="leer")
    first, second = (client.get("/verfahren/leer/feed/") for _n in range(2))
    assert first.headers["ETag"] == second.headers["ETag"]


def test_the_process_feed_tells_phases_and_versions(client, process, version):
    content = client.get(f"{BASE}/feed/").text
    assert "Begonnen: Konsultation zum Entwurf" in content and "Fassung 1" in content


def test_any_site_may_frame_the_card_and_no_other_page(client, process):
    card = client.get(f"{BASE}/karte/")
    assert "X-Frame-Options" not in card.headers and "frame-ancestors *" in card.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in card.headers and "<form" not in card.text
    page = client.get(f"{BASE}/daten/")
    assert page.headers["X-Frame-Options"] == "DENY" or page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "/karte/" in page.text


@pytest.mark.parametrize(
    "path",
    ["daten/", "daten/beitraege.csv", "daten/katalog.ttl", "feed/", "beitraege/feed/", "ergebnisse/feed/", "karte/"],
)
def test_of_an_unpublished_process_there_is_nothing_even_for_its_team(client, cast, process, path):
    process.is_published = False
    process.save()
    client.force_login(cast.lead)
    assert client.get(f"{BASE}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["daten/nichts.csv", "daten/beitraege.exe", "daten/katalog.pdf"])
def test_unknown_files_are_unknown(client, process, path):
    assert client.get(f"{BASE}/{path}").status_code == 404
