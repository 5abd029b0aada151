"""Forms of the moderators."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.contributions.codes import normalise
from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.moderation.passages import (
    NothingLeft,
    PassageNotFound,
    Shortened,
    original_title,
    shorten,
    taken_out,
)
from consultations.moderation.reasons.forms import ReasonSelect, message_with, offered
from consultations.moderation.reasons.models import ModerationReason
from consultations.moderation.services import may_lead
from consultations.process.models import Process, ProcessRule

MESSAGE_LIMIT = 3000


def lines(text: str) -> list[str]:
    """What stands in a text, one entry a line; empty lines do not count."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class DecisionForm(forms.Form):
    """What every decision carries: the state and the decision its moderator looked at."""

    verb = ""
    expected_state = forms.ChoiceField(choices=State.choices, widget=forms.HiddenInput)
    seen_decision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    #: How often the author had changed the text the moderator looked at.
    seen_revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    message = forms.CharField(
        label=_("Message to the author"),
        required=False,
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Goes to the author by e-mail, in your words."),
    )

    def __init__(self, *args, contribution: Contribution, **kwargs) -> None:
        super().__init__(*args, prefix=self.verb, **kwargs)
        self.contribution = contribution
        if contribution.state != State.PENDING:
            # Overturning a decision without saying why would leave its author and the log in the dark.
            self.fields["message"].required = True
            self.fields["message"].label = _("Reason for the new decision")

    @property
    def expected(self) -> dict[str, object]:
        """What the services compare before they decide."""
        return {
            "expected_state": self.cleaned_data["expected_state"],
            "seen_decision": self.cleaned_data["seen_decision"],
            "seen_revision": self.cleaned_data["seen_revision"] or 0,
        }


class WithAttachments(DecisionForm):
    """A decision to publish, which says which attachments are published too; all of them unless unticked."""

    attachments = forms.MultipleChoiceField(
        label=_("Publish these attachments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Open each of them first. What you untick is for the moderation and its author only."),
    )

    def __init__(self, *args, contribution: Contribution, **kwargs) -> None:
        rows = list(contribution.attachments.all())
        # Before the first decision all are ticked; later the form shows what was decided.
        decided = contribution.state != State.PENDING
        ticked = [str(row.pk) for row in rows if row.is_released or not decided]
        kwargs["initial"] = {"attachments": ticked, **kwargs.get("initial", {})}
        super().__init__(*args, contribution=contribution, **kwargs)
        if rows:
            self.fields["attachments"].choices = [(str(row.pk), row.name) for row in rows]
        else:
            del self.fields["attachments"]

    @property
    def released_attachments(self) -> list[int] | None:
        """Keys of the ticked ones; None when there is nothing to choose from."""
        if "attachments" not in self.fields:
            return None
        return [int(key) for key in self.cleaned_data["attachments"]]


class ReleaseForm(WithAttachments):
    """Publish as it is."""

    verb = "release"


class WithRule(DecisionForm):
    """A decision that names the rule that was broken."""

    reason = forms.ModelChoiceField(
        label=_("Text module"),
        queryset=ModerationReason.objects.none(),
        required=False,
        empty_label=_("No text module"),
        widget=ReasonSelect(attrs={"data-kw-reason": ""}),
        help_text=_("Its text is put before your message, and its rule is named."),
    )
    #: Set by the script once it has put the module's text into the message, where it may have been changed.
    inserted = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-kw-inserted": ""}))
    rule = forms.ModelChoiceField(
        label=_("Broken rule"), queryset=ProcessRule.objects.none(), empty_label=_("Please choose")
    )
    field_order = ["reason", "rule", "message"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].queryset = ProcessRule.objects.filter(process=self.contribution.process)
        self.fields["reason"].queryset = offered(self.contribution.process)
        if not self.fields["reason"].queryset:
            del self.fields["reason"], self.fields["inserted"]
        elif self.data.get(self.add_prefix("reason")):
            # The module brings both along.
            self.fields["rule"].required = self.fields["message"].required = False
        # The browser cannot know that, so the server alone asks for them.
        self.use_required_attribute = "reason" not in self.fields

    def clean(self) -> dict[str, object]:
        data = super().clean() or self.cleaned_data
        reason = data.get("reason")
        if reason is None:
            return data
        data["rule"] = data.get("rule") or reason.rule
        if data["rule"] != reason.rule:
            self.add_error("reason", _("This text module belongs to another rule: %(rule)s") % {"rule": reason.rule})
        if "message" in data:
            is_inserted = data.get("inserted") == str(reason.pk) and bool(data["message"])
            data["message"] = message_with(reason, data["message"], is_inserted=is_inserted)
        return data


def _removed(contribution: Contribution) -> list[str]:
    """What is taken out of text, title and wording now, so that deciding anew does not put it back unnoticed."""
    if not contribution.is_redacted:
        return []
    passages = [contribution.comment[row.start : row.end] for row in contribution.redactions.all()]
    passages += taken_out(original_title(contribution), contribution.title)
    passages += taken_out(contribution.proposed_text, contribution.published_proposal)
    return list(dict.fromkeys(line for passage in passages for line in lines(passage)))


class ShortenForm(WithAttachments, WithRule):
    """Publish with passages removed."""

    verb = "shorten"
    remove = forms.CharField(
        label=_("Passages to remove"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Exactly as in the text or title, one per line. Every occurrence is removed and marked with […]."),
    )
    field_order = ["remove", "reason", "rule", "attachments", "message"]
    #: Set once the passages were found: what the public would read.
    result: Shortened | None = None

    def __init__(self, *args, contribution: Contribution, **kwargs) -> None:
        kwargs["initial"] = {"remove": "\n".join(_removed(contribution)), **kwargs.get("initial", {})}
        super().__init__(*args, contribution=contribution, **kwargs)

    def clean_remove(self) -> list[str]:
        """The passages; refused when one is not in the text, or nothing would be left."""
        passages = lines(self.cleaned_data["remove"])
        try:
            self.result = shorten(self.contribution, passages)
        except PassageNotFound as missing:
            raise ValidationError(
                _("This passage is not in the text: “%(passage)s”. Please copy it exactly, including punctuation."),
                params={"passage": missing.passage},
                code="passage",
            ) from missing
        except NothingLeft as nothing:
            raise ValidationError(
                _("Nothing would be left to read. Please do not publish the contribution instead."), code="nothing_left"
            ) from nothing
        return passages


class RejectForm(WithRule):
    """Do not publish."""

    verb = "reject"


class MergeForm(DecisionForm):
    """Count with another contribution."""

    verb = "merge"
    code = forms.CharField(
        label=_("Number of the published contribution"),
        max_length=20,
        help_text=_("The author gets the same answer as the other contribution."),
    )
    field_order = ["code", "message"]

    def clean_code(self) -> Contribution:
        """The leading contribution; refused when nothing can be counted with it."""
        leading = Contribution.objects.filter(
            process=self.contribution.process, code=normalise(self.cleaned_data["code"])
        ).first()
        if leading is None:
            raise ValidationError(_("There is no contribution with this number in this process."), code="unknown")
        if not may_lead(leading, self.contribution):
            raise ValidationError(
                _("Only another published contribution of this process can be named."), code="not_leading"
            )
        return leading


class OfficialReplyForm(forms.Form):
    """The ministry's public reply."""

    text = forms.CharField(label=_("Text of the reply"), widget=forms.Textarea(attrs={"rows": 8}))
    office = forms.CharField(
        label=_("Published under the name of"), max_length=120, help_text=_("Your unit, not your own name.")
    )

    def __init__(self, *args, process: Process, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].max_length = process.max_characters
        self.fields["text"].validators.append(forms.CharField(max_length=process.max_characters).validators[0])


FORMS = {form.verb: form for form in (ReleaseForm, ShortenForm, RejectForm, MergeForm)}
