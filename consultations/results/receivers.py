"""What the results feature has to say when features below are about to publish."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from consultations.drafts.services import PublicationRefused
from consultations.drafts.signals import version_published, version_publishing
from consultations.results.enums import EventKind
from consultations.results.models import Answer, ParagraphChange
from consultations.results.services import settle_changes, unexplained
from consultations.results.telling import note_event
from consultations.synthesis.extensions import MergeObstacle, merge_followers, merge_obstacles
from consultations.synthesis.models import Finding


@receiver(version_publishing)
def refuse_unexplained_changes(version, **kwargs) -> None:
    """No version goes out in which a reader could ask "why was this changed?" without finding an answer."""
    missing = unexplained(version)
    if missing:
        reason = _("No cause is given yet for the change of: %(names)s.") % {"names": ", ".join(missing)}
        raise PublicationRefused([reason])
    settle_changes(version)


@receiver(version_published)
def tell_whose_answers_changed_it(version, **kwargs) -> None:
    """Whoever said what led to a change hears of it; of findings that are not published, with their publication."""
    if Finding.objects.public().filter(changes__version=version).exists():
        note_event(EventKind.DRAFT, version.draft.process, version=version)


@merge_obstacles.append
def answer_would_rest(source: Finding) -> list[MergeObstacle]:
    """An answer somebody wrote is not put aside by accident; it stays with the finding that is given up."""
    written = Answer.objects.filter(finding=source).exclude(reason="")
    if not written.exists():
        return []
    text = _("The finding has an answer already. It stays in the history and does not count for the other finding.")
    return [MergeObstacle(text, is_confirmable=True)]


@merge_followers.append
def causes_follow(source: Finding, target: Finding, actor) -> None:
    """What the finding changed in the draft, the one it went into has changed."""
    for change in ParagraphChange.objects.filter(findings=source):
        change.findings.add(target)
        change.findings.remove(source)
