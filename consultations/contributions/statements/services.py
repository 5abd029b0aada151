"""Writes of the preparation: every one under the lock of the statement, by somebody who belongs to it at that moment.

Nothing of it is written into the log: what an organisation does until it releases is its own. The lock serialises all
writes of one statement, so that the release sees either all of a change or nothing of it.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from consultations.contributions.enums import Kind
from consultations.contributions.saved.models import target_key
from consultations.contributions.services import check_text, check_wording, tidy
from consultations.contributions.statements import rules
from consultations.contributions.statements.enums import ItemState
from consultations.contributions.statements.models import DraftContribution, InternalComment, StatementDraft
from consultations.contributions.statements.places import Place, Places
from consultations.contributions.statements.refusals import Changed, Closed, NotPossible
from consultations.contributions.targets import Target
from consultations.drafts.models import Paragraph
from consultations.process.models import Process


@dataclass(frozen=True)
class Words:
    """What an item says, as the form has it; everything may be empty until the release."""

    kind: str = Kind.PROPOSAL
    title: str = ""
    text: str = ""
    proposed_text: str = ""


@dataclass(frozen=True)
class Particulars:
    """What belongs to the statement as a whole."""

    introduction: str
    publication: str
    due_on: date | None = None


def locked(draft: StatementDraft, actor) -> StatementDraft:
    """The statement, locked and still open, for somebody who belongs to its organisation now.

    Raises Closed, or PermissionDenied for who was removed meanwhile.
    """
    row = (
        StatementDraft.objects.select_for_update(of=("self",))
        .select_related("process", "organisation__category", "organisation__region", "mandate__umbrella")
        .filter(pk=draft.pk)
        .first()
    )
    if row is None:
        # Joined with another one, or its organisation was merged, while we waited for the lock.
        raise Closed(draft)
    rules.require_member(actor, row)
    if not row.is_open:
        raise Closed(row)
    return row


def touch(draft: StatementDraft, *fields: str) -> None:
    """Write changed fields of a locked statement, and that something of it changed."""
    draft.revision += 1
    draft.changed_at = timezone.now()
    draft.save(update_fields=["revision", "changed_at", *fields])


@transaction.atomic
def begin_statement(process: Process, organisation: Organisation, *, actor) -> StatementDraft:
    """The statement an organisation prepares in a process, begun if there is none.

    After a release it is a further one, with the items that were held back or left empty the last time.
    """
    # One at a time: two members begin together.
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    draft = StatementDraft(process=process, organisation=organisation)
    rules.require_member(actor, draft)
    own = StatementDraft.objects.filter(process=process, organisation=organisation).own()
    running = own.preparing().first()
    if running is not None:
        return running
    earlier = own.order_by("-pk").first()
    if earlier is not None:
        draft.introduction, draft.publication = "", earlier.publication
    draft.save()
    DraftContribution.objects.filter(draft__in=own, contribution__isnull=True).exclude(draft=draft).update(draft=draft)
    return draft


@transaction.atomic
def add_item(draft: StatementDraft, described: Target, words: Words, *, actor) -> DraftContribution:
    """Add an item about something; without words it stands for "somebody should say something about this"."""
    row = locked(draft, actor)
    if row.items.count() >= rules.MAX_ITEMS:
        raise NotPossible(
            _("A statement can have %(number)s items. Please put several into one.") % {"number": rules.MAX_ITEMS}
        )
    item = DraftContribution(
        draft=row,
        target_kind=described.kind,
        target_key=target_key(described),
        target_label=described.label[:250],
        author=actor,
        edited_by=actor,
    )
    _write(item, words, described)
    item.state = ItemState.OPEN if item.is_empty else ItemState.IN_PROGRESS
    item.save()
    touch(row)
    return item


def check_words(words: Words, described: Target | None, process: Process) -> Words:
    """The words, tidied. Raises ValidationError by field, in words for the author, for what cannot be stored."""
    words = Words(words.kind, tidy(words.title), tidy(words.text), tidy(words.proposed_text))
    if words.text:
        try:
            check_text(words.text, process.max_characters)
        except ValidationError as error:
            raise ValidationError({"text": error}) from error
    if "\x00" in words.title:
        raise ValidationError({"title": _("Your text contains a character that cannot be stored.")})
    if words.proposed_text and described is not None:
        check_wording(words.proposed_text, described)
    return words


def _write(item: DraftContribution, words: Words, described: Target | None) -> None:
    words = check_words(words, described, item.draft.process)
    item.kind, item.title, item.text, item.proposed_text = words.kind, words.title, words.text, words.proposed_text
    is_paragraph = described is not None and isinstance(described.object, Paragraph)
    if words.proposed_text and is_paragraph:
        item.wording_of = described.object.pk
    elif not words.proposed_text:
        item.wording_of = None


@transaction.atomic
def save_item(
    item: DraftContribution, words: Words, *, state: str, assigned_to: int | None, seen: int, actor
) -> DraftContribution:
    """Store what an item says, how far it is and whose it is. Raises Changed when somebody saved since `seen`."""
    draft, row = _locked_item(item, actor)
    if row.revision != seen:
        raise Changed(row)
    place = Places(draft.process).of(row)
    _write(row, words, place.target if place else None)
    is_new = assigned_to is not None and assigned_to != row.assigned_to_id
    if is_new and not rules.may_be_assigned(assigned_to, draft):
        raise ValidationError({"assigned_to": _("This person does not belong to your organisation.")})
    row.state, row.assigned_to_id = state, assigned_to
    row.revision += 1
    row.edited_by, row.edited_at = actor, timezone.now()
    row.save()
    touch(draft)
    return row


def _locked_item(item: DraftContribution, actor) -> tuple[StatementDraft, DraftContribution]:
    draft = locked(item.draft, actor)
    row = draft.items.select_related("edited_by", "assigned_to").filter(pk=item.pk).first()
    if row is None:
        raise NotPossible(_("Somebody removed this item in the meantime."))
    row.draft = draft
    return draft, row


@transaction.atomic
def move_item(item: DraftContribution, place: Place, *, actor) -> None:
    """Let an item be about something else, for example because its paragraph is gone; its words stay."""
    draft, row = _locked_item(item, actor)
    row.target_kind, row.target_key = place.key
    row.target_label = place.target.label[:250]
    if row.target_kind != item.target_kind or row.target_key != item.target_key:
        row.wording_of = None
        if not isinstance(place.target.object, Paragraph) and row.proposed_text:
            # Another wording is possible for paragraphs only: it goes on as text.
            row.text, row.proposed_text = f"{row.text}\n\n{row.proposed_text}".strip(), ""
    row.revision += 1
    row.edited_by, row.edited_at = actor, timezone.now()
    row.save()
    touch(draft)


@transaction.atomic
def remove_item(item: DraftContribution, *, seen: int, actor) -> None:
    """Delete an item with its comments. What members of a federation are behind it is open again."""
    draft, row = _locked_item(item, actor)
    if row.revision != seen:
        raise Changed(row)
    row.delete()
    touch(draft)


@transaction.atomic
def comment(item: DraftContribution, text: str, *, actor) -> InternalComment:
    """Say something about an item to the other members."""
    _draft, row = _locked_item(item, actor)
    text = tidy(text)
    try:
        check_text(text, 5000)
    except ValidationError as error:
        raise ValidationError({"text": error}) from error
    if row.comments.count() >= rules.MAX_COMMENTS:
        raise NotPossible(_("There are very many comments on this item already."))
    # Without counting as a change: what is released stays the same.
    return InternalComment.objects.create(item=row, author=actor, text=text)


@transaction.atomic
def save_particulars(draft: StatementDraft, particulars: Particulars, *, seen: int, actor) -> StatementDraft:
    """Store cover letter, publication and internal deadline. Raises Changed when somebody saved since `seen`."""
    row = locked(draft, actor)
    if row.details_revision != seen:
        raise Changed(row)
    row.introduction = tidy(particulars.introduction)
    if row.introduction:
        try:
            check_text(row.introduction, rules.MAX_INTRODUCTION)
        except ValidationError as error:
            raise ValidationError({"introduction": error}) from error
    row.publication, row.due_on = particulars.publication, particulars.due_on
    row.details_revision += 1
    touch(row, "introduction", "publication", "due_on", "details_revision")
    return row
