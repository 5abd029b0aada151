"""Who may do what with a statement in preparation: every door asks here.

Members of the organisation write; its coordinators answer for it: they release, invite and hand over. Nobody else knows
of it, and the ministry's team is nobody here.
"""

from django.core.exceptions import PermissionDenied

from accounts.enums import MembershipRole
from accounts.models import Membership, Organisation
from consultations.contributions.rules import organisations_of
from consultations.contributions.statements.enums import DraftState
from consultations.contributions.statements.models import DraftContribution, Mandate, StatementDraft

#: What one statement, and one item, can hold.
MAX_ITEMS = 500
MAX_COMMENTS = 300
MAX_MANDATES = 300
MAX_INTRODUCTION = 20_000
#: Invitations to addresses, which the platform sends to people who may not know it.
MAX_ADDRESSES = 50


def is_member(user, organisation: Organisation) -> bool:
    """Whether a person may speak for an organisation now: it is verified, and they belong to it."""
    return user.is_active and organisations_of(user).filter(pk=organisation.pk).exists()


def coordinates(user, organisation: Organisation) -> bool:
    """Whether a person coordinates an organisation they may speak for."""
    mine = Membership.objects.filter(user_id=user.pk, organisation=organisation, role=MembershipRole.COORDINATOR)
    return is_member(user, organisation) and mine.exists()


def may_read(user, draft: StatementDraft) -> bool:
    """Whether a person may open the workspace."""
    return is_member(user, draft.organisation)


def require_member(user, draft: StatementDraft) -> None:
    """Raise PermissionDenied unless the person belongs to the organisation; asked again under every lock."""
    if not is_member(user, draft.organisation):
        raise PermissionDenied(f"member of organisation {draft.organisation_id}")


def require_coordinator(user, organisation: Organisation) -> None:
    """Raise PermissionDenied unless the person coordinates the organisation."""
    if not coordinates(user, organisation):
        raise PermissionDenied(f"coordinator of organisation {organisation.pk}")


def is_handed_over_to(draft: StatementDraft, umbrella: StatementDraft) -> bool:
    """Whether a federation may read what a member organisation prepared: only after that one said so."""
    return (
        draft.state == DraftState.HANDED_OVER
        and draft.mandate_id is not None
        and draft.mandate.umbrella_id == umbrella.pk
    )


def may_answer(user, mandate: Mandate) -> bool:
    """Whether a person may accept or decline an invitation: coordinators of the organisation, or of any when it went
    to their own address."""
    if mandate.organisation_id is not None:
        return coordinates(user, mandate.organisation)
    return user.is_authenticated and user.email.casefold() == mandate.address.casefold()


def coordinated_by(user) -> list[Organisation]:
    """The organisations a person may accept an invitation for."""
    mine = Membership.objects.filter(user_id=user.pk, role=MembershipRole.COORDINATOR)
    return list(organisations_of(user).filter(pk__in=mine.values("organisation")))


def may_be_assigned(user_pk: int, draft: StatementDraft) -> bool:
    """Whether an item can be given to a person: members only."""
    return Membership.objects.filter(organisation=draft.organisation_id, user_id=user_pk, user__is_active=True).exists()


def belongs_to(item: DraftContribution, draft: StatementDraft) -> bool:
    return item.draft_id == draft.pk
