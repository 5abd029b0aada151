"""A process with something to report: two results, contributions of all kinds, a changed paragraph."""

from datetime import date

import pytest
from django.utils import timezone

from consultations.contributions.enums import Publication, State
from consultations.exports.reports.enums import Audience, ReportKind
from consultations.exports.reports.making import make
from consultations.exports.reports.models import ReportFile
from consultations.results.enums import AnswerDecision
from consultations.results.models import Answer, ParagraphChange
from consultations.synthesis.enums import FindingState, Stance
from tests.consultations.drafts.papers.reading import HOSTILE
from tests.factories.consultations import ActionFieldFactory, ConferenceFactory, make_version

#: Texts no public report may say.
SECRETS = (
    "Nur für die Auswertung.",
    "Noch nicht entschieden.",
    "Geheimes Ergebnis",
    "Interner Vermerk",
    "Verborgene Initiative",
    "Verborgene Person",
    "Abgelehnter Text",
    "Grund in Arbeit",
)


@pytest.fixture
def told(process, paragraph, make_contribution, make_finding):
    """Published result 1 with positions, answer and change; result 2 in work; one contribution is internal."""
    field = ActionFieldFactory(process=process, title="Sprache", text="Was hilft beim Lernen?")
    shown = make_finding(
        number=1, title="Kleinere Kurse", summary="Kurse fallen aus.", action_field=field,
        state=FindingState.PUBLISHED, published_at=timezone.now(), internal_note="Interner Vermerk: chef@example.org",
    )  # fmt: skip
    hidden = make_finding(number=2, title="Geheimes Ergebnis", summary="Noch nicht entschieden.", action_field=field)
    Answer.objects.create(
        finding=shown, decision=AnswerDecision.ACCEPTED, reason="Sechs Personen genügen.", responsible=HOSTILE,
        answered_on=date(2026, 11, 1),
    )  # fmt: skip
    Answer.objects.create(finding=hidden, decision=AnswerDecision.OPEN, reason="Grund in Arbeit")
    rows = [
        (make_contribution(text="=1+1 Bitte kleinere Kurse."), shown, Stance.FOR),
        (make_contribution(text="Lieber nicht."), shown, Stance.AGAINST),
        (make_contribution(text="Auch hier.", publication=Publication.CATEGORY, author_name="Verborgene Person",
                           organisation_name="Verborgene Initiative"), hidden, ""),
        (make_contribution(text="Nur für die Auswertung.", publication=Publication.INTERNAL), shown, Stance.FOR),
    ]  # fmt: skip
    for contribution, finding, stance in rows:
        contribution.segments.update(finding=finding, action_field=field, stance=stance)
    make_contribution(text="Abgelehnter Text", state=State.REJECTED)
    ConferenceFactory(process=process, attended=58)
    second = make_version(process, number=2, texts={"k1-1": "Text von Kapitel eins."})
    change = ParagraphChange.objects.create(version=second, lineage="k1-1", kind="modified")
    change.findings.add(shown)
    return process


@pytest.fixture
def made(told):
    """Make a report as a worker would."""

    def make_one(kind=ReportKind.PDF, audience=Audience.PUBLIC, **fields) -> ReportFile:
        report = ReportFile.objects.create(process=told, kind=kind, audience=audience, **fields)
        assert make(report.pk) is True
        report.refresh_from_db()
        return report

    return make_one


def content_of(report: ReportFile) -> bytes:
    with report.file.open("rb") as file:
        return file.read()
