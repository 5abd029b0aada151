"""Telling authors that their contributions were answered."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consultations.contributions.mails import tell_author
from consultations.contributions.models import Contribution
from consultations.contributions.telling.subjects import ANSWERS
from consultations.moderation.models import ModerationDecision
from consultations.process.models import Process
from consultations.results.models import ResultsPublication
from consultations.synthesis.models import Finding, Segment


def newly_answered(process: Process, *, since: datetime | None) -> QuerySet[Contribution]:
    """Admitted contributions whose answer is new or was changed since a moment; all of them for None."""
    rows = Contribution.objects.admitted().filter(process=process)
    if since is None:
        return rows
    own = Segment.objects.filter(contribution=OuterRef("pk"))
    changed = own.filter(
        Q(assigned_at__gt=since) | Q(finding__published_at__gt=since) | Q(finding__answer__updated_at__gt=since)
    )
    admitted = ModerationDecision.objects.filter(contribution=OuterRef("pk"), decided_at__gt=since)
    return rows.filter(Exists(changed) | Exists(admitted))


def tell_authors(publication: ResultsPublication) -> int:
    """Write one mail for each contribution with a known author that this publication answers; returns how many.

    Safe to repeat: a mail is keyed by its contribution and publication. Whoever was told by an earlier publication, and
    whose answer is the same, is not told again.
    """
    earlier = publication.process.publications.filter(pk__lt=publication.pk).order_by("-pk").first()
    published = Finding.objects.public().select_related("answer").order_by("number")
    answered = (
        newly_answered(publication.process, since=earlier.published_at if earlier else None)
        .with_reachable_author()
        .select_related("user", "process")
        .prefetch_related("segments", Prefetch("segments__finding", queryset=published))
        .order_by("pk")
    )
    count = 0
    for contribution in answered.iterator(chunk_size=500):
        findings = {s.finding.pk: s.finding for s in contribution.segments.all() if s.finding_id and s.finding}
        with translation.override(contribution.user.language if contribution.user else contribution.language):
            text = _("Your contribution %(code)s is answered.") % {"code": contribution.display_code}
        message = tell_author(
            contribution,
            "contribution_answered",
            context={"findings": sorted(findings.values(), key=lambda finding: finding.number)},
            dedupe_key=f"answered:{publication.pk}:{contribution.pk}",
            notice=(ANSWERS, text),
        )
        count += message is not None
    ResultsPublication.objects.filter(pk=publication.pk).update(notified_at=timezone.now())
    return count
