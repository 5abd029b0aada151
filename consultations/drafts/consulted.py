"""With which version a changed one is compared when it goes back to the participants."""

from consultations.drafts.models import DraftVersion
from consultations.process.enums import PhaseKind
from consultations.process.models import Phase

#: Kinds of phases in which people are asked about a version.
_ASKING = (PhaseKind.CONSULTATION, PhaseKind.CLOSING_ROUND)


def consulted_on(version: DraftVersion, phase: Phase) -> DraftVersion | None:
    """The version people were consulted on before a phase: the latest one older than `version` that was published
    before the last asking phase ended. Several versions may lie between the two.

    Where none was published by then, the version before; None where there is none at all.
    """
    begin = (phase.starts_on, phase.order)
    # In Python: pages of a process have its phases at hand already.
    asked = [row for row in phase.process.phases.all() if row.kind in _ASKING and (row.starts_on, row.order) < begin]
    earlier = list(version.draft.versions.published().filter(number__lt=version.number).order_by("-number"))
    for last in sorted(asked, key=lambda row: (row.starts_on, row.order), reverse=True):
        for row in earlier:
            if last.closes_at is None or row.published_at < last.closes_at:
                return row
    return earlier[0] if earlier else None
