"""What happens to saved texts when their author sends them or signs in."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from consultations.contributions.kept import take_kept
from consultations.contributions.saved import services
from consultations.contributions.signals import contribution_submitted


@receiver(contribution_submitted)
def forget_what_was_sent(sender, contribution, **kwargs) -> None:
    """Sent and kept at once would be said twice."""
    services.forget_sent(contribution)


@receiver(user_logged_in)
def move_out_of_the_session(sender, request, user, **kwargs) -> None:
    """What somebody typed before signing in is theirs from now on, also in another browser."""
    kept = take_kept(request) if request is not None else None
    if kept is not None:
        services.add(user, kept.described, kept.fields, kept.parent_code)
