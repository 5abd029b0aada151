"""What all rules have in common: the process, the people, and what there is to work on."""

from django.db import transaction
from django.db.models import Count
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from consultations.contributions.models import Contribution
from consultations.process.models import Process
from consultations.synthesis.enums import Stance
from consultations.synthesis.models import Finding, Segment, Topic

NUMBERS = st.integers(min_value=0, max_value=20)
STANCES = st.sampled_from([Stance.AGAINST, Stance.FOR, ""])
REASONS = st.sampled_from(["", "R", "S"])


class Desk(RuleBasedStateMachine):
    """Somebody who does one thing after the other; `process`, `cast` and the factories are set by the test.

    Everything happens inside a transaction that is taken back at the end. A rule does one thing with the services a
    person would use; where these refuse, nothing may have changed.
    """

    process: Process
    cast = None
    make_contribution = None
    fields: list = []

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def contributions(self):
        return list(Contribution.objects.filter(process=self.process).order_by("pk"))

    @staticmethod
    def pick(rows, number):
        rows = list(rows)
        return rows[number % len(rows)] if rows else None

    def segments(self):
        rows = Segment.objects.admitted().filter(contribution__process=self.process)
        return rows.select_related("contribution__process", "finding").order_by("pk")

    def segment(self, number):
        return self.pick(self.segments(), number)

    def findings(self):
        return Finding.objects.standing().filter(process=self.process).order_by("pk")

    def finding(self, number):
        return self.pick(self.findings(), number)

    def topics(self):
        return Topic.objects.filter(action_field__process=self.process).select_related("action_field").order_by("pk")

    def several(self):
        """Admitted contributions of which there are at least two passages."""
        rows = self.segments().order_by().values("contribution").annotate(number=Count("pk")).filter(number__gt=1)
        return Contribution.objects.filter(pk__in=rows.values("contribution")).order_by("pk")

    def topic(self, number):
        return self.pick(self.topics(), number)
