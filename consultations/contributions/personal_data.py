"""What contributions hold about a person, and what stays of it when the account is closed.

What was published, or said for an organisation, stays without the person: others have replied to it, the ministry owes
an answer to it, and what was said must not get lost. What was never published and said for oneself goes.
"""

from functools import partial

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.privacy.extensions import ExportFile, PersonalData, holds_personal_data
from accounts.privacy.retention import register_rule
from consultations.contributions.attachments.models import Attachment
from consultations.contributions.enums import ADMITTED_STATES, Publication, State
from consultations.contributions.following.models import Follow
from consultations.contributions.guests.services import never_confirmed, purge_unconfirmed
from consultations.contributions.models import Contribution, Support
from consultations.contributions.own.models import ContributionRevision, Withdrawal
from consultations.contributions.saved.models import SavedContribution
from consultations.contributions.saved.services import purge_outdated
from consultations.contributions.signals import contribution_emptied
from consultations.contributions.threads import leave_thread

#: Never published: nobody but the person and the team knows of them.
_WAITING = (State.UNCONFIRMED, State.PENDING)
#: Not public (any more); the decision about them stays in the log.
_CLOSED = (State.REJECTED, State.WITHDRAWN)


def _said(user: User):
    return Contribution.objects.filter(user=user, is_official_reply=False)


def _one(row: Contribution) -> dict:
    """A contribution as its author may read it."""
    return {
        "number": row.display_code,
        "receipt_code": row.display_receipt_code,
        "process": row.process.title,
        "about": row.get_target_kind_display(),
        "target": row.target_label,
        "kind": row.kind,
        "state": row.state,
        "publication": row.publication,
        "title": row.submitted_title or row.title,
        "text": row.comment,
        "proposed_wording": row.proposed_text,
        "published_text": row.published_text,
        "for_organisation": row.organisation_name,
        "name": row.author_name,
        "role": row.author_role,
        "received": row.received_at,
        "edited": row.edited_at,
        "withdrawn": row.withdrawn_at,
        "withdrawn_because": getattr(getattr(row, "withdrawal", None), "reason", ""),
        "earlier_wordings": [
            {"at": older.edited_at, "title": older.title, "text": older.text, "proposed_wording": older.proposed_text}
            for older in row.revisions.all()
        ],
        "decisions": [
            {"at": decision.decided_at, "decision": decision.decision, "message": decision.message_to_author}
            for decision in row.decisions.all()
        ],
        "attachments": [attachment.name for attachment in row.attachments.all()],
    }


def collect(user: User) -> PersonalData:
    """Everything said, begun, supported and followed, with the files that were attached."""
    rows = _said(user).select_related("process", "withdrawal").prefetch_related("revisions", "decisions", "attachments")
    files = [
        ExportFile(f"{row.display_code}-{attachment.name}", partial(attachment.file.open, "rb"))
        for row in rows
        for attachment in row.attachments.all()
    ]
    waiting = Attachment.objects.filter(uploaded_by=user, contribution__isnull=True)
    files += [ExportFile(attachment.name, partial(attachment.file.open, "rb")) for attachment in waiting]
    supported = Support.objects.filter(user=user).select_related("contribution")
    follows = Follow.objects.filter(user=user).select_related("process")
    saved = SavedContribution.objects.filter(user=user).select_related("process")
    return PersonalData(
        {
            "contributions": [_one(row) for row in rows.order_by("received_at", "pk")],
            "unfinished": [
                {
                    "process": row.process.title,
                    "target": row.target_label,
                    "saved": row.updated_at,
                    "fields": row.fields,
                }
                for row in saved
            ],
            "supported": [{"number": row.contribution.display_code, "at": row.created_at} for row in supported],
            "followed": [
                {"process": row.process.title, "kind": row.target_kind, "lineage": row.lineage, "at": row.created_at}
                for row in follows
            ],
        },
        files,
    )


def _goes(user: User):
    """What nobody published and nobody else answers for."""
    return _said(user).filter(state__in=_WAITING, organisation__isnull=True)


def consequences(user: User) -> list[str]:
    """What becomes of the person's contributions, in sentences."""
    goes = _goes(user).count()
    stays = _said(user).exclude(state__in=_CLOSED).count() - goes
    found = []
    if stays:
        found.append(
            ngettext(
                "%(number)s contribution stays, without your name. It is answered; others may have replied to it.",
                "%(number)s contributions stay, without your name. They are answered; others may have replied to them.",
                stays,
            )
            % {"number": stays}
        )
    if goes:
        found.append(
            ngettext(
                "%(number)s contribution that is not published yet is deleted.",
                "%(number)s contributions that are not published yet are deleted.",
                goes,
            )
            % {"number": goes}
        )
    closed = _said(user).filter(state__in=_CLOSED, organisation__isnull=True).count()
    if closed:
        found.append(
            ngettext(
                "The words of %(number)s contribution that was refused or withdrawn are deleted.",
                "The words of %(number)s contributions that were refused or withdrawn are deleted.",
                closed,
            )
            % {"number": closed}
        )
    return found


def _lock(user: User) -> list[int]:
    """Lock everything the person said, and the threads that lose a reply; returns the keys of the person's rows.

    All in the order of their keys, as moderators' services lock: who merges a reply now must not wait for us while we
    wait for them.
    """
    keys = list(_said(user).values_list("pk", flat=True))
    threads = _goes(user).values("thread_id")
    rows = Contribution.objects.select_for_update(of=("self",)).filter(Q(pk__in=keys) | Q(thread_id__in=threads))
    for _pk in rows.order_by("pk").values_list("pk", flat=True).iterator():
        pass
    return keys


def _forget_unpublished_words(own: QuerySet[Contribution]) -> None:
    """Of what the person said for themselves only that stays which could be read by everybody."""
    closed = own.filter(state__in=_CLOSED)
    for attachment in Attachment.objects.filter(contribution__in=closed):
        attachment.delete()
    closed.update(comment="", title="", submitted_title="", proposed_text="", translation_de="")
    # Passages were taken out because they were too personal, more often than not. Their places meant the whole text.
    shortened = own.filter(state__in=ADMITTED_STATES, is_redacted=True)
    for row in shortened.only("published_text", "published_proposal"):
        # One by one: the text lies in the table of the comment framework, and F() does not reach across.
        shortened.filter(pk=row.pk).update(
            comment=row.published_text, proposed_text=row.published_proposal, submitted_title="", translation_de=""
        )
    contribution_emptied.send(sender=Contribution, closed=closed, shortened=shortened)


def erase(user: User) -> None:
    """Delete what was never published, and take the person out of everything else."""
    keys = _lock(user)
    for row in _goes(user).order_by("pk"):
        leave_thread(row)
        row.delete()
    own = Contribution.objects.filter(pk__in=keys)
    _forget_unpublished_words(own.filter(organisation__isnull=True))
    # That something was changed stays known, and how often; what it said before was for the person and the team.
    ContributionRevision.objects.filter(contribution__in=own).update(title="", text="", proposed_text="")
    Withdrawal.objects.filter(contribution__in=own).update(reason="")
    own.filter(publication=Publication.NAMED, organisation_name="").update(publication=Publication.CATEGORY)
    own.update(user=None, user_name="", user_email="", author_name="", author_role="", fingerprint=None)
    for attachment in Attachment.objects.filter(uploaded_by=user, contribution__isnull=True):
        attachment.delete()


holds_personal_data(
    "contributions",
    collect,
    order=20,
    erase=erase,
    consequences=consequences,
    covers=(
        "django_comments.Comment.user",
        "consultations.Attachment.uploaded_by",
        "consultations.Follow.user",
        "consultations.SavedContribution.user",
        "consultations.Support.user",
        "consultations.Withdrawal.withdrawn_by",
    ),
)

register_rule(
    "saved_contributions",
    _("Unfinished contributions to processes that are long finished"),
    count=lambda: SavedContribution.objects.outdated().count(),
    apply=purge_outdated,
)
register_rule(
    "unconfirmed_contributions",
    _("Contributions of guests who did not confirm their address"),
    count=lambda: never_confirmed().count(),
    apply=purge_unconfirmed,
)
