"""Nothing internal, pending, rejected or unpublished leaves the demonstration by any public page."""

import re
from html import unescape

import pytest
from django.test import Client

from consultations.contributions.models import Contribution
from consultations.demo.loader import read
from consultations.demo.statements import secrets as secrets_of_statements
from consultations.drafts.models import Paragraph
from consultations.results.models import AnswerVersion
from consultations.synthesis.enums import FindingState
from consultations.synthesis.models import Finding
from tests.consultations.drafts.papers.reading import docx_of, pdf_of, text_of

pytestmark = pytest.mark.pages

START = ["/", "/verfahren/", "/konferenzen/", "/ergebnisse/", "/beitrag/", "/netzwerke/", "/regionen/"]
START += ["/bedarfe-angebote/", "/api/", "/daten/katalog.ttl"]
#: Programs find these by the description of the interface.
START += [
    f"/api/v1/processes/zusammen-wachsen/{noun}?page_size=200" for noun in ("contributions", "findings", "answers")
]
START += ["/verfahren/zusammen-wachsen/register/", "/verfahren/zusammen-wachsen/massnahmen/"]
START += [f"/verfahren/zusammen-wachsen/{feed}/" for feed in ("feed", "beitraege/feed", "ergebnisse/feed")]
#: Left alone: other people's pages, files, addresses that only write, and the synopsis in other orders.
SKIP = re.compile(r"^/(admin|konto|static|media|sprache)|unterstuetzen|/folgen/|/synopse/.*sort=")
SECRET_REFERENCES = ["b028", "b030", "b050", "b053", "b054", "b055"]


def words(text: str) -> str:
    """Text as a reader sees it, for comparing with the data."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def text_of_file(content: bytes) -> str:
    """What a downloaded file says."""
    if content.startswith(b"%PDF"):
        return text_of(pdf_of(content))
    if content.startswith(b"PK"):
        return " ".join(paragraph.text for paragraph in docx_of(content).paragraphs)
    return content.decode()


@pytest.fixture(scope="module")
def pages(loaded) -> dict[str, str]:
    """Every page an anonymous visitor reaches by following links, as text. No test changes what they show."""
    client = Client()
    found: dict[str, str] = {}
    waiting = list(START)
    while waiting:
        address = waiting.pop()
        if address in found or SKIP.match(address) or SKIP.search(address):
            continue
        response = client.get(address)
        assert response.status_code in (200, 302), f"{address}: {response.status_code}"
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            found[address] = words(text_of_file(b"".join(response)))
            continue
        content = response.content.decode()
        found[address] = words(content)
        for link in re.findall(r'(?:href|action|src|hx-get)="(/[^"#]*)', content):
            waiting.append(unescape(link))
    return found


def test_no_secret_text_on_any_page(pages, demo):
    contributions = {row["id"]: row for row in read("contributions")["contributions"]}
    secrets = {}
    for reference in SECRET_REFERENCES:
        secrets[f"text of {reference}"] = words(contributions[reference]["text"])[:60]
        secrets[f"title of {reference}"] = contributions[reference]["title"]
    for finding in Finding.objects.exclude(state=FindingState.PUBLISHED):
        secrets[f"title of finding {finding.number}"] = finding.title
        secrets[f"summary of finding {finding.number}"] = words(finding.summary)[:60]
        if finding.answer.reason:
            secrets[f"answer to finding {finding.number}"] = words(finding.answer.reason)[:60]
    for version in AnswerVersion.objects.pending():
        # What was added: the words before it are public.
        secrets[f"version {version.number} of an answer that waits"] = words(version.reason.split("\n\n")[-1])[:60]
    assert any("that waits" in name for name in secrets)
    for finding in Finding.objects.exclude(internal_note=""):
        secrets[f"note of finding {finding.number}"] = words(finding.internal_note)[:60]
    first = set(Paragraph.objects.filter(version__number=1).values_list("text", flat=True))
    for paragraph in Paragraph.objects.filter(version__number=2).exclude(text__in=first):
        secrets[f"version 2 of {paragraph.lineage}"] = words(paragraph.text)[-60:]
    secrets |= {name: words(text) for name, text in secrets_of_statements().items()}
    secrets["label of version 2"] = "Fassung 2 – nach Abwägung"
    leaks = [
        f"{name} on {address}" for address, text in pages.items() for name, secret in secrets.items() if secret in text
    ]
    assert len(pages) > 100
    assert not leaks


def test_no_name_of_those_who_did_not_agree(pages, demo):
    """`category` hides organisation and role; the same names may stand where their owner agreed elsewhere."""
    named = set(Contribution.objects.filter(publication="named").values_list("organisation_name", flat=True))
    hidden = set(Contribution.objects.exclude(publication="named").values_list("organisation_name", flat=True))
    roles_named = set(Contribution.objects.filter(publication="named").values_list("author_role", flat=True))
    roles_hidden = set(Contribution.objects.exclude(publication="named").values_list("author_role", flat=True))
    secrets = {name for name in hidden - named if name} | {
        role
        for role in roles_hidden - roles_named
        if len(role) > 12  # short ones are words of the language
    }
    leaks = [(secret, address) for address, text in pages.items() for secret in secrets if secret in text]
    assert secrets and not leaks


def test_receipt_codes_are_on_no_page(pages, demo):
    everything = "\n".join(pages.values())
    for code in Contribution.objects.values_list("receipt_code", flat=True):
        assert code not in everything.replace("-", "")


@pytest.mark.parametrize("reference", SECRET_REFERENCES)
def test_public_codes_of_secret_contributions_lead_nowhere(demo, client, reference):
    contribution = Contribution.objects.get(reference=reference)
    assert client.get(f"/beitrag/{contribution.display_code}/").status_code == 404
    mine = client.get(f"/beitrag/{contribution.display_receipt_code}/")
    assert mine.status_code == 200
    assert words(contribution.comment)[:40] in words(mine.content.decode())
    assert "no-store" in mine.headers["Cache-Control"]


def test_version_two_cannot_be_opened(demo, client):
    assert client.get("/verfahren/zusammen-wachsen/entwurf/fassung/2/").status_code == 404
    assert client.get("/verfahren/zusammen-wachsen/entwurf/absatz/k8-6/").status_code == 404


def test_every_page_with_demo_data_says_so(pages, demo):
    notice = "Demonstrationsdaten."
    missing = [
        address
        for address, text in pages.items()
        if address.startswith(("/verfahren/zusammen-wachsen", "/beitrag/", "/ergebnisse")) or address == "/"
        # A table says it by the name of its file.
        if notice not in text and text and address != "/beitrag/" and not address.endswith(".csv")
    ]
    assert not missing
