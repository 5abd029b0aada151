"""What the double coding holds about a person: what they coded; and how long their name stays with it."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy.extensions import PersonalData, holds_personal_data
from accounts.privacy.retention import register_rule
from consultations.synthesis.double_coding.models import DoubleCode
from consultations.synthesis.double_coding.queries import describe, with_old_names
from consultations.synthesis.double_coding.services import forget_names


def collect(user: User) -> PersonalData:
    """What the person chose, passage by passage."""
    codes = DoubleCode.objects.filter(coder=user).select_related("item__segment__contribution", "action_field")
    return PersonalData(
        [
            {
                "number": code.item.segment.contribution.display_code,
                "chosen": describe(code),
                "note": code.note,
                "at": code.coded_at,
            }
            for code in codes.order_by("pk")
        ]
    )


holds_personal_data(
    "double_coding",
    collect,
    order=45,
    covers=(
        "consultations.DoubleCode.coder",
        "consultations.DoubleCoding.first_coder",
        "consultations.DoubleCoding.second_coder",
    ),
)

register_rule(
    "double_coding_names",
    _("Names in double codings of processes that ended more than a year ago"),
    count=lambda: with_old_names().count(),
    apply=lambda: forget_names(with_old_names()),
)
