"""Reads of the public interface: all of them begin at what anybody may see, whoever asks."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse

from consultations.conferences.enums import ConferenceState
from consultations.conferences.models import Conference
from consultations.contributions.codes import grouped
from consultations.contributions.models import Contribution
from consultations.drafts.models import DraftVersion, Paragraph, Section
from consultations.process.models import Process
from consultations.results.measures.models import Measure
from consultations.results.measures.queries import public_measures
from consultations.results.models import Answer, ParagraphChange
from consultations.results.queries import answer_of, published_findings
from consultations.synthesis.models import Finding
from consultations.synthesis.queries import countable_contributions, public_segments


def processes() -> QuerySet[Process]:
    """Published processes."""
    return Process.objects.published().select_related("region")


def conferences(process: Process) -> QuerySet[Conference]:
    """Announced, held and cancelled conferences."""
    rows = Conference.objects.filter(process=process).exclude(state=ConferenceState.PLANNED)
    return rows.select_related("region", "process")


def versions(process: Process) -> QuerySet[DraftVersion]:
    """Published versions of the draft."""
    return DraftVersion.objects.published().filter(draft__process=process).order_by("number")


def versions_with_text(process: Process) -> QuerySet[DraftVersion]:
    """Published versions with their chapters and paragraphs, in three queries."""
    paragraphs = Prefetch("paragraphs", queryset=Paragraph.objects.order_by("order"))
    sections = Section.objects.select_related("action_field").order_by("order").prefetch_related(paragraphs)
    return versions(process).prefetch_related(Prefetch("sections", queryset=sections))


def paragraphs(process: Process) -> QuerySet[Paragraph]:
    """The paragraphs of all published versions."""
    return Paragraph.objects.filter(version__in=versions(process)).select_related("version", "section")


def contributions(process: Process) -> QuerySet[Contribution]:
    """Public contributions of participants."""
    rows = countable_contributions().filter(process=process)
    return rows.with_support().select_related("category", "region", "process")


def within(rows: QuerySet[Contribution], **limits: Any) -> QuerySet[Contribution]:
    """Contributions narrowed by what an address asks for; None narrows nothing."""
    names = {"kind": "kind", "channel": "channel", "lineage": "lineage", "category": "category__slug"}
    for name, lookup in names.items():
        if limits.get(name) is not None:
            rows = rows.filter(**{lookup: limits[name]})
    if limits.get("region"):
        rows = rows.filter(region__ags__startswith=limits["region"])
    if limits.get("since"):
        rows = rows.filter(received_at__date__gte=limits["since"])
    if limits.get("action_field"):
        rows = rows.filter(
            pk__in=public_segments().filter(action_field__slug=limits["action_field"]).values("contribution")
        )
    if limits.get("finding") is not None:
        cited = public_segments().filter(finding__in=Finding.objects.public().filter(number=limits["finding"]))
        rows = rows.filter(pk__in=cited.values("contribution"))
    return rows


def with_places(rows: Iterable[Contribution]) -> list[Contribution]:
    """Give each contribution its `action_fields`, `findings` and `in_reply_to`, in two queries however many."""
    rows = list(rows)
    fields: dict[int, dict[str, None]] = defaultdict(dict)
    numbers: dict[int, set[int]] = defaultdict(set)
    known = set(
        Finding.objects.public().filter(segments__contribution__in=[r.pk for r in rows]).values_list("pk", flat=True)
    )
    segments = public_segments().filter(contribution__in=[row.pk for row in rows])
    values = segments.order_by("pk").values_list(
        "contribution_id", "action_field__slug", "finding_id", "finding__number"
    )
    for pk, slug, finding, number in values:
        if slug:
            fields[pk][slug] = None
        if finding in known:
            numbers[pk].add(number)
    parents = {row.parent_id for row in rows if row.is_reply}
    codes = dict(Contribution.objects.public().filter(pk__in=parents).values_list("pk", "code")) if parents else {}
    for row in rows:
        row.action_fields = list(fields[row.pk])
        row.findings = sorted(numbers[row.pk])
        parent = codes.get(row.parent_id) if row.is_reply else None
        row.in_reply_to = grouped(parent) if parent else None
    return rows


def findings(process: Process) -> QuerySet[Finding]:
    """Published findings with `contributions_count`, the public ones."""
    public = Q(segments__contribution__in=countable_contributions())
    rows = published_findings(process).select_related("action_field", "answer", "process")
    return rows.annotate(contributions_count=Count("segments__contribution", filter=public, distinct=True))


def with_changes(rows: Iterable[Finding]) -> list[Finding]:
    """Give each finding `changes` (version, lineage, kind) and the path of its page; one query."""
    rows = list(rows)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    changes = (
        ParagraphChange.objects.public()
        .filter(findings__in=[row.pk for row in rows])
        .order_by("version__number", "pk")
        .values_list("findings", "version__number", "lineage", "kind")
    )
    wanted = {row.pk for row in rows}
    for pk, version, lineage, kind in changes:
        if pk in wanted:
            found[pk].append({"version": version, "lineage": lineage, "kind": kind})
    for row in rows:
        # Not called `changes`: that is the name of the reverse relation.
        row.public_changes = found[row.pk]
        row.page_path = reverse("results:finding", kwargs={"process_slug": row.process.slug, "number": row.number})
        row.public_answer = public_answer(row)
    return rows


def public_answer(finding: Finding) -> Answer | None:
    """The answer to a published finding once it is one, None before."""
    answer = answer_of(finding)
    return answer if answer is not None and answer.is_settled else None


def measures(process: Process) -> QuerySet[Measure]:
    """Published measures with their indicators and the published findings that inspired them."""
    return public_measures(process).prefetch_related(
        Prefetch("findings", queryset=Finding.objects.public()), "indicators__values"
    )


def answers(process: Process) -> QuerySet[Answer]:
    """Answers to published findings; what is written meanwhile is the ministry's own."""
    public = Finding.objects.public().filter(process=process)
    return Answer.objects.settled().filter(finding__in=public).select_related("finding")
