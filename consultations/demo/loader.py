"""Loading the demonstration consultation: creates what is missing, moves dates along, keeps what people entered."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Site

from accounts.models import StakeholderCategory
from consultations.conferences.models import AgendaItem, Attendance, Conference, ThematicTable
from consultations.conferences.record.enums import RecordState
from consultations.conferences.record.models import ConferenceRecord
from consultations.contributions.models import Contribution
from consultations.demo import (
    answers,
    coding,
    conferences_ahead,
    contributions,
    double_coding,
    drafts,
    finding_work,
    findings,
    hearing,
    learning,
    measures,
    networks,
    register,
    results,
    statements,
)
from consultations.demo.people import create_people
from consultations.demo.timeline import Timeline
from consultations.drafts.models import DraftVersion
from consultations.moderation.models import ModerationDecision
from consultations.process.enums import PhaseKind
from consultations.process.models import BERLIN, Announcement, Phase, Process, ProcessRule, ProcessTranslation
from consultations.synthesis.models import ActionField, Finding
from regions.demand.demo import load_demand
from regions.models import Region
from regions.networks.demo import load_networks, read_networks
from regions.offices.demo import load_offices
from regions.offices.demo import read as read_regions
from regions.places.services import load_regions
from webpages.models import SiteSettings

FOLDER = Path(__file__).parent

#: The data name what a phase opens; ours says what it is for.
PHASE_KINDS = {
    "auftrag": PhaseKind.INFORMATION,
    "konferenzen": PhaseKind.CONFERENCES,
    "bedarfe": PhaseKind.IDEAS,
    "entwurf": PhaseKind.EVALUATION,
    "konsultation": PhaseKind.CONSULTATION,
    "abwaegung": PhaseKind.EVALUATION,
    "schlussrunde": PhaseKind.CLOSING_ROUND,
    "beschluss": PhaseKind.DECISION,
    "umsetzung": PhaseKind.IMPLEMENTATION,
}


def read(name: str) -> dict[str, Any]:
    """One of the demo's data files."""
    with (FOLDER / f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.safe_load(file)


@transaction.atomic
def load_demo() -> Process:
    """Load or refresh the demonstration. Safe to repeat: nothing is doubled and nothing people entered is changed."""
    load_regions()
    load_offices(read_regions("network"))
    data = read("process")
    timeline = Timeline.ending_today(data["anchor_date"], timezone.localdate())
    process = Process.objects.filter(slug=data["process"]["slug"]).first()
    if process is not None:
        _move_along(process, timeline)
        _load_regions_work(process, timeline, create_people(process))
        register.seal_past_phases(process)
        return process
    process = _create_process(data, timeline)
    people = create_people(process)
    conferences_data = read("conferences")
    _create_conferences(process, conferences_data, timeline)
    _confirm_records(process)
    conferences_ahead.create(process, read("conferences_ahead"), timeline)
    draft_data = read("draft")
    drafts.create_draft_with_first_version(process, draft_data, timeline, people)
    said = read("contributions")
    contributions.create_contributions(process, said, timeline, people)
    findings.create_findings(process, read("findings"), said, timeline, people)
    learning.leave_open(process, people)
    coding.create_coding(process, people)
    finding_work.work_on_a_draft(process, people)
    double_coding.create_double_coding(process, people)
    answers.surround_answers(process, people)
    results.create_events(process)
    drafts.prepare_second_version(process, draft_data, people)
    measures.create_measures(process, read("measures"), timeline)
    register.seal_past_phases(process)
    hearing.create_hearing(process, read("hearing"), timeline, people)
    statements.prepare_statement(process, people)
    _announce(process, read("announcements"), timeline)
    _load_regions_work(process, timeline, people)
    _introduce_site(process)
    return process


def _load_regions_work(process: Process, timeline: Timeline, people: dict[str, Any]) -> None:
    """Networks and their meetings about the consultation, needs and offers; safe to repeat."""
    data = read_networks()
    load_networks(data, timeline.days, people)
    networks.link_meetings(process, data)
    load_demand(people["koordination"])


def _create_process(data: dict[str, Any], timeline: Timeline) -> Process:
    row = data["process"]
    for order, category in enumerate(data["organisation_categories"], start=1):
        StakeholderCategory.objects.get_or_create(
            slug=category["id"],
            defaults={"title": category["title"], "order": order, "is_individual": category["id"] == "privatperson"},
        )
    process = Process.objects.create(
        slug=row["slug"],
        title=row["title"],
        short_title=row["short_title"],
        summary=row["summary"],
        what_can_change=row["what_can_be_changed"],
        what_is_fixed=row["what_is_fixed"],
        promise=row["promise"],
        decision_body=row["decision_body"],
        region=Region.objects.get(ags=row["state_ags"]),
        initiator_name=row["initiator"]["name"],
        initiator_unit=row["initiator"]["unit"],
        contact_email=row["initiator"]["contact_email"],
        contact_postal=row["initiator"]["postal"],
        accompaniment=f"{row['accompaniment']['name']}: {row['accompaniment']['role']}",
        plain_language_title=row["plain_language"]["title"],
        plain_language_text="\n".join(row["plain_language"]["text"]),
        review_within_hours=data["rules"]["review_within_hours"],
        demo_notice=data["demo_notice"],
        demo_shifted_by=timeline.days,
        is_published=True,
    )
    ProcessTranslation.objects.bulk_create(
        ProcessTranslation(process=process, language=language, title=text["title"], summary=text["summary"])
        for language, text in row["translations"].items()
    )
    Phase.objects.bulk_create(
        Phase(
            process=process,
            key=phase["id"],
            order=phase["order"],
            kind=PHASE_KINDS[phase["id"]],
            title=phase["title"],
            text=phase["text"],
            deadline_note=phase.get("deadline_note", ""),
            starts_on=timeline.date(phase["start"]),
            ends_on=timeline.date(phase["end"]),
            is_formal_hearing=phase.get("formal_hearing", False),
        )
        for phase in data["phases"]
    )
    ProcessRule.objects.bulk_create(
        ProcessRule(process=process, number=number, text=text)
        for number, text in enumerate(data["rules"]["items"], start=1)
    )
    ActionField.objects.bulk_create(
        ActionField(
            process=process,
            slug=field["id"],
            code=field["code"],
            title=field["title"],
            text=field["text"],
            color=field["color"],
            order=order,
        )
        for order, field in enumerate(data["action_fields"], start=1)
    )
    return process


def _confirm_records(process: Process) -> None:
    """The records of the conferences that are over are confirmed: their cards are among the contributions."""
    published = process.conferences.filter(record_published_on__isnull=False)
    ConferenceRecord.objects.bulk_create(
        ConferenceRecord(
            conference=conference,
            state=RecordState.CONFIRMED,
            confirmed_at=datetime.combine(conference.record_published_on, time(12), tzinfo=BERLIN),
        )
        for conference in published
    )


def _create_conferences(process: Process, data: dict[str, Any], timeline: Timeline) -> None:
    fields = {field.slug: field for field in process.action_fields.all()}
    tables = {table["id"]: table for table in data["tables"]}
    for row in data["conferences"]:
        offers = row["accessibility"]
        conference = Conference.objects.create(
            process=process,
            slug=row["id"].removeprefix("kf-"),
            kind=row["kind"],
            title=row["title"],
            town=row["town"],
            region=Region.objects.get(ags=row["district"]),
            venue=row["venue"],
            date=timeline.date(row["date"]),
            starts_at=row["start"],
            ends_at=row["end"],
            capacity=row["capacity"],
            registered=row["registered"],
            waiting=row["waiting_list"],
            attended=row["attended"],
            registration_opens_on=timeline.date(row["registration"]["opens"]),
            registration_closes_on=timeline.date(row["registration"]["closes"]),
            interpreting=offers["interpreting"],
            method_title=data["method"]["title"],
            method_text=data["method"]["text"],
            record_note=row["documentation"].get("note", "").partition(";")[0],
            record_published_on=timeline.date(row["documentation"]["published"]),
            **{
                name: offers[name]
                for name in ("step_free", "induction_loop", "sign_language", "childcare", "plain_language_material")
            },
        )
        AgendaItem.objects.bulk_create(
            AgendaItem(
                conference=conference, order=order, time=item["time"], title=item["title"], by=item.get("by", "")
            )
            for order, item in enumerate(row["agenda"], start=1)
        )
        reports = {report["table"]: report for report in row["table_results"]}
        ThematicTable.objects.bulk_create(
            ThematicTable(
                conference=conference,
                number=int(key.removeprefix("t")),
                action_field=fields[tables[key]["action_field"]],
                title=tables[key]["title"],
                question=tables[key]["question"],
                host=reports.get(key, {}).get("host", tables[key]["host_role"]),
                participants=reports.get(key, {}).get("participants"),
                summary=reports.get(key, {}).get("summary", ""),
            )
            for key in row["tables"]
        )
        Attendance.objects.bulk_create(
            Attendance(conference=conference, category=StakeholderCategory.objects.get(slug=slug), count=count)
            for slug, count in row["participants_by_category"].items()
        )


def _announce(process: Process, data: dict[str, Any], timeline: Timeline) -> None:
    Announcement.objects.bulk_create(
        Announcement(process=process, title=row["title"], text=row["text"], published_on=timeline.date(row["date"]))
        for row in data["announcements"]
    )


def _introduce_site(process: Process) -> None:
    """Say above the header that this is a demonstration, unless an editor has said something there."""
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    if not settings.official_line:
        settings.official_line = "Demonstration – keine amtliche Website"
        settings.official_flag = False
        settings.publisher = process.initiator_name
        settings.save()


def _move_along(process: Process, timeline: Timeline) -> None:
    """Move the demo's own dates by the weeks that passed since it was loaded, so that the phase is open again."""
    weeks = timedelta(days=timeline.days - (process.demo_shifted_by or 0))
    if not weeks:
        return
    demo_contributions = Contribution.objects.filter(process=process).exclude(reference="")
    process.phases.filter(ends_on__isnull=True).update(starts_on=F("starts_on") + weeks)
    process.phases.filter(ends_on__isnull=False).update(starts_on=F("starts_on") + weeks, ends_on=F("ends_on") + weeks)
    process.conferences.update(
        date=F("date") + weeks,
        registration_opens_on=F("registration_opens_on") + weeks,
        registration_closes_on=F("registration_closes_on") + weeks,
        record_published_on=F("record_published_on") + weeks,
    )
    records = ConferenceRecord.objects.filter(conference__process=process, confirmed_at__lt=process.created_at)
    records.update(confirmed_at=F("confirmed_at") + weeks)
    hearing.move_along(process, weeks)
    process.announcements.update(published_on=F("published_on") + weeks)
    ModerationDecision.objects.filter(contribution__in=demo_contributions, decided_at__lt=process.created_at).update(
        decided_at=F("decided_at") + weeks
    )
    Finding.objects.filter(process=process, published_at__lt=process.created_at).update(
        published_at=F("published_at") + weeks, released_at=F("released_at") + weeks
    )
    DraftVersion.objects.filter(draft__process=process, published_at__lt=process.created_at).update(
        published_at=F("published_at") + weeks
    )
    for contribution in demo_contributions.only("received_at", "submit_date"):
        # Row by row: the dates live in two tables of one model.
        Contribution.objects.filter(pk=contribution.pk).update(
            received_at=contribution.received_at + weeks, submit_date=contribution.submit_date + weeks
        )
    measures.move_along(process, weeks)
    Process.objects.filter(pk=process.pk).update(demo_shifted_by=timeline.days)
    register.seal_anew(Process.objects.get(pk=process.pk))
