"""What the workbench holds about a person: what they are at work on, and how long steps to undo are kept."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy.extensions import PersonalData, holds_personal_data
from accounts.privacy.retention import register_rule
from consultations.synthesis.steps import outdated
from consultations.synthesis.workbench.models import CodingClaim


def collect(user: User) -> PersonalData:
    """What the person is coding at the moment."""
    rows = CodingClaim.objects.filter(user=user).select_related("contribution")
    return PersonalData({"coding": [{"number": row.contribution.display_code, "until": row.until} for row in rows]})


def forget_steps() -> int:
    """Delete steps nobody takes back any more."""
    number, _details = outdated().delete()
    return number


holds_personal_data("workbench", collect, order=35, covers=("consultations.CodingClaim.user",))

register_rule(
    "coding_steps",
    _("Steps of the coding nobody will undo any more"),
    count=lambda: outdated().count(),
    apply=forget_steps,
)
