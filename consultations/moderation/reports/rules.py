"""What can be reported: the one place the form, the button and the service ask."""

from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution


def is_reportable(contribution: Contribution) -> bool:
    """Whether anybody can read a contribution, so that anybody may report it; replies of the ministry are not."""
    return (
        contribution.state == State.RELEASED
        and contribution.publication != Publication.INTERNAL
        and contribution.process.is_published
        and not contribution.is_official_reply
    )
