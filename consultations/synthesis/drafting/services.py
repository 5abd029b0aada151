"""Writes of machine drafts: asking a worker for one, making it, taking over what a person made of it."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from consultations.process.enums import Action
from consultations.process.rules import require
from consultations.synthesis.drafting import client
from consultations.synthesis.drafting.enums import RunState
from consultations.synthesis.drafting.forgetting import forget_changed
from consultations.synthesis.drafting.models import GIVEN_UP_AFTER, UNDER_WAY, DraftRun
from consultations.synthesis.drafting.prompts import INSTRUCTIONS, SCHEMA, messages
from consultations.synthesis.drafting.validation import Answer, check
from consultations.synthesis.findings.services import update_finding
from consultations.synthesis.models import Finding, Segment
from consultations.synthesis.queries import public_segments
from frontend.formatting import unformatted

logger = logging.getLogger(__name__)

#: So many passages are sent for one draft, so many and so many letters with one question, so much of one passage.
MOST_SEGMENTS, BATCH, BATCH_LETTERS, SEGMENT_LETTERS = 400, 40, 24_000, 8_000
#: So many passages that did not come back are sent once more, each alone.
MOST_ALONE = 20
#: So much of all answers is kept.
MOST_OUTPUT = 500_000


#: What a worker writes when it is done.
_MADE = ("state", "failure", "finished_at", "accepted", "dropped", "raw_output", "uncited")


class NotPossible(ValueError):
    """There is no language model, nothing to send, or a draft of this finding is being made."""


def start_draft(finding: Finding, *, actor) -> DraftRun:
    """Ask a worker for a draft of the summary. Only what everybody can read is sent. Raises NotPossible."""
    require(actor, Action.CODE, finding.process)
    if not client.is_enabled() or finding.merged_into_id or not _sendable(finding).exists():
        raise NotPossible
    stale = DraftRun.objects.filter(
        finding=finding,
        state__in=UNDER_WAY,
        started_at__lt=timezone.now() - GIVEN_UP_AFTER,
    )
    stale.update(state=RunState.FAILED, failure=_("No worker finished it."), finished_at=timezone.now())
    try:
        with transaction.atomic():
            run = DraftRun.objects.create(finding=finding, started_by=actor)
            record(actor, "synthesis.draft_finding", finding, scope=finding.process.slug, run=run.pk)
    except IntegrityError as error:
        raise NotPossible from error
    transaction.on_commit(lambda: _start(run.pk), robust=True)
    return run


def _start(pk: int) -> None:
    from consultations.synthesis.drafting.tasks import make_draft

    try:
        make_draft.delay(pk)
    except Exception:  # every broker has exceptions of its own
        DraftRun.objects.filter(pk=pk).update(
            state=RunState.FAILED, failure=_("No worker can be reached."), finished_at=timezone.now()
        )


def _sendable(finding: Finding):
    return public_segments().filter(finding=finding)


def make(pk: int) -> bool:
    """Make a draft unless somebody else is at it; returns whether it was made now. A failure is written down."""
    mine = DraftRun.objects.filter(pk=pk)
    if not mine.filter(state=RunState.WAITING).update(state=RunState.RUNNING, claimed_at=timezone.now()):
        return False
    run = mine.select_related("finding__process").get()
    try:
        _make(run)
    except client.ModelUnavailable as error:
        _finish(run, RunState.FAILED, str(error))
    except Exception:
        logger.exception("Draft %s could not be made.", pk)
        _finish(run, RunState.FAILED, _("Something went wrong here. It is in the log of the server."))
    return run.state == RunState.DONE


def _make(run: DraftRun) -> None:
    segments = list(_sendable(run.finding).select_related("contribution").order_by("contribution__received_at", "pk"))
    sent = segments[:MOST_SEGMENTS]
    texts = {segment.pk: _text(segment) for segment in sent}
    stances = {segment.pk: segment.stance for segment in sent}
    run.model, run.prompt, run.segments_sent = settings.LLM_MODEL, INSTRUCTIONS, list(texts)
    run.save()
    missing: list[int] = []
    for batch in _batches(texts):
        answer = _ask(run, batch, texts, stances)
        missing += [key for key in batch if key not in answer.returned]
        DraftRun.objects.filter(pk=run.pk).update(segments_done=F("segments_done") + len(batch))
        run.segments_done += len(batch)
    for key in missing[:MOST_ALONE]:
        _ask(run, [key], texts, stances)
    cited = {citation["segment"] for sentence in run.accepted for citation in sentence["citations"]}
    everything = list(run.finding.segments.order_by("pk").values_list("pk", flat=True))
    run.uncited = [key for key in everything if key not in cited]
    _finish(run, RunState.DONE)
    if run.state != RunState.DONE:
        return
    # Somebody may have withdrawn words while the model was writing.
    still = _sendable(run.finding).filter(pk__in=texts).select_related("contribution")
    forget_changed(run, texts, {segment.pk: _text(segment) for segment in still})


def _text(segment: Segment) -> str:
    return unformatted(segment.text)[:SEGMENT_LETTERS]


def _batches(texts: dict[int, str]) -> list[list[int]]:
    """Keys in groups that are small enough for one question."""
    batches: list[list[int]] = []
    letters = 0
    for key, text in texts.items():
        if not batches or len(batches[-1]) >= BATCH or letters + len(text) > BATCH_LETTERS:
            batches.append([])
            letters = 0
        batches[-1].append(key)
        letters += len(text)
    return batches


def _ask(run: DraftRun, keys: list[int], texts: dict[int, str], stances: dict[int, str]) -> Answer:
    """Ask for some passages, and add what holds and what does not to the draft (saved when it is finished)."""
    passages = [{"id": key, "stance": stances[key] or "none", "text": texts[key]} for key in keys]
    content = client.ask(messages(passages), SCHEMA)
    run.raw_output = f"{run.raw_output}{content}\n"[:MOST_OUTPUT]
    answer = check(content, {key: texts[key] for key in keys})
    run.accepted += answer.accepted
    run.dropped += answer.dropped
    return answer


def _finish(run: DraftRun, state: RunState, failure: str = "") -> None:
    run.state, run.failure, run.finished_at = state, failure[:300], timezone.now()
    if state == RunState.FAILED:
        # Half a draft is of no use, and quotes what somebody may have withdrawn meanwhile.
        run.accepted, run.dropped, run.raw_output = [], [], ""
    values = {name: getattr(run, name) for name in _MADE}
    if not DraftRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(**values):
        # It took so long that it was given up; another one may be under way.
        run.refresh_from_db()


@transaction.atomic
def adopt_draft(run: DraftRun, *, summary: str, actor, seen_at: datetime | None = None) -> Finding:
    """Make what a person wrote from a draft the finding's text, marked as machine-drafted; a second person releases it.

    Raises ChangedMeanwhile and Merged as `update_finding`, NotPossible for a draft that is not done.
    """
    require(actor, Action.CODE, run.finding.process)
    if run.state != RunState.DONE:
        raise NotPossible
    finding = update_finding(run.finding, actor=actor, seen_at=seen_at, machine_drafted=True, summary=summary)
    DraftRun.objects.filter(pk=run.pk).update(adopted_at=timezone.now())
    return finding
