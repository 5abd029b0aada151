"""The closing round of a process: its phase, and the version that went back to the participants."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from consultations.drafts.comparison import ParagraphDifference, differences
from consultations.drafts.consulted import consulted_on
from consultations.drafts.enums import ChangeKind
from consultations.drafts.models import DraftVersion, Section
from consultations.process.dates import today
from consultations.process.enums import PhaseKind
from consultations.process.models import Phase, Process


@dataclass(frozen=True)
class Round:
    """A closing round that has begun, and what it is about."""

    process: Process
    phase: Phase
    #: The latest version published before the round ended; None when there is none.
    version: DraftVersion | None

    @cached_property
    def base(self) -> DraftVersion | None:
        """The version people were consulted on last before the round; other versions may lie between."""
        return consulted_on(self.version, self.phase) if self.version else None

    @cached_property
    def changes(self) -> list[ParagraphDifference]:
        """What changed since people were consulted, dropped paragraphs last; four queries."""
        return differences(self.base, self.version) if self.version else []

    @property
    def is_open(self) -> bool:
        """Whether verdicts are taken now."""
        open_now = self.process.is_published and not self.process.finished_on
        return open_now and bool(self.changes) and self.phase.contains(timezone.now())

    def change(self, lineage: str) -> ParagraphDifference | None:
        """The change of one paragraph; None when it did not change."""
        return next((change for change in self.changes if change.lineage == lineage), None)

    def target(self, change: ParagraphDifference):
        """What an objection is about: the paragraph, or for a dropped one its chapter as it is now, None if gone."""
        if change.kind != ChangeKind.DROPPED:
            return change.new
        return Section.objects.filter(version=self.version, lineage=change.old.section.lineage).first()


def round_of(process: Process) -> Round | None:
    """The closing round that begun last; None before the first."""
    # In Python: pages of a process have its phases at hand already.
    begun = [row for row in process.phases.all() if row.kind == PhaseKind.CLOSING_ROUND and row.starts_on <= today()]
    phase = max(begun, key=lambda row: (row.starts_on, row.order), default=None)
    if phase is None:
        return None
    versions = DraftVersion.objects.published().filter(draft__process=process).select_related("draft__process")
    if phase.closes_at is not None:
        versions = versions.filter(published_at__lt=phase.closes_at)
    return Round(process, phase, versions.order_by("-number").first())
