"""Reads of the synthesis feature for public pages: only what contributions and findings show to everybody."""

from django.db.models import Count, QuerySet

from consultations.contributions.models import Contribution
from consultations.process.models import Process
from consultations.synthesis.models import ActionField, Finding, Segment


def public_segments() -> QuerySet[Segment]:
    """Segments of contributions everybody may read; the ministry's own replies have no part in the evaluation."""
    return Segment.objects.filter(contribution__in=countable_contributions())


def countable_contributions() -> QuerySet[Contribution]:
    """What public numbers count: published contributions without the ministry's own replies."""
    return Contribution.objects.public().filter(is_official_reply=False)


def action_fields(process: Process) -> list[ActionField]:
    """The action fields of a process with `contributions_count` and `findings_count`, both public; three queries.

    A contribution counts once a field, however many of its passages belong there. Which finding it was given to stays
    out: the finding may not be published yet.
    """
    fields = list(process.action_fields.order_by("order", "pk"))
    contributions = dict(
        public_segments()
        .filter(action_field__in=fields)
        .order_by()
        .values_list("action_field")
        .annotate(Count("contribution", distinct=True))
    )
    findings = dict(
        Finding.objects.public()
        .filter(action_field__in=fields)
        .order_by()
        .values_list("action_field")
        .annotate(Count("pk"))
    )
    for field in fields:
        field.contributions_count = contributions.get(field.pk, 0)
        field.findings_count = findings.get(field.pk, 0)
    return fields
