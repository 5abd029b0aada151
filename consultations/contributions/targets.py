"""The allow-list of what a contribution can be about."""

from dataclasses import dataclass

from django.db.models import Model

from consultations.conferences.models import ThematicTable
from consultations.drafts.models import Draft, Paragraph, Section
from consultations.process.enums import TargetKind
from consultations.process.models import Process


class TargetRefused(Exception):
    """The object is not one that contributions may be about, or not any more."""


@dataclass(frozen=True)
class Target:
    """What a contribution is about, as the contribution keeps it."""

    object: Model
    kind: TargetKind
    process: Process
    label: str
    lineage: str = ""


def describe(target: Model) -> Target:
    """Name a target. Raises TargetRefused for every type that is not on the list."""
    match target:
        case Paragraph():
            process = target.version.draft.process
            return Target(target, TargetKind.PARAGRAPH, process, str(target.number), target.lineage)
        case Section():
            process = target.version.draft.process
            return Target(target, TargetKind.SECTION, process, str(target), target.lineage)
        case Draft():
            return Target(target, TargetKind.DRAFT, target.process, target.title)
        case ThematicTable():
            label = f"{target.conference}: {target.title}"
            return Target(target, TargetKind.TABLE, target.conference.process, label)
        case Process():
            return Target(target, TargetKind.PROCESS, target, target.short_title)
    raise TargetRefused(type(target).__name__)


def is_current(target: Model) -> bool:
    """Whether a part of a draft belongs to the version that is now under consultation."""
    if not isinstance(target, Paragraph | Section):
        return True
    current = target.version.draft.current_version
    return current is not None and current.pk == target.version_id
