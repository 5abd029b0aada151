"""What findings changed in the draft, paragraph by paragraph, as far as it is published."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst

from consultations.drafts.comparison import COMPARED_FIELDS, differs, shown
from consultations.drafts.enums import ChangeKind
from consultations.drafts.models import DraftVersion, Paragraph
from consultations.drafts.table_comparison import Stretch, published_redline
from consultations.results.models import ParagraphChange
from consultations.synthesis.models import Finding


@dataclass(frozen=True)
class FieldChange:
    """A changed detail of a paragraph besides its text, e.g. who is responsible for a measure."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class ChangedParagraph:
    """A paragraph as it differs from the version before, in a published version."""

    kind: ChangeKind
    number: str
    lineage: str
    version_number: int
    version_label: str
    published_at: datetime
    before: str
    after: str
    details: tuple[FieldChange, ...]
    url: str

    @cached_property
    def runs(self) -> tuple[Stretch, ...]:
        """The redline; compared when a page shows it, because lists only name the paragraph."""
        return published_redline(self.before, self.after)


def changes_by_finding(findings: Collection[Finding] | QuerySet[Finding]) -> dict[int, list[ChangedParagraph]]:
    """Changed paragraphs of published versions for each finding, in the order of versions and paragraphs.

    Four queries, however many findings. The caller has chosen findings that may be shown.
    """
    pks = [finding.pk for finding in findings]
    if not pks:
        return {}
    changes = list(
        ParagraphChange.objects.public().filter(findings__in=pks).select_related("version__draft__process").distinct()
    )
    if not changes:
        return {}
    links = ParagraphChange.findings.through.objects.filter(
        paragraphchange_id__in=[change.pk for change in changes], finding_id__in=pks
    ).values_list("finding_id", "paragraphchange_id")
    changed = changed_paragraphs(changes)
    found: dict[int, list[tuple[tuple[int, int], ChangedParagraph]]] = defaultdict(list)
    for finding_pk, change_pk in links:
        if change_pk in changed:
            found[finding_pk].append(changed[change_pk])
    return {pk: [entry for _place, entry in sorted(rows, key=lambda row: row[0])] for pk, rows in found.items()}


def changed_paragraphs(changes: Collection[ParagraphChange]) -> dict[int, tuple[tuple[int, int], ChangedParagraph]]:
    """For each change its place (version, paragraph) and the comparison; two queries.

    A change that was explained while the version was prepared, and undone before it was published, is left out.
    """
    drafts = {change.version.draft_id for change in changes}
    numbers: dict[int, list[DraftVersion]] = defaultdict(list)
    for version in DraftVersion.objects.published().filter(draft__in=drafts).order_by("number"):
        numbers[version.draft_id].append(version)
    previous = {change.version_id: _previous(change.version, numbers[change.version.draft_id]) for change in changes}
    wanted = {pk for pk in previous.values() if pk} | set(previous)
    rows = Paragraph.objects.filter(version__in=wanted, lineage__in={change.lineage for change in changes})
    by_place = {(row.version_id, row.lineage): row for row in rows}
    result = {}
    for change in changes:
        new = by_place.get((change.version_id, change.lineage))
        old = by_place.get((previous[change.version_id], change.lineage))
        entry = _compare(change, old, new)
        if entry is not None:
            result[change.pk] = ((change.version.number, (new or old).order), entry)
    return result


def _previous(version: DraftVersion, published: list[DraftVersion]) -> int | None:
    earlier = [other.pk for other in published if other.number < version.number]
    return earlier[-1] if earlier else None


def _compare(change: ParagraphChange, old: Paragraph | None, new: Paragraph | None) -> ChangedParagraph | None:
    """The comparison of one paragraph, None when nothing differs."""
    if old is None and new is None:
        return None
    if old is not None and new is not None and not differs(old, new):
        return None
    kind = ChangeKind.ADDED if old is None else ChangeKind.DROPPED if new is None else ChangeKind.MODIFIED
    version, paragraph = change.version, new or old
    details = []
    for name in COMPARED_FIELDS:
        before, after = shown(old, new, name)
        if name not in ("text", "type") and before != after:
            details.append(FieldChange(capfirst(Paragraph._meta.get_field(name).verbose_name), before, after))
    return ChangedParagraph(
        kind=kind,
        number=paragraph.number,
        lineage=change.lineage,
        version_number=version.number,
        version_label=version.label,
        published_at=version.published_at,
        before=old.text if old else "",
        after=new.text if new else "",
        details=tuple(details),
        url=_url(version, new),
    )


def _url(version: DraftVersion, paragraph: Paragraph | None) -> str:
    """Where the changed paragraph is read; for a dropped one the version without it."""
    if paragraph is None:
        return reverse("drafts:version", args=[version.draft.process.slug, version.number])
    return reverse("drafts:version_place", args=[version.draft.process.slug, version.number, paragraph.lineage])
