"""The demo's sealed registers: every phase that is over in the story is sealed, as the worker would have done."""

from consultations.process.models import Process
from consultations.results.register.models import RegisterSeal
from consultations.results.register.phases import GRACE, is_closed, phases_with_register
from consultations.results.register.services import seal_phase


def seal_past_phases(process: Process) -> None:
    """Seal what is over and not sealed yet, on the evening it ended; safe to repeat."""
    sealed = set(process.register_seals.values_list("phase_key", flat=True))
    for phase in phases_with_register(process):
        if is_closed(phase) and phase.key not in sealed:
            seal_phase(phase, moment=phase.closes_at + GRACE)


def seal_anew(process: Process) -> None:
    """The days of the story have moved along: what was sealed of them is sealed again."""
    RegisterSeal.objects.filter(process=process).delete()
    seal_past_phases(process)
