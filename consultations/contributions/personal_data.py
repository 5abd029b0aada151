"""What contributions hold about a person, and what stays of it when the account is closed.

What was published, or said for an organisation, stays without the person: others have replied to it, the ministry owes
an answer to it, and what was said must not get lost. What was never published and said for oneself goes.
"""

from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.privacy.extensions import ExportFile, PersonalData, holds_personal_data
from accounts.privacy.retention import register_rule
from consultations.contributions.attachments.models import Attachment
from consultations.contributions.enums import Publication, State
from consultations.contributions.following.models import Follow
from consultations.contributions.guests.services import never_confirmed, purge_unconfirmed
from consultations.contributions.models import Contribution, Support
from consultations.contributions.own.models import ContributionRevision
from consultations.contributions.saved.models import SavedContribution
from consultations.contributions.saved.services import purge_outdated
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
    rows = _said(user).select_related("process").prefetch_related("revisions", "decisions", "attachments")
    files = [
        ExportFile(f"{row.display_code}-{attachment.name}", partial(attachment.file.open, "rb"))
        for row in rows
        for attachment in row.attachments.all()
    ]
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
    return found


def erase(user: User) -> None:
    """Delete what was never published, and take the person out of everything else."""
    keys = list(_said(user).order_by("pk").values_list("pk", flat=True))
    locked = Contribution.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    rows = list(locked)
    for row in rows:
        if row.state in _WAITING and row.organisation_id is None:
            leave_thread(row)
            row.delete()
    own = Contribution.objects.filter(pk__in=keys)
    closed = own.filter(state__in=_CLOSED, organisation__isnull=True)
    for attachment in Attachment.objects.filter(contribution__in=closed):
        attachment.delete()
    closed.update(comment="", title="", submitted_title="", proposed_text="", translation_de="")
    # That something was changed stays known, and how often; what it said before was for the person and the team.
    ContributionRevision.objects.filter(contribution__in=own).update(title="", text="", proposed_text="")
    own.filter(publication=Publication.NAMED, organisation_name="").update(publication=Publication.CATEGORY)
    own.update(user=None, user_name="", user_email="", author_name="", author_role="", fingerprint=None)
    for attachment in Attachment.objects.filter(uploaded_by=user, contribution__isnull=True):
        attachment.delete()


holds_personal_data("contributions", collect, order=20, erase=erase, consequences=consequences)

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
