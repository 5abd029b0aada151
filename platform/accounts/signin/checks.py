"""What `manage.py check --deploy` says about signing in."""

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.security, deploy=True)
def staff_have_a_second_factor(app_configs, **kwargs) -> list[Warning]:
    """Without a second factor a password is enough to open the admin."""
    if settings.STAFF_SECOND_FACTOR:
        return []
    return [
        Warning(
            "The admin opens with a password alone: KONZEPTDIALOG_STAFF_SECOND_FACTOR is off.",
            hint="Right for a demonstration only. Set it to 1.",
            id="accounts.W001",
        )
    ]
