"""What holds after every step, whatever it was."""

from hypothesis.stateful import invariant

from consultations.contributions.models import Contribution
from consultations.results.answers.models import CosignRequest
from consultations.results.enums import AnswerDecision
from consultations.results.gate import inspect, standing_of
from consultations.results.models import Answer
from consultations.synthesis.enums import FindingState, Stance
from consultations.synthesis.models import Finding, Segment, SegmentRemoval
from consultations.synthesis.passages import uncovered
from tests.consultations.results.work.desk import Desk


class Holding(Desk):
    """Nothing that was said is lost on the way to an answer."""

    def __init__(self) -> None:
        super().__init__()
        #: Of whom a passage stood against which finding, at any time.
        self.opposed: set[tuple[int, int]] = set()
        self.steps = 0

    @invariant()
    def nothing_is_lost(self):
        """One reading for everything that is looked at."""
        self.steps += 1
        admitted = Contribution.objects.admitted().filter(process=self.process).order_by("pk")
        rows = list(admitted.prefetch_related("segments__finding__answer", "segments__topic"))
        standing = standing_of(self.process)
        self.everything_admitted_is_in_exactly_one_of_three(rows, standing)
        # Looking at everything that stands against the publication takes ten times as long as the rest.
        if not standing.open or self.steps % 4 == 0:
            self.the_gate_opens_only_when_nothing_is_open(standing)
        for row in rows:
            self.passages_cover_every_word(row)
            self.assignments_fit_together(row)
        self.nobody_who_was_against_is_gone_without_a_word()

    def everything_admitted_is_in_exactly_one_of_three(self, rows, standing):
        parts = (standing.answered, standing.no_answer, standing.open)
        assert sum(map(len, parts)) == len(rows)
        assert frozenset().union(*parts) == {row.pk for row in rows}
        for row in rows:
            assert (row.pk in standing.open) == self.is_open(row), row

    @staticmethod
    def is_open(row: Contribution) -> bool:
        """Said once more in other words: something of it has neither an answer nor a reason to need none."""

        def done(segment):
            if segment.finding is None:
                return bool(segment.no_answer_reason)
            answer = getattr(segment.finding, "answer", None)
            if answer is None or not answer.reason:
                return False
            return answer.decision != AnswerDecision.OPEN or answer.examined_until is not None

        segments = list(row.segments.all())
        return not segments or not all(map(done, segments))

    def the_gate_opens_only_when_nothing_is_open(self, standing):
        report = inspect(self.process)
        assert report.is_open == (not standing.open and not report.obstacles)
        assert report.open_count == len(standing.open)
        if report.is_open:
            settled = Finding.objects.standing().filter(process=self.process, answer__in=Answer.objects.settled())
            assert not settled.filter(released_at=None).exclude(state=FindingState.PUBLISHED).exists()
            said = CosignRequest.objects.current().of(self.process).values_list("outcome", flat=True)
            assert set(said) <= {"signed"}

    @staticmethod
    def passages_cover_every_word(row):
        text = row.published_text
        spans = [(0, len(text)) if one.start is None else (one.start, one.end) for one in row.segments.all()]
        assert not uncovered(text, spans), (text, spans)
        assert all(0 <= start <= end <= len(text) for start, end in spans), (text, spans)

    @staticmethod
    def assignments_fit_together(row):
        for one in row.segments.all():
            assert one.topic is None or one.topic.action_field_id == one.action_field_id, one
            assert one.finding is None or (one.finding.merged_into_id is None and not one.no_answer_reason), one
            assert one.finding is not None or not one.stance, one

    def nobody_who_was_against_is_gone_without_a_word(self):
        against = Segment.objects.filter(finding__process=self.process, stance=Stance.AGAINST)
        now = set(against.values_list("finding", "contribution"))
        if gone := self.opposed - now:
            noted = SegmentRemoval.objects.filter(stance=Stance.AGAINST).values_list("finding", "contribution")
            assert gone <= set(noted), gone - set(noted)
        self.opposed |= now
