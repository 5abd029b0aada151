"""When a letter came in: which days are possible, and to which phase it belongs."""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Organisation
from consultations.process.dates import today
from consultations.process.enums import OPEN_TARGETS, PhaseKind
from consultations.process.hearing.deadlines import granted_deadlines, is_extended
from consultations.process.models import BERLIN, Phase, Process

#: Letters are in time while one of these is on; the online form asks more narrowly.
_TAKING_PART = frozenset({*OPEN_TARGETS, PhaseKind.CONFERENCES})
#: What came in longer before the first phase was mistyped.
_BEFORE_THE_FIRST_PHASE = timedelta(days=366)


class Calendar:
    """The phases of a process, read once."""

    def __init__(self, process: Process) -> None:
        self.phases: list[Phase] = list(process.phases.all())
        # By phase and organisation: letters within an extended deadline are in time.
        self.extended = granted_deadlines(process)
        first = min((phase.starts_on for phase in self.phases), default=today())
        self.earliest = min(first, today()) - _BEFORE_THE_FIRST_PHASE

    def check(self, day: date) -> None:
        """Raise ValidationError for a day nothing can have been received on."""
        if day > today():
            raise ValidationError(_("The day is in the future."))
        if day < self.earliest:
            raise ValidationError(
                _("The day is before %(day)s, long before the process began. Please check the year.")
                % {"day": date_format(self.earliest, "SHORT_DATE_FORMAT")}
            )

    def is_late(self, day: date, organisation: Organisation | None = None) -> bool:
        """Whether no phase in which people take part was on that day, also not for this organisation alone."""
        return not any(phase.kind in _TAKING_PART for phase in self._running(day, organisation))

    def _running(self, day: date, organisation: Organisation | None) -> list[Phase]:
        """The phases that were on; those extended for the organisation come behind the others."""
        noon = at_noon(day)
        running = [phase for phase in self.phases if phase.contains(noon)]
        if organisation is None or not self.extended:
            return running
        days = {phase: self.extended.get((phase.pk, organisation.pk)) for phase in self.phases if phase not in running}
        return [*running, *(phase for phase, last_day in days.items() if is_extended(phase, last_day, noon))]

    def phase_for(self, day: date, target_kind: str, organisation: Organisation | None = None) -> Phase | None:
        """The phase a contribution of that day belongs to: one that was about such targets, else any that was on."""
        running = self._running(day, organisation)
        fitting = [phase for phase in running if target_kind in OPEN_TARGETS.get(phase.kind, frozenset())]
        taking_part = [phase for phase in running if phase.kind in _TAKING_PART]
        return next(iter([*fitting, *taking_part]), None)


def at_noon(day: date) -> datetime:
    """The moment that stands for a day of which no time is known."""
    return datetime.combine(day, time(12), tzinfo=BERLIN)


def received_at(day: date) -> datetime:
    """When a letter of a day counts as received: at noon, and never in the future."""
    return min(at_noon(day), timezone.now())
