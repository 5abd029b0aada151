"""What the moderation says to authors who want to change what they wrote."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from consultations.contributions.enums import State
from consultations.contributions.extensions import edit_obstacles
from consultations.contributions.models import Contribution
from consultations.moderation.models import Occasion, ReviewItem


@edit_obstacles.add
def looked_at(request: HttpRequest | None, contributions: list[Contribution]) -> dict[str, dict[int, str]]:
    """What is public and was found in order stays as it was read: there is no decision then, only a settled item."""
    public = [row.pk for row in contributions if row.state == State.RELEASED]
    if not public:
        return {}
    unreviewed = ReviewItem.objects.open().filter(contribution__in=public, occasion=Occasion.UNREVIEWED)
    waiting = set(unreviewed.values_list("contribution", flat=True))
    sentence = _("The moderation has already looked at this contribution.")
    return {"looked_at": {pk: sentence for pk in public if pk not in waiting}}
