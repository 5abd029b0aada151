"""What people judge in the closing round stays the version they judged."""

from django.dispatch import receiver
from django.utils.translation import ngettext

from consultations.drafts.services import PublicationRefused
from consultations.drafts.signals import version_publishing
from consultations.results.closing_round.models import Verdict
from consultations.results.closing_round.rounds import round_of


@receiver(version_publishing)
def refuse_another_version(version, **kwargs) -> None:
    """Once somebody has agreed or objected, no other version takes the place of the one they read."""
    found = round_of(version.draft.process)
    if found is None or not found.is_open:
        return
    count = Verdict.objects.filter(version=found.version).count()
    if count:
        text = ngettext(
            "The closing round is on, and %(count)s answer was given to %(version)s. Another version can be published "
            "when the round is over; for it a second round can be held.",
            "The closing round is on, and %(count)s answers were given to %(version)s. Another version can be "
            "published when the round is over; for it a second round can be held.",
            count,
        )
        raise PublicationRefused([text % {"count": count, "version": found.version.label}])
