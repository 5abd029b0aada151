"""Writes of an umbrella mandate: a federation asks its members, members hand over, the federation decides.

The federation's statement is locked first and the member's second, wherever both are.
"""

from datetime import date, timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import MembershipRole
from accounts.models import Membership, Organisation
from consultations.contributions.services import tidy
from consultations.contributions.statements import rules
from consultations.contributions.statements.enums import (
    RUNNING_MANDATES,
    DraftState,
    ItemState,
    MandateState,
)
from consultations.contributions.statements.models import DraftContribution, Mandate, StatementDraft
from consultations.contributions.statements.refusals import Changed, NotPossible
from consultations.contributions.statements.services import locked, touch
from notifications.services import enqueue

SALT = "consultations.statements.mandate"
#: How long the link of an invitation to an address works.
LINK_VALID = timedelta(days=60)


@transaction.atomic
def save_round(draft: StatementDraft, *, question: str, due_on: date | None, actor) -> StatementDraft:
    """What the federation asks its members, and until when."""
    row = _own_locked(draft, actor)
    row.question, row.due_on = tidy(question)[:5000].replace("\x00", ""), due_on
    touch(row, "question", "due_on")
    return row


@transaction.atomic
def invite(draft: StatementDraft, organisation: Organisation, *, actor) -> Mandate:
    """Ask a member organisation to work on the statement; its coordinators are written to. Twice is once."""
    row = _own_locked(draft, actor)
    if organisation.pk == row.organisation_id:
        raise NotPossible(_("This is your own organisation."))
    if not Organisation.objects.verified().filter(pk=organisation.pk).exists():
        raise NotPossible(_("Only verified organisations can be invited."))
    running = row.mandates.filter(organisation=organisation, state__in=RUNNING_MANDATES).first()
    if running is not None:
        return running
    _refuse_too_many(row)
    mandate = Mandate.objects.create(umbrella=row, organisation=organisation, invited_by=actor)
    coordinators = Membership.objects.filter(
        organisation=organisation, role=MembershipRole.COORDINATOR, user__is_active=True
    ).select_related("user")
    for membership in coordinators:
        enqueue(
            "mandate_invited",
            recipient=membership.user,
            context=_context(mandate),
            dedupe_key=f"mandate-invited:{mandate.pk}:{membership.user_id}",
        )
    return mandate


@transaction.atomic
def invite_address(draft: StatementDraft, address: str, *, actor) -> Mandate:
    """Ask whoever reads mails at an address, as a coordinator of whatever organisation.

    Whether the address belongs to anybody makes no difference to what the federation sees.
    """
    row = _own_locked(draft, actor)
    address = address.strip().lower()
    running = row.mandates.filter(address__iexact=address, state__in=RUNNING_MANDATES).first()
    if running is not None:
        return running
    _refuse_too_many(row)
    if row.mandates.exclude(address="").count() >= rules.MAX_ADDRESSES:
        raise NotPossible(
            _("At most %(number)s organisations can be invited by e-mail. Please look for the others by name.")
            % {"number": rules.MAX_ADDRESSES}
        )
    mandate = Mandate.objects.create(umbrella=row, address=address, invited_by=actor)
    enqueue(
        "mandate_invited",
        address=address,
        context=_context(mandate) | {"token": token_of(mandate)},
        dedupe_key=f"mandate-invited:{mandate.pk}",
    )
    return mandate


def _context(mandate: Mandate) -> dict:
    # Never what the federation asks: undelivered mails can be read by administrators.
    return {"mandate": mandate, "federation": mandate.umbrella.organisation, "process": mandate.umbrella.process}


def token_of(mandate: Mandate) -> str:
    """The signed link of an invitation to an address; using it is a fact in the row of the mandate."""
    return signing.dumps(mandate.pk, salt=SALT)


def mandate_of(token: str) -> Mandate | None:
    """The invitation of a link, None for one that expired or was made up."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_VALID)
    except signing.BadSignature:
        return None
    return Mandate.objects.select_related("umbrella__organisation", "umbrella__process").filter(pk=pk).first()


def _refuse_too_many(draft: StatementDraft) -> None:
    if draft.mandates.count() >= rules.MAX_MANDATES:
        raise NotPossible(_("At most %(number)s organisations can be invited.") % {"number": rules.MAX_MANDATES})


def _own_locked(draft: StatementDraft, actor) -> StatementDraft:
    """The federation's statement, locked, for its coordinators."""
    row = locked(draft, actor)
    rules.require_coordinator(actor, row.organisation)
    if row.mandate_id is not None:
        raise NotPossible(_("This work is for a federation itself. It cannot have a round of its own."))
    return row


def _locked_mandate(mandate: Mandate) -> Mandate:
    """The mandate, locked with the statement of its federation."""
    StatementDraft.objects.select_for_update().get(pk=mandate.umbrella_id)
    return (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("umbrella__organisation", "umbrella__process", "organisation")
        .get(pk=mandate.pk)
    )


@transaction.atomic
def revoke(mandate: Mandate, *, actor) -> None:
    """Take an invitation back that nobody accepted yet."""
    row = _locked_mandate(mandate)
    rules.require_coordinator(actor, row.umbrella.organisation)
    if row.state != MandateState.INVITED:
        raise NotPossible(_("The organisation has answered already."))
    row.state = MandateState.REVOKED
    row.save(update_fields=["state"])


@transaction.atomic
def accept(mandate: Mandate, organisation: Organisation, *, actor) -> StatementDraft:
    """Accept an invitation for an organisation; from then on its members prepare their part."""
    row = _locked_mandate(mandate)
    _check_answer(row, actor)
    rules.require_coordinator(actor, organisation)
    if row.organisation_id not in (None, organisation.pk) or organisation.pk == row.umbrella.organisation_id:
        raise NotPossible(_("The invitation is not for this organisation."))
    others = row.umbrella.mandates.filter(organisation=organisation, state__in=RUNNING_MANDATES)
    if others.exclude(pk=row.pk).exists():
        raise NotPossible(_("Your organisation takes part in this round already."))
    row.state, row.organisation = MandateState.PREPARING, organisation
    row.save(update_fields=["state", "organisation"])
    return StatementDraft.objects.create(process=row.umbrella.process, organisation=organisation, mandate=row)


@transaction.atomic
def decline(mandate: Mandate, *, reason: str, actor) -> None:
    """Decline an invitation; a reason may be given, and the federation reads it."""
    row = _locked_mandate(mandate)
    _check_answer(row, actor)
    row.state, row.decline_reason = MandateState.DECLINED, tidy(reason)[:300].replace("\x00", "")
    row.save(update_fields=["state", "decline_reason"])


def _check_answer(mandate: Mandate, actor) -> None:
    if not rules.may_answer(actor, mandate):
        rules.require_coordinator(actor, mandate.organisation or mandate.umbrella.organisation)
    if mandate.state == MandateState.REVOKED or not mandate.umbrella.is_open:
        raise NotPossible(_("The federation has closed its round. You can still speak for yourselves."))
    if mandate.state != MandateState.INVITED:
        raise NotPossible(_("This invitation was answered already."))


@transaction.atomic
def hand_over(draft: StatementDraft, *, is_named: bool, seen: int, actor) -> StatementDraft:
    """Give what was prepared to the federation; from then on that one reads it, and it stays as it is.

    Empty items and those held back stay unseen. Raises Changed, Closed, NotPossible.
    """
    if draft.mandate_id is None:
        raise NotPossible(_("This statement is your own. Please release it."))
    mandate = _locked_mandate(draft.mandate)
    row = locked(draft, actor)
    rules.require_coordinator(actor, row.organisation)
    if row.revision != seen:
        raise Changed(row)
    if not mandate.umbrella.is_open:
        raise NotPossible(
            _("The federation has released its statement already. You can release yours yourselves; nothing is lost.")
        )
    items = [item for item in row.items.all() if item.state != ItemState.HELD_BACK and not item.is_empty]
    if not items:
        raise NotPossible(_("Nothing is written yet. Please write at least one item."))
    now = timezone.now()
    mandate.state, mandate.handed_over_at, mandate.is_named = MandateState.HANDED_OVER, now, is_named
    mandate.save(update_fields=["state", "handed_over_at", "is_named"])
    row.state, row.closed_at, row.closed_by = DraftState.HANDED_OVER, now, actor
    touch(row, "state", "closed_at", "closed_by")
    _tell_federation(mandate)
    return row


def _tell_federation(mandate: Mandate) -> None:
    coordinators = Membership.objects.filter(
        organisation=mandate.umbrella.organisation, role=MembershipRole.COORDINATOR, user__is_active=True
    ).select_related("user")
    for membership in coordinators:
        enqueue(
            "mandate_handed_over",
            recipient=membership.user,
            context=_context(mandate) | {"member": mandate.organisation, "draft": mandate.umbrella},
            dedupe_key=f"mandate-handed-over:{mandate.pk}:{membership.user_id}",
        )


@transaction.atomic
def keep_as_own(draft: StatementDraft, *, actor) -> StatementDraft:
    """Go on with work for a federation as a statement of one's own: the federation released, or took no part of it.

    Where one is in preparation already, the items move there.
    """
    Organisation.objects.select_for_update().get(pk=draft.organisation_id)
    row = locked(draft, actor)
    rules.require_coordinator(actor, row.organisation)
    if row.mandate_id is None:
        return row
    own = StatementDraft.objects.filter(process=row.process, organisation=row.organisation).own().preparing().first()
    mandate = row.mandate
    if mandate.is_running:
        Mandate.objects.filter(pk=mandate.pk).update(state=MandateState.DECLINED)
    if own is None:
        row.mandate = None
        touch(row, "mandate")
        return row
    own = locked(own, actor)
    DraftContribution.objects.filter(draft=row).update(draft=own)
    row.delete()
    touch(own)
    return own
