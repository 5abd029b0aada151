"""What following does when somebody chooses how often to be told."""

from django.dispatch import receiver

from consultations.contributions.following.services import begin_again
from consultations.contributions.telling.subjects import FOLLOWED, process_of
from consultations.process.models import Process
from notifications.enums import Frequency
from notifications.signals import frequency_chosen


@receiver(frequency_chosen)
def begin_after_silence(user, subject, scope, before, after, **kwargs) -> None:
    """After a silence the mails begin with what comes from now on."""
    if before != Frequency.NONE or after == Frequency.NONE:
        return
    if subject == FOLLOWED:
        begin_again(user)
    elif process := Process.objects.filter(pk=process_of(scope) or 0).first():
        begin_again(user, process)
