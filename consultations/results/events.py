"""What moved after a finding was published, for pages."""

from collections import defaultdict
from collections.abc import Collection

from consultations.results.enums import EventKind
from consultations.results.models import ResultEvent
from consultations.synthesis.models import Finding


def changes_of_answers(findings: Collection[Finding]) -> dict[int, list[ResultEvent]]:
    """When the published answers of these findings were changed, oldest first; one query."""
    found: dict[int, list[ResultEvent]] = defaultdict(list)
    known = {finding.pk: finding for finding in findings}
    rows = ResultEvent.objects.filter(kind=EventKind.CHANGED, finding__in=known)
    for event in rows.order_by("happened_at", "pk"):
        event.finding = known[event.finding_id]
        found[event.finding_id].append(event)
    return found
