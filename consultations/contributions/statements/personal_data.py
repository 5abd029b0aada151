"""What statements hold about a person, and what becomes of them when organisations are merged."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.extensions import organisation_parts
from accounts.models import Organisation, User
from accounts.privacy.extensions import PersonalData, holds_personal_data
from consultations.contributions.enums import Publication
from consultations.contributions.recording.models import Statement
from consultations.contributions.statements.enums import RUNNING_MANDATES, DraftState, MandateState
from consultations.contributions.statements.models import (
    Backing,
    DraftContribution,
    InternalComment,
    Mandate,
    StatementDraft,
)


def collect(user: User) -> PersonalData:
    """Items and internal comments the person wrote, and invitations to their address."""
    # Whoever left gets what they wrote last themselves, not what colleagues made of it since.
    readable = Q(draft__organisation__in=Organisation.objects.of(user)) | Q(edited_by=user)
    items = DraftContribution.objects.filter(readable, author=user).select_related(
        "draft__process", "draft__organisation"
    )
    comments = InternalComment.objects.filter(author=user).select_related("item__draft__organisation")
    mandates = Mandate.objects.filter(address__iexact=user.email).select_related("umbrella__organisation")
    return PersonalData(
        {
            "items": [
                {
                    "process": row.draft.process.title,
                    "organisation": row.draft.organisation.name,
                    "title": row.title,
                    "text": row.text,
                    "proposed_wording": row.proposed_text,
                }
                for row in items
            ],
            "comments": [
                {"organisation": row.item.draft.organisation.name, "text": row.text, "at": row.created_at}
                for row in comments
            ],
            "invited_by": [row.umbrella.organisation.name for row in mandates],
        }
    )


def erase(user: User) -> None:
    """The name in statements they released goes, and invitations to their address; accepted ones forget it."""
    Statement.objects.filter(prepared_in__closed_by=user).update(author_name="")
    mandates = Mandate.objects.filter(address__iexact=user.email)
    mandates.filter(organisation__isnull=True).delete()
    mandates.update(address="")


# What members write belongs to the organisation: it stays, without who wrote it.
holds_personal_data(
    "statements",
    collect,
    order=50,
    erase=erase,
    covers=("consultations.DraftContribution.author", "consultations.InternalComment.author"),
)


def _count_drafts(source: Organisation) -> int:
    return StatementDraft.objects.filter(organisation=source).count()


def _move_drafts(source: Organisation, target: Organisation) -> list[int]:
    """Where both prepare a statement of their own in one process, the items come together in the other's."""
    moved = []
    own = StatementDraft.objects.filter(state=DraftState.PREPARING, mandate__isnull=True).select_for_update()
    for draft in StatementDraft.objects.filter(organisation=source).order_by("pk").select_for_update():
        moved.append(draft.pk)
        is_own = draft.state == DraftState.PREPARING and draft.mandate_id is None
        theirs = own.filter(organisation=target, process=draft.process).first() if is_own else None
        if theirs is None:
            draft.organisation = target
            draft.save(update_fields=["organisation"])
            continue
        DraftContribution.objects.filter(draft=draft).update(draft=theirs)
        # Asked by both: the other's invitation goes on. Work that was begun can be handed over all the same.
        running = Mandate.objects.filter(state__in=RUNNING_MANDATES)
        asked = list(running.filter(umbrella=theirs, organisation__isnull=False).values_list("organisation", flat=True))
        running.filter(umbrella=draft, organisation__in=asked).update(state=MandateState.DECLINED)
        Mandate.objects.filter(umbrella=draft).update(umbrella=theirs)
        theirs.introduction = "\n\n".join(filter(None, [theirs.introduction, draft.introduction]))
        theirs.question = "\n\n".join(filter(None, [theirs.question, draft.question]))
        theirs.due_on = theirs.due_on or draft.due_on
        # Of two consents the narrower one holds.
        order = [Publication.NAMED, Publication.CATEGORY, Publication.INTERNAL]
        theirs.publication = max(theirs.publication, draft.publication, key=order.index)
        theirs.revision += 1
        theirs.details_revision += 1
        names = ["introduction", "question", "due_on", "publication", "revision", "details_revision"]
        theirs.save(update_fields=names)
        draft.delete()
    return moved


def _count_mandates(source: Organisation) -> int:
    return Mandate.objects.filter(organisation=source).count()


def _move_mandates(source: Organisation, target: Organisation) -> list[int]:
    """Where both were invited to the same statement, the other's invitation goes on and this one is declined."""
    rows = Mandate.objects.filter(organisation=source)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    running = Mandate.objects.filter(organisation=target, state__in=RUNNING_MANDATES)
    rows.filter(state__in=RUNNING_MANDATES, umbrella__in=list(running.values_list("umbrella", flat=True))).update(
        state=MandateState.DECLINED
    )
    rows.update(organisation=target)
    return keys


def _count_backings(source: Organisation) -> int:
    return Backing.objects.filter(organisation=source).count()


def _move_backings(source: Organisation, target: Organisation) -> list[int]:
    """Where both stand behind one contribution, the target does already; the other keeps its name of that time."""
    rows = Backing.objects.filter(organisation=source)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    both = Backing.objects.filter(organisation=target)
    rows.filter(contribution__in=list(both.values_list("contribution", flat=True))).update(organisation=None)
    rows.update(organisation=target)
    return keys


for _model, _label, _counter, _mover in (
    (StatementDraft, _("Statements in preparation"), _count_drafts, _move_drafts),
    (Mandate, _("Umbrella mandates"), _count_mandates, _move_mandates),
    (Backing, _("Contributions it stands behind"), _count_backings, _move_backings),
):
    organisation_parts.add(
        f"{_model._meta.label}.organisation",
        _label,
        count=_counter,
        move=_mover,
        is_confidential=_model is not Backing,
    )
