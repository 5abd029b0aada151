"""Writes of findings: their text, and the release of it by a second person."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from audit.services import record
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from consultations.synthesis.enums import OPPOSING
from consultations.synthesis.findings.models import FindingVersion
from consultations.synthesis.findings.versions import working_text
from consultations.synthesis.models import ActionField, Finding, Segment

#: What analysts change; state and publication belong to the results.
CHANGEABLE = frozenset({"title", "summary", "action_field", "internal_note"})
#: What is kept as a version, and what of it somebody else has to release.
VERSIONED, RELEASED = ("title", "summary", "action_field"), ("title", "summary")


class ChangedMeanwhile(Exception):
    """Somebody else saved the finding since it was opened. `finding` is as it is now."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


class Merged(ValueError):
    """The finding was merged into another one; its text is kept as it was."""


class OwnText(ValueError):
    """Nobody releases a text of their own, whatever their rights."""


@transaction.atomic
def create_finding(
    process: Process,
    *,
    title: str,
    summary: str,
    action_field: ActionField | None,
    actor,
    internal_note: str = "",
) -> Finding:
    """Create a finding with the next number of its process. Raises ValueError for a field of another process."""
    require(actor, Action.CODE, process)
    _check_field(action_field, process)
    # The lock keeps two people from taking the same number.
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    last = process.findings.aggregate(last=Max("number"))["last"] or 0
    finding = Finding.objects.create(
        process=process,
        number=last + 1,
        title=title,
        summary=summary,
        action_field=action_field,
        internal_note=internal_note,
        created_by=actor,
        text_by=actor,
    )
    working_text(finding).save()
    record(actor, "synthesis.create_finding", finding, scope=process.slug)
    return finding


@transaction.atomic
def update_finding(
    finding: Finding, *, actor, seen_at: datetime | None = None, machine_drafted: bool = False, **changes
) -> Finding:
    """Change title, summary, action field or internal note of a finding; each text is kept, and the log says what.

    Another title or summary ends the release. Of a published finding the new text is kept as a version of its own until
    somebody else releases it, and the public goes on reading the released one. `machine_drafted`: a language model
    wrote the draft of it; from then on all its texts are marked.

    `seen_at` is the finding's `updated_at` when it was opened: raises ChangedMeanwhile when somebody saved since.
    Raises Merged for a finding that went into another one, ValueError for other names or a field of another process.
    """
    require(actor, Action.CODE, finding.process)
    if unknown := set(changes) - CHANGEABLE:
        raise ValueError(f"Cannot be changed here: {', '.join(sorted(unknown))}")
    _check_field(changes.get("action_field"), finding.process)
    finding = _locked(finding)
    if seen_at is not None and finding.updated_at != seen_at:
        raise ChangedMeanwhile(finding)
    before = working_text(finding)
    earlier = {name: getattr(before if name in VERSIONED else finding, name) for name in changes}
    changed = {name: [str(earlier[name]), str(value)] for name, value in changes.items() if earlier[name] != value}
    if not changed:
        return finding
    if "internal_note" in changed:
        finding.internal_note = changes["internal_note"]
    if changed.keys() & set(VERSIONED):
        _add_version(finding, before, changes, actor, is_machine_drafted=machine_drafted)
    finding.save()
    record(actor, "synthesis.update_finding", finding, scope=finding.process.slug, changed=changed)
    return finding


def _add_version(finding: Finding, before: FindingVersion, changes: dict, actor, *, is_machine_drafted: bool) -> None:
    """Keep the text before and the one after it; of a finding that is not published it becomes the finding's own."""
    if before.pk is None:
        before.save()
    texts = {name: changes.get(name, getattr(before, name)) for name in VERSIONED}
    is_reworded = any(texts[name] != getattr(before, name) for name in RELEASED)
    version = FindingVersion(
        finding=finding,
        number=before.number + 1,
        written_by_id=actor.pk if is_reworded else before.written_by_id,
        is_machine_drafted=is_machine_drafted or before.is_machine_drafted,
        **texts,
    )
    if not finding.is_published:
        _adopt(finding, version)
        if is_reworded:
            finding.released_at = finding.released_by = None
        else:
            version.released_at, version.released_by_id = before.released_at, before.released_by_id
            version.released_segments = before.released_segments
    version.save()


def _adopt(finding: Finding, version: FindingVersion) -> None:
    """Make a version the finding's own text; the caller saves."""
    for name in (*VERSIONED, "is_machine_drafted"):
        setattr(finding, name, getattr(version, name))
    finding.text_by_id = version.written_by_id


def release_token(finding: Finding, working: FindingVersion) -> str:
    """What somebody who releases has seen: the version of the text, and the segments that oppose it."""
    opposing = Segment.objects.filter(finding=finding, stance__in=OPPOSING).order_by("pk").values_list("pk", flat=True)
    keys = ",".join(str(pk) for pk in opposing)
    return f"{working.number}-{hashlib.sha256(keys.encode()).hexdigest()[:16]}"


@transaction.atomic
def release_finding(finding: Finding, *, actor, seen: str | None = None) -> Finding:
    """Release the newest text of a finding; of a published one it takes the place of the text the public reads.

    `seen` is the `release_token` of what the person looked at: raises ChangedMeanwhile when text or opposing segments
    changed since. Raises OwnText for the person who wrote it, Merged for a finding that went into another one.
    """
    require(actor, Action.CODE, finding.process)
    finding = _locked(finding)
    working = working_text(finding)
    if working.written_by_id is not None and working.written_by_id == actor.pk:
        raise OwnText("Somebody else releases the text.")
    if seen is not None and seen != release_token(finding, working):
        raise ChangedMeanwhile(finding)
    _adopt(finding, working)
    finding.released_at, finding.released_by = timezone.now(), actor
    working.released_at, working.released_by = finding.released_at, actor
    working.released_segments = list(finding.segments.order_by("pk").values_list("pk", flat=True))
    working.save()
    finding.save()
    record(actor, "synthesis.release_finding", finding, scope=finding.process.slug, version=working.number)
    return finding


def _locked(finding: Finding) -> Finding:
    """The finding as it is now, locked. Raises Merged."""
    rows = Finding.objects.select_for_update(of=("self",), no_key=True).select_related("process", "action_field")
    finding = rows.get(pk=finding.pk)
    if finding.merged_into_id:
        raise Merged("The finding was merged into another one.")
    return finding


def _check_field(action_field: ActionField | None, process: Process) -> None:
    if action_field is not None and action_field.process_id != process.pk:
        raise ValueError("The action field belongs to another process.")
