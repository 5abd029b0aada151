"""Background work of the register."""

from celery import shared_task

from consultations.results.register import services
from consultations.results.register.models import RegisterCheck


@shared_task
def seal_closed_phases() -> int:
    """Seal the register of every phase that closed."""
    return services.seal_due()


@shared_task
def seal_what_came_later() -> int:
    """Seal letters and e-mails that were recorded after the seal of their phase, as a supplement."""
    return services.seal_supplements()


@shared_task
def check_register(check_pk: int) -> None:
    """Recompute one large register."""
    check = RegisterCheck.objects.select_related("seal").filter(pk=check_pk, finished_at__isnull=True).first()
    if check is not None:
        services.finish_check(check)


@shared_task
def sweep_checks() -> None:
    """Do the checks a dead broker or worker left behind."""
    for key in RegisterCheck.objects.filter(finished_at__isnull=True).values_list("pk", flat=True):
        check_register(key)
