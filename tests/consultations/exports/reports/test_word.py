"""Word reports: the fields, the default template, own templates and what is refused."""

import time
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn

from consultations.exports.reports.content import report_content
from consultations.exports.reports.docx import Limits, TemplateTrouble, fill_in
from consultations.exports.reports.docx_default import default_template
from consultations.exports.reports.docx_fields import FIELDS, context_of, documented, sample
from consultations.exports.reports.models import ReportTemplate
from consultations.exports.reports.scope import Scope
from consultations.exports.reports.templates import MAX_BYTES, MAX_TEXT, MAX_UNPACKED, current_template, judge
from tests.consultations.drafts.papers.reading import HOSTILE
from tests.consultations.exports.reports.conftest import SECRETS

pytestmark = pytest.mark.pages


def docx_with(*paragraphs: str) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    output = BytesIO()
    document.save(output)
    return output.getvalue()


def words_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    return " ".join("".join(node.itertext()) for node in document.element.body.iter(qn("w:p")))


@pytest.fixture
def context(told):
    return context_of(report_content(Scope(told)))


def shape(value, fields):
    """Every documented field is there, and no other."""
    assert set(value) == {field.name for field in fields}
    for field in fields:
        if field.parts:
            for row in value[field.name]:
                shape(row, field.parts)
        elif field.is_list:
            assert all(isinstance(part, str) for part in value[field.name])
        elif not field.is_rich:
            assert isinstance(value[field.name], str)


def test_the_documented_fields_are_those_of_a_report(context):
    shape(sample(), FIELDS)
    shape(context, FIELDS)
    notations = [row.notation for row in documented()]
    assert "{{ titel }}" in notations and "{% for ergebnis in feld.ergebnisse %} … {% endfor %}" in notations
    assert "{{r aenderung.text }}" in notations


def test_the_default_template_says_everything(context):
    filled = fill_in(default_template(), context)
    document, text = Document(BytesIO(filled)), words_of(filled)
    for part in ("Kleinere Kurse", "Sechs Personen genügen.", "Bitte kleinere Kurse.", HOSTILE):
        assert part in text
    assert not [secret for secret in SECRETS if secret in text] and "{%" not in text.replace(HOSTILE, "")
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert {"Title", "Heading 1", "Heading 2", "Heading 3"} <= set(styles)
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in document.tables)
    assert document.core_properties.language == "de-DE" and "Konzept" in document.core_properties.title
    xml = document.element.xml
    assert "<w:strike/>" in xml and "[−" in xml, "a redline is read without colours"


@pytest.mark.parametrize(
    ("mark", "told_of"),
    [
        ("{{ gibtsnicht }}", "Es gibt kein Feld „gibtsnicht“. Im Absatz: „Hier: {{ gibtsnicht }}“"),
        ("{{ handlungsfelder[0].ergebnisse[0].foto }}", "Es gibt kein Feld „foto“."),
        ("{{ titel.__class__.__mro__ }}", "Es gibt kein Feld „__mro__“."),
        ("{{ titel['__class__'] }}", "was Vorlagen nicht dürfen"),
        ("{{ titel * 99999999 }}", "was Vorlagen nicht dürfen"),
        ("{{ 9 ** 9 ** 9 }}", "was Vorlagen nicht dürfen"),
        ("{{ range(9) }}", "nicht"),
        ("{{ titel.upper() }}", "was Vorlagen nicht dürfen"),
        ("{{ titel | attr('x') }}", "Fehler in ihren Angaben"),
        ("{% include '/etc/passwd' %}", "was Vorlagen nicht dürfen: „include“"),
        ("{{ titel ~ titel }}", "was Vorlagen nicht dürfen: „~“"),
        ("{% set x = titel %}", "was Vorlagen nicht dürfen: „set“"),
        ("{% macro m() %}{% endmacro %}", "was Vorlagen nicht dürfen: „macro“"),
        ("{{ [titel, titel] | join }}", "was Vorlagen nicht dürfen: „[…]“"),
        ("{% filter upper %}x{% endfilter %}", "was Vorlagen nicht dürfen"),
        ("{{ '%999999999d' % 1 }}", "was Vorlagen nicht dürfen"),
        ("{{ 'x' * 99999999 }}", "was Vorlagen nicht dürfen"),
        ("{% for x in 'aaaaaaaaaa' %}x{% endfor %}", "Eine Schleife läuft über eine Liste"),
        ("{% for x in titel | upper %}x{% endfor %}", "Eine Schleife läuft über eine Liste"),
        ("{% for a in synopse %}{% for b in synopse %}x{% endfor %}{% endfor %}", "eine innere über eine Liste"),
        ("{% for f in handlungsfelder recursive %}x{% endfor %}", "Eine Schleife läuft über eine Liste"),
        ("{{ synopse }}", "Eine Liste wird Eintrag für Eintrag"),
        ("{{ synopse | join }}", "Eine Liste wird Eintrag für Eintrag"),
        ("{% for x in %}", "Fehler in ihren Angaben"),
        ("{%p for absatz in worum %}", "Fehler in ihren Angaben"),
        ("{{ titel", "Fehler in ihren Angaben"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_template_is_told(mark, told_of):
    with pytest.raises(TemplateTrouble) as trouble:
        judge(docx_with("Vorher", f"Hier: {mark}", "{{ titel }}"))
    assert told_of in str(trouble.value)


def packed(text: bytes, *, extra: dict[str, bytes] | None = None) -> bytes:
    """A Word document whose body is this XML, with further parts."""
    source, output = zipfile.ZipFile(BytesIO(docx_with("Vorher"))), BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"Vorher", text) if name == "word/document.xml" else content)
        for name, content in (extra or {}).items():
            target.writestr(name, content)
    return output.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        packed(b"x" * (MAX_TEXT + 1)),
        packed(b"{{ titel }}", extra={"word/media/image1.png": bytes(MAX_UNPACKED)}),
    ],
    ids=["text", "picture"],
)
def test_a_small_file_that_is_large_unpacked_is_refused(data):
    assert len(data) < MAX_BYTES
    with pytest.raises(TemplateTrouble) as trouble:
        judge(data)
    assert "Entpackt ist die Vorlage größer" in str(trouble.value)


@pytest.mark.parametrize("limits", [Limits(400 * 1024**2, 20, 60), Limits(1024**3, 1, 60), Limits(1024**3, 20, 1)])
def test_what_the_allowlist_lets_through_is_stopped_by_memory_and_time(limits):
    """Lists a hundred times longer than any report: neither the page nor the worker is taken along."""
    row = sample()["synopse"][0] | {"was": "x" * 20_000}
    begin = time.monotonic()
    with pytest.raises(TemplateTrouble) as trouble:
        fill_in(docx_with(*["{% for zeile in synopse %}{{ zeile.was }}{% endfor %}"] * 40),
                sample() | {"synopse": [row] * 1000}, limits)  # fmt: skip
    assert "zu viel Zeit oder zu viel Speicher" in str(trouble.value)
    assert time.monotonic() - begin < limits.patience + 10


def test_what_templates_need_is_allowed():
    filled = words_of(
        fill_in(
            docx_with(
                "{% for feld in handlungsfelder %}{{ loop.index + 1 }} {{ feld.titel | upper }}"
                "{% if not loop.last %}, {% endif %}"
                "{% for ergebnis in feld.ergebnisse if ergebnis.nummer %}{{ ergebnis.gesagt | join(' / ') }}"
                "{% endfor %}{% endfor %}",
                "{{ (titel[:3] if titel else '–') | default('') }} {{ worum | first }} {{ phasen | length }}",
            ),
            sample(),
        )
    )
    assert "2 SPRACHE UND VERSTÄNDIGUNG, " in filled and "zustande. / Kurse" in filled
    assert "Aus Das Land schreibt sein Konzept fort. 2" in filled


@pytest.mark.parametrize(
    ("data", "told_of"),
    [
        (b"", "kein Word-Dokument"),
        (b"%PDF-1.7", "kein Word-Dokument"),
        (b"PK\x03\x04 nichts", "kann nicht verwendet werden"),
        (b"PK" + b"x" * (5 * 1024 * 1024), "größer als 5 MB"),
        (docx_with("Ohne Feld"), "nennt kein Feld"),
    ],
)
def test_what_is_no_template_is_refused(data, told_of):
    with pytest.raises(TemplateTrouble) as trouble:
        judge(data)
    assert told_of in str(trouble.value)


def test_a_ministry_brings_its_own_and_goes_back(client, cast, process):
    client.force_login(cast.editor)
    url = reverse("exports_admin:report_template", args=[process.slug])
    page = client.get(url).content.decode()
    assert "Standardvorlage" in page and "{{ kurztitel }}" in page
    bad = SimpleUploadedFile("x.docx", docx_with("Hier: {{ nix }}"))
    page = client.post(url, {"file": bad}).content.decode()
    assert "Es gibt kein Feld „nix“" in page and not ReportTemplate.objects.exists()
    for name in ("eins.docx", "zwei.docx"):
        good = SimpleUploadedFile(name, docx_with("{{ titel }} des Hauses", name))
        assert client.post(url, {"file": good}).status_code == 302
    assert "zwei.docx" in words_of(current_template(process))
    assert ReportTemplate.objects.filter(is_current=True).count() == 1 and ReportTemplate.objects.count() == 2
    page = client.get(url).content.decode()
    assert "eins.docx" in page and str(cast.editor) in page
    row = ReportTemplate.objects.get(name="eins.docx")
    old = client.get(reverse("exports_admin:report_template_file", args=[process.slug, row.pk]))
    assert "eins.docx" in words_of(b"".join(old.streaming_content))
    client.post(reverse("exports_admin:report_template_default", args=[process.slug]))
    assert current_template(process) == default_template()
