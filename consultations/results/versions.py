"""Versions of answers: the one that stands, which everybody may read, and the one the team works on.

While nobody can read an answer, both are the same. Of a published finding a changed answer waits as a version of its
own: everything public goes on reading the `Answer` row, until somebody publishes the version that waits.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from audit.services import record
from consultations.process.enums import Action
from consultations.process.models import BERLIN
from consultations.process.rules import require
from consultations.results.enums import EventKind
from consultations.results.extensions import answer_published, answer_saved
from consultations.results.gate import obstacles_of
from consultations.results.models import Answer, AnswerVersion
from consultations.results.telling import note_event
from consultations.synthesis.models import Finding

#: What a version keeps of an answer.
VERSIONED = ("decision", "reason", "no_change_reason", "responsible", "examined_until")
#: What of it readers notice: they are told when it is another one.
READ = ("decision", "reason", "no_change_reason", "examined_until")


class NothingPending(ValueError):
    """No version of the answer waits for its publication, or another one than the person looked at."""


class StillOpen(ValueError):
    """Something stands against the publication of the version, e.g. a missing signature."""


def current_version(answer: Answer) -> AnswerVersion:
    """The version that stands now; written here for an answer that was stored without one."""
    version, _created = AnswerVersion.objects.get_or_create(
        answer=answer,
        number=answer.version,
        defaults={
            **{name: getattr(answer, name) for name in VERSIONED},
            "saved_by": answer.answered_by,
            "saved_at": answer.updated_at,
        },
    )
    return version


def working_version(answer: Answer) -> AnswerVersion:
    """The version the team works on; the one that stands unless another one waits for its publication."""
    if not answer.is_pending:
        return current_version(answer)
    return AnswerVersion.objects.select_related("saved_by").get(answer=answer, number=answer.working_version)


def working_words(answer: Answer) -> Answer | AnswerVersion:
    """What the team works on, to be read only; writes nothing."""
    return working_version(answer) if answer.is_pending else answer


def edited_at(answer: Answer) -> datetime:
    """When the words the team works on were saved: what a form says it began with."""
    return working_version(answer).saved_at if answer.is_pending else answer.updated_at


def was_seen(answer: Answer, moment: datetime) -> bool:
    """Whether a form that began at what `edited_at` said then began with the words the team works on now.

    It does as well where nothing happened to them but their publication, which writes the row of the answer.
    """
    if moment == edited_at(answer):
        return True
    return AnswerVersion.objects.filter(answer=answer, number=answer.working_version, saved_at=moment).exists()


def keep(finding: Finding, before: Answer | None, values: dict[str, Any], actor) -> AnswerVersion:
    """Write `VERSIONED` values as the next version, and let other features draw their conclusions.

    Of a finding that is not published it stands at once; of a published one it waits. The caller holds the lock of the
    finding.
    """
    if before is not None:
        # Answers from before there were versions begin with what is about to be replaced.
        current_version(before)
    elif finding.is_published:
        # What everybody reads meanwhile: that there is no answer yet.
        before = Answer.objects.create(finding=finding)
        current_version(before)
    answer = before or Answer(finding=finding)
    last = AnswerVersion.objects.filter(answer=answer).aggregate(last=Max("number"))["last"] if answer.pk else 0
    version = AnswerVersion(number=(last or 0) + 1, saved_by=actor, **values)
    answer.working_version = version.number
    if finding.is_published:
        # Without `updated_at`, which is public: nobody sees from outside that something waits.
        answer.save(update_fields=["working_version"])
    else:
        _adopt(answer, version)
        answer.save()
    version.answer = answer
    version.save()
    for consequence in answer_saved:
        consequence(answer, version, actor)
    return version


def _adopt(answer: Answer, version: AnswerVersion) -> None:
    """Make a version the one that stands; the caller saves."""
    for name in VERSIONED:
        setattr(answer, name, getattr(version, name))
    answer.version = answer.working_version = version.number
    answer.answered_by_id = version.saved_by_id
    answer.answered_on = version.saved_at.astimezone(BERLIN).date() if version.is_settled else None


def as_read(answer: Answer | AnswerVersion | None) -> tuple[Any, ...] | None:
    """What readers find in an answer; None while there is none."""
    return answer and tuple(getattr(answer, name) for name in READ)


def stands_against(finding: Finding) -> bool:
    """Whether something keeps the answer the team works on from being published."""
    return any(obstacle.finding == finding for obstacle in obstacles_of(finding.process))


@transaction.atomic
def publish_version(finding: Finding, *, seen: int, actor) -> Answer:
    """Publish the version that waits: from now on everybody reads it, and whoever it concerns is told.

    `seen` is its number as the person read it. Raises NothingPending for another one, StillOpen while something stands
    against it, and then the public goes on reading the version before.
    """
    require(actor, Action.PUBLISH_RESULTS, finding.process)
    finding, answer = _locked(finding, seen)
    if stands_against(finding):
        raise StillOpen("Something still stands against the publication of this version.")
    return publish_pending(finding, answer, actor)


def publish_pending(finding: Finding, answer: Answer, actor) -> Answer:
    """Put the version that waits in the place of the public one; right, lock and obstacles are the caller's."""
    version, before, earlier = working_version(answer), as_read(answer), answer.decision
    _adopt(answer, version)
    answer.save()
    mark_published([answer.pk])
    record(
        actor,
        "results.publish_version",
        finding,
        scope=finding.process.slug,
        reason=version.reason,
        decision=version.decision,
        version=version.number,
        earlier={"decision": earlier, "reason": before[1] if before else ""},
    )
    for consequence in answer_published:
        consequence(answer, version, actor)
    if before != as_read(answer):
        note_event(EventKind.CHANGED, finding.process, finding=finding, earlier_decision=earlier)
    return answer


@transaction.atomic
def withdraw_version(finding: Finding, *, seen: int, reason: str, actor) -> Answer:
    """Give the version that waits up; the public one goes on standing, and what bodies said to the other stays kept.

    Raises NothingPending as above, ValueError without a reason.
    """
    require(actor, Action.ANSWER, finding.process)
    if not reason.strip():
        raise ValueError("Giving a version up needs a reason.")
    finding, answer = _locked(finding, seen)
    given_up = AnswerVersion.objects.filter(answer=answer, number__gt=answer.version, withdrawn_at__isnull=True)
    given_up.update(withdrawn_at=timezone.now())
    answer.working_version = answer.version
    answer.save(update_fields=["working_version"])
    record(actor, "results.withdraw_version", finding, scope=finding.process.slug, reason=reason.strip(), version=seen)
    return answer


def mark_published(answers) -> None:
    """Write down for these answers, by key, since when the version that stands is public."""
    rows = AnswerVersion.objects.filter(answer__in=answers, published_at__isnull=True, withdrawn_at__isnull=True)
    rows.filter(number=F("answer__version")).update(published_at=timezone.now())


def _locked(finding: Finding, seen: int) -> tuple[Finding, Answer]:
    """The finding and its answer as they are now, locked as `answer_finding` does. Raises NothingPending."""
    finding = Finding.objects.select_for_update(of=("self",), no_key=True).select_related("process").get(pk=finding.pk)
    answer = Answer.objects.select_for_update(of=("self",), no_key=True).filter(finding=finding).first()
    if answer is None or not answer.is_pending or answer.working_version != seen or finding.merged_into_id:
        raise NothingPending("No such version waits for its publication.")
    answer.finding = finding
    return finding, answer
