"""What people may do with contributions: who may write, support or answer one, and whether a target takes any now."""

from enum import StrEnum

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import Organisation, OrganisationQuerySet
from consultations.conferences.models import ThematicTable
from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution
from consultations.contributions.targets import Target, is_current
from consultations.drafts.comparison import has_dropped, is_changed
from consultations.drafts.consulted import consulted_on
from consultations.drafts.models import Paragraph, Section
from consultations.process.enums import Contributors, PhaseKind
from consultations.process.models import Phase, Process
from consultations.process.participation import Participation


class Barrier(StrEnum):
    """What a person lacks to contribute by the rule of a process (`Process.contributors`)."""

    #: An account: guests are not taken here.
    ACCOUNT = "account"
    #: A verified organisation to speak for.
    ORGANISATION = "organisation"


def organisations_of(person) -> OrganisationQuerySet:
    """The verified organisations somebody may speak for; none for people who are not signed in."""
    return Organisation.objects.of(person) if person.is_authenticated else Organisation.objects.none()


def barrier(person, process: Process) -> Barrier | None:
    """What keeps somebody from contributing to a process, replies included; None when nothing does.

    `person` is an account, an anonymous visitor or a `guests.people.Guest`. Asks the database only where contributions
    are taken from organisations alone.
    """
    if not person.is_authenticated:
        return None if process.contributors == Contributors.GUESTS else Barrier.ACCOUNT
    if process.contributors == Contributors.ORGANISATIONS and not organisations_of(person).exists():
        return Barrier.ORGANISATION
    return None


def may_speak_for_oneself(process: Process) -> bool:
    """Whether people may contribute without an organisation."""
    return process.contributors != Contributors.ORGANISATIONS


def is_open_in(phase: Phase, target: Model) -> bool:
    """Whether a phase takes contributions about this object.

    The closing round is about changed paragraphs only, replies to cards wait until the record is confirmed.
    """
    if phase.kind == PhaseKind.CLOSING_ROUND and isinstance(target, Paragraph):
        return is_changed(target, consulted_on(target.version, phase))
    if phase.kind == PhaseKind.CLOSING_ROUND and isinstance(target, Section):
        return has_dropped(target, consulted_on(target.version, phase))
    if isinstance(target, ThematicTable):
        return target.conference.record_is_public
    return True


def takes_replies_only(target: Model) -> bool:
    """Whether nothing new can be said about an object from afar: cards are written at the table, and answered here."""
    return isinstance(target, ThematicTable)


def why_closed(target: Model, window: Participation) -> str:
    """A sentence for the page when nothing can be said about this object now; empty when it can."""
    if window.phase is None:
        return window.sentence
    if not is_current(target):
        return _("This part is no longer in the current version of the draft, so new contributions are not possible.")
    if isinstance(target, ThematicTable) and not is_open_in(window.phase, target):
        return _("The record of this conference is not confirmed yet.")
    if not is_open_in(window.phase, target):
        return _("The closing round is about changed paragraphs only. This paragraph was not changed.")
    return ""


def may_support(user, contribution: Contribution) -> bool:
    """Whether a person may support a public contribution: signed in, one of those asked, and it is not their own."""
    return is_supportable(user, contribution) and barrier(user, contribution.process) is None


def is_supportable(user, contribution: Contribution) -> bool:
    """`may_support` without asking whom the process asks; lists ask that once for each process."""
    return user.is_authenticated and contribution.user_id != user.pk and not contribution.is_official_reply


def is_about(contribution: Contribution, described: Target) -> bool:
    """Whether a contribution is about the same thing."""
    return (
        contribution.process_id == described.process.pk
        and contribution.target_kind == described.kind
        and contribution.lineage == described.lineage
        # Parts of a draft keep their lineage from version to version; everything else is one row.
        and (bool(described.lineage) or contribution.object_pk == str(described.object.pk))
    )


def takes_replies(contribution: Contribution) -> bool:
    """Whether a thread may go on below a contribution; as the package decides, without its query for each."""
    return contribution.level < settings.COMMENTS_XTD_MAX_THREAD_LEVEL


def may_be_replied_to(parent: Contribution, described: Target) -> bool:
    """Whether a contribution is public, about the same thing, and its thread may go on."""
    return (
        is_about(parent, described)
        and parent.state == State.RELEASED
        and parent.publication != Publication.INTERNAL
        and takes_replies(parent)
    )
