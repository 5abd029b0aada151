"""The form to decide on several contributions at once, and the words about what became of them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution
from consultations.moderation.admin_forms import MESSAGE_LIMIT
from consultations.moderation.bulk import DONE, Outcome, Result, Verb
from consultations.process.models import Process, ProcessRule

#: More than a page of the list has rows cannot be ticked.
MOST = 100


class BulkForm(forms.Form):
    """What is said about all of them: the rule for a rejection, the leading one for a campaign, a message."""

    rule = forms.ModelChoiceField(
        label=gettext_lazy("Broken rule"),
        queryset=ProcessRule.objects.none(),
        empty_label=gettext_lazy("Please choose"),
        required=False,
    )
    leading = forms.ChoiceField(
        label=gettext_lazy("Which text shall stand for all?"), widget=forms.RadioSelect, required=False
    )
    message = forms.CharField(
        label=gettext_lazy("Message to the authors"),
        required=False,
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Each author gets it by e-mail with the decision."),
    )
    despite_claims = forms.BooleanField(
        label=gettext_lazy("Decide on those as well that a colleague is at work on"), required=False
    )

    def __init__(self, *args, process: Process, verb: Verb, rows: Sequence[Contribution], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.verb = verb
        if verb == Verb.REJECT:
            self.fields["rule"].queryset = ProcessRule.objects.filter(process=process)
            self.fields["rule"].required = True
        else:
            del self.fields["rule"]
        if verb == Verb.MERGE:
            self.fields["leading"].choices = self._leading(rows)
            self.fields["leading"].required = True
        else:
            del self.fields["leading"]
        if verb == Verb.SETTLE:
            self.fields["message"].label = gettext_lazy("Note for the log")
            self.fields["message"].help_text = ""

    @staticmethod
    def _leading(rows: Sequence[Contribution]) -> list[tuple[str, str]]:
        """Those that could lead: waiting or published, and not internal unless all are; published ones first."""
        internal = all(row.publication == Publication.INTERNAL for row in rows)
        fit = [
            row
            for row in rows
            if row.state in (State.PENDING, State.RELEASED)
            and not row.is_official_reply
            and (internal or row.publication != Publication.INTERNAL)
        ]
        fit.sort(key=lambda row: (row.state != State.RELEASED, row.received_at))
        return [(str(row.pk), f"{row.display_code} {row.title or row.comment[:60]}") for row in fit]

    @property
    def decision(self) -> dict[str, Any]:
        """Arguments of `decide_together`."""
        data = self.cleaned_data
        return {
            "rule": data.get("rule"),
            "message": data["message"],
            "leading": int(data["leading"]) if data.get("leading") else None,
            "despite_claims": data["despite_claims"],
        }


def _done_text(outcome: Outcome, number: int) -> str:
    texts = {
        Outcome.RELEASED: ngettext("%(n)s published", "%(n)s published", number),
        Outcome.REJECTED: ngettext("%(n)s not published", "%(n)s not published", number),
        Outcome.MERGED: ngettext("%(n)s counted with another one", "%(n)s counted with another one", number),
        Outcome.SETTLED: ngettext("%(n)s looked at, stays as it is", "%(n)s looked at, stay as they are", number),
        Outcome.MEANWHILE: ngettext(
            "%(n)s decided on otherwise in the meantime", "%(n)s decided on otherwise in the meantime", number
        ),
        Outcome.CLAIMED: ngettext(
            "%(n)s left alone because a colleague is at work on it",
            "%(n)s left alone because colleagues are at work on them",
            number,
        ),
        Outcome.REFUSED: ngettext("%(n)s cannot be decided on this way", "%(n)s cannot be decided on this way", number),
    }
    return texts[outcome] % {"n": number}


def summary(results: Sequence[Result]) -> list[tuple[str, str]]:
    """Messages about a bulk decision, as level and text: the numbers, then each one that was not decided on."""
    numbers = Counter(result.outcome for result in results)
    parts = [_done_text(outcome, numbers[outcome]) for outcome in Outcome if numbers[outcome]]
    failed = [result for result in results if result.outcome not in DONE]
    lines = [("success" if len(failed) < len(results) else "warning", ", ".join(parts) + ".")]
    if failed:
        codes = ", ".join(_one(result) for result in failed)
        lines.append(("warning", _("Please look at these one by one: %(codes)s.") % {"codes": codes}))
    return lines


def _one(result: Result) -> str:
    code = result.contribution.display_code
    return f"{code} ({result.claim.user})" if result.claim else code
