"""Makes the REFI-QDA project of a process: what everybody may read, or for the team all that is evaluated."""

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import BinaryIO

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from audit.services import record
from consultations.contributions.models import Contribution
from consultations.exports.coding.project import Code, Project, Selection, Source, guid, one_break, position, write
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from consultations.synthesis.enums import Stance
from consultations.synthesis.models import ActionField, Finding, Segment, Topic
from consultations.synthesis.queries import countable_contributions

_CHUNK = 1000


class Scope(StrEnum):
    """How much a project holds."""

    #: Published contributions, with names as their authors agreed.
    PUBLIC = "oeffentlich"
    #: All admitted ones, without any name.
    INTERNAL = "intern"


#: What each scope asks for.
RIGHTS = {Scope.PUBLIC: Action.VIEW_INTERNAL, Scope.INTERNAL: Action.CODE}


def make_project(process: Process, scope: Scope, target: BinaryIO, *, actor) -> int:
    """Write the project into a file and note in the log who took it; returns how many contributions it holds."""
    require(actor, RIGHTS[scope], process)
    number = write(_project(process, scope), _sources(process, scope), target)
    with transaction.atomic():
        record(actor, "exports.coding", process, scope=process.slug, kind=scope.value, contributions=number)
    return number


def contributions_of(process: Process, scope: Scope) -> QuerySet[Contribution]:
    """What a project of this scope holds."""
    rows = countable_contributions() if scope == Scope.PUBLIC else Contribution.objects.admitted()
    return rows.filter(process=process).order_by("received_at", "pk")


def _findings(process: Process, scope: Scope) -> QuerySet[Finding]:
    """The findings that are codes: in public only those everybody may read."""
    rows = Finding.objects.public() if scope == Scope.PUBLIC else Finding.objects.standing()
    return rows.filter(process=process).order_by("number")


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _project(process: Process, scope: Scope) -> Project:
    is_public = scope == Scope.PUBLIC
    name = process.title if is_public else _("INTERNAL – %(title)s") % {"title": process.title}
    description = (
        _("Published contributions; names as their authors agreed. Codes are action fields, topics and findings.")
        if is_public
        else _("INTERNAL, for the team only: all contributions that are evaluated, those not published included.")
    )
    return Project(
        guid=guid(process.slug, "user"),
        name=name,
        description=f"{description}\n{process.demo_notice}".strip(),
        created=_moment(process.created_at),
        user=_("Evaluation"),
        codes=[*_field_codes(process, scope), *_finding_codes(process, scope)],
        variables={key: label for key, label, _value in _variables(process, scope)},
        groups={guid(process.slug, "phase", phase.key): phase.title for phase in process.phases.order_by("order")},
    )


def _field_codes(process: Process, scope: Scope) -> list[Code]:
    """Action fields with their topics below, topics with their parts; examples may quote what is not public."""
    topics: dict[tuple[int, int | None], list[Topic]] = {}
    for topic in Topic.objects.filter(action_field__process=process).order_by("order", "title"):
        topics.setdefault((topic.action_field_id, topic.parent_id), []).append(topic)

    def below(field: ActionField, parent: int | None) -> list[Code]:
        return [
            Code(
                _topic_guid(process, topic.pk),
                topic.title,
                "\n".join(
                    part for part in (topic.definition, topic.example if scope == Scope.INTERNAL else "") if part
                ),
                field.color,
                parts=below(field, topic.pk),
            )
            for topic in topics.get((field.pk, parent), [])
        ]

    return [
        Code(_field_guid(process, field.pk), field.title, field.text, field.color, parts=below(field, None))
        for field in process.action_fields.order_by("order", "pk")
    ]


def _finding_codes(process: Process, scope: Scope) -> list[Code]:
    """Findings below a heading, and the stances towards them below another."""
    found = [
        Code(_finding_guid(process, finding.pk), str(finding), _summary(finding))
        for finding in _findings(process, scope)
    ]
    if not found:
        return []
    stances = [Code(guid(process.slug, "stance", stance.value), str(stance.label)) for stance in Stance]
    return [
        Code(guid(process.slug, "findings"), _("Findings"), is_codable=False, parts=found),
        Code(guid(process.slug, "stances"), _("Stance"), is_codable=False, parts=stances),
    ]


def _summary(finding: Finding) -> str:
    """What a finding says, and whether a language model drafted it."""
    if not finding.is_machine_drafted:
        return finding.summary
    return f"{finding.summary}\n{_('Drafted with the help of a language model.')}"


def _field_guid(process: Process, pk: int) -> str:
    return guid(process.slug, "field", pk)


def _topic_guid(process: Process, pk: int) -> str:
    return guid(process.slug, "topic", pk)


def _finding_guid(process: Process, pk: int) -> str:
    return guid(process.slug, "finding", pk)


def _variables(process: Process, scope: Scope) -> list[tuple]:
    """GUID, name and value of what is known about each contribution; who spoke is in the public scope only."""
    rows = [
        ("category", _("Category"), lambda row: str(row.category or "")),
        ("region", _("District"), lambda row: str(row.region or "")),
        ("kind", _("Kind"), lambda row: row.get_kind_display()),
        ("channel", _("Channel"), lambda row: row.get_channel_display()),
        ("target", _("About"), lambda row: row.target_label),
    ]
    if scope == Scope.PUBLIC:
        rows.append(("author", _("From"), lambda row: row.public_author))
    return [(guid(process.slug, "variable", key), label, value) for key, label, value in rows]


def _sources(process: Process, scope: Scope) -> Iterator[Source]:
    """The contributions one after the other; three queries for each thousand."""
    findings = set(_findings(process, scope).values_list("pk", flat=True))
    variables = _variables(process, scope)
    segments = Prefetch("segments", Segment.objects.order_by("start", "pk"))
    rows = contributions_of(process, scope).select_related("category", "region", "phase").prefetch_related(segments)
    for row in rows.iterator(chunk_size=_CHUNK):
        title = f" {row.title}" if row.title and scope == Scope.PUBLIC else ""
        yield Source(
            guid=guid(process.slug, "contribution", row.code),
            name=f"{row.display_code}{title}",
            text=one_break(row.published_text),
            created=_moment(row.received_at),
            values={key: text for key, _label, value in variables if (text := value(row))},
            selections=[
                found for segment in row.segments.all() if (found := _selection(process, row, segment, findings))
            ],
            group=guid(process.slug, "phase", row.phase.key) if row.phase else "",
        )


def _selection(process: Process, row: Contribution, segment: Segment, findings: set[int]) -> Selection | None:
    """A passage with its codes; None for one without a code or without a text."""
    text = row.published_text
    start = 0 if segment.start is None else position(text, segment.start)
    end = position(text, len(text) if segment.end is None else min(segment.end, len(text)))
    codes = []
    if segment.topic_id:
        codes.append(_topic_guid(process, segment.topic_id))
    elif segment.action_field_id:
        codes.append(_field_guid(process, segment.action_field_id))
    if segment.finding_id in findings:
        codes.append(_finding_guid(process, segment.finding_id))
        if segment.stance:
            codes.append(guid(process.slug, "stance", segment.stance))
    if not codes or end <= start:
        return None
    return Selection(guid("segment", row.code, segment.pk), start, end, tuple(codes))
