"""Who may read what an author wrote before moderators took something out, and what everybody else in the team reads.

The text as submitted is kept for the record. Passages that were removed (often personal data of other people), and
texts that were not published, are for moderators and the author only; every door of the team asks here.
"""

from django.db.models import Q

from consultations.contributions.enums import ADMITTED_STATES
from consultations.contributions.models import Contribution
from consultations.process.enums import Action
from consultations.process.rules import can


def is_author(user, contribution: Contribution) -> bool:
    """Whether a signed-in person wrote it."""
    return user.is_authenticated and contribution.user_id is not None and contribution.user_id == user.pk


def may_read_original(user, contribution: Contribution) -> bool:
    """Whether a person may read the text as submitted: its author, and who moderates the process."""
    return is_author(user, contribution) or can(user, Action.MODERATE, contribution.process)


def is_withheld(contribution: Contribution) -> bool:
    """Whether others in the team read less than the author wrote: shortened, undecided, rejected or withdrawn."""
    return contribution.state not in ADMITTED_STATES or contribution.is_redacted


def team_title(contribution: Contribution) -> str:
    """The title as released; empty for what was not, because such a title stands as its author wrote it."""
    return contribution.title if contribution.state in ADMITTED_STATES else ""


def team_text(contribution: Contribution) -> str:
    """The text as released, with […]; empty for what was not."""
    return contribution.published_text if contribution.state in ADMITTED_STATES else ""


def team_proposal(contribution: Contribution) -> str:
    """The proposed wording as released; empty for what was not."""
    return contribution.published_proposal if contribution.state in ADMITTED_STATES else ""


def team_translation(contribution: Contribution) -> str:
    """The German translation; empty where it would tell more than the released text, being made of the whole."""
    return "" if is_withheld(contribution) else contribution.translation_de


def has_words(text: str, *, originals: bool = False) -> Q:
    """Condition: these words are in title or text, as released, or with `originals` as submitted too.

    Searching originals is for moderators: a hit alone would tell what was removed.
    """
    released = Q(title__icontains=text) | Q(published_text__icontains=text) | Q(published_proposal__icontains=text)
    if not originals:
        return Q(state__in=ADMITTED_STATES) & released
    original = Q(submitted_title__icontains=text) | Q(comment__icontains=text) | Q(proposed_text__icontains=text)
    return released | original
