"""Writes of authors: changing a contribution, taking it back."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from consultations.contributions.enums import Publication, State
from consultations.contributions.guests.people import Guest
from consultations.contributions.mails import tell_author
from consultations.contributions.models import Contribution
from consultations.contributions.own.models import ContributionRevision, Withdrawal
from consultations.contributions.own.rules import actions_for
from consultations.contributions.represented import count_with, uncount
from consultations.contributions.services import Submission, check_text, fingerprint_of, tidy
from consultations.contributions.signals import contribution_edited, contribution_withdrawn
from consultations.contributions.targets import describe
from consultations.process.models import Process

#: What changing writes into the contribution; nothing else, because a reply arriving now moves positions in the thread.
EDITED_FIELDS = [
    "kind",
    "title",
    "submitted_title",
    "comment",
    "proposed_text",
    "publication",
    "published_text",
    "published_proposal",
    "translation_de",
    "is_public",
    "fingerprint",
    "edited_at",
]
WITHDRAWN_FIELDS = [
    "state",
    "is_public",
    "merged_into",
    "published_text",
    "published_proposal",
    "fingerprint",
    "withdrawn_at",
]


class Refused(Exception):
    """The author can no longer do this; `sentence` says why, in words for the author."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class ChangedElsewhere(Exception):
    """The author changed the contribution in another window since this form was opened."""


class SaidBefore(Exception):
    """The author has said exactly this about the same thing in another contribution."""


def _locked(contribution: Contribution, *, others: bool = False) -> Contribution:
    """The contribution as it is now, locked with the root of its thread (replies lock that one).

    So is the one it is counted with, and with `others` what is counted with it. All in the order of their keys, as the
    moderators' services lock.
    """
    keys = {contribution.pk, contribution.thread_id, contribution.merged_into_id} - {None}
    if others:
        keys.update(contribution.merged.filter(state=State.MERGED).values_list("pk", flat=True))
    rows = Contribution.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    by_key = {row.pk: row for row in rows.select_related("process", "organisation")}
    return by_key[contribution.pk]


def is_readable(contribution: Contribution) -> bool:
    """Whether everybody can read it now."""
    return Contribution.objects.public().filter(pk=contribution.pk).exists()


@transaction.atomic
def edit_contribution(contribution: Contribution, submission: Submission, *, seen_revision: int | None = None) -> bool:
    """Change a contribution to what its author now says and keep the earlier state; False when nothing differs.

    `seen_revision` is how often it had been changed when the form was opened; None compares nothing. Raises Refused,
    ChangedElsewhere, SaidBefore, or ValidationError for an unusable text.
    """
    row = _locked(contribution)
    if sentence := actions_for(row).why_not_edit:
        raise Refused(sentence)
    number = row.revisions.count()
    if seen_revision not in (None, number):
        raise ChangedElsewhere
    after = {
        "kind": submission.kind,
        "title": tidy(submission.title),
        "comment": tidy(submission.text),
        "proposed_text": tidy(getattr(submission, "proposed_text", row.proposed_text)),
        "publication": submission.publication,
    }
    _check(after, limit=row.process.max_characters)
    before = {name: getattr(row, name) for name in after} | {"title": row.submitted_title or row.title}
    if after == before:
        return False
    was_public, now = is_readable(row), timezone.now()
    ContributionRevision.objects.create(
        contribution=row,
        number=number + 1,
        kind=before["kind"],
        title=before["title"],
        text=before["comment"],
        proposed_text=before["proposed_text"],
        publication=before["publication"],
        was_public=was_public,
        edited_at=now,
    )
    _take_over(row, after)
    row.edited_at = now
    row.fingerprint = _fingerprint_after(row, submission)
    try:
        with transaction.atomic():
            row.save(update_fields=EDITED_FIELDS)
    except IntegrityError as error:
        raise SaidBefore from error
    # Without a name: the log is read by the whole team, and an author is nobody of the staff.
    record(None, "contributions.edit", row, scope=row.process.slug, revision=number + 1)
    contribution_edited.send(sender=Contribution, contribution=row)
    return True


def _check(after: dict[str, str], *, limit: int) -> None:
    """Raise ValidationError by field, in words for the author, when this cannot be stored."""
    checked = {"text": after["comment"], "proposed_text": after["proposed_text"]}
    for name, text in checked.items():
        # Another wording may stand for itself.
        if text or (name == "text" and not after["proposed_text"]):
            try:
                check_text(text, limit)
            except ValidationError as error:
                raise ValidationError({name: error}) from error
    if "\x00" in after["title"]:
        raise ValidationError({"title": _("Your text contains a character that cannot be stored.")})


def _take_over(row: Contribution, after: dict[str, str]) -> None:
    """Write the new state into the row; what the public reads follows where it was published without review."""
    if after["comment"] != row.comment:
        # Made of the earlier text.
        row.translation_de = ""
    for name, value in after.items():
        setattr(row, name, value)
    row.submitted_title = ""
    if row.state == State.RELEASED:
        row.published_text, row.published_proposal = row.comment, row.proposed_text
        row.is_public = row.publication != Publication.INTERNAL


def _fingerprint_after(row: Contribution, submission: Submission) -> str | None:
    """The fingerprint of the new words, as `submit_contribution` makes it; None where nobody is known."""
    if not row.author_address:
        return None
    author = row.user or Guest(email=row.user_email)
    parent = Contribution.objects.filter(pk=row.parent_id).first() if row.is_reply else None
    said = Submission(
        **{
            **vars(submission),
            "text": row.comment,
            "title": row.title,
            "organisation": row.organisation,
            "parent": parent,
            "attachments": tuple(row.attachments.all()),
        }
    )
    return fingerprint_of(author, describe(row.content_object), said)


@transaction.atomic
def withdraw_contribution(contribution: Contribution, *, actor=None, reason: str = "") -> Contribution:
    """Take a contribution back: at once nobody but its author and the moderators can read it. Raises Refused.

    What others said stays: replies keep their place, and what was counted with it stands for itself from now on, as it
    was published. `actor` is None for a guest.
    """
    # Publishing results takes this lock: an answer is not published while the contribution it rests on is taken back.
    Process.objects.select_for_update(no_key=True).get(pk=contribution.process_id)
    row = _locked(contribution, others=True)
    if sentence := actions_for(row).why_not_withdraw:
        raise Refused(sentence)
    earlier, was_public = row.state, is_readable(row)
    Withdrawal.objects.create(
        contribution=row, earlier_state=earlier, was_public=was_public, reason=tidy(reason), withdrawn_by=actor
    )
    if earlier == State.MERGED:
        uncount(row)
    row.state, row.is_public, row.merged_into = State.WITHDRAWN, False, None
    row.published_text = row.published_proposal = ""
    # The same words can be sent again.
    row.fingerprint = None
    row.withdrawn_at = timezone.now()
    row.save(update_fields=WITHDRAWN_FIELDS)
    _let_others_stand(row)
    record(None, "contributions.withdraw", row, scope=row.process.slug, earlier=earlier)
    tell_author(row, "contribution_withdrawn", dedupe_key=f"withdrawn:{row.pk}")
    contribution_withdrawn.send(sender=Contribution, contribution=row, earlier_state=earlier)
    return row


def _let_others_stand(row: Contribution) -> None:
    """Of what was counted with a withdrawn contribution the first one leads from now on, one that may be read if any.

    Nothing gets public by this: what is counted with another one could be looked up before.
    """
    others = list(Contribution.objects.filter(merged_into=row, state=State.MERGED).order_by("received_at", "pk"))
    if not others:
        return
    leading = next((other for other in others if other.publication != Publication.INTERNAL), others[0])
    for other in others:
        uncount(other)
        if other is not leading:
            count_with(other, leading)
    leading.state, leading.merged_into = State.RELEASED, None
    leading.is_public = leading.publication != Publication.INTERNAL
    leading.save(update_fields=["state", "merged_into", "is_public"])
    Contribution.objects.filter(merged_into=row, state=State.MERGED).update(merged_into=leading)
    record(None, "contributions.lead_instead", leading, scope=row.process.slug, instead_of=row.display_code)
