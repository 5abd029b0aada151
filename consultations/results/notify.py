"""Telling authors and followers what became of contributions. Everything may be repeated: nobody is told twice."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from consultations.contributions.following.models import Follow
from consultations.contributions.mails import tell_author
from consultations.contributions.models import Contribution
from consultations.contributions.telling.services import tell_all
from consultations.contributions.telling.subjects import ANSWERS, FOLLOWED
from consultations.drafts.models import DraftVersion, Paragraph
from consultations.moderation.models import ModerationDecision
from consultations.process.enums import TargetKind
from consultations.process.models import Process
from consultations.results.enums import EventKind
from consultations.results.models import ResultEvent, ResultsPublication
from consultations.results.queries import answered as is_answered
from consultations.synthesis.models import Finding, Segment


def newly_answered(process: Process, *, since: datetime | None) -> QuerySet[Contribution]:
    """Admitted contributions whose answer is new since a moment; all of them for None."""
    rows = Contribution.objects.admitted().filter(process=process)
    if since is None:
        return rows
    own = Segment.objects.filter(contribution=OuterRef("pk"))
    # A published answer that was changed is told of at once (`EventKind.CHANGED`).
    changed = own.filter(Q(assigned_at__gt=since) | Q(finding__published_at__gt=since))
    admitted = ModerationDecision.objects.filter(contribution=OuterRef("pk"), decided_at__gt=since)
    return rows.filter(Exists(changed) | Exists(admitted))


def tell_authors(publication: ResultsPublication) -> int:
    """Write one mail for each contribution with a known author that this publication answers; returns how many.

    Safe to repeat: a mail is keyed by its contribution and publication. Whoever was told by an earlier publication, and
    whose answer is the same, is not told again.
    """
    earlier = publication.process.publications.filter(pk__lt=publication.pk).order_by("-pk").first()
    published = Finding.objects.public().select_related("answer").order_by("number")
    # Whoever still waits is told when there is an answer: of a publication over a closed gate, and of what was released
    # between the gate and this task.
    answered = (
        newly_answered(publication.process, since=earlier.published_at if earlier else None)
        .filter(is_answered())
        .with_reachable_author()
        .select_related("user", "process")
        .prefetch_related("segments", Prefetch("segments__finding", queryset=published))
        .order_by("pk")
    )
    count = 0
    for contribution in answered.iterator(chunk_size=500):
        findings = {s.finding.pk: s.finding for s in contribution.segments.all() if s.finding_id and s.finding}
        with translation.override(contribution.user.language if contribution.user else contribution.language):
            text = _("Your contribution %(code)s is answered.") % {"code": contribution.display_code}
        message = tell_author(
            contribution,
            "contribution_answered",
            context={
                "findings": sorted(findings.values(), key=lambda finding: finding.number),
                "publication": publication,
            },
            dedupe_key=f"answered:{publication.pk}:{contribution.pk}",
            notice=(ANSWERS, text),
        )
        count += message is not None
    _tell_followers_of_publication(publication)
    ResultsPublication.objects.filter(pk=publication.pk).update(notified_at=timezone.now())
    return count


def _tell_followers_of_publication(publication: ResultsPublication) -> int:
    """Tell followers who said nothing themselves that the results are there."""
    process = publication.process
    said = Contribution.objects.admitted().filter(process=process, user__isnull=False)
    people = User.objects.filter(follows__process=process, is_active=True).exclude(pk__in=said.values("user"))

    def text() -> str:
        if publication.override_reason:
            return _("The results are published although not everything is settled yet; the page says why.")
        return _("The results are published: every contribution is answered, with the reasons.")

    return tell_all(
        people.distinct(),
        process,
        FOLLOWED,
        text=text,
        url=reverse("results:results", kwargs={"process_slug": process.slug}),
        key=f"results:{publication.pk}",
    )


def tell_moved(contributions: QuerySet[Contribution], *, what: Promise, key: str) -> int:
    """Tell the authors of contributions that something moved; returns how many were told.

    `what` is one sentence for an author with `%(code)s` in it, translated lazily; `key` is unique for the event. Who
    wants no news of answers gets none, and nobody is told of the same event twice.
    """
    reachable = contributions.with_reachable_author().select_related("user", "process").order_by("pk")
    count = 0
    for contribution in reachable.iterator(chunk_size=500):
        with translation.override(contribution.user.language if contribution.user else contribution.language):
            text = str(what) % {"code": contribution.display_code}
        message = tell_author(
            contribution,
            "contribution_moved",
            context={"what": text},
            dedupe_key=f"{key}:{contribution.pk}",
            notice=(ANSWERS, text),
        )
        count += message is not None
    return count


def tell_event(event: ResultEvent) -> int:
    """Tell authors, and followers of what they wrote about, of an event; returns how many were told.

    What the public cannot read (any more) is told to nobody.
    """
    findings = Finding.objects.public().filter(process=event.process)
    if event.kind == EventKind.DRAFT:
        findings = findings.filter(changes__version=event.version)
    else:
        findings = findings.filter(pk=event.finding_id)
    said = Segment.objects.admitted().filter(finding__in=findings)
    contributions = Contribution.objects.filter(pk__in=said.values("contribution"))
    count = tell_moved(contributions, what=_AUTHORS_READ[EventKind(event.kind)], key=f"result-event:{event.pk}")
    # Followers hear of a new version in any case.
    if event.kind != EventKind.DRAFT and (finding := findings.first()) is not None:
        count += _tell_followers(event, finding, contributions)
    ResultEvent.objects.filter(pk=event.pk).update(told_at=timezone.now())
    return count


#: What an author reads of an event.
_AUTHORS_READ: dict[EventKind, Promise] = {
    EventKind.EARLY: gettext_lazy("There is an answer to your contribution %(code)s."),
    EventKind.CHANGED: gettext_lazy("The answer to your contribution %(code)s was changed."),
    EventKind.DRAFT: gettext_lazy("The draft was changed because of your contribution %(code)s."),
}


def _tell_followers(event: ResultEvent, finding: Finding, contributions: QuerySet[Contribution]) -> int:
    """Tell those who follow what public contributions behind a finding are about, authors left out."""

    def text() -> str:
        says = _("There is an answer: result %(number)s.")
        if event.kind == EventKind.CHANGED:
            says = _("An answer was changed: result %(number)s.")
        return says % {"number": finding.number}

    people = _followers(event.process, contributions).exclude(
        pk__in=contributions.filter(user__isnull=False).values("user")
    )
    url = reverse("results:finding", kwargs={"process_slug": event.process.slug, "number": finding.number})
    return tell_all(people, event.process, FOLLOWED, text=text, url=url, key=f"result-event:{event.pk}")


def _followers(process: Process, contributions: QuerySet[Contribution]) -> QuerySet[User]:
    """Who follows a process, its draft, or a paragraph or chapter these contributions say something about in public."""
    about = Contribution.objects.public().filter(pk__in=contributions.values("pk")).exclude(lineage="")
    lineages = set(about.order_by().values_list("lineage", flat=True))
    versions = DraftVersion.objects.published().filter(draft__process=process)
    chapters = Paragraph.objects.filter(version__in=versions, lineage__in=lineages).order_by()
    lineages |= set(chapters.values_list("section__lineage", flat=True))
    follows = Follow.objects.filter(process=process).filter(
        Q(target_kind__in=[TargetKind.PROCESS, TargetKind.DRAFT])
        | Q(target_kind__in=[TargetKind.PARAGRAPH, TargetKind.SECTION], lineage__in=lineages)
    )
    return User.objects.filter(pk__in=follows.values("user"), is_active=True)
