"""Two people report on a measure: nobody overwrites what they have not read, and what was typed is kept."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from consultations.contributions.following.models import Follow
from consultations.process.dates import today
from consultations.process.enums import TargetKind
from consultations.results.measures import services
from consultations.results.measures.models import Indicator, IndicatorValue
from consultations.results.measures.notify import tell_of_yesterday
from consultations.results.services import explain_change
from consultations.synthesis.findings.merging_services import merge_findings
from tests.consultations.test_concurrency import at_once
from tests.factories.accounts import UserFactory
from tests.factories.consultations import make_version


def page(process, name, measure):
    return reverse(f"measures_admin:{name}", args=[process.slug, measure.number])


def test_a_state_somebody_else_set_is_not_overwritten_unread(client, cast, process, make_measure):
    measure = make_measure()
    client.force_login(cast.measure_office)
    seen = client.get(page(process, "measure", measure)).context["state_form"]["seen"].value()
    services.set_state(measure, "delayed", reason="Es fehlt Personal.", actor=cast.lead)
    typed = {"state": "running", "reason": "Läuft doch an.", "seen": seen}
    response = client.post(page(process, "state", measure), typed)
    content = response.content.decode()
    assert response.status_code == 409 and "Läuft doch an." in content and "Es fehlt Personal." in content
    measure.refresh_from_db()
    assert measure.state == "delayed"
    typed["seen"] = response.context["state_form"]["seen"].value()
    assert client.post(page(process, "state", measure), typed).status_code == 302
    measure.refresh_from_db()
    assert (measure.state, measure.state_reason) == ("running", "Läuft doch an.")


def test_a_value_that_is_there_is_corrected_only_by_who_has_read_it(client, cast, process, make_measure):
    measure = make_measure()
    indicator = Indicator.objects.create(measure=measure, name="Kurse")
    client.force_login(cast.measure_office)
    services.set_value(indicator, today(), Decimal(5), note="gezählt", actor=cast.lead)
    typed = {"indicator": indicator.pk, "on": today().isoformat(), "value": "7", "note": "geschätzt"}
    response = client.post(page(process, "value", measure), typed)
    assert response.status_code == 409 and "gezählt" in response.content.decode()
    assert response.context["value_form"]["note"].value() == "geschätzt"
    assert IndicatorValue.objects.get().value == 5
    typed["seen"] = response.context["value_form"]["seen"].value()
    # Meanwhile it is yet another one.
    services.set_value(indicator, today(), Decimal(6), actor=cast.lead)
    response = client.post(page(process, "value", measure), typed)
    assert response.status_code == 409
    typed["seen"] = response.context["value_form"]["seen"].value()
    assert client.post(page(process, "value", measure), typed).status_code == 302
    assert IndicatorValue.objects.get().value == 7


def test_an_indicator_with_a_value_somebody_just_entered_is_not_taken_away_unread(cast, make_measure):
    measure = make_measure()
    indicator = Indicator.objects.create(measure=measure, name="Kurse")
    measure.refresh_from_db()
    seen = measure.updated_at
    services.set_value(indicator, today(), Decimal(5), actor=cast.lead)
    data = {name: getattr(measure, name) for name in services.FIELDS}
    gone = [{"pk": indicator.pk, "DELETE": True}]
    with pytest.raises(services.ChangedMeanwhile):
        services.update_measure(measure, data, findings=[], indicators=gone, seen_at=seen, actor=cast.officer)
    assert IndicatorValue.objects.exists()
    measure.refresh_from_db()
    services.update_measure(measure, data, findings=[], indicators=gone, seen_at=measure.updated_at, actor=cast.officer)
    with pytest.raises(services.ChangedMeanwhile):
        services.set_value(indicator, today(), Decimal(5), actor=cast.lead)


@pytest.mark.parametrize("seen_at", ["", "gestern", "0"])
def test_a_form_without_its_moment_replaces_nothing(client, cast, process, make_measure, seen_at):
    measure = make_measure()
    client.force_login(cast.officer)
    typed = {"title": "Neu", "text": "Neu", "responsible": "Neu", "office": "", "seen_at": seen_at}
    counts = {f"indicators-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    response = client.post(page(process, "edit", measure), typed | counts)
    assert response.status_code == 409 and response.context["form"]["title"].value() == "Neu"
    measure.refresh_from_db()
    assert measure.title != "Neu"


def test_an_indicator_somebody_deleted_meanwhile_does_not_stop_every_later_save(client, cast, process, make_measure):
    measure = make_measure()
    indicator = Indicator.objects.create(measure=measure, name="Kurse")
    client.force_login(cast.officer)
    address = page(process, "edit", measure)
    shown = client.get(address).context
    typed = {name: "" if value is None else value for name, value in shown["form"].initial.items()}
    typed |= {"title": "Neu", "findings": [], "seen_at": measure.updated_at.isoformat()}
    typed |= {f"indicators-{name}": value for name, value in (("TOTAL_FORMS", 1), ("INITIAL_FORMS", 1))}
    typed |= {"indicators-0-id": indicator.pk, "indicators-0-name": "Kurse"}
    measure.refresh_from_db()
    data = {name: getattr(measure, name) for name in services.FIELDS}
    gone = [{"pk": indicator.pk, "DELETE": True}]
    services.update_measure(measure, data, findings=[], indicators=gone, seen_at=measure.updated_at, actor=cast.lead)
    response = client.post(address, typed)
    assert response.status_code == 409 and response.context["changed_meanwhile"]
    assert response.context["form"]["title"].value() == "Neu"
    again = {key: value for key, value in typed.items() if not key.startswith("indicators-0")}
    again |= {"indicators-TOTAL_FORMS": 0, "indicators-INITIAL_FORMS": 0}
    again["seen_at"] = response.context["form"]["seen_at"].value()
    assert client.post(address, again).status_code == 302
    measure.refresh_from_db()
    assert measure.title == "Neu"


@pytest.mark.parametrize("way", ["linked", "merged"])
def test_an_open_form_takes_no_finding_out_that_came_meanwhile(client, cast, process, make_measure, make_finding, way):
    source, target = make_finding(), make_finding()
    measure = make_measure(*([source] if way == "merged" else []))
    client.force_login(cast.officer)
    address = page(process, "edit", measure)
    shown = client.get(address).context["form"]
    typed = {name: "" if value is None else value for name, value in shown.initial.items()}
    typed |= {"findings": [row.pk for row in measure.findings.all()], "seen_at": shown["seen_at"].value()}
    typed |= {f"indicators-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    if way == "merged":
        merge_findings(source, target, actor=cast.analyst, reason="Sagt dasselbe.")
    else:
        services.link_finding(measure, target, actor=cast.lead)
    response = client.post(address, typed)
    assert response.status_code == 409 and response.context["changed_meanwhile"]
    assert list(measure.findings.all()) == [target]


# --- Findings that were merged --------------------------------------------------------------------------------------


def merged(cast, make_finding):
    source, target = make_finding(), make_finding()
    merge_findings(source, target, actor=cast.analyst, reason="Sagt dasselbe.")
    return source, target


def test_a_measure_goes_back_to_the_finding_the_other_one_went_into(cast, process, make_measure, make_finding):
    source, target = merged(cast, make_finding)
    assert list(make_measure(source, target).findings.all()) == [target]
    measure = make_measure()
    services.link_finding(measure, source, actor=cast.officer)
    assert list(measure.findings.all()) == [target]


def test_the_cause_of_a_change_is_the_finding_the_other_one_went_into(cast, process, version, make_finding):
    source, target = merged(cast, make_finding)
    second = make_version(process, number=2, texts={"k1-1": "Neu."}, published=False)
    change = explain_change(second, "k1-1", findings=[source], actor=cast.editor)
    assert list(change.findings.all()) == [target]


# --- Followers ------------------------------------------------------------------------------------------------------


def test_followers_of_process_draft_chapter_and_paragraph_hear_of_measures(cast, process, version, make_measure):
    chapter = version.paragraphs.get(lineage="k1-1").section.lineage
    follows = [
        (TargetKind.PROCESS, ""),
        (TargetKind.DRAFT, ""),
        (TargetKind.SECTION, chapter),
        (TargetKind.PARAGRAPH, "k1-1"),
        (TargetKind.PARAGRAPH, "k2-1"),
    ]
    people = [UserFactory() for _each in follows]
    for user, (kind, lineage) in zip(people, follows, strict=True):
        Follow.objects.create(user=user, process=process, target_kind=kind, lineage=lineage)
    hidden = make_measure(published=False)
    services.set_state(hidden, "running", actor=cast.lead)
    measure = make_measure()
    type(measure).objects.filter(pk=measure.pk).update(lineage="k1-1")
    day = today() + timedelta(days=1)
    told = tell_of_yesterday(day)
    assert told == 4 and tell_of_yesterday(day) == 0


# --- At once --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_set_the_state_at_once_the_second_is_told(cast, make_measure):
    measure = make_measure()
    seen = services.digest_of_state(measure)
    results = at_once(
        lambda: services.set_state(measure, "running", seen=seen, actor=cast.lead),
        lambda: services.set_state(measure, "delayed", reason="Personal.", seen=seen, actor=cast.measure_office),
    )
    assert sum(isinstance(result, services.ChangedMeanwhile) for result in results) == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_values_of_a_day_the_second_is_told(cast, make_measure):
    indicator = Indicator.objects.create(measure=make_measure(), name="Kurse")
    results = at_once(
        lambda: services.set_value(indicator, today(), Decimal(5), seen="", actor=cast.lead),
        lambda: services.set_value(indicator, today(), Decimal(6), seen="", actor=cast.measure_office),
    )
    assert sum(isinstance(result, services.ValueThere) for result in results) == 1
    assert IndicatorValue.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_measure_and_a_merge_at_once_never_leave_it_with_a_merged_finding(cast, make_measure, make_finding):
    measure, source, target = make_measure(), make_finding(), make_finding()
    at_once(
        lambda: services.link_finding(measure, source, actor=cast.officer),
        lambda: merge_findings(source, target, actor=cast.analyst, reason="Sagt dasselbe."),
    )
    assert list(measure.findings.all()) == [target]
