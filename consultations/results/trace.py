"""What became of a contribution: read from what is there, never stored.

The public learns of a finding, its answer and a changed paragraph only once they are published. The views decide who
may open a trace; who reads it (`Reader`) decides how much of the moderators' decision is told.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.contributions.addresses import target_url
from consultations.contributions.enums import ADMITTED_STATES, Channel, Publication, State
from consultations.contributions.models import Contribution
from consultations.contributions.originals import is_author, team_proposal, team_text, team_title, team_translation
from consultations.contributions.wording import redline_of
from consultations.drafts.table_comparison import Stretch
from consultations.moderation.afterwards import is_unreviewed
from consultations.moderation.models import Decision, ModerationDecision
from consultations.moderation.objections.stages import stages
from consultations.process.enums import Action, TeamRole
from consultations.process.models import TeamMember
from consultations.process.rules import can
from consultations.results.enums import CHANGING
from consultations.results.evaluation import Evaluation, evaluate
from consultations.results.events import changes_of_answers
from consultations.results.extensions import later_steps
from consultations.results.models import ResultEvent
from consultations.results.passages import Passage, passages_of
from consultations.results.redlines import ChangedParagraph
from consultations.synthesis.models import Finding


class Reader(Enum):
    """Who reads a trace: anybody, the author (signed in or with the receipt code), or the process team."""

    PUBLIC = "public"
    AUTHOR = "author"
    TEAM = "team"


class StepState(StrEnum):
    """Where a step stands; the values are those of the stepper component."""

    DONE = "done"
    CURRENT = "current"
    UPCOMING = "upcoming"
    STOPPED = "stopped"


@dataclass
class Step:
    """One station of a contribution. `office` is who did it, as an office, never a person's name."""

    key: str
    title: str
    state: StepState
    date: dt.date | None = None
    office: str = ""
    text: str = ""
    url: str = ""
    link_text: str = ""
    message: str = ""
    findings: list[Finding] = field(default_factory=list)
    changes: list[ChangedParagraph] = field(default_factory=list)
    #: When published answers were changed.
    answer_changes: list[ResultEvent] = field(default_factory=list)


@dataclass
class Trace:
    """The whole way of one contribution."""

    contribution: Contribution
    reader: Reader
    steps: list[Step]
    #: The submitted text for its author, the published one for everybody else.
    text: str
    #: The contribution it is counted with, when the public can read that one.
    leading: Contribution | None = None
    #: What became of each passage; empty where there is only one.
    passages: list[Passage] = field(default_factory=list)

    @property
    def is_quotable(self) -> bool:
        """Whether the public code opens the trace for everybody."""
        row = self.contribution
        return row.state in ADMITTED_STATES and row.publication != Publication.INTERNAL and row.process.is_published

    @property
    def hides_content(self) -> bool:
        """Whether only its author reads here what it said: moderators have a screen of their own for withdrawn ones."""
        return self.contribution.state == State.WITHDRAWN and self.reader != Reader.AUTHOR

    @property
    def target_url(self) -> str:
        """The page about what it is about, empty where there is none."""
        return target_url(self.contribution) or ""

    @cached_property
    def proposal_runs(self) -> tuple[Stretch, ...]:
        """The proposed wording as a redline: as submitted for its author, as published for everybody else."""
        row = self.contribution
        return redline_of(row, row.proposed_text if self.reader == Reader.AUTHOR else team_proposal(row))

    @property
    def translation(self) -> str:
        """The German translation; of a shortened text only for its author, because it was made of the whole."""
        return self.contribution.translation_de if self.reader == Reader.AUTHOR else team_translation(self.contribution)

    @property
    def title(self) -> str:
        """The title as submitted for its author, as released for everybody else."""
        row = self.contribution
        return row.submitted_title or row.title if self.reader == Reader.AUTHOR else team_title(row)


@dataclass
class Compact:
    """The way of a contribution in one line, made of public knowledge only: safe on any page."""

    steps: list[Step]
    url: str

    @property
    def label(self) -> str:
        """Where the contribution stands now, in a few words."""
        by_key = {step.key: step for step in self.steps}
        decided = by_key["decided"]
        if decided.state != StepState.DONE:
            return decided.title
        if by_key["answered"].state != StepState.DONE:
            return _("Being evaluated")
        return _("Answered, changed in the draft") if by_key["draft"].changes else by_key["answered"].title


def reader_of(user, contribution: Contribution) -> Reader:
    """As whom a person reads the trace of a contribution."""
    if is_author(user, contribution):
        return Reader.AUTHOR
    return Reader.TEAM if can(user, Action.VIEW_INTERNAL, contribution.process) else Reader.PUBLIC


def build_trace(contribution: Contribution, viewer: Reader = Reader.PUBLIC) -> Trace:
    """The full trace of a contribution for a reader, in a number of queries that does not grow with its length."""
    decision = contribution.decisions.select_related("rule").first()
    leading = _public_leading(contribution)
    steps, passages = [_received(contribution)], []
    if contribution.is_official_reply:
        steps.append(Step("decided", _("Published"), StepState.DONE, _day(contribution.received_at)))
    else:
        earlier, later = _objections(contribution, viewer)
        steps += [*earlier, _decided(contribution, decision, viewer, leading), *later]
        if contribution.state not in (State.REJECTED, State.WITHDRAWN):
            evaluation = evaluate([contribution])[contribution.pk]
            answered = _answered(evaluation)
            changed = changes_of_answers(evaluation.findings) if evaluation.findings else {}
            answered.answer_changes = [event for events in changed.values() for event in events]
            steps += [_assigned(contribution, evaluation, viewer), answered, _in_draft(evaluation)]
            steps += [step for later in later_steps for step in later(contribution, evaluation.findings)]
            passages = passages_of(
                contribution,
                evaluation.findings,
                evaluation.changes_by_finding,
                changed,
                with_reasons=viewer != Reader.PUBLIC,
            )
    text = contribution.comment if viewer == Reader.AUTHOR else team_text(contribution)
    return Trace(contribution, viewer, steps, text, leading, passages)


def states_for(contributions: Iterable[Contribution]) -> dict[int, Compact]:
    """The compact way of each contribution by its primary key, in a constant number of queries."""
    contributions = [row for row in contributions if not row.is_official_reply]
    evaluations = evaluate(contributions)
    return {row.pk: _compact(row, evaluations[row.pk]) for row in contributions}


def compact_state(contribution: Contribution) -> Compact:
    """The compact way of one contribution. For several use `states_for`."""
    return _compact(contribution, evaluate([contribution])[contribution.pk])


def _compact(contribution: Contribution, evaluation: Evaluation) -> Compact:
    steps = [
        Step("received", _("Received"), StepState.DONE, _day(contribution.received_at)),
        Step("decided", *_decided_state(contribution)),
    ]
    if contribution.state not in (State.REJECTED, State.WITHDRAWN):
        for step in (_assigned(contribution, evaluation, Reader.PUBLIC), _answered(evaluation), _in_draft(evaluation)):
            steps.append(Step(step.key, step.title, step.state, step.date, changes=step.changes))
    return Compact(steps, contribution.get_absolute_url())


def _day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localtime(moment).date() if moment else None


def _public_leading(contribution: Contribution) -> Contribution | None:
    if contribution.state != State.MERGED or contribution.merged_into_id is None:
        return None
    return Contribution.objects.public().filter(pk=contribution.merged_into_id).first()


# --- The steps ------------------------------------------------------------------------------------------------------


def _received(contribution: Contribution) -> Step:
    texts = {
        Channel.ONLINE: _("Entered on this website."),
        Channel.EMAIL: _("Received by e-mail on %(day)s and recorded by the office."),
        Channel.LETTER: _("Received as a letter on %(day)s and recorded by the office."),
        Channel.ON_BEHALF: _("Recorded by the office on behalf of the author."),
        Channel.CARD: _("Written on a card at a conference."),
    }
    day = _day(contribution.received_at)
    text = texts.get(contribution.channel, "") % {"day": date_format(day, "DATE_FORMAT")}
    return Step("received", _("Received"), StepState.DONE, day, text=text)


def _decided_state(contribution: Contribution) -> tuple[str, StepState]:
    """Title and state of the second step."""
    if contribution.state == State.PENDING:
        return _("Being reviewed"), StepState.CURRENT
    if contribution.state == State.REJECTED:
        return _("Not published"), StepState.STOPPED
    if contribution.state == State.WITHDRAWN:
        return _("Withdrawn"), StepState.STOPPED
    if contribution.publication == Publication.INTERNAL:
        return _("Admitted to the evaluation"), StepState.DONE
    if contribution.state == State.MERGED:
        return _("Counted with another contribution"), StepState.DONE
    return _("Published"), StepState.DONE


def _decided(
    contribution: Contribution, decision: ModerationDecision | None, viewer: Reader, leading: Contribution | None
) -> Step:
    title, state = _decided_state(contribution)
    step = Step("decided", title, state)
    if contribution.state == State.PENDING:
        hours = contribution.process.review_within_hours
        step.text = ngettext(
            "The moderation reviews your contribution by the rules of participation, as a rule within %(hours)s hour.",
            "The moderation reviews your contribution by the rules of participation, as a rule within %(hours)s hours.",
            hours,
        ) % {"hours": hours}
        return step
    if contribution.state == State.WITHDRAWN:
        step.date = _day(contribution.withdrawn_at)
        step.text = _("The contribution was withdrawn and is not evaluated.")
        return step
    if decision is None and is_unreviewed(contribution):
        # Public since it came in; nobody has decided anything yet.
        step.date = _day(contribution.received_at)
        step.text = _unreviewed_text(contribution)
        return step
    step.text = _decision_text(contribution, decision)
    if leading is not None:
        step.url = leading.get_absolute_url()
        step.link_text = _("Contribution %(code)s") % {"code": leading.display_code}
    if decision is not None:
        step.date = _day(decision.decided_at)
        step.office = _office(contribution, decision)
        step.message = decision.message_to_author if viewer != Reader.PUBLIC else ""
    return step


def _unreviewed_text(contribution: Contribution) -> str:
    """What is said about a contribution that was admitted at once and is looked at afterwards."""
    hours = {"hours": contribution.process.review_within_hours}
    if contribution.publication == Publication.INTERNAL:
        return (
            _(
                "The contribution is evaluated. As its author wished, it is not published. The moderation looks at it "
                "afterwards, as a rule within %(hours)s hours."
            )
            % hours
        )
    return (
        _("Published when it came in. The moderation looks at it afterwards, as a rule within %(hours)s hours.") % hours
    )


def _decision_text(contribution: Contribution, decision: ModerationDecision | None) -> str:
    """What the moderators decided, with their public note."""
    parts = []
    if contribution.state == State.REJECTED:
        parts.append(_("The contribution is not published and not evaluated."))
    elif contribution.publication == Publication.INTERNAL:
        parts.append(_("The contribution is evaluated. As its author wished, it is not published."))
    elif contribution.state == State.MERGED:
        parts.append(_("It says the same as another contribution and is counted and answered together with it."))
    elif contribution.is_redacted:
        parts.append(_("Published with passages removed; the places are marked with […]."))
    else:
        parts.append(_("Published in full."))
    shown = decision is not None and decision.decision in (Decision.SHORTENED, Decision.REJECTED)
    if shown and decision.public_note:
        parts.append(decision.public_note)
    if shown and decision.rule is not None:
        parts.append(_("Rule %(number)s: %(text)s") % {"number": decision.rule.number, "text": decision.rule.text})
    return "\n\n".join(parts)


def _office(contribution: Contribution, decision: ModerationDecision) -> str:
    """The office of whoever decided; "Moderation" when none is entered."""
    return _office_of(contribution, decision.decided_by_id)


def _office_of(contribution: Contribution, user_id: int | None) -> str:
    offices = (
        TeamMember.objects.filter(process=contribution.process_id, user=user_id)
        .exclude(office="")
        .values_list("role", "office")
    )
    by_role = dict(offices) if user_id else {}
    return by_role.get(TeamRole.MODERATOR) or next(iter(by_role.values()), "") or _("Moderation")


def _objections(contribution: Contribution, viewer: Reader) -> tuple[list[Step], list[Step]]:
    """Objections that led to the decision, and those after it; the public learns of none."""
    if viewer == Reader.PUBLIC:
        return [], []
    before, after = (
        [
            Step(
                "objection",
                stage.title,
                StepState(stage.state),
                stage.date,
                _office_of(contribution, stage.handled_by_id) if stage.state == StepState.DONE else "",
                stage.text,
                message=stage.message,
            )
            for stage in part
        ]
        for part in stages(contribution, quoted=viewer == Reader.AUTHOR)
    )
    return before, after


def _assigned(contribution: Contribution, evaluation: Evaluation, viewer: Reader) -> Step:
    title = _("Evaluated")
    if contribution.state == State.PENDING:
        return Step("assigned", title, StepState.UPCOMING)
    parts = []
    if evaluation.fields:
        text = ngettext("Action field: %(fields)s", "Action fields: %(fields)s", len(evaluation.fields))
        parts.append(text % {"fields": ", ".join(evaluation.fields)})
    if evaluation.no_answer:
        parts.append(_("It was read; it does not need an answer of its own."))
        if viewer != Reader.PUBLIC:
            parts += evaluation.no_answer
    if evaluation.waiting and evaluation.findings:
        parts.append(_("Another part of the contribution is still being evaluated."))
    elif evaluation.waiting:
        parts.append(_("The contribution is being evaluated."))
    state = StepState.CURRENT if evaluation.waiting else StepState.DONE
    day = None if evaluation.waiting else _day(evaluation.assigned_at)
    return Step("assigned", title, state, day, text="\n".join(parts), findings=evaluation.findings)


def _answered(evaluation: Evaluation) -> Step:
    title = _("Answered")
    if evaluation.all_answered:
        if not evaluation.findings:
            return Step("answered", title, StepState.DONE, text=_("No answer of its own was needed."))
        days = [answer.answered_on for answer in evaluation.answers if answer.answered_on]
        offices = dict.fromkeys(answer.responsible for answer in evaluation.answers if answer.responsible)
        return Step(
            "answered",
            _("Answered: under examination") if evaluation.examined else title,
            StepState.DONE,
            max(days, default=None),
            "; ".join(offices),
            _examined_text(evaluation),
            findings=evaluation.findings,
        )
    if evaluation.findings:
        text = _("The answer to a part of the contribution is still outstanding.")
        if not evaluation.final and not evaluation.examined:
            text = _("The decision is being prepared.")
        return Step("answered", title, StepState.CURRENT, text=text, findings=evaluation.findings)
    return Step("answered", title, StepState.UPCOMING, text=_("Every contribution is answered, with a reason."))


def _examined_text(evaluation: Evaluation) -> str:
    """Until when the decision is examined, the last day first to matter; empty where all is decided."""
    if not evaluation.examined:
        return ""
    day = max(answer.examined_until for answer in evaluation.examined)
    return _("It is being examined until %(day)s. Then it is decided.") % {"day": date_format(day, "DATE_FORMAT")}


def _in_draft(evaluation: Evaluation) -> Step:
    title = _("In the draft")
    if evaluation.changes:
        latest = evaluation.changes[-1]
        return Step(
            "draft",
            title,
            StepState.DONE,
            _day(max(change.published_at for change in evaluation.changes)),
            url=latest.url,
            link_text=latest.version_label,
            changes=evaluation.changes,
        )
    if any(answer.decision in CHANGING and not answer.needs_no_change for answer in evaluation.final):
        text = _("Nothing has been changed in the draft yet. Changes become visible with the next version.")
        return Step("draft", title, StepState.UPCOMING, text=text)
    if evaluation.examined:
        text = _("Whether the draft changes is decided when the examination is over.")
        return Step("draft", title, StepState.UPCOMING, text=text)
    if evaluation.all_answered:
        text = _("The answer leaves the draft as it is.") if evaluation.findings else _("The draft stays as it is.")
        reasons = [answer.no_change_reason for answer in evaluation.final if answer.needs_no_change]
        text = "\n\n".join([text, *reasons])
        return Step("draft", title, StepState.DONE, text=text)
    return Step("draft", title, StepState.UPCOMING)
