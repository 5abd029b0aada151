"""What the moderation holds about a person: reports and objections of theirs, and what they are at work on."""

from accounts.models import User
from accounts.privacy.extensions import PersonalData, holds_personal_data
from consultations.moderation.models import Claim
from consultations.moderation.objections.models import Objection
from consultations.moderation.reports.models import Report


def collect(user: User) -> PersonalData:
    """What the person reported, and what they objected to."""
    reports = Report.objects.filter(reporter=user).select_related("contribution")
    objections = Objection.objects.filter(decision__contribution__user=user).select_related("decision__contribution")
    return PersonalData(
        {
            "reports": [
                {"number": row.contribution.display_code, "reason": row.reason, "text": row.text, "at": row.reported_at}
                for row in reports
            ],
            "objections": [
                {
                    "number": row.decision.contribution.display_code,
                    "text": row.text,
                    "filed": row.filed_at,
                    "reply": row.reply,
                }
                for row in objections
            ],
            "at_work_on": [
                {"number": row.contribution.display_code, "until": row.until}
                for row in Claim.objects.filter(user=user).select_related("contribution")
            ],
        }
    )


holds_personal_data(
    "moderation", collect, order=30, covers=("consultations.Claim.user", "consultations.Report.reporter")
)
