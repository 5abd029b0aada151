"""Measures: who may say what, what the public reads, and who is told once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from consultations.drafts.enums import ParagraphType
from consultations.process.dates import today
from consultations.process.models import TeamMember
from consultations.results.measures import adopting, notify, services
from consultations.results.measures.enums import MeasureState
from consultations.results.measures.models import Indicator, MeasureChange
from consultations.results.trace import build_trace
from consultations.synthesis.enums import FindingState
from consultations.synthesis.models import Finding, Segment
from notifications.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.consultations import FindingFactory, make_version, publish


@pytest.fixture
def published_finding(make_finding, make_contribution):
    """A public finding with one contribution of somebody with an account."""
    finding = make_finding(state=FindingState.PUBLISHED, published_at=timezone.now())
    contribution = make_contribution()
    Segment.objects.filter(contribution=contribution).update(finding=finding)
    return finding, contribution


def test_only_answering_officers_write_measures_down(process, cast):
    for person in (cast.analyst, cast.measure_office, cast.outsider):
        with pytest.raises(PermissionDenied):
            services.create_measure(process, {}, actor=person)


def test_an_office_reports_on_its_own_measures_only(make_measure, cast):
    own, foreign = make_measure(), make_measure(office="Andere Stelle")
    services.set_state(own, MeasureState.RUNNING, actor=cast.measure_office)
    with pytest.raises(PermissionDenied):
        services.set_state(foreign, MeasureState.RUNNING, actor=cast.measure_office)
    services.set_state(foreign, MeasureState.RUNNING, actor=cast.lead)
    for person in (cast.officer, cast.outsider):
        with pytest.raises(PermissionDenied):
            services.set_state(own, MeasureState.DONE, actor=person)


def test_delayed_and_given_up_need_a_reason_and_every_change_is_kept(make_measure, cast):
    measure = make_measure()
    with pytest.raises(ValueError):
        services.set_state(measure, MeasureState.DELAYED, reason=" ", actor=cast.measure_office)
    services.set_state(measure, MeasureState.DELAYED, reason="Es fehlt Personal.", actor=cast.measure_office)
    services.set_state(measure, MeasureState.DELAYED, reason="Es fehlt Personal.", actor=cast.measure_office)
    assert [row.state for row in measure.changes.all()] == ["planned", "delayed"]
    assert measure.changes.last().by == "Referat measure_office"


def test_a_form_that_somebody_overtook_is_refused(make_measure, cast):
    measure = make_measure()
    seen = measure.updated_at - timedelta(seconds=1)
    data = {name: getattr(measure, name) for name in services.FIELDS}
    with pytest.raises(services.ChangedMeanwhile):
        services.update_measure(measure, data, findings=[], seen_at=seen, actor=cast.officer)


def test_findings_of_another_process_are_refused(process, other_process, cast):
    with pytest.raises(ValueError):
        services.create_measure(
            process,
            {"title": "x", "text": "x", "responsible": "x", "office": ""},
            findings=[FindingFactory(process=other_process)],
            actor=cast.officer,
        )


def test_a_value_of_the_same_day_is_corrected(make_measure, cast):
    indicator = Indicator.objects.create(measure=make_measure(), name="Kurse")
    for value in ("3", "4.5"):
        services.set_value(indicator, today(), Decimal(value), actor=cast.measure_office)
    assert [row.value for row in indicator.values.all()] == [Decimal("4.5")]


def test_a_published_report_moves_the_next_one_a_year(make_measure, cast):
    measure = make_measure(report_due_on=date(2028, 2, 29))
    services.save_report(measure, 2027, "Noch nicht fertig.", actor=cast.measure_office)
    measure.refresh_from_db()
    assert measure.report_due_on == date(2028, 2, 29)
    for _again in range(2):
        services.save_report(measure, 2027, "Fertig.", publish=True, actor=cast.measure_office)
    measure.refresh_from_db()
    assert measure.report_due_on == date(2029, 2, 28)


def test_measures_of_the_draft_are_taken_over_once(process, cast):
    version = make_version(process, published=False)
    version.paragraphs.filter(lineage="k1-2").update(
        type=ParagraphType.MEASURE, responsible="Inneres", period="2026–2028", indicator="Zahl der Kurse"
    )
    publish(version)
    (measure,) = adopting.adopt(process, ["k1-2", "k1-1"], actor=cast.officer)
    assert (measure.responsible, measure.starts_on, measure.ends_on) == (
        "Inneres",
        date(2026, 1, 1),
        date(2028, 12, 31),
    )
    assert measure.indicators.get().name == "Zahl der Kurse" and not measure.is_public
    assert adopting.candidates(process) == []


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("2027", date(2027, 1, 1), date(2027, 12, 31)),
        ("ab 2026", date(2026, 1, 1), None),
        ("seit 2019, dauerhaft", date(2019, 1, 1), None),
        ("bis 2030", None, date(2030, 12, 31)),
        ("von 2026 bis 2028", date(2026, 1, 1), date(2028, 12, 31)),
        ("fortlaufend", None, None),
    ],
)
def test_no_day_is_made_up_for_a_period_of_the_draft(text, starts, ends):
    assert adopting.period_of(text) == (starts, ends)


def test_the_trace_tells_of_public_measures_of_public_findings_only(make_measure, published_finding, cast):
    finding, contribution = published_finding
    measure = make_measure(finding)
    make_measure(finding, published=False)
    services.set_state(measure, MeasureState.RUNNING, actor=cast.measure_office)
    (step,) = [step for step in build_trace(contribution).steps if step.key == "measure"]
    assert step.state == "current" and step.url == measure.get_absolute_url()
    Finding.objects.update(state=FindingState.INTERNAL)
    assert not [step for step in build_trace(contribution).steps if step.key == "measure"]


def test_authors_are_told_once_a_day_of_everything_that_moved(make_measure, published_finding, cast):
    finding, contribution = published_finding
    first, second = make_measure(finding), make_measure(finding, title="Fahrtkosten")
    make_measure(finding, published=False)
    for measure in (first, second):
        services.set_state(measure, MeasureState.RUNNING, actor=cast.measure_office)
    assert notify.tell_of_yesterday() == 0
    tomorrow = today() + timedelta(days=1)
    assert notify.tell_of_yesterday(tomorrow) == 1
    assert notify.tell_of_yesterday(tomorrow) == 0
    mail = OutboxMessage.objects.get(kind="measures_moved")
    assert mail.address == contribution.user.email
    assert first.title in mail.body and second.title in mail.body
    assert not MeasureChange.objects.filter(told_at__isnull=True).exists()


def test_offices_are_reminded_once(make_measure, cast, process):
    make_measure(report_due_on=today() + timedelta(days=10))
    over = make_measure(title="Vorbei", ends_on=today() - timedelta(days=1))
    type(over).objects.filter(pk=over.pk).update(state_since=today() - timedelta(days=30))
    make_measure(office="Andere Stelle", report_due_on=today())
    TeamMember.objects.create(
        process=process, user=UserFactory(is_active=False), role="measure_office", office="Referat measure_office"
    )
    assert notify.remind_offices() == 2
    assert notify.remind_offices() == 0
    kinds = set(OutboxMessage.objects.filter(recipient=cast.measure_office).values_list("kind", flat=True))
    assert kinds == {"measure_report_due", "measure_end_due"}
