"""What this feature adds to pages of features below: results on the home page, the process and the draft."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.contributions.extensions import Limit, contribution_stages, list_limits, withdrawal_obstacles
from consultations.contributions.models import Contribution
from consultations.drafts.extensions import Cause, CauseLink, change_causes, draft_context
from consultations.drafts.models import DraftVersion
from consultations.process.extensions import process_actions, process_panels
from consultations.process.models import Process
from consultations.process.queries import notices_to_show
from consultations.results import queries
from consultations.results.models import Answer, ParagraphChange
from consultations.results.trace import states_for
from consultations.synthesis.models import Finding, Segment
from frontend.page_cache import remember
from webpages.extensions import home_panels

#: Findings named on the home page and on the page of a process; the page of the results has all of them.
TEASERS = 3

Figures = list[tuple[int, str]]


def _coverage(request: HttpRequest, process: Process) -> queries.Coverage:
    """The coverage of a process, looked up once for all places of a page."""
    known: dict[int, queries.Coverage] = request.__dict__.setdefault("_results_coverage", {})
    if process.pk not in known:
        known[process.pk] = remember(f"coverage of {process.pk}", lambda: queries.coverage(process))
    return known[process.pk]


def _answer_figures(coverage: queries.Coverage) -> Figures:
    return [
        (coverage.total, ngettext("contribution published", "contributions published", coverage.total)),
        (coverage.answered, ngettext("of them is answered", "of them are answered", coverage.answered)),
    ]


def _change_figure(changed: int) -> tuple[int, str]:
    return changed, ngettext("paragraph changed because of them", "paragraphs changed because of them", changed)


@home_panels.add(order=30, template="consultations/results/panels/home.html")
def what_became_of_it(request: HttpRequest) -> dict[str, Any] | None:
    """What was said, answered and changed in all processes, and the latest results."""
    coverage = remember("coverage", queries.coverage)
    if not coverage.total:
        return None
    findings, changed = queries.latest_findings(TEASERS), queries.changed_paragraphs_count()
    return {
        "figures": _answer_figures(coverage) + ([_change_figure(changed)] if changed else []),
        "findings": findings,
        "notices": notices_to_show(request, [finding.process for finding in findings]),
    }


@process_panels.add(order=50, template="consultations/results/panels/numbers.html")
def participation_numbers(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """Who took part, and how much of it is answered; left out while there is nothing to count."""
    coverage = _coverage(request, process)
    people = remember(f"participation of {process.pk}", lambda: queries.participation(process))
    if not coverage.total and not people["conference_people"]:
        return None
    organisations, guests = people["organisations"], people["conference_people"]
    figures = [
        *_answer_figures(coverage),
        (organisations, ngettext("organisation took part", "organisations took part", organisations)),
    ]
    if guests:
        figures.append((guests, ngettext("person at the conferences", "people at the conferences", guests)))
    return {"figures": figures}


@process_panels.add(order=60, template="consultations/results/panels/teaser.html")
def results_teaser(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """The latest results of a process, once there are any."""
    latest = queries.latest_findings(TEASERS, process)
    if not latest:
        return None
    by_decision, _by_field = queries.decisions_overview(process)
    return {
        "coverage": _coverage(request, process),
        "shares": queries.shares_of(by_decision),
        "findings": latest,
    }


@process_actions.add
def results_url(request: HttpRequest, process: Process) -> dict[str, Any]:
    """Where the results are read, once one is published."""
    if not Finding.objects.public().filter(process=process).exists():
        return {}
    return {"results_url": reverse("results:results", kwargs={"process_slug": process.slug})}


@contribution_stages.add
def stages(request: HttpRequest, contributions: list[Contribution]) -> dict[str, Any]:
    """Where each contribution of a page stands, in a few words."""
    return {"stages": {pk: compact.label for pk, compact in states_for(contributions).items()}}


@withdrawal_obstacles.add
def published_answers(request: HttpRequest | None, contributions: list[Contribution]) -> dict[str, dict[int, str]]:
    """A published answer keeps the contributions it rests on, else nobody could check any more what it answers."""
    answered = Finding.objects.public().filter(answer__in=Answer.objects.settled())
    cited = Segment.objects.admitted().filter(contribution__in=contributions, finding__in=answered)
    sentence = _(
        "The answer that rests on this contribution is published, so you cannot withdraw it yourself any more. If it "
        "should no longer be readable, please write to the contact of the process."
    )
    return {"answered": dict.fromkeys(cited.values_list("contribution", flat=True), sentence)}


@draft_context.add
def causes_of_changes(request: HttpRequest, version: DraftVersion) -> dict[str, Any]:
    """Why paragraphs of a published version were changed, beside each of them; two queries."""
    changes = ParagraphChange.objects.public().filter(version=version)
    links = (
        ParagraphChange.findings.through.objects.filter(
            paragraphchange__in=changes, finding__in=Finding.objects.public()
        )
        .order_by("finding__number")
        .values_list("paragraphchange__lineage", "finding__number", "finding__title")
    )
    process, notes = version.draft.process, {}
    for lineage, number, title in links:
        # One link beside a paragraph: the first result; the page of the results has the others.
        url = reverse("results:finding", kwargs={"process_slug": process.slug, "number": number})
        text = _("Changed because of result %(number)s: %(title)s") % {"number": number, "title": title}
        notes.setdefault(lineage, {"text": text, "url": url})
    results = reverse("results:results", kwargs={"process_slug": process.slug})
    for lineage, reason in changes.exclude(editorial_reason="").values_list("lineage", "editorial_reason"):
        notes.setdefault(lineage, {"text": _("Changed: %(reason)s") % {"reason": reason}, "url": results})
    return {"paragraph_notes": notes}


@change_causes.add
def causes_between(request: HttpRequest, old: DraftVersion, new: DraftVersion) -> dict[str, Any]:
    """Why paragraphs differ between two published versions, the steps in between included; three queries.

    Of a finding that is not published the public learns only that there is a cause.
    """
    changes = ParagraphChange.objects.public().filter(
        version__draft=new.draft_id, version__number__gt=old.number, version__number__lte=new.number
    )
    causes: dict[str, Cause] = {}
    for lineage, reason in changes.order_by("version__number").values_list("lineage", "editorial_reason"):
        cause = causes.setdefault(lineage, Cause())
        if reason and reason not in cause.reasons:
            cause.reasons.append(reason)
    links = ParagraphChange.findings.through.objects.filter(paragraphchange__in=changes)
    rows = links.order_by("finding__number").values_list("paragraphchange__lineage", "finding_id").distinct()
    rows = list(rows)
    findings = Finding.objects.public().select_related("answer").in_bulk({pk for _lineage, pk in rows})
    slug = new.draft.process.slug
    for lineage, pk in rows:
        finding = findings.get(pk)
        if finding is None:
            causes[lineage].is_pending = True
            continue
        name = _("Result %(number)s: %(title)s") % {"number": finding.number, "title": finding.title}
        url = reverse("results:finding", kwargs={"process_slug": slug, "number": finding.number})
        answer = queries.answer_of(finding)
        note = str(answer.get_decision_display()) if answer and answer.is_final else ""
        causes[lineage].links.append(CauseLink(name, url, note))
    return {"causes": causes}


@list_limits.append
def by_answer(process: Process) -> Limit:
    """Contributions by whether the public can read the answer to all of their passages."""
    return Limit(
        "stand",
        _("Answer"),
        [("beantwortet", _("answered")), ("offen", _("not answered yet"))],
        lambda found, value: found.filter(queries.answered() if value == "beantwortet" else ~queries.answered()),
    )
