"""The form of a contribution."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from consultations.contributions.attachments.uploads import FilesField
from consultations.contributions.enums import Kind, Publication
from consultations.contributions.rules import may_speak_for_oneself, organisations_of
from consultations.contributions.services import Submission, check_text, tidy
from consultations.contributions.targets import Target
from consultations.contributions.wording import is_same_text, longest_proposal, proposal_in
from consultations.drafts.models import Paragraph
from consultations.drafts.tables import has_table
from frontend.texts import TOO_LONG

#: The choice of people who speak for themselves.
MYSELF = "selbst"

#: What a participant can choose; replies of the ministry have a kind of their own.
KINDS = [
    (Kind.PROPOSAL, _("Proposal: I would like something to be changed or added")),
    (Kind.CONCERN, _("Concern: I see a problem")),
    (Kind.QUESTION, _("Question: I want to know something")),
    (Kind.SUPPORT, _("Agreement: I think this is right")),
]


class ContributionForm(forms.Form):
    """What a person wants to say about a target, for whom they speak and what may be published of it."""

    kind = forms.ChoiceField(
        label=_("What is your contribution?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what your contribution is.")},
    )
    title = forms.CharField(
        label=_("Heading"),
        max_length=160,
        required=False,
        error_messages=TOO_LONG,
    )
    text = forms.CharField(
        label=_("Your text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={"required": _("Please write what you want to say.")},
    )
    #: On the page of a paragraph only: filled with its text, and no proposal while that stays as it is.
    proposed_text = forms.CharField(
        label=_("Your wording of the paragraph"), strip=False, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    #: The key of the paragraph the field above was filled with.
    wording_of = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    attachments = FilesField(label=_("Attachments"), required=False)
    organisation = forms.ChoiceField(
        label=_("For whom do you speak?"),
        initial=MYSELF,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose for whom you speak."),
            "invalid_choice": _("You cannot speak for this organisation."),
        },
    )
    publication = forms.ChoiceField(
        label=_("What may be published?"),
        choices=Publication.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what may be published.")},
    )

    #: Whether it asks for name and address as well.
    is_guest = False

    #: Fields whose content is kept over signing in, in the order of the form.
    KEPT = ("kind", "title", "text", "proposed_text", "wording_of", "organisation", "publication")

    def __init__(
        self, *args, described: Target, user, only_for: Sequence[Organisation] | None = None, **kwargs
    ) -> None:
        """`only_for`: the organisations whose deadline was extended, while the phase is over for everybody else."""
        super().__init__(*args, **kwargs)
        self.described = described
        self.user = user
        self.limit = described.process.max_characters
        # The browser must not cut what is pasted in silence: the page counts, and the answer says what is too long.
        self.fields["text"].max_length = self.limit
        del self.fields["title"].widget.attrs["maxlength"]
        self.fields["text"].widget.attrs["data-kd-plain-breaks"] = "yes"
        self._prepare_wording()
        if not user.is_authenticated:
            del self.fields["attachments"]
        offered = organisations_of(user) if only_for is None else only_for
        self.organisations = {str(row.pk): row for row in offered}
        self.speaks_for_oneself = only_for is None and may_speak_for_oneself(described.process)
        self.fields["organisation"].choices = [
            *([(MYSELF, _("for myself"))] if self.speaks_for_oneself else []),
            *((key, gettext("for %(name)s") % {"name": row.name}) for key, row in self.organisations.items()),
        ]
        if not self.speaks_for_oneself:
            only_one = len(self.organisations) == 1
            self.fields["organisation"].initial = next(iter(self.organisations)) if only_one else None
        # Nothing to choose is not asked, and a form sent without the choice speaks for the person.
        self.fields["organisation"].required = bool(self.organisations)
        if not self.organisations:
            self.fields["organisation"].widget = forms.HiddenInput()

    def clean_text(self) -> str:
        text = tidy(self.cleaned_data["text"])
        check_text(text, self.limit)
        return text

    def _prepare_wording(self) -> None:
        if not isinstance(self.described.object, Paragraph):
            del self.fields["proposed_text"], self.fields["wording_of"]
            return
        paragraph = self.described.object
        self.fields["proposed_text"].max_length = longest_proposal(paragraph, self.limit)
        self.fields["proposed_text"].widget.attrs["data-kd-plain-breaks"] = "yes"
        self.initial["proposed_text"] = self.initial.get("proposed_text") or paragraph.text
        self.initial["wording_of"] = self.initial.get("wording_of") or str(paragraph.pk)

    @property
    def proposes_wording(self) -> bool:
        """Whether the field for another wording holds one, so that the page shows it opened."""
        typed = self["proposed_text"].value() or "" if "proposed_text" in self.fields else ""
        return bool(typed.strip()) and not is_same_text(typed, self.described.object.text)

    @property
    def is_about_table(self) -> bool:
        """Whether the paragraph holds a table, so that the page says how it is written."""
        return has_table(self.described.object.text)

    @property
    def wording_key(self) -> str:
        """What the hidden field beside it holds: after a refusal the paragraph as it is now."""
        return str(self.described.object.pk) if self.is_bound else self.initial["wording_of"]

    def clean_proposed_text(self) -> str:
        begun_with = self.data.get(self.add_prefix("wording_of"), "")
        typed = self.cleaned_data["proposed_text"]
        return proposal_in(typed, self.described.object, begun_with=begun_with, limit=self.limit)

    def clean(self) -> dict:
        """Whoever writes another wording makes a proposal, also without saying so above."""
        data = super().clean()
        if data.get("proposed_text") and not self.data.get(self.add_prefix("kind")) and "kind" in self.errors:
            del self.errors["kind"]
            data["kind"] = Kind.PROPOSAL
        return data

    def clean_organisation(self) -> Organisation | None:
        """The organisation to speak for, None for oneself. Only verified ones of the person are accepted."""
        key = self.cleaned_data["organisation"]
        if key in ("", MYSELF) and self.speaks_for_oneself:
            return None
        if key not in self.organisations:
            raise ValidationError(gettext("You cannot speak for this organisation."))
        return self.organisations[key]

    def submission(self, parent=None, attachments=()) -> Submission:
        """What the form says, for the service."""
        data = self.cleaned_data
        return Submission(
            kind=data["kind"],
            text=data["text"],
            title=data["title"],
            publication=data["publication"],
            organisation=data["organisation"],
            parent=parent,
            proposed_text=data.get("proposed_text", ""),
            attachments=tuple(attachments),
        )

    def publication_choices(self) -> list[dict]:
        """The radio buttons of `publication`, each with what choosing it means."""
        name = getattr(self.user, "display_name", "")
        texts = {
            Publication.NAMED: (
                gettext(
                    "Your contribution appears under your display name “%(name)s”, or the name of your organisation."
                )
                % {"name": name}
                if name
                else gettext("Your contribution appears with the name of your organisation. You have no display name.")
            ),
            Publication.CATEGORY: gettext(
                "Your contribution appears with your group, for example “Individual people”."
            ),
            Publication.INTERNAL: gettext("Nobody but the team reads your contribution. It is evaluated and answered."),
        }
        chosen = self["publication"].value() or ""
        return [
            {
                "value": value,
                "label": capfirst(str(label)),
                "text": texts[Publication(value)],
                "id": f"{self['publication'].auto_id}_{index}",
                "checked": value == chosen,
            }
            for index, (value, label) in enumerate(Publication.choices)
        ]
