"""What became of a passage as far as the public may know: a decision, in evaluation, or no answer needed."""

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from consultations.process.models import Process
from consultations.results.enums import AnswerDecision
from consultations.results.models import ResultsPublication, settled_words
from consultations.synthesis.enums import FindingState
from consultations.synthesis.models import Segment

#: The public cannot read an answer yet.
WAITING = "waiting"
#: Nothing was asked for; told once the results are published.
NO_ANSWER = "none"

#: All outcomes with their names, in the order in which pages show them.
OUTCOMES: dict[str, str | Promise] = {
    **{decision.value: decision.label for decision in AnswerDecision},
    WAITING: _("being evaluated"),
    NO_ANSWER: _("needs no answer of its own"),
}


def outcome_label(key: str) -> str:
    """The name of an outcome as a line begins with it."""
    return capfirst(str(OUTCOMES[key]))


def decision_of_finding() -> Case:
    """What was decided about published findings, for queries of them: a key of `OUTCOMES`."""
    return Case(When(settled_words("answer__"), then=F("answer__decision")), default=Value(WAITING))


def with_outcome(segments: QuerySet[Segment], process: Process) -> QuerySet[Segment]:
    """Adds `outcome`, a key of `OUTCOMES`, to passages of a process; one query more.

    Nothing of a finding that is not published gets into it, so that it may be counted, sorted and filtered in public.
    """
    if not process.is_published:
        return segments.annotate(outcome=Value(WAITING, output_field=CharField()))
    public = Q(finding__state=FindingState.PUBLISHED)
    # Without a day by which it is decided nothing was promised: that is no examination yet.
    cases = [When(public & settled_words("finding__answer__"), then=F("finding__answer__decision"))]
    if ResultsPublication.objects.filter(process=process).exists():
        cases.append(When(Q(finding__isnull=True) & ~Q(no_answer_reason=""), then=Value(NO_ANSWER)))
    return segments.annotate(outcome=Case(*cases, default=Value(WAITING), output_field=CharField()))
