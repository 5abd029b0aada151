"""The texts of a finding: which one the team works on, and whether it waits for its release."""

from consultations.synthesis.findings.models import FindingVersion
from consultations.synthesis.models import Finding


def first_version(finding: Finding) -> FindingVersion:
    """The stored text of a finding as its first version, not saved yet: for findings nobody has changed since then."""
    return FindingVersion(
        finding=finding,
        number=1,
        title=finding.title,
        summary=finding.summary,
        action_field=finding.action_field,
        is_machine_drafted=finding.is_machine_drafted,
        written_by_id=finding.text_by_id,
        released_at=finding.released_at,
        released_by_id=finding.released_by_id,
    )


def working_text(finding: Finding) -> FindingVersion:
    """The text the team works on: the newest version, else what stands in the finding itself (not saved then)."""
    newest = FindingVersion.objects.filter(finding=finding).select_related("action_field").order_by("-number").first()
    return newest or first_version(finding)


def is_pending(finding: Finding, working: FindingVersion) -> bool:
    """Whether the public still reads an earlier text than the one the team works on."""
    return finding.is_published and working.released_at is None and bool(working.pk)


def waits_for_release(finding: Finding, working: FindingVersion) -> bool:
    """Whether somebody has to release the text, or release it again."""
    return finding.merged_into_id is None and (finding.released_at is None or is_pending(finding, working))
