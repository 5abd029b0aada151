"""Schemathesis tries the interface against its own description: no undocumented answer, no error of ours."""

from datetime import date, timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings

from consultations.process.enums import PhaseKind
from consultations.results.enums import AnswerDecision
from consultations.results.measures.enums import MeasureState
from consultations.results.measures.models import Measure
from consultations.results.models import Answer, ParagraphChange
from consultations.synthesis.enums import FindingState, Stance
from konzeptdialog.wsgi import application
from regions.models import Office, Region, RegionLevel
from tests.factories.consultations import ActionFieldFactory, ConferenceFactory, PhaseFactory, make_second_version

#: What exists, by the names addresses give it.
THERE = {"slug": "konzept", "number": 1, "ags": "14625"}


@pytest.fixture
def something_of_everything(db, process, version, make_contribution, make_finding):
    """A site on which no list is empty and most fields have been used: examined, delayed, without a day."""
    field = ActionFieldFactory(process=process, slug="sprache", text="Was dazugehört.")
    PhaseFactory(process=process, kind=PhaseKind.CLOSING_ROUND, key="schlussrunde", order=9, ends_on=None)
    regions = _regions()
    shared = {"process": process, "state": FindingState.PUBLISHED, "published_at": timezone.now()}
    first = make_finding(number=1, action_field=field, **shared)
    second = make_finding(number=2, is_machine_drafted=True, **shared)
    Answer.objects.create(finding=first, decision=AnswerDecision.PARTLY, reason="Weil.", answered_on=date(2026, 11, 1))
    later = timezone.localdate() + timedelta(days=90)
    Answer.objects.create(finding=second, decision=AnswerDecision.OPEN, reason="Noch.", examined_until=later)
    said = make_contribution(code="ABCD2345", region=regions[1], proposed_text="Mit mehr Zeit.")
    said.segments.update(finding=first, action_field=field, stance=Stance.AGAINST)
    reply = make_contribution(parent=said, kind="reply", language="uk")
    reply.segments.update(finding=second, no_answer_reason="")
    change = ParagraphChange.objects.create(
        version=make_second_version(process, "Mit mehr Zeit."), lineage="k1-1", kind="modified"
    )
    change.findings.add(first)
    ConferenceFactory(process=process, region=regions[1])
    ConferenceFactory(process=process, state="cancelled", state_reason="Wegen Sturm.")
    _measures(process, field, [first, second])
    # The requests belong to the transaction of the test, as those of Django's own client do.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _regions() -> tuple[Region, Region]:
    """A state and a district of it with an office."""
    state = Region.objects.create(level=RegionLevel.STATE, ags="14", name="Sachsen")
    district = Region.objects.create(
        level=RegionLevel.DISTRICT, ags=THERE["ags"], name="Bautzen", kind="Landkreis", parent=state
    )
    office = Office.objects.create(
        region=district, title="Ausländerbeauftragte", unit="Landratsamt", employment="part_time", started="2005-04",
        double_functions=["equality"], website="https://amt.example",
    )  # fmt: skip
    office.sites.create(town="Bautzen", address="Markt 1")
    return state, district


def _measures(process, field, findings) -> None:
    """One that is late with values, one that has nothing but its name."""
    common = {"process": process, "responsible": "Referat 1", "is_public": True, "state_since": date(2026, 11, 2)}
    late = Measure.objects.create(
        number=1, title="Mehr Kurse", text="Kurse", action_field=field, state=MeasureState.DELAYED, lineage="k1-1",
        state_reason="Es fehlen Räume.", starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1), **common,
    )  # fmt: skip
    late.findings.set(findings)
    indicator = late.indicators.create(name="Kurse", unit="Zahl", target="12.50")
    indicator.values.create(on=date(2026, 11, 3), value="7.25", note="vorläufig")
    late.indicators.create(name="Ohne Wert")
    Measure.objects.create(number=2, title="Ohne alles", **common)


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.mark.usefixtures("something_of_everything")
def test_no_answer_is_empty(client):
    """What Schemathesis tries below are rows and not empty lists."""
    described = client.get("/api/v1/openapi.json").json()["paths"]
    assert len(described) >= 15
    for path in described:
        address = path.format(code="ABCD-2345", **THERE)
        answer = client.get(address)
        assert answer.status_code == 200, address
        rows = answer.json()
        assert rows.get("results", rows) if isinstance(rows, dict) else rows, address
    measure = client.get("/api/v1/processes/konzept/measures").json()["results"][0]
    assert measure["indicators"][0]["values"][0]["value"] == 7.25 and measure["findings"] == [1, 2]
    phases = client.get("/api/v1/processes/konzept/phases").json()
    assert {"kind": "closing_round", "ends_on": None}.items() <= phases[-1].items()


@pytest.mark.usefixtures("something_of_everything")
@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_interface_keeps_to_its_description(case):
    # What exists is asked for in most cases: made-up keys only ever find nothing.
    if case.meta.generation.mode.is_positive:
        there = THERE | {"code": "ABCD-2345"}
        case.path_parameters |= {name: there[name] for name in case.path_parameters if name in there}
    case.call_and_validate()
