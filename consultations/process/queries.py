"""Reads of the process feature. A process leaves here only through `visible_to` or `published`."""

from dataclasses import dataclass

from django.db.models import F, Prefetch, QuerySet
from django.http import HttpRequest

from consultations.process import languages
from consultations.process.dates import today
from consultations.process.enums import PhaseKind, PhaseState, TargetKind
from consultations.process.extensions import process_actions
from consultations.process.models import Announcement, Phase, Process
from consultations.process.rules import current_phase, open_phase
from consultations.process.timeline import next_phase

#: What `?status=` says for running and finished processes; part of the address people share.
RUNNING, FINISHED = "laufend", "abgeschlossen"


def for_cards(processes: QuerySet[Process]) -> QuerySet[Process]:
    """Everything a card of a process shows, in two more queries however many there are."""
    return processes.prefetch_related("phases", "translations")


def listed_processes(user, status: str = "") -> QuerySet[Process]:
    """Processes a person may see, running ones before the latest finished, filtered by `RUNNING` or `FINISHED`."""
    processes = for_cards(Process.objects.visible_to(user))
    if status == RUNNING:
        processes = processes.running()
    elif status == FINISHED:
        processes = processes.finished()
    return processes.order_by(F("finished_on").desc(nulls_first=True), "-created_at", "-pk")


def page_processes(user) -> QuerySet[Process]:
    """Processes a person may open, with all their page shows."""
    news = Announcement.objects.filter(published_on__lte=today())
    return (
        Process.objects.visible_to(user)
        .select_related("region")
        .prefetch_related("phases", "translations", "rules", Prefetch("announcements", queryset=news, to_attr="news"))
    )


@dataclass(frozen=True)
class Card:
    """What a card or the head of a process needs to know about now."""

    process: Process
    text: dict[str, str]
    current: Phase | None
    next: Phase | None

    @property
    def is_open(self) -> bool:
        """Whether contributions to the draft are taken right now."""
        return open_phase(self.process, TargetKind.PARAGRAPH) is not None


def card(process: Process) -> Card:
    """A process as a card; costs no query when it came through `for_cards` or `page_processes`."""
    finished = process.finished_on is not None
    return Card(
        process,
        process.in_language(),
        None if finished else current_phase(process),
        None if finished else next_phase(process),
    )


def running_cards() -> list[Card]:
    """Running published processes: those open for contributions first, of these the one that closes first."""
    cards = [card(process) for process in for_cards(Process.objects.published().running())]
    far = today().replace(year=9999)

    def urgency(item: Card) -> tuple:
        deadline = item.current.ends_on if item.current and item.current.ends_on else far
        return (not item.is_open, item.current is None, deadline, -item.process.pk)

    return sorted(cards, key=urgency)


def latest_news(limit: int) -> list[Announcement]:
    """The latest announcements of published processes; those dated ahead wait for their day."""
    return list(
        Announcement.objects.filter(process__in=Process.objects.published(), published_on__lte=today()).select_related(
            "process"
        )[:limit]
    )


def actions(request: HttpRequest, process: Process) -> dict:
    """Where the buttons of a process lead, as far as features above have something to open."""
    return process_actions.collect(request, process=process)


def other_languages(process: Process, shown: str) -> list[dict[str, str]]:
    """Title and summary in the languages not shown already, each with its own name, code and direction."""
    return [
        {
            "code": row.language,
            "name": languages.native_name(row.language),
            "dir": languages.text_direction(row.language),
            "title": row.title,
            "summary": row.summary,
        }
        for row in process.translations.all()
        if row.language != shown
    ]


def still_has(process: Process, *kinds: PhaseKind) -> bool:
    """Whether a phase of one of these kinds is running or to come."""
    return any(phase.kind in kinds and phase.state != PhaseState.DONE for phase in process.phases.all())


def notices_to_show(request: HttpRequest, processes: list[Process]) -> list[Process]:
    """One process for each notice not yet on this page: ten demo processes need one notice, not ten."""
    shown: set[str] = request.__dict__.setdefault("_process_notices", set())
    result = []
    for process in processes:
        if process.demo_notice and process.demo_notice not in shown:
            shown.add(process.demo_notice)
            result.append(process)
    return result
