"""What the closing round holds about a person. Verdicts count on without the person; reasons are contributions."""

from accounts.models import User
from accounts.privacy.extensions import PersonalData, holds_personal_data
from consultations.results.closing_round.models import Verdict


def _collect(user: User) -> PersonalData:
    verdicts = Verdict.objects.filter(user=user).select_related("version__draft__process", "contribution")
    return PersonalData(
        [
            {
                "process": row.version.draft.process.title,
                "version": row.version.label,
                "paragraph": row.lineage,
                "verdict": row.stand,
                "contribution": row.contribution.display_code if row.contribution else None,
                "for_organisation": row.organisation_name,
                "given": row.given_at,
            }
            for row in verdicts.order_by("pk")
        ]
    )


holds_personal_data("closing_round", _collect, order=75, covers=("consultations.Verdict.user",))
