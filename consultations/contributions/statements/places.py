"""What items can be about: the version that is under consultation, read once and asked often."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from consultations.contributions import rules
from consultations.contributions.saved.models import target_key
from consultations.contributions.statements.models import DraftContribution
from consultations.contributions.targets import Target, describe
from consultations.drafts.consulted import consulted_on
from consultations.drafts.models import DraftVersion, Paragraph, Section
from consultations.drafts.queries import changed_lineages, current_version, outline
from consultations.process.enums import PhaseKind, TargetKind
from consultations.process.models import Phase, Process


@dataclass(frozen=True)
class Place:
    """One thing an item can be about, with its position in the draft."""

    target: Target
    order: int

    @property
    def key(self) -> tuple[str, str]:
        return self.target.kind, target_key(self.target)

    @property
    def value(self) -> str:
        """How a form names it."""
        return ":".join(self.key)

    @property
    def name(self) -> str:
        """How it is called."""
        return name_of(self.target.kind, self.target.label)


def name_of(kind: str, label: str) -> str:
    """What an item is about, in words."""
    match kind:
        case TargetKind.PARAGRAPH:
            return _("Paragraph %(number)s") % {"number": label}
        case TargetKind.SECTION:
            return _("Chapter %(title)s") % {"title": label}
        case TargetKind.DRAFT:
            return _("Draft as a whole")
    return _("Process as a whole")


class Places:
    """Everything items of a process can be about now, in the order of the draft; two or three queries."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.version: DraftVersion | None = current_version(process)
        found: list[Target] = [describe(process)]
        if self.version is not None:
            # The chain to the process is set by hand: naming a target must not cost queries.
            self.version.draft.process = process
            found.append(describe(self.version.draft))
            for section in outline(self.version):
                section.version = self.version
                found.append(describe(section))
                for paragraph in section.paragraphs.all():
                    paragraph.version, paragraph.section = self.version, section
                    found.append(describe(paragraph))
        self.all = [Place(target, order) for order, target in enumerate(found)]
        self._by_key = {place.key: place for place in self.all}
        self._changed: set[str] | None = None

    def get(self, kind: str, key: str) -> Place | None:
        """The place with a key; None when it is not in the current version (any more)."""
        return self._by_key.get((kind, key))

    def of(self, item: DraftContribution) -> Place | None:
        return self.get(item.target_kind, item.target_key)

    def sorted(self, items: list[DraftContribution]) -> list[DraftContribution]:
        """Items in the order of the draft, those whose place is gone at the end; sets `place` on each."""
        for item in items:
            item.place = self.of(item)
        last = len(self.all)
        return sorted(items, key=lambda item: (item.place.order if item.place else last, item.pk))

    def is_open_in(self, phase: Phase, target: Target) -> bool:
        """As `contributions.rules.is_open_in`, comparing the versions once for all items."""
        if phase.kind != PhaseKind.CLOSING_ROUND or not isinstance(target.object, Paragraph):
            return rules.is_open_in(phase, target.object)
        if self._changed is None:
            since = consulted_on(self.version, phase) if self.version else None
            self._changed = changed_lineages(self.version, since) if since else set()
        return target.lineage in self._changed

    def chapters(self) -> list[tuple[str, list[Place]]]:
        """Places for a list to choose from: what is about everything, then chapter by chapter."""
        groups: list[tuple[str, list[Place]]] = [(_("On the whole"), [])]
        for place in self.all:
            if isinstance(place.target.object, Section):
                groups.append((place.target.label, []))
            groups[-1][1].append(place)
        return groups
