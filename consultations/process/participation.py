"""Whether people can contribute now, and in plain words until when or why not."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from consultations.process.dates import days_left_text, deadline_text, today, weekday_date
from consultations.process.enums import Contributors, PhaseKind, opens
from consultations.process.hearing.deadlines import extended_to, organisations_with_extension
from consultations.process.models import Phase, Process
from consultations.process.rules import open_phase


@dataclass(frozen=True)
class Participation:
    """The phases that matter for one kind of target: the one that takes contributions now, the last, the next."""

    process: Process
    phase: Phase | None
    ended: Phase | None
    upcoming: Phase | None
    #: Where the phase is over for everybody else: the organisations that may still contribute, and until when.
    organisations: tuple[Organisation, ...] = ()
    extended_to: date | None = None

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
        if self.organisations:
            return self._extension
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

    @property
    def _extension(self) -> str:
        names = ", ".join(organisation.name for organisation in self.organisations)
        return _("The deadline has passed. For %(names)s it was extended until %(day)s (%(left)s).") % {
            "names": names,
            "day": weekday_date(self.extended_to),
            "left": days_left_text((self.extended_to - today()).days),
        }


def participation(process: Process, target_kind: str, *, organisation: Organisation | None = None) -> Participation:
    """What `rules.open_phase` says about a kind of target, with the phases around it. Reads `process.phases`."""
    now = timezone.now()
    phases = [phase for phase in process.phases.all() if opens(phase.kind, target_kind)]
    ended = [phase for phase in phases if phase.closes_at is not None and phase.closes_at <= now]
    upcoming = [phase for phase in phases if now < phase.opens_at]
    phase = open_phase(process, target_kind, now, organisation=organisation)
    by_extension = phase is not None and not phase.contains(now)
    return Participation(
        process=process,
        phase=phase,
        organisations=(organisation,) if by_extension else (),
        extended_to=extended_to(process, organisation)[phase.pk] if by_extension else None,
        ended=max(ended, key=lambda phase: (phase.ends_on, phase.order), default=None),
        upcoming=min(upcoming, key=lambda phase: (phase.starts_on, phase.order), default=None),
    )


def participation_for(
    person, process: Process, target_kind: str, *, organisations: Iterable[Organisation] | None = None
) -> Participation:
    """`participation` for somebody: where a hearing is over, also whether one of their organisations has more time.

    Costs nothing while the phase is on, for visitors, and in processes without a hearing. `organisations` are the
    person's, for lists that know them.
    """
    general = participation(process, target_kind)
    if general.is_open or not person.is_authenticated:
        return general
    if organisations is None:
        organisations = Organisation.objects.of(person).order_by("name")
    theirs = organisations_with_extension(process, organisations)
    windows = [participation(process, target_kind, organisation=organisation) for organisation in theirs]
    open_ones = [window for window in windows if window.organisations]
    if not open_ones:
        return general
    # Several organisations with different days: the page names the first to end, so that nobody is late.
    first = min(open_ones, key=lambda window: window.extended_to)
    return replace(first, organisations=tuple(row for window in open_ones for row in window.organisations))


def who_may_contribute(process: Process) -> str:
    """Whose contributions a process takes online, in a sentence for the public."""
    match process.contributors:
        case Contributors.ORGANISATIONS:
            return _("Members of verified organisations can contribute here, on behalf of their organisation.")
        case Contributors.GUESTS:
            return _("Everybody can contribute here, with or without an account.")
    return _("Everybody with an account can contribute here. An e-mail address is enough for one.")
