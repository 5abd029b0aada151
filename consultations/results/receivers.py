"""What the results feature has to say when features below are about to publish."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from consultations.drafts.services import PublicationRefused
from consultations.drafts.signals import version_publishing
from consultations.results.services import settle_changes, unexplained


@receiver(version_publishing)
def refuse_unexplained_changes(version, **kwargs) -> None:
    """No version goes out in which a reader could ask "why was this changed?" without finding an answer."""
    missing = unexplained(version)
    if missing:
        reason = _("No cause is given yet for the change of: %(names)s.") % {"names": ", ".join(missing)}
        raise PublicationRefused([reason])
    settle_changes(version)
