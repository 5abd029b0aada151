"""What accounts themselves hold about a person."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Invitation, JoinRequest, Membership
from accounts.organisations.rules import left_without_coordinator
from accounts.people.models import User
from accounts.privacy import exports, inactivity, retention
from accounts.privacy.extensions import PersonalData, holds_personal_data
from accounts.privacy.models import Consent, DataExport, NoticeText
from audit.models import AuditEntry


def account(user: User) -> PersonalData:
    """The account: who, which addresses, which consents."""
    addresses = EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
    consents = Consent.objects.filter(user=user).select_related("notice")
    return PersonalData(
        {
            "email": user.email,
            "display_name": user.display_name,
            "real_name": user.real_name,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "language": user.language,
            "joined": user.date_joined,
            "last_sign_in": user.last_login,
            "addresses": list(addresses),
            "groups": list(user.groups.values_list("name", flat=True)),
            "rights": list(user.user_permissions.values_list("codename", flat=True)),
            "exports": list(DataExport.objects.filter(user=user).values("asked_at", "state", "ready_at")),
            "notices_read": [{**_wording(row.notice), "read": row.given_at} for row in consents],
        }
    )


def _wording(notice: NoticeText) -> dict:
    return {"notice": notice.document, "version": notice.number, "text": notice.text}


def organisations(user: User) -> PersonalData:
    """The organisations the person belongs to, wants to join or is invited to."""
    rows = Membership.objects.filter(user=user).select_related("organisation")
    requests = JoinRequest.objects.filter(user=user).select_related("organisation")
    invitations = Invitation.objects.filter(email__iexact=user.email).select_related("organisation")
    return PersonalData(
        {
            "member_of": [
                {"organisation": row.organisation.name, "role": row.role, "position": row.position} for row in rows
            ],
            "asked_to_join": [
                {"organisation": row.organisation.name, "position": row.position, "message": row.message}
                for row in requests
            ],
            "invited_to": [row.organisation.name for row in invitations],
        }
    )


def forget_invitations(user: User) -> None:
    """Invitations to the address of the person."""
    Invitation.objects.filter(email__iexact=user.email).delete()


def last_coordinator(user: User) -> list[str]:
    """An organisation whose other members would be left without anybody to coordinate."""
    says = _("You are the only coordinator of “%(name)s”. Please hand this task to another member first.")
    return [says % {"name": row.name} for row in left_without_coordinator([user])]


def last_administrator(user: User) -> list[str]:
    """A site without anybody who administers it could not be repaired from within."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        return [_("You are the only administrator of this site. Please name another one first.")]
    return []


def signing_in(user: User) -> PersonalData:
    """How and where the person signs in; secrets stay where they are."""
    factors = Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
    devices = UserSession.objects.filter(user=user).values("user_agent", "created_at", "last_seen_at")
    elsewhere = SocialAccount.objects.filter(user=user).values("provider", "uid", "date_joined", "last_login")
    return PersonalData({"factors": list(factors), "devices": list(devices), "elsewhere": list(elsewhere)})


holds_personal_data(
    "signing_in",
    signing_in,
    order=85,
    covers=(
        "mfa.Authenticator.user",
        "usersessions.UserSession.user",
        "socialaccount.SocialAccount.user",
    ),
)


def log(user: User) -> PersonalData:
    """What the person decided as staff. Who it was about, where that is a person, is theirs to know."""
    people = ContentType.objects.get_for_model(User)
    rows = AuditEntry.objects.filter(actor=user).order_by("pk")
    return PersonalData(
        [
            {
                "at": row.at,
                "action": row.action,
                "process": row.scope,
                "object": "" if row.target_type_id == people.pk else row.target_label,
                "reason": row.reason,
            }
            for row in rows.iterator()
        ]
    )


holds_personal_data(
    "account",
    account,
    order=90,
    obstacles=last_administrator,
    covers=(
        "account.EmailAddress.user",
        "accounts.Consent.user",
        "accounts.DataExport.user",
        "accounts.User_groups.user",
        "accounts.User_user_permissions.user",
    ),
)
holds_personal_data(
    "organisations",
    organisations,
    order=80,
    erase=forget_invitations,
    obstacles=last_coordinator,
    covers=("accounts.Membership.user", "accounts.JoinRequest.user"),
)
holds_personal_data("log", log, order=95, covers=("audit.AuditEntry.actor",))

retention.register_rule(
    "accounts",
    gettext_lazy("Accounts nobody used for years, whose people were warned"),
    count=lambda: inactivity.to_close().count(),
    apply=inactivity.close,
)
retention.register_rule(
    "exports",
    gettext_lazy("Files with the data of a person, seven days after they were ready"),
    count=lambda: exports.expired().count(),
    apply=exports.forget_expired,
)
