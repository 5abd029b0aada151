"""What notifications hold about a person, and how long mails are kept."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy.extensions import PersonalData, holds_personal_data
from accounts.privacy.retention import register_rule
from notifications import notices, services
from notifications.models import Notice, OutboxMessage, Preference


def told(user: User) -> PersonalData:
    """Settings, notices, and the mails that are still there."""
    mails = OutboxMessage.objects.filter(recipient=user) | OutboxMessage.objects.filter(address__iexact=user.email)
    return PersonalData(
        {
            "settings": list(Preference.objects.filter(user=user).values("subject", "scope", "frequency")),
            "notices": list(Notice.objects.filter(user=user).values("text", "url", "created_at", "told_at")),
            "mails": list(mails.order_by("pk").values("kind", "address", "subject", "body", "created_at", "sent_at")),
        }
    )


def forget_mails(user: User) -> None:
    """Mails to the person go at once, also those that are not delivered yet."""
    OutboxMessage.objects.filter(recipient=user).delete()
    OutboxMessage.objects.filter(address__iexact=user.email).delete()


holds_personal_data("notifications", told, order=70, erase=forget_mails)

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
