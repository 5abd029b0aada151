"""Writes of the contributions feature."""

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import Organisation, StakeholderCategory
from audit.services import record
from consultations.contributions.attachments.models import Attachment
from consultations.contributions.attachments.services import attach, discard
from consultations.contributions.enums import Channel, Kind, Publication, State
from consultations.contributions.guests import gate
from consultations.contributions.guests.people import Guest
from consultations.contributions.guests.services import ask_to_confirm
from consultations.contributions.mails import tell_author
from consultations.contributions.models import Contribution, Support
from consultations.contributions.refusals import MayNotContribute, ParticipationClosed, TooManyContributions
from consultations.contributions.rules import (
    Barrier,
    barrier,
    is_open_in,
    may_be_replied_to,
    may_speak_for_oneself,
    may_support,
    organisations_of,
    takes_replies_only,
)
from consultations.contributions.signals import contribution_submitted
from consultations.contributions.targets import Target, TargetRefused, describe, is_current
from consultations.contributions.telling.services import tell_of_reply
from consultations.contributions.wording import check_proposal
from consultations.contributions.writing import write_new
from consultations.drafts.models import Paragraph
from consultations.process.enums import Action
from consultations.process.models import Phase
from consultations.process.rules import can, open_phase
from frontend.texts import cleaned, shows_nothing


@dataclass(frozen=True)
class Submission:
    """What a participant says, as checked by the form."""

    kind: str
    text: str
    title: str = ""
    publication: str = Publication.CATEGORY
    organisation: Organisation | None = None
    parent: Contribution | None = None
    language: str = "de"
    #: Another wording of the paragraph the contribution is about; empty for none.
    proposed_text: str = ""
    #: Files the person uploaded for this form, see `attachments.services.keep`.
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """What became of a submission: the stored contribution, and whether it had been stored before."""

    contribution: Contribution
    is_new: bool


@transaction.atomic
def submit_contribution(target: Model, author, submission: Submission) -> Receipt:
    """Store a participant's contribution with its receipt code and its mail, in one transaction.

    `author` is an account or a `Guest`; what a guest says waits for the confirmation of the address.
    The same person saying the same about the same target is stored once: the earlier contribution is returned.
    Raises ParticipationClosed, MayNotContribute, TargetRefused, TooManyContributions, or ValidationError for an
    unusable text or a spent proof of work.
    """
    described = describe(target)
    submission = replace(
        submission,
        text=tidy(submission.text),
        title=tidy(submission.title),
        proposed_text=tidy(submission.proposed_text),
    )
    # One person at a time: the flood limit and the fingerprint below are checked without a race.
    if isinstance(author, Guest):
        gate.take_turn(described.process)
    elif get_user_model().objects.select_for_update().filter(pk=author.pk).first() is None:
        # Closed in another window while this was written; the text stays in the form.
        raise MayNotContribute(Barrier.ACCOUNT)
    fingerprint = fingerprint_of(author, described, submission)
    earlier = Contribution.objects.filter(fingerprint=fingerprint).first()
    if earlier is not None:
        # Said before anything else: a second click at the end of a phase must not look like a refusal.
        discard(submission.attachments)
        if earlier.state == State.UNCONFIRMED:
            ask_to_confirm(earlier)
        return Receipt(earlier, is_new=False)
    phase = open_phase(described.process, described.kind, organisation=submission.organisation)
    if phase is None:
        raise ParticipationClosed
    if missing := barrier(author, described.process):
        raise MayNotContribute(missing)
    if not is_current(target) or not is_open_in(phase, target):
        raise TargetRefused(described.label)
    if submission.parent is None and takes_replies_only(target):
        raise TargetRefused(described.label)
    _check(submission, described, author)
    if isinstance(author, Guest):
        gate.let_in(author, described)
    else:
        _refuse_flood(author)
    speaks_for = submission.organisation
    membership = speaks_for.memberships.filter(user=author).first() if speaks_for else None
    contribution = build_contribution(described, phase, author, submission, role=membership and membership.position)
    contribution.fingerprint = fingerprint
    if submission.parent is not None:
        contribution.parent_id = _lock_thread(submission.parent, described).pk
        contribution.save()
    else:
        write_new([contribution])
    if submission.attachments:
        attach(contribution, submission.attachments, user=author)
    if contribution.state == State.UNCONFIRMED:
        # For everybody but the guest it is submitted once it is confirmed.
        ask_to_confirm(contribution)
        return Receipt(contribution, is_new=True)
    # Before the receipt: it says whether the contribution is public at once.
    contribution_submitted.send(sender=Contribution, contribution=contribution)
    tell_author(contribution, "contribution_received", dedupe_key=f"received:{contribution.pk}")
    return Receipt(contribution, is_new=True)


def _lock_thread(parent: Contribution, described: Target) -> Contribution:
    """The contribution that is replied to, still public under the lock of its thread, which withdrawing takes, too.

    The comment framework counts positions in a thread without a lock; the root row serialises them.
    """
    root = Contribution.objects.select_for_update(no_key=True).get(pk=parent.thread_id)
    parent = root if root.pk == parent.pk else Contribution.objects.get(pk=parent.pk)
    if not may_be_replied_to(parent, described):
        raise ValidationError({"parent": _("This contribution cannot be replied to.")}, code="parent")
    return parent


def tidy(text: str) -> str:
    """A typed text as it is counted and stored: a line break is one character, no white space around it."""
    return cleaned(text)


def check_text(text: str, limit: int) -> None:
    """Raise ValidationError, in words for the author, when a tidied text is empty, too long or cannot be stored."""
    if "\x00" in text:
        raise ValidationError(_("Your text contains a character that cannot be stored."), code="control_character")
    if shows_nothing(text):
        raise ValidationError(_("Please write what you want to say."), code="empty")
    if len(text) > limit:
        raise ValidationError(
            _("Your text has %(count)s characters, at most %(limit)s are possible. Please shorten it."),
            code="too_long",
            params={
                "count": number_format(len(text), force_grouping=True),
                "limit": number_format(limit, force_grouping=True),
            },
        )


def _check(submission: Submission, described: Target, author) -> None:
    """Raise ValidationError by field, with a message for the author, when the submission cannot be stored as it is."""
    try:
        check_text(submission.text, described.process.max_characters)
    except ValidationError as error:
        raise ValidationError({"text": error}) from error
    if "\x00" in submission.title:
        raise ValidationError({"title": _("Your text contains a character that cannot be stored.")})
    if submission.proposed_text:
        check_wording(submission.proposed_text, described)
    _check_attachments(submission)
    if submission.organisation is None and not may_speak_for_oneself(described.process):
        raise ValidationError({"organisation": _("Please choose for whom you speak.")}, code="organisation")
    if submission.organisation and not organisations_of(author).filter(pk=submission.organisation.pk).exists():
        raise ValidationError({"organisation": _("You cannot speak for this organisation.")}, code="organisation")
    if submission.parent is not None and not may_be_replied_to(submission.parent, described):
        raise ValidationError({"parent": _("This contribution cannot be replied to.")}, code="parent")


def _check_attachments(submission: Submission) -> None:
    if any(row.contribution_id for row in submission.attachments):
        # Somebody went back, changed the text and sent it again: the files went with the first one.
        text = _("Your files belong to the contribution you sent before. Please choose them again.")
        raise ValidationError({"attachments": text}, code="attachments")
    if len(submission.attachments) > settings.ATTACHMENT_MAX_FILES:
        most = settings.ATTACHMENT_MAX_FILES
        raise ValidationError({"attachments": _("At most %(number)s files can be attached.") % {"number": most}})


def check_wording(proposal: str, described: Target) -> None:
    """Raise ValidationError by field when another wording cannot be stored, or is about something without one."""
    if not isinstance(described.object, Paragraph):
        raise ValidationError({"text": _("Another wording can be proposed for a paragraph only.")}, code="wording")
    try:
        check_proposal(proposal, described.object, described.process.max_characters)
    except ValidationError as error:
        raise ValidationError({"proposed_text": error}) from error


def _refuse_flood(author) -> None:
    window = timedelta(seconds=settings.CONTRIBUTION_FLOOD_WINDOW_SECONDS)
    since = timezone.now() - window
    recent = list(
        Contribution.objects.filter(user=author, channel=Channel.ONLINE, statement__isnull=True, submit_date__gt=since)
        .order_by("-submit_date")
        .values_list("submit_date", flat=True)[: settings.CONTRIBUTION_FLOOD_LIMIT]
    )
    if len(recent) >= settings.CONTRIBUTION_FLOOD_LIMIT:
        wait = (recent[-1] + window - timezone.now()).total_seconds()
        raise TooManyContributions(max(int(wait) + 1, 1))


def fingerprint_of(author, described: Target, submission: Submission) -> str:
    """One value for one thing said: by whom, for whom, about which object, in reply to what, in which words.

    The object and not its lineage: in the closing round the same words about the changed text are a new contribution.
    """
    words = " ".join(submission.text.split()).casefold()
    speaker = submission.organisation.pk if submission.organisation else ""
    parent = submission.parent.pk if submission.parent else ""
    who = author if isinstance(author, Guest) else author.pk
    key = f"{who}|{speaker}|{described.kind}|{described.object.pk}|{parent}|{words}"
    if submission.proposed_text:
        key += f"|{' '.join(submission.proposed_text.split())}"
    if submission.attachments:
        # Whoever sends the same words again with the file that was forgotten says something new.
        key += "|" + ",".join(sorted(row.sha256 for row in submission.attachments))
    return hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()


def build_contribution(
    described: Target, phase: Phase, author, submission: Submission, *, role: str | None = ""
) -> Contribution:
    """A contribution with a snapshot of who spoke, in which `role`; not saved yet."""
    organisation = submission.organisation
    is_guest = isinstance(author, Guest)
    now = timezone.now()
    return Contribution(
        content_type=ContentType.objects.get_for_model(described.object),
        object_pk=str(described.object.pk),
        site_id=settings.SITE_ID,
        user=None if is_guest else author,
        user_email=author.email if is_guest else "",
        state=State.UNCONFIRMED if is_guest else State.PENDING,
        comment=submission.text,
        submit_date=now,
        received_at=now,
        is_public=False,
        process=described.process,
        phase=phase,
        target_kind=described.kind,
        target_label=described.label[:250],
        lineage=described.lineage,
        kind=submission.kind,
        title=submission.title,
        proposed_text=submission.proposed_text,
        language=submission.language,
        publication=submission.publication,
        organisation=organisation,
        organisation_name=organisation.name if organisation else "",
        author_name=author.display_name,
        author_role=role or "",
        category=organisation.category if organisation else StakeholderCategory.objects.individual(),
        region=organisation.region if organisation else None,
    )


@transaction.atomic
def support(contribution: Contribution, user) -> bool:
    """Support a public contribution; returns False when the person already did or may not (`rules.may_support`)."""
    if not may_support(user, contribution) or not Contribution.objects.public().filter(pk=contribution.pk).exists():
        return False
    try:
        with transaction.atomic():
            Support.objects.create(contribution=contribution, user=user)
    except IntegrityError:
        return False
    return True


def withdraw_support(contribution: Contribution, user) -> bool:
    """Take one's support back; returns whether there was any."""
    deleted, _details = Support.objects.filter(contribution=contribution, user=user).delete()
    return bool(deleted)


@transaction.atomic
def reply_officially(parent: Contribution, *, text: str, actor, office: str) -> Contribution:
    """Publish the ministry's reply below a contribution; it is public at once and needs no answer itself.

    Raises PermissionDenied unless the person moderates or answers, ValidationError for an empty text or a contribution
    the public cannot read. Below the deepest level of a thread the reply stands beside what it answers.
    """
    if not (can(actor, Action.MODERATE, parent.process) or can(actor, Action.ANSWER, parent.process)):
        raise PermissionDenied(f"reply in {parent.process.slug}")
    if not text.strip():
        raise ValidationError({"text": _("Please write what you want to say.")}, code="empty")
    Contribution.objects.select_for_update(no_key=True).get(pk=parent.thread_id)
    parent = Contribution.objects.select_related("process").get(pk=parent.pk)
    if parent.state != State.RELEASED or parent.publication == Publication.INTERNAL:
        raise ValidationError({"parent": _("This contribution cannot be replied to.")}, code="parent")
    if not parent.allow_thread():
        parent = Contribution.objects.select_related("process").get(pk=parent.parent_id)
    now = timezone.now()
    reply = Contribution(
        content_type=parent.content_type,
        object_pk=parent.object_pk,
        site_id=settings.SITE_ID,
        user=actor,
        comment=text.strip(),
        published_text=text.strip(),
        submit_date=now,
        received_at=now,
        is_public=True,
        parent_id=parent.pk,
        process=parent.process,
        phase=parent.phase,
        target_kind=parent.target_kind,
        target_label=parent.target_label,
        lineage=parent.lineage,
        kind=Kind.REPLY,
        publication=Publication.NAMED,
        state=State.RELEASED,
        is_official_reply=True,
        organisation_name=office,
    )
    reply.save()
    record(actor, "contributions.reply_officially", reply, scope=parent.process.slug)
    tell_of_reply(reply)
    return reply
