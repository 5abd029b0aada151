"""Public reports of the demonstration: nothing internal, pending, rejected or unpublished is in any of their files."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import load_workbook

from accounts.models import User
from consultations.contributions.models import Contribution
from consultations.demo.loader import read
from consultations.exports.coding.services import Scope, make_project
from consultations.exports.reports.enums import ReportKind
from consultations.exports.reports.making import make
from consultations.exports.reports.models import ReportFile
from consultations.synthesis.enums import FindingState
from consultations.synthesis.models import Finding
from tests.consultations.demo.test_leaks import SECRET_REFERENCES, words
from tests.consultations.drafts.papers.reading import docx_of, pdf_of, text_of


@pytest.fixture
def said(demo) -> str:
    """All words of a public case file, whose parts are the reports of the other formats."""
    report = ReportFile.objects.create(process=demo, kind=ReportKind.ZIP)
    assert make(report.pk)
    report.refresh_from_db()
    with report.file.open("rb") as file:
        archive = zipfile.ZipFile(BytesIO(file.read()))
    return words(" ".join(_text(name, archive.read(name)) for name in archive.namelist()))


def _text(name: str, content: bytes) -> str:
    if name.endswith(".pdf"):
        return text_of(pdf_of(content))
    if name.endswith(".docx"):
        return " ".join(node.text or "" for node in docx_of(content).element.body.iter())
    if name.endswith(".xlsx"):
        cells = (cell for sheet in load_workbook(BytesIO(content)) for row in sheet.values for cell in row if cell)
        return " ".join(map(str, cells))
    return content.decode()


@pytest.fixture
def coded(demo) -> str:
    """All words of the public coding, as analysis programs open it."""
    person, file = User.objects.filter(team_memberships__process=demo).first(), BytesIO()
    make_project(demo, Scope.PUBLIC, file, actor=person)
    archive = zipfile.ZipFile(file)
    return words(" ".join(_text(name, archive.read(name)) for name in archive.namelist()))


def secrets_of_the_demonstration() -> list[str]:
    """Words that are not public: of contributions, findings, answers and notes, and names nobody agreed to."""
    rows = {row["id"]: row for row in read("contributions")["contributions"]}
    secrets = [words(rows[reference]["text"])[:60] for reference in SECRET_REFERENCES]
    secrets += [rows[reference]["title"] for reference in SECRET_REFERENCES]
    for finding in Finding.objects.exclude(state=FindingState.PUBLISHED).select_related("answer"):
        secrets += [finding.title, words(finding.summary)[:60]]
        answer = getattr(finding, "answer", None)
        secrets += [words(answer.reason)[:60]] if answer and answer.reason else []
    secrets += [words(note)[:60] for note in Finding.objects.values_list("internal_note", flat=True) if note]
    named = set(Contribution.objects.filter(publication="named").values_list("organisation_name", flat=True))
    hidden = set(Contribution.objects.exclude(publication="named").values_list("organisation_name", flat=True))
    secrets += [name for name in hidden - named if name]
    assert len(secrets) > 20
    return secrets


def test_no_secret_is_in_a_public_report(said, demo):
    assert "Demonstrationsdaten." in said
    assert not [secret for secret in secrets_of_the_demonstration() if secret in said]
    for code in Contribution.objects.values_list("receipt_code", flat=True):
        assert code not in said.replace("-", "")


def test_no_secret_is_in_the_public_coding(coded, demo):
    shown = Contribution.objects.public().filter(process=demo, is_official_reply=False).exclude(published_text="")
    assert words(shown.first().published_text)[:60] in coded, "it does hold the texts"
    assert not [secret for secret in secrets_of_the_demonstration() if secret in coded]
    for code in Contribution.objects.values_list("receipt_code", flat=True):
        assert code not in coded.replace("-", "")
