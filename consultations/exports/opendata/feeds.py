"""Atom feeds: what is new in a process, what was said, what was answered. Public things only."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from consultations.contributions.models import Contribution
from consultations.drafts.models import DraftVersion
from consultations.exports.api.queries import contributions as public_contributions
from consultations.exports.api.queries import public_answer
from consultations.moderation.models import ModerationDecision
from consultations.process.dates import today
from consultations.process.models import BERLIN, Process
from consultations.results.queries import published_findings
from frontend.feeds import PlainFeed
from frontend.formatting import formatted, paragraphs

#: Entries of a feed; who polls once a week misses nothing in a lively one.
ENTRIES = 50


@dataclass(frozen=True)
class Entry:
    """One entry. `html` is safe markup; `moment` sorts the feed, `updated` may be later."""

    title: str
    url: str
    html: str
    moment: dt.datetime
    author: str = ""
    updated: dt.datetime | None = None


def described(process: Process) -> str:
    """What a process is about; of a demonstration, first of all that it is one."""
    return " ".join(filter(None, (process.demo_notice, process.summary)))


class _Atom(PlainFeed):
    """Without entries it was last changed when the process began, and not just now."""

    def latest_post_date(self) -> dt.datetime:
        return super().latest_post_date() if self.items else self.feed["begun"]


def written(process: Process, request: HttpRequest, *, title: str, link: str, entries: list[Entry]) -> str:
    """The feed as XML, the newest entries first."""
    feed = _Atom(
        title=f"{process.short_title}: {title}",
        link=request.build_absolute_uri(link),
        description="",
        subtitle=described(process),
        language="de",
        author_name=process.initiator_name,
        feed_url=request.build_absolute_uri(request.path),
        begun=process.created_at,
    )
    for entry in sorted(entries, key=lambda entry: entry.moment, reverse=True)[:ENTRIES]:
        url = request.build_absolute_uri(entry.url)
        feed.add_item(
            title=entry.title,
            link=url,
            description=entry.html,
            unique_id=url,
            pubdate=entry.moment,
            updateddate=entry.updated or entry.moment,
            author_name=entry.author or None,
        )
    return feed.writeString("utf-8")


def _begin(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(8), tzinfo=BERLIN)


def of_process(process: Process) -> list[Entry]:
    """News, phases that began, versions that were published, publications of the results."""
    home = process.get_absolute_url()
    entries = [
        Entry(row.title, f"{home}#meldung-{row.pk}", str(paragraphs(row.text)), _begin(row.published_on))
        for row in process.announcements.filter(published_on__lte=today())[:ENTRIES]
    ]
    for phase in process.phases.filter(starts_on__lte=today()):
        title = _("Begun: %(phase)s") % {"phase": phase.title}
        entries.append(Entry(title, f"{home}#phase-{phase.key}", str(paragraphs(phase.text)), phase.opens_at))
    for version in DraftVersion.objects.published().filter(draft__process=process):
        url = reverse("drafts:version", args=[process.slug, version.number])
        title = _("Draft published: %(label)s") % {"label": version.label}
        entries.append(Entry(title, url, str(paragraphs(version.note)), version.published_at))
    results = reverse("results:results", args=[process.slug])
    for row in process.publications.all():
        text = _("%(findings)s findings answer %(contributions)s contributions.")
        html = paragraphs(text % {"findings": row.findings_count, "contributions": row.contributions_count})
        url = f"{results}#veroeffentlichung-{row.pk}"
        entries.append(Entry(_("The results are published"), url, str(html), row.published_at))
    return entries


def of_contributions(process: Process) -> list[Entry]:
    """The public contributions received last."""
    decided = ModerationDecision.objects.filter(contribution=OuterRef("pk")).order_by("-decided_at")
    rows = public_contributions(process).annotate(decided_at=Subquery(decided.values("decided_at")[:1]))
    return [_contribution(row) for row in rows.order_by("-received_at", "-pk")[:ENTRIES]]


def _contribution(row: Contribution) -> Entry:
    about = row.target_label or row.get_target_kind_display()
    title = row.title or Truncator(row.published_text).chars(80)
    return Entry(
        f"{row.get_kind_display()}: {title} ({about})",
        row.get_absolute_url(),
        str(formatted(row.published_text)),
        row.received_at,
        row.public_author,
        # Shortened by the moderation it reads otherwise as well.
        max(filter(None, (row.received_at, row.edited_at, row.decided_at))),
    )


def of_results(process: Process) -> list[Entry]:
    """The findings published last, with their answers; an answer that was changed moves its entry's date."""
    entries = []
    for row in published_findings(process).order_by("-published_at", "-pk")[:ENTRIES]:
        answer = public_answer(row)
        parts = [str(paragraphs(row.summary))]
        if row.is_machine_drafted:
            note = _("Drafted with the help of a language model, checked and released by people.")
            parts.append(str(paragraphs(note)))
        if answer is not None:
            parts += [f"<p>{answer.get_decision_display()}</p>", str(paragraphs(answer.reason))]
        url = reverse("results:finding", args=[process.slug, row.number])
        updated = max(row.published_at, answer.updated_at) if answer else row.published_at
        entries.append(Entry(row.title, url, "".join(parts), row.published_at, updated=updated))
    return entries
