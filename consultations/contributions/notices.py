"""Which wording of a process's privacy notice an author had before them."""

from django.dispatch import receiver

from accounts.privacy.notices import has_read
from consultations.contributions.signals import contribution_submitted
from consultations.process.personal_data import notice_key


@receiver(contribution_submitted)
def keep_wording(contribution, **kwargs) -> None:
    """The form links the notice; with the contribution the wording and the moment are kept. Guests have no account."""
    if contribution.user_id is not None and contribution.recorded_by_id is None and contribution.process.privacy_notice:
        has_read(contribution.user, notice_key(contribution.process))
