"""The release: all items of a statement become contributions in one transaction, or none does.

A service of its own beside `submit_contribution`, with the same rules (open phase, current paragraph, length, wording,
the same thing said once), asked for all items at once. The flood limit is for single contributions; here the number of
items in a statement is the limit. One receipt goes out instead of one for each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership
from audit.services import record
from consultations.contributions.enums import Channel
from consultations.contributions.models import Contribution
from consultations.contributions.recording.models import Statement, StatementState
from consultations.contributions.recording.storing import insert
from consultations.contributions.services import (
    Submission,
    build_contribution,
    check_text,
    check_wording,
    fingerprint_of,
)
from consultations.contributions.statements import rules
from consultations.contributions.statements.content import statement_content
from consultations.contributions.statements.deadline import phase_for
from consultations.contributions.statements.documents import start
from consultations.contributions.statements.enums import DraftState, ItemState, MandateState
from consultations.contributions.statements.models import Backing, DraftContribution, StatementDraft, StatementPaper
from consultations.contributions.statements.places import Places
from consultations.contributions.statements.refusals import Changed, NotReleasable, Problem
from consultations.contributions.statements.services import locked, touch
from consultations.contributions.wording import is_same_text
from consultations.drafts.models import Paragraph
from consultations.process.dates import today
from consultations.process.models import Phase
from notifications.services import enqueue


@dataclass(frozen=True)
class Ready:
    """An item that can be released, with what its contribution is made of."""

    item: DraftContribution
    phase: Phase
    submission: Submission
    fingerprint: str


@dataclass(frozen=True)
class Outlook:
    """What releasing now would do: what goes, what stays behind, what stands in the way."""

    ready: list[Ready]
    empty: list[DraftContribution]
    held_back: list[DraftContribution]
    unfinished: list[DraftContribution]
    problems: list[Problem]


def outlook(draft: StatementDraft, items: Sequence[DraftContribution], places: Places, actor) -> Outlook:
    """Look at all items as the release does, in a constant number of queries. Items are sorted by `places`."""
    prefetch_related_objects([draft.process], "phases")
    held_back = [item for item in items if item.state == ItemState.HELD_BACK]
    rest = [item for item in items if item.state != ItemState.HELD_BACK]
    empty = [item for item in rest if item.is_empty]
    problems: list[Problem] = []
    ready: list[Ready] = []
    earlier = _earlier_texts(rest)
    for item in rest:
        if item.is_empty:
            continue
        found = _look_at(draft, item, places, actor, earlier)
        if isinstance(found, Ready):
            ready.append(found)
        else:
            problems.append(Problem(item, found))
    problems += _said_twice(ready)
    if not ready and not problems:
        problems.append(Problem(None, _("Nothing is written yet. Please write at least one item.")))
    return Outlook(
        ready=ready,
        empty=empty,
        held_back=held_back,
        unfinished=[each.item for each in ready if each.item.state != ItemState.DONE],
        problems=problems,
    )


def _earlier_texts(items: Sequence[DraftContribution]) -> dict[int, str]:
    """The paragraphs wordings were begun with, by key."""
    keys = {item.wording_of for item in items if item.proposed_text and item.wording_of}
    return dict(Paragraph.objects.filter(pk__in=keys).values_list("pk", "text")) if keys else {}


def _look_at(
    draft: StatementDraft, item: DraftContribution, places: Places, actor, earlier: dict[int, str]
) -> Ready | str:
    """The item as it can be released, or why not, in a sentence."""
    place = item.place
    if place is None:
        return _("This part is no longer in the current draft. Please choose another one, or hold the item back.")
    target = place.target
    phase = phase_for(draft.process, target.kind, draft.organisation)
    if phase is None:
        return _("At the moment no contributions are taken about this. Please hold the item back.")
    if not places.is_open_in(phase, target):
        return _("The closing round is about changed paragraphs only. This paragraph was not changed.")
    try:
        check_text(item.text, draft.process.max_characters)
        if item.proposed_text:
            check_wording(item.proposed_text, target)
    except ValidationError as error:
        if not item.text.strip():
            return _("The wording has no reasons yet. Please write in a sentence why it should be so.")
        return " ".join(error.messages)
    if item.proposed_text and item.wording_of != target.object.pk:
        before = earlier.get(item.wording_of or 0)
        if before is None or not is_same_text(before, target.object.text):
            return _("The paragraph was changed in the meantime. Please compare your wording with it and save again.")
    submission = Submission(
        kind=item.kind,
        text=item.text,
        title=item.title,
        proposed_text=item.proposed_text,
        publication=draft.publication,
        organisation=draft.organisation,
    )
    return Ready(item, phase, submission, fingerprint_of(actor, target, submission))


def _said_twice(ready: list[Ready]) -> list[Problem]:
    """Items in the words of another one, or of a contribution the person sent directly."""
    known = Contribution.objects.filter(fingerprint__in=[each.fingerprint for each in ready])
    codes = {row.fingerprint: row.display_code for row in known.only("fingerprint", "code")}
    problems, seen = [], set()
    for each in ready:
        if each.fingerprint in codes:
            text = _("You have sent exactly this as contribution %(code)s. Please hold the item back.")
            problems.append(Problem(each.item, text % {"code": codes[each.fingerprint]}))
        elif each.fingerprint in seen:
            problems.append(
                Problem(each.item, _("Another item says the same about the same. Please hold one of them back."))
            )
        seen.add(each.fingerprint)
    return problems


@transaction.atomic
def release(draft: StatementDraft, *, seen: int, actor) -> Statement:
    """Release a statement: its items are contributions from now on, and it cannot be changed any more.

    Raises Closed when it was released meanwhile, Changed when it is not what the person looked at (`seen` is its
    revision), NotReleasable with everything that stands in the way.
    """
    row = locked(draft, actor)
    rules.require_coordinator(actor, row.organisation)
    if row.mandate_id is not None:
        raise NotReleasable([Problem(None, _("This work is for a federation. Please hand it over to that one."))])
    if row.revision != seen:
        raise Changed(row)
    # As for single contributions: the same words by the same person are stored once.
    get_user_model().objects.select_for_update().get(pk=actor.pk)
    places = Places(row.process)
    items = places.sorted(list(row.items.select_related("draft")))
    found = outlook(row, items, places, actor)
    if found.problems:
        raise NotReleasable(found.problems)
    statement = _store_statement(row, actor)
    contributions = _store_contributions(row, statement, found.ready, actor)
    _store_backings(found.ready, contributions)
    row.state, row.closed_at, row.closed_by, row.statement = DraftState.RELEASED, timezone.now(), actor, statement
    touch(row, "state", "closed_at", "closed_by", "statement")
    row.mandates.filter(state=MandateState.INVITED).update(state=MandateState.REVOKED)
    paper = StatementPaper(statement=statement)
    released = [each.item for each in found.ready]
    paper.content = statement_content(row, released, places, paper=paper, statement=statement)
    paper.save()
    # Without a name: the log is read by the whole team, and who released it is nobody of the staff.
    record(None, "statements.release", statement, scope=row.process.slug, contributions=len(contributions))
    _tell(row, statement, paper, contributions, actor)
    transaction.on_commit(lambda: start(paper.pk), robust=True)
    return statement


def _store_statement(draft: StatementDraft, actor) -> Statement:
    organisation = draft.organisation
    return Statement.objects.create(
        process=draft.process,
        state=StatementState.HANDED_OVER,
        channel=Channel.ONLINE,
        received_on=today(),
        author_name=actor.display_name,
        organisation=organisation,
        organisation_name=organisation.name,
        category=organisation.category,
        region=organisation.region,
        publication=draft.publication,
        is_formal_statement=True,
        full_text=draft.introduction,
        handed_over_at=timezone.now(),
        edited_by=actor,
    )


def _store_contributions(draft: StatementDraft, statement: Statement, ready: list[Ready], actor) -> list[Contribution]:
    membership = Membership.objects.filter(user=actor, organisation=draft.organisation).first()
    rows = []
    for each in ready:
        row = build_contribution(
            each.item.place.target, each.phase, actor, each.submission, role=membership and membership.position
        )
        row.statement, row.is_formal_statement, row.fingerprint = statement, True, each.fingerprint
        rows.append(row)
    insert(rows)
    for each, row in zip(ready, rows, strict=True):
        each.item.contribution = row
    DraftContribution.objects.bulk_update([each.item for each in ready], ["contribution"], batch_size=100)
    return rows


def _store_backings(ready: list[Ready], contributions: list[Contribution]) -> None:
    """Put the members behind the contributions their items went into, each organisation once."""
    by_item = {each.item.pk: row for each, row in zip(ready, contributions, strict=True)}
    sources = DraftContribution.objects.filter(decision__item__in=by_item).select_related(
        "decision", "draft__mandate", "draft__organisation__category"
    )
    backings: dict[tuple[int, int], Backing] = {}
    for source in sources.order_by("pk"):
        contribution, organisation = by_item[source.decision.item_id], source.draft.organisation
        named = source.draft.mandate is not None and source.draft.mandate.is_named
        backing = backings.setdefault(
            (contribution.pk, organisation.pk),
            Backing(
                contribution=contribution,
                organisation=organisation,
                organisation_name=organisation.name,
                category=organisation.category,
                is_named=named,
            ),
        )
        # Handed over twice with different consents: the narrower one holds.
        backing.is_named = backing.is_named and named
    Backing.objects.bulk_create(backings.values())


def _tell(
    draft: StatementDraft, statement: Statement, paper: StatementPaper, contributions: list[Contribution], actor
) -> None:
    """One receipt with all codes, to the person who released it."""
    enqueue(
        "statement_released",
        recipient=actor,
        context={
            "draft": draft,
            "statement": statement,
            "paper": paper,
            "process": draft.process,
            "contributions": contributions,
        },
        dedupe_key=f"statement-released:{statement.pk}",
    )
