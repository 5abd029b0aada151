"""What notifications hold about a person, and how long mails are kept."""

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy.extensions import PersonalData, holds_personal_data
from accounts.privacy.retention import register_rule
from notifications import notices, services
from notifications.models import Notice, OutboxMessage, Preference


def _to(user: User) -> Q:
    """Mails to the person: by account, or to an address they have confirmed; others may be somebody else's."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True)
    mails = Q(recipient=user) | Q(address__iexact=user.email)
    for address in confirmed.values_list("email", flat=True):
        mails |= Q(address__iexact=address)
    return mails


def told(user: User) -> PersonalData:
    """Settings, notices, and the mails that are still there."""
    mails = OutboxMessage.objects.filter(_to(user))
    return PersonalData(
        {
            "settings": list(Preference.objects.filter(user=user).values("subject", "scope", "frequency")),
            "notices": list(Notice.objects.filter(user=user).values("text", "url", "created_at", "told_at")),
            "mails": list(mails.order_by("pk").values("kind", "address", "subject", "body", "created_at", "sent_at")),
        }
    )


def forget_mails(user: User) -> None:
    """Mails to the person go at once, also those that are not delivered yet."""
    OutboxMessage.objects.filter(_to(user)).delete()


holds_personal_data(
    "notifications",
    told,
    order=70,
    erase=forget_mails,
    covers=(
        "notifications.Notice.user",
        "notifications.OutboxMessage.recipient",
        "notifications.Preference.user",
    ),
)

register_rule(
    "mails",
    _("Delivered mails after a week, and after a month those no server took"),
    count=lambda: services.old().count(),
    apply=services.forget_old,
)
register_rule(
    "notices",
    _("Notices, ninety days after people were told"),
    count=lambda: notices.told_long_ago().count(),
    apply=notices.forget_told,
)
