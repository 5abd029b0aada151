"""Writes of what people have not sent yet."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from consultations.contributions.models import Contribution
from consultations.contributions.saved.models import WRITTEN, SavedContribution, target_key
from consultations.contributions.targets import Target
from frontend.texts import cleaned

#: More than any process allows; what is longer is no contribution.
LONGEST = 100_000


def typed_fields(data, names) -> dict[str, str]:
    """The fields of a posted form as they can be stored: no NUL characters, no endless texts."""
    return {name: data.get(name, "").replace("\x00", "")[:LONGEST] for name in names}


@transaction.atomic
def save(user, described: Target, fields: dict[str, str], parent_code: str = "") -> SavedContribution | None:
    """Keep what a person has typed about a target, in the place of what was kept before.

    Returns None, and keeps nothing, when nothing is written in it, or when the same words have just been sent: the
    automatic saving of a page may arrive after the contribution itself.
    """
    # The same lock as sending takes: one of the two comes first.
    get_user_model().objects.select_for_update().get(pk=user.pk)
    place = SavedContribution.objects.of(user).about(described, parent_code)
    fields = _without_untouched_wording(described, fields)
    if not any(fields.get(name, "").strip() for name in WRITTEN) or _was_sent(user, described, fields, parent_code):
        place.delete()
        return None
    saved, _created = place.update_or_create(
        defaults={"fields": fields, "updated_at": timezone.now(), "target_label": described.label[:250]},
        create_defaults={
            "user": user,
            "process": described.process,
            "target_kind": described.kind,
            "target_key": target_key(described),
            "target_label": described.label[:250],
            "parent_code": parent_code,
            "fields": fields,
            "updated_at": timezone.now(),
        },
    )
    return saved


@transaction.atomic
def add(user, described: Target, fields: dict[str, str], parent_code: str = "") -> None:
    """Keep what a person typed before signing in, behind what they had kept about the same thing."""
    get_user_model().objects.select_for_update().get(pk=user.pk)
    before = SavedContribution.objects.of(user).about(described, parent_code).first()
    save(user, described, joined(before.fields, fields) if before else fields, parent_code)


def joined(before: dict[str, str], typed: dict[str, str]) -> dict[str, str]:
    """Both texts, one after the other; of choices the later one counts, unless none was made."""
    fields = {**before, **{name: value for name, value in typed.items() if value}}
    for name in WRITTEN:
        first, second = before.get(name, ""), typed.get(name, "")
        if name == "title":
            fields[name] = second or first
        elif first.strip() and second.strip() and second.strip() not in first:
            fields[name] = f"{first.rstrip()}\n\n{second}"[:LONGEST]
        elif first.strip():
            fields[name] = first
    return fields


def discard(user, described: Target, parent_code: str = "") -> bool:
    """Forget what a person kept about a target; returns whether there was anything."""
    deleted, _details = SavedContribution.objects.of(user).about(described, parent_code).delete()
    return bool(deleted)


def forget_sent(contribution: Contribution) -> None:
    """Forget what was kept of a contribution that is stored now; call it in the transaction that stores it."""
    # What an organisation releases was not written in this form: the person's own text is another one.
    if contribution.user_id is None or contribution.statement_id is not None:
        return
    parent_code = ""
    if contribution.is_reply:
        parent_code = Contribution.objects.values_list("code", flat=True).get(pk=contribution.parent_id)
    SavedContribution.objects.filter(
        user_id=contribution.user_id,
        process_id=contribution.process_id,
        target_kind=contribution.target_kind,
        target_key=contribution.lineage or contribution.object_pk,
        parent_code=parent_code,
    ).delete()


def purge_outdated() -> int:
    """Delete what was kept for processes that are long finished; returns how many."""
    deleted, _details = SavedContribution.objects.outdated().delete()
    return deleted


def _without_untouched_wording(described: Target, fields: dict[str, str]) -> dict[str, str]:
    """The fields without a wording that is the paragraph's own: the form begins with it, nobody wrote it."""
    wording = cleaned(fields.get("proposed_text", ""))
    if wording and wording == cleaned(getattr(described.object, "text", "")):
        return {**fields, "proposed_text": ""}
    return fields


def _was_sent(user, described: Target, fields: dict[str, str], parent_code: str) -> bool:
    """Whether the person has already sent these words about this, in reply to the same."""
    text = cleaned(fields.get("text", ""))
    if not text:
        return False
    sent = Contribution.objects.filter(
        user=user, process=described.process, target_kind=described.kind, lineage=described.lineage, comment=text
    )
    if not described.lineage:
        sent = sent.filter(object_pk=str(described.object.pk))
    if parent_code:
        sent = sent.filter(parent_id__in=Contribution.objects.filter(code=parent_code).values("pk"))
    else:
        sent = sent.filter(parent_id=F("pk"))
    return sent.filter(proposed_text=cleaned(fields.get("proposed_text", ""))).exists()
