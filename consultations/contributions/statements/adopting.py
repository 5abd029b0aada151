"""What a federation makes of the items its members handed over: adopt, merge, decline; all until the release.

The item of the member is never changed: it is the original beside what was adopted.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.contributions.services import tidy
from consultations.contributions.statements import rules
from consultations.contributions.statements.enums import Adoption, DraftState, ItemState
from consultations.contributions.statements.models import DraftContribution, SourceDecision, StatementDraft
from consultations.contributions.statements.refusals import NotPossible
from consultations.contributions.statements.services import locked, touch


@transaction.atomic
def adopt(umbrella: StatementDraft, source: DraftContribution, *, actor) -> DraftContribution:
    """Take an item over as it is; it can be edited afterwards, and who it came from stays known."""
    draft, source = _both(umbrella, source, actor)
    if draft.items.count() >= rules.MAX_ITEMS:
        raise NotPossible(
            _("A statement can have %(number)s items. Please put several into one.") % {"number": rules.MAX_ITEMS}
        )
    item = DraftContribution.objects.create(
        draft=draft,
        target_kind=source.target_kind,
        target_key=source.target_key,
        target_label=source.target_label,
        kind=source.kind,
        title=source.title,
        text=source.text,
        proposed_text=source.proposed_text,
        wording_of=source.wording_of,
        state=ItemState.IN_PROGRESS,
        author=actor,
        edited_by=actor,
    )
    SourceDecision.objects.create(source=source, result=Adoption.ADOPTED, item=item)
    touch(draft)
    return item


@transaction.atomic
def merge(
    umbrella: StatementDraft, source: DraftContribution, into: DraftContribution, *, append: bool, actor
) -> DraftContribution:
    """Put an item behind one of the federation about the same thing, with `append` its text behind the other's."""
    draft, source = _both(umbrella, source, actor)
    item = draft.items.filter(pk=into.pk).first()
    if item is None:
        raise NotPossible(_("Somebody removed this item in the meantime."))
    if (item.target_kind, item.target_key) != (source.target_kind, source.target_key):
        raise NotPossible(_("The two items are about different parts. Please adopt this one by itself."))
    SourceDecision.objects.create(source=source, result=Adoption.MERGED, item=item)
    if append:
        item.text = f"{item.text}\n\n{source.text}".strip()
        item.proposed_text = item.proposed_text or source.proposed_text
        item.wording_of = item.wording_of or source.wording_of
        item.revision += 1
        item.edited_by, item.edited_at = actor, timezone.now()
        item.save()
    touch(draft)
    return item


@transaction.atomic
def refuse(umbrella: StatementDraft, source: DraftContribution, *, reason: str, actor) -> None:
    """Do not adopt an item; the member reads the reason."""
    draft, source = _both(umbrella, source, actor)
    reason = tidy(reason).replace("\x00", "")[:1000]
    if not reason:
        raise NotPossible(_("Please say why you do not adopt it. The member organisation reads the reason."))
    SourceDecision.objects.create(source=source, result=Adoption.DECLINED, reason=reason)
    touch(draft)


@transaction.atomic
def undo(umbrella: StatementDraft, source: DraftContribution, *, actor) -> None:
    """Take a decision back. What was adopted stays as an item of the federation, without this member behind it."""
    draft = _locked(umbrella, actor)
    SourceDecision.objects.filter(source=source, source__draft__mandate__umbrella=draft).delete()
    touch(draft)


def _locked(umbrella: StatementDraft, actor) -> StatementDraft:
    draft = locked(umbrella, actor)
    rules.require_coordinator(actor, draft.organisation)
    return draft


def _both(umbrella: StatementDraft, source: DraftContribution, actor) -> tuple[StatementDraft, DraftContribution]:
    """The federation's statement, locked, and an item handed over to it that nobody decided on."""
    draft = _locked(umbrella, actor)
    row = handed_over_items(draft).filter(pk=source.pk).first()
    if row is None or SourceDecision.objects.filter(source=row).exists():
        raise NotPossible(_("Somebody decided on this item in the meantime."))
    return draft, row


def handed_over_items(umbrella: StatementDraft):
    """What member organisations handed over for a statement: written, and not held back by them."""
    rows = DraftContribution.objects.filter(
        draft__mandate__umbrella=umbrella, draft__state=DraftState.HANDED_OVER
    ).exclude(state=ItemState.HELD_BACK)
    return rows.exclude(text="", proposed_text="")
