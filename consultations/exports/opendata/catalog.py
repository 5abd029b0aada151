"""Descriptions of the dumps in DCAT-AP.de, for open data portals to collect.

Source: DCAT-AP.de 3.0 specification and conventions handbook. Data sets are processes; each file is a distribution.
"""

import datetime as dt

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef

from consultations.drafts.models import DraftVersion
from consultations.exports.api.queries import contributions as public_contributions
from consultations.exports.opendata.feeds import described
from consultations.exports.opendata.nouns import NOUNS
from consultations.moderation.models import ModerationDecision
from consultations.process.models import Process
from consultations.results.measures.queries import public_measures
from consultations.results.models import AnswerVersion
from consultations.results.queries import published_findings
from frontend.texts import sayable

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
LICENCE = URIRef("http://dcat-ap.de/def/licenses/dl-by-de/2.0")
_EU = "http://publications.europa.eu/resource/authority/"
_THEMES = (URIRef(_EU + "data-theme/GOVE"), URIRef(_EU + "data-theme/SOCI"))
_GERMAN = URIRef(_EU + "language/DEU")
_FILE_TYPES = {"csv": "CSV", "json": "JSON", "atom": "ATOM"}
_MEDIA_TYPES = {"csv": "text/csv", "json": "application/json", "atom": "application/atom+xml"}
#: Length of an official key: its vocabulary, and the name of the level.
_LEVELS = {
    2: ("stateKey", "state"),
    5: ("districtKey", "administrativeDistrict"),
    8: ("municipalityKey", "municipality"),
}
#: How a catalogue is written, by the ending of its address: the serializer's name and the media type.
FORMATS = {
    "ttl": ("turtle", "text/turtle"),
    "rdf": ("pretty-xml", "application/rdf+xml"),
    "jsonld": ("json-ld", "application/ld+json"),
}


def catalog(processes: list[Process], request: HttpRequest) -> Graph:
    """A catalogue with a data set for each of the (published) processes."""
    graph = Graph()
    for prefix, namespace in (("dcat", DCAT), ("dct", DCTERMS), ("dcatde", DCATDE), ("foaf", FOAF), ("vcard", VCARD)):
        graph.bind(prefix, namespace)
    home = URIRef(request.build_absolute_uri(reverse("opendata:catalog", args=["ttl"])) + "#katalog")
    publisher = _agent(graph, home + "-herausgeber", settings.WAGTAIL_SITE_NAME)
    graph.add((home, RDF.type, DCAT.Catalog))
    graph.add((home, DCTERMS.title, Literal(settings.WAGTAIL_SITE_NAME, lang="de")))
    description = "Offene Daten der Beteiligungsverfahren: Beiträge, Ergebnisse, Antworten und Fassungen der Entwürfe."
    graph.add((home, DCTERMS.description, Literal(description, lang="de")))
    graph.add((home, DCTERMS.publisher, publisher))
    graph.add((home, DCTERMS.language, _GERMAN))
    graph.add((home, FOAF.homepage, URIRef(request.build_absolute_uri("/"))))
    with translation.override("de"):
        for process in processes:
            graph.add((home, DCAT.dataset, _data_set(graph, process, request)))
    return graph


def _text(text: str, **kind: str) -> Literal:
    """What people typed: RDF is XML as well."""
    return Literal(sayable(text), **kind)


def _agent(graph: Graph, node: URIRef, name: str) -> URIRef:
    node = URIRef(node)
    graph.add((node, RDF.type, FOAF.Agent))
    graph.add((node, FOAF.name, _text(name)))
    return node


def _data_set(graph: Graph, process: Process, request: HttpRequest) -> URIRef:
    page = request.build_absolute_uri(reverse("opendata:page", args=[process.slug]))
    node = URIRef(page + "#daten")
    graph.add((node, RDF.type, DCAT.Dataset))
    graph.add((node, DCTERMS.title, _text(process.title, lang="de")))
    graph.add((node, DCTERMS.description, _text(described(process), lang="de")))
    graph.add((node, DCTERMS.identifier, Literal(str(node))))
    graph.add((node, DCTERMS.publisher, _agent(graph, node + "-herausgeber", process.initiator_name)))
    graph.add(
        (node, DCTERMS.issued, Literal(timezone.localtime(process.created_at).date().isoformat(), datatype=XSD.date))
    )
    graph.add((node, DCTERMS.modified, Literal(_last_change(process).isoformat(), datatype=XSD.date)))
    graph.add((node, DCTERMS.language, _GERMAN))
    graph.add((node, DCAT.landingPage, URIRef(request.build_absolute_uri(process.get_absolute_url()))))
    for theme in _THEMES:
        graph.add((node, DCAT.theme, theme))
    for word in ("Beteiligung", "Konsultation", "Open Data"):
        graph.add((node, DCAT.keyword, Literal(word, lang="de")))
    if settings.DCAT_CONTRIBUTOR_ID:
        graph.add((node, DCATDE.contributorID, URIRef(settings.DCAT_CONTRIBUTOR_ID)))
    _contact(graph, node, process)
    _place(graph, node, process)
    for noun in NOUNS.values():
        for ending in ("csv", "json"):
            url = request.build_absolute_uri(reverse("opendata:dump", args=[process.slug, noun.key, ending]))
            title = f"{noun.title} ({_FILE_TYPES[ending]})"
            graph.add((node, DCAT.distribution, _distribution(graph, url, title, ending, process)))
    return node


def _last_change(process: Process) -> dt.date:
    """The day something public was last added, changed or taken back."""
    public = public_contributions(process)
    versions = AnswerVersion.objects.filter(answer__finding__in=published_findings(process))
    latest = [
        public.aggregate(at=Max("received_at")),
        # Also of what is not public any more: taking it back is a change.
        process.contributions.aggregate(at=Max("withdrawn_at")),
        ModerationDecision.objects.filter(contribution__process=process).aggregate(at=Max("decided_at")),
        DraftVersion.objects.published().filter(draft__process=process).aggregate(at=Max("published_at")),
        published_findings(process).aggregate(at=Max("published_at")),
        versions.aggregate(at=Max("published_at")),
        public_measures(process).aggregate(at=Max("updated_at")),
    ]
    return timezone.localtime(max([process.created_at, *(row["at"] for row in latest if row["at"])])).date()


def _contact(graph: Graph, node: URIRef, process: Process) -> None:
    contact = URIRef(node + "-kontakt")
    graph.add((contact, RDF.type, VCARD.Organization))
    graph.add((contact, VCARD["fn"], _text(process.initiator_unit or process.initiator_name)))
    graph.add((contact, VCARD.hasEmail, URIRef(f"mailto:{process.contact_email}")))
    graph.add((node, DCAT.contactPoint, contact))


def _place(graph: Graph, node: URIRef, process: Process) -> None:
    """The region of the process by its official key."""
    if process.region is None:
        return
    key, level = _LEVELS[len(process.region.ags)]
    base = "http://dcat-ap.de/def/politicalGeocoding/"
    graph.add((node, DCATDE.politicalGeocodingURI, URIRef(f"{base}{key}/{process.region.ags}")))
    graph.add((node, DCATDE.politicalGeocodingLevelURI, URIRef(f"{base}Level/{level}")))


def _distribution(graph: Graph, url: str, title: str, ending: str, process: Process) -> URIRef:
    node = URIRef(url + "#datei")
    graph.add((node, RDF.type, DCAT.Distribution))
    graph.add((node, DCTERMS.title, Literal(title, lang="de")))
    graph.add((node, DCAT.accessURL, URIRef(url)))
    graph.add((node, DCAT.downloadURL, URIRef(url)))
    graph.add((node, DCTERMS.license, LICENCE))
    graph.add((node, DCATDE.licenseAttributionByText, _text(process.initiator_name, lang="de")))
    graph.add((node, DCTERMS.format, URIRef(_EU + "file-type/" + _FILE_TYPES[ending])))
    graph.add((node, DCAT.mediaType, URIRef("https://www.iana.org/assignments/media-types/" + _MEDIA_TYPES[ending])))
    return node
