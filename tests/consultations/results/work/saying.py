"""Contributions come, are decided on, counted together, shortened and taken back; a closing round brings objections."""

import contextlib

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution
from consultations.contributions.own.services import Refused, SaidBefore, edit_contribution, withdraw_contribution
from consultations.contributions.services import Submission, TooManyContributions
from consultations.moderation.passages import NothingLeft
from consultations.moderation.services import LeadsOthers, MergeRefused, merge, reject, release
from consultations.results.closing_round.enums import Stand
from consultations.results.closing_round.models import Verdict
from consultations.results.closing_round.services import agree, object_to
from tests.consultations.results.work.desk import NUMBERS, Desk

TEXT = "Mehr Zeit, bitte. Und Räume. Danke."
#: What moderators take out: one sentence, nearly everything, or nothing.
REMOVED = st.sampled_from([[], [], ["Und Räume."], ["Mehr Zeit, bitte. Und"], ["Zeit, bitte. Und Räume. D"]])


class Saying(Desk):
    """What people say, and what moderators decide."""

    @rule()
    @precondition(lambda self: len(self.contributions()) < 4)
    def say(self):
        type(self).make_contribution(state=State.PENDING, text=TEXT)

    @rule(number=NUMBERS, removed=REMOVED)
    def admit(self, number, removed):
        row = self.pick(self.contributions(), number)
        if row.state == State.WITHDRAWN:
            return
        passages = [part for part in removed if part in row.comment]
        because = {"remove": passages, "rule": self.process.rules.get()} if passages else {}
        release(row, actor=self.cast.moderator, expected_state=row.state, **because)

    @rule(number=NUMBERS, other=NUMBERS)
    @precondition(lambda self: self.several().filter(state=State.RELEASED).exists())
    def take_a_passage_out(self, number, other):
        """Shorten what was cut by just one of its passages, and show again what was taken out before."""
        row = self.pick(self.several().filter(state=State.RELEASED), number)
        passage = self.pick(row.segments.order_by("pk"), other).text
        if passage in row.comment and passage != row.comment:
            because = {"remove": [passage], "rule": self.process.rules.get()}
            with contextlib.suppress(NothingLeft):
                release(row, actor=self.cast.moderator, expected_state=row.state, **because)

    @rule(number=NUMBERS)
    def reject(self, number):
        row = self.pick(self.contributions(), number)
        if row.state != State.WITHDRAWN:
            with contextlib.suppress(LeadsOthers):
                reject(row, actor=self.cast.moderator, expected_state=row.state, rule=self.process.rules.get())

    @rule(number=NUMBERS, other=NUMBERS)
    def merge(self, number, other):
        row, leading = self.pick(self.contributions(), number), self.pick(self.contributions(), other)
        if row.state != State.WITHDRAWN:
            with contextlib.suppress(LeadsOthers, MergeRefused):
                merge(row, leading, actor=self.cast.moderator, expected_state=row.state)

    @rule(number=NUMBERS)
    @precondition(lambda self: self.segments().count() > 1)
    def withdraw(self, number):
        with contextlib.suppress(Refused):
            withdraw_contribution(self.pick(self.contributions(), number))

    @rule(lineage=st.sampled_from(["k1-1", "k1-2"]), number=NUMBERS)
    @precondition(lambda self: len(self.contributions()) < 6)
    def object(self, lineage, number):
        reason = f"Das war anders besprochen. Bitte zurücknehmen. ({number})"
        with contextlib.suppress(TooManyContributions):
            object_to(self.process, self.cast.stakeholder, lineage, reason=reason, publication=Publication.CATEGORY)

    @rule(number=NUMBERS, text=st.sampled_from([TEXT, "Mehr Zeit.", "Weniger Lärm. Und Räume."]))
    @precondition(lambda self: Contribution.objects.filter(process=self.process, user__isnull=False).exists())
    def change_the_words(self, number, text):
        row = self.pick(Contribution.objects.filter(process=self.process, user__isnull=False).order_by("pk"), number)
        with contextlib.suppress(Refused, SaidBefore):
            edit_contribution(row, Submission(kind=row.kind, text=text, publication=row.publication))

    @rule()
    @precondition(lambda self: Verdict.objects.filter(user=self.cast.stakeholder, stand=Stand.OBJECT).exists())
    def agree(self):
        agree(self.process, self.cast.stakeholder, ["k1-1", "k1-2"])
