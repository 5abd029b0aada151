"""Findings are written, merged, split and released, answered, signed and published."""

import contextlib
from datetime import timedelta

from django.db.models import Count
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from consultations.contributions.enums import State
from consultations.moderation.services import release
from consultations.process.dates import today
from consultations.results.answers.cosigning import NotPossible, ask, bodies_of, decide
from consultations.results.answers.models import CosignRequest
from consultations.results.closing_round.models import Verdict
from consultations.results.enums import AnswerDecision
from consultations.results.gate import GateClosed, inspect
from consultations.results.services import answer_finding, publish_interim, publish_results
from consultations.synthesis.findings.merging_services import MergeRefused, merge_findings, split_finding
from consultations.synthesis.findings.services import OwnText, create_finding, release_finding, update_finding
from consultations.synthesis.models import Finding
from consultations.synthesis.services import needs_no_answer
from tests.consultations.results.work.desk import NUMBERS, REASONS, Desk

DECISIONS = st.sampled_from([AnswerDecision.ACCEPTED, AnswerDecision.NOT_ACCEPTED, AnswerDecision.OPEN])
DAYS = st.sampled_from([None, 0, 9])


class Writing(Desk):
    """What findings say, and which there are."""

    @rule(released=st.booleans(), with_field=st.booleans())
    @precondition(lambda self: self.findings().count() < 3)
    def write_a_finding(self, released, with_field):
        field = self.fields[0] if with_field else None
        row = create_finding(self.process, title="Z", summary="S", action_field=field, actor=self.cast.analyst)
        if released:
            release_finding(row, actor=self.cast.moderator)

    @rule(number=NUMBERS, text=st.sampled_from(["S", "T"]))
    def rewrite(self, number, text):
        if finding := self.finding(number):
            update_finding(finding, actor=self.cast.analyst, summary=text)

    @rule(number=NUMBERS)
    def release_the_text(self, number):
        if finding := self.finding(number):
            with contextlib.suppress(OwnText):
                release_finding(finding, actor=self.cast.moderator)

    @rule(number=NUMBERS, other=NUMBERS)
    @precondition(lambda self: self.findings().count() > 1)
    def merge_two_findings(self, number, other):
        source = self.finding(number)
        if target := self.pick(self.findings().exclude(pk=source.pk), other):
            with contextlib.suppress(MergeRefused):
                merge_findings(source, target, reason="Dasselbe.", actor=self.cast.analyst, is_confirmed=True)

    @rule(number=NUMBERS, other=NUMBERS)
    @precondition(lambda self: self.findings().count() < 5)
    def split_a_finding(self, number, other):
        rows = self.findings().filter(segments__in=self.segments())
        finding = self.pick(rows.annotate(cited=Count("segments")).filter(cited__gt=1), number)
        if finding:
            chosen = [self.pick(finding.segments.order_by("pk"), other)]
            words = {"title": "Y", "summary": "T", "reason": "Zweierlei."}
            # What is chosen may not be admitted any more.
            with contextlib.suppress(ValueError):
                split_finding(finding, chosen, actor=self.cast.analyst, **words)


class Answering(Desk):
    """What the ministry says, who signs it, and when it is public."""

    @rule(number=NUMBERS, decision=DECISIONS, days=DAYS, reason=REASONS)
    def answer(self, number, decision, days, reason):
        finding = self.finding(number)
        if finding and (reason or decision == AnswerDecision.OPEN):
            until = None if days is None else today() + timedelta(days=days)
            given = {"decision": decision, "reason": reason, "examined_until": until}
            if not finding.is_published:
                answer_finding(finding, actor=self.cast.officer, **given)
            else:
                # A published answer is not taken back.
                with contextlib.suppress(ValueError):
                    answer_finding(finding, actor=self.cast.officer, **given)

    @rule(number=NUMBERS)
    def ask_for_signatures(self, number):
        finding = self.finding(number)
        if finding:
            with contextlib.suppress(ValueError):
                ask(finding, bodies_of(self.process), actor=self.cast.officer)

    @rule(number=NUMBERS, outcome=st.sampled_from(["signed", "objected"]))
    def sign(self, number, outcome):
        rows = CosignRequest.objects.current().of(self.process).select_related("version__answer__finding__process")
        if row := self.pick(rows, number):
            with contextlib.suppress(NotPossible):
                seen = row.version.number
                decide(row, outcome=outcome, reason="Weil.", seen_version=seen, actor=self.cast.cosigner)

    @rule(number=NUMBERS)
    def publish_ahead(self, number):
        if finding := self.finding(number):
            with contextlib.suppress(ValueError):
                publish_interim(finding, actor=self.cast.lead)

    @rule()
    def publish(self):
        """Nothing is published over a closed gate, and nothing with a contribution that waits."""
        was_open = inspect(self.process).is_open
        with contextlib.suppress(GateClosed):
            publish_results(self.process, actor=self.cast.lead)
            assert was_open

    @rule()
    def settle_everything(self):
        """What a team would do at last; then nothing is open any more, and the gate is."""
        for verdict in Verdict.objects.waiting().select_related("contribution"):
            release(verdict.contribution, actor=self.cast.moderator, expected_state=State.PENDING)
        left = self.segments().unassigned()
        needs_no_answer(self.process, list(left), actor=self.cast.analyst, reason="Nur ein Dank.")
        for finding in self.findings():
            reason = f"Nach Prüfung von {finding.number}."
            answer_finding(finding, decision=AnswerDecision.PARTLY, reason=reason, actor=self.cast.officer)
            Finding.objects.filter(pk=finding.pk).update(released_at=finding.updated_at)
        rows = CosignRequest.objects.current().of(self.process).exclude(outcome="signed")
        for row in rows.select_related("version__answer__finding__process"):
            decide(row, outcome="signed", seen_version=row.version.number, actor=self.cast.cosigner)
        assert inspect(self.process).is_open
