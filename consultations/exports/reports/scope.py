"""What a report may read: the one place that turns its audience into querysets.

A public report starts where every public page starts. An internal one also has what was admitted to the evaluation
without being published, and findings that are not published; names stay hidden where their owners asked for it, and
nobody's address or receipt code is in either.
"""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet

from consultations.conferences.models import Conference
from consultations.contributions.attachments.models import Attachment
from consultations.contributions.models import Contribution
from consultations.drafts.models import DraftVersion
from consultations.exports.reports.enums import Audience
from consultations.process.models import Process
from consultations.results.measures.models import Measure
from consultations.results.models import Answer, ParagraphChange
from consultations.synthesis.models import Finding, Segment
from consultations.synthesis.queries import countable_contributions, public_segments


@dataclass(frozen=True)
class Scope:
    """A process as an audience may know it."""

    process: Process
    audience: Audience = Audience.PUBLIC

    @property
    def is_internal(self) -> bool:
        return self.audience == Audience.INTERNAL

    def contributions(self) -> QuerySet[Contribution]:
        rows = Contribution.objects.admitted() if self.is_internal else countable_contributions()
        return rows.filter(process=self.process)

    def segments(self) -> QuerySet[Segment]:
        rows = Segment.objects.admitted() if self.is_internal else public_segments()
        return rows.filter(contribution__process=self.process)

    def findings(self) -> QuerySet[Finding]:
        rows = Finding.objects.standing() if self.is_internal else Finding.objects.public()
        return rows.filter(process=self.process).order_by("number")

    def answers(self) -> QuerySet[Answer]:
        return Answer.objects.filter(finding__in=self.findings()).order_by("finding__number")

    def measures(self) -> QuerySet[Measure]:
        """Measures with what they are measured by, and those of the findings behind them that may be named."""
        rows = Measure.objects.all() if self.is_internal else Measure.objects.public()
        related = (Prefetch("findings", self.findings()), "indicators__values", "reports")
        rows = rows.filter(process=self.process).select_related("action_field", "process")
        return rows.prefetch_related(*related).order_by("number")

    def versions(self) -> QuerySet[DraftVersion]:
        """Published versions for either audience: what is prepared is no part of an evaluation yet."""
        return DraftVersion.objects.published().filter(draft__process=self.process).order_by("number")

    def changes(self) -> QuerySet[ParagraphChange]:
        """Changed paragraphs of published versions, each with those of its causes that may be named."""
        causes = Prefetch("findings", self.findings(), to_attr="shown_findings")
        rows = ParagraphChange.objects.public().filter(version__draft__process=self.process)
        return rows.select_related("version__draft__process").prefetch_related(causes).order_by("version__number", "pk")

    def conferences(self) -> QuerySet[Conference]:
        """Announced conferences; those still being planned are in no report."""
        rows = Conference.objects.filter(process=self.process)
        if self.is_internal:
            return rows.exclude(Q(state="planned")).order_by("date", "starts_at")
        return rows.filter(pk__in=Conference.objects.visible_to(AnonymousUser())).order_by("date", "starts_at")

    def attachments(self) -> QuerySet[Attachment]:
        """Released files of the contributions."""
        rows = Attachment.objects.filter(is_released=True, contribution__in=self.contributions())
        if not self.is_internal:
            rows = rows.filter(pk__in=Attachment.objects.public())
        return rows.select_related("contribution").order_by("contribution__code", "uploaded_at", "pk")
