"""Forms of authors for their own contributions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from consultations.contributions.forms import ContributionForm
from consultations.contributions.models import Contribution
from consultations.contributions.targets import describe
from frontend.texts import TOO_LONG

#: What an author can change, as far as the form of a contribution offers it. Who speaks stays as it was.
EDITABLE = ("kind", "title", "text", "proposed_text", "publication")
REASON_LIMIT = 1000


class EditForm(ContributionForm):
    """The form of a contribution, filled with what the author said before."""

    #: How often the contribution had been changed when the form was opened.
    seen_revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, contribution: Contribution, **kwargs) -> None:
        self.contribution = contribution
        said = {
            "kind": contribution.kind,
            "title": contribution.submitted_title or contribution.title,
            "text": contribution.comment,
            "proposed_text": contribution.proposed_text,
            "publication": contribution.publication,
            "seen_revision": contribution.revisions.count(),
        }
        # A guest has no account: somebody without organisations stands in, under the name that was given.
        author = contribution.user or User(pk=0, display_name=contribution.author_name)
        kwargs["initial"] = {**said, **kwargs.get("initial", {})}
        super().__init__(*args, described=describe(contribution.content_object), user=author, **kwargs)
        # What was sent along stays with the contribution.
        del self.fields["attachments"]
        for name, field in self.fields.items():
            if name not in (*EDITABLE, "seen_revision"):
                field.required = False

    def clean_organisation(self) -> Organisation | None:
        """Who speaks stays as it was."""
        return self.contribution.organisation


class WithdrawForm(forms.Form):
    """The confirmation, with a reason if the author wants to give one."""

    reason = forms.CharField(
        label=_("Why do you withdraw it?"),
        required=False,
        max_length=REASON_LIMIT,
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the moderators read this."),
    )
