"""Whether people can contribute now, and in plain words until when or why not."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.process.dates import deadline_text, weekday_date
from consultations.process.enums import OPEN_TARGETS, Contributors, PhaseKind
from consultations.process.models import Phase, Process
from consultations.process.rules import open_phase


@dataclass(frozen=True)
class Participation:
    """The phases that matter for one kind of target: the one that takes contributions now, the last, the next."""

    process: Process
    phase: Phase | None
    ended: Phase | None
    upcoming: Phase | None

    @property
    def is_open(self) -> bool:
        return self.phase is not None

    @property
    def is_closing_round(self) -> bool:
        """Whether only changed paragraphs are open."""
        return self.phase is not None and self.phase.kind == PhaseKind.CLOSING_ROUND

    @property
    def sentence(self) -> str:
        """Until when contributions are possible, or why they are not."""
        if self.phase is not None:
            deadline = deadline_text(self.phase)
            return (
                _("Contributions are possible: %(deadline)s.") % {"deadline": deadline}
                if deadline
                else _("Contributions are possible.")
            )
        if not self.process.is_published:
            return _("This process is not published yet. Contributions are not possible.")
        if self.process.finished_on:
            return _("This process is finished. Contributions are no longer possible.")
        ended = weekday_date(self.ended.ends_on) if self.ended is not None and self.ended.ends_on else ""
        begins = weekday_date(self.upcoming.starts_on) if self.upcoming is not None else ""
        if ended and begins:
            return _("Contributions were possible until %(ended)s. They will be again from %(begins)s on.") % {
                "ended": ended,
                "begins": begins,
            }
        if ended:
            return _("Contributions were possible until %(day)s.") % {"day": ended}
        if begins:
            return _("Contributions will be possible from %(day)s on.") % {"day": begins}
        return _("At the moment no contributions are taken here.")


def participation(process: Process, target_kind: str) -> Participation:
    """What `rules.open_phase` says about a kind of target, with the phases around it. Reads `process.phases`."""
    now = timezone.now()
    phases = [phase for phase in process.phases.all() if target_kind in OPEN_TARGETS.get(phase.kind, frozenset())]
    ended = [phase for phase in phases if phase.closes_at is not None and phase.closes_at <= now]
    upcoming = [phase for phase in phases if now < phase.opens_at]
    return Participation(
        process=process,
        phase=open_phase(process, target_kind, now),
        ended=max(ended, key=lambda phase: (phase.ends_on, phase.order), default=None),
        upcoming=min(upcoming, key=lambda phase: (phase.starts_on, phase.order), default=None),
    )


def who_may_contribute(process: Process) -> str:
    """Whose contributions a process takes online, in a sentence for the public."""
    match process.contributors:
        case Contributors.ORGANISATIONS:
            return _("Members of verified organisations can contribute here, on behalf of their organisation.")
        case Contributors.GUESTS:
            return _("Everybody can contribute here, with or without an account.")
    return _("Everybody with an account can contribute here. An e-mail address is enough for one.")
